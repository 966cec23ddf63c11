import type { Diagnosis } from '../../engine/explain/mistakes/diagnosis';
import { findMistakesInNetwork } from '../../engine/explain/mistakes/networkMistakes';
import type { KernelBackend } from '../../engine/kernels/kernels';
import { sameShape } from '../../engine/shape';
import { computeFirstPass, type FirstPass } from '../../engine/training/firstPass';
import type {
  FirstPassOutcome,
  FirstPassRequest,
  NetworkMistakeRequest,
} from '../../protocol/firstPassRequest';
import type { TrainingRefusal } from '../../protocol/training';
import { readTrainingData, setUpTrainer } from './prepare';
import { estimateStepSeconds } from './stepEstimate';

export type OpenedPass =
  | { readonly kind: 'computed'; readonly pass: FirstPass }
  | { readonly kind: 'refused'; readonly refusals: readonly TrainingRefusal[] }
  | { readonly kind: 'too much' };

/**
 * Walks the first mini-batch down and up: its graph with every value and gradient. It is computed in float64
 * whatever the network trains in, as an answer is worked out elsewhere: what is expected is the formula's
 * number and not that of a rounding.
 */
export function openFirstPass(
  { network: written, data, mostSeconds = Infinity }: Omit<FirstPassRequest, 'asked'>,
  backend: KernelBackend,
): OpenedPass {
  const network = { ...written, training: { ...written.training, precision: 'float64' as const } };
  const read = readTrainingData(network, data);
  if (!read.ok) return { kind: 'refused', refusals: read.refusals };
  const set = setUpTrainer(network, read.data, backend);
  if (!set.ok) return { kind: 'refused', refusals: set.refusals };
  const { inference, batch } = set.trainer.blueprint;
  if (estimateStepSeconds(inference, batch, backend.name) > mostSeconds) return { kind: 'too much' };
  return { kind: 'computed', pass: computeFirstPass(set.trainer) };
}

/**
 * What went wrong in each wrong answer, by its index; `undefined` of right ones, of those of another shape,
 * of what no node holds, and where the first mini-batch cannot be computed.
 */
export function findNetworkMistakes(
  { answers, ...request }: NetworkMistakeRequest,
  backend: KernelBackend,
): readonly (Diagnosis | undefined)[] {
  const opened = openFirstPass(request, backend);
  if (opened.kind !== 'computed') return answers.map(() => undefined);
  const { plan, nodeOf } = opened.pass;
  const askable = answers.flatMap(({ quantity, shape, ...answer }, at) => {
    const node = nodeOf(quantity);
    const fits = node !== undefined && (shape.length === 0 || sameShape(shape, plan.value(node).shape));
    return fits ? [{ at, answer: { ...answer, node, pass: 0 } }] : [];
  });
  const found = findMistakesInNetwork(
    plan,
    askable.map(({ answer }) => answer),
  );
  return answers.map((_, at) => found[askable.findIndex((each) => each.at === at)]);
}

/** The numbers that were asked for, in memory of their own. */
export function readFirstPass(request: FirstPassRequest, backend: KernelBackend): FirstPassOutcome {
  const opened = openFirstPass(request, backend);
  if (opened.kind !== 'computed') return opened;
  const tensors = request.asked.map((asked) => {
    const tensor = opened.pass.read(asked);
    return tensor ? { shape: tensor.shape, values: Float64Array.from(tensor.data) } : null;
  });
  return { kind: 'computed', tensors };
}
