import type { ClassTargets, EntryLossName } from '../../kernels/operands/losses';
import type { Numbers, Tensor } from '../../tensor';
import type { NetworkForm, TargetSlot } from './networkForm';
import { operand } from './operands';
import { fits } from './shapeRule';

function requireTarget(target: TargetSlot | undefined): TargetSlot {
  if (target === undefined) throw new RangeError('A loss needs a target.');
  return target;
}

/** For a loss over classes. */
export function lossTargets(target: TargetSlot | undefined): ClassTargets {
  const { encoding, labels, values } = requireTarget(target);
  return encoding === 'labels' ? { labels } : { shares: values };
}

interface EntryLossDescription {
  readonly name: EntryLossName;
  readonly aliases: readonly string[];
  readonly decisionThreshold: number;
  /** As of the network form. */
  readonly startsAtChance?: (classes: number) => boolean;
  /** What views see of it: made of the loss's input when somebody looks. */
  readonly saved?: (input: Tensor) => Readonly<Record<string, Tensor>>;
}

/** The network form of a loss that compares entry by entry. */
export function entryLossForm(description: EntryLossDescription): NetworkForm {
  const { name, aliases, decisionThreshold, startsAtChance, saved } = description;
  return {
    aliases,
    kind: 'loss',
    settings: [],
    targets: ['binary', 'oneHot', 'values'],
    decisionThreshold,
    ...(startsAtChance && { startsAtChance }),
    outputShape: () => fits([]),

    bind({ kernels, inputs, output, gradInputs, target }) {
      const x = operand(inputs, 0);
      const targets: Numbers = requireTarget(target).values;
      const dx = gradInputs[0];
      const gradient = dx && {
        only: 0,
        run: kernels.entryLossBackward({
          name,
          input: x.data,
          targets,
          gradInput: dx.data,
          accumulate: dx.accumulate,
        }),
      };
      return {
        forward: [kernels.entryLoss({ name, input: x.data, targets, loss: output.data })],
        backward: gradient ? [gradient] : [],
        saved: () => saved?.(x) ?? {},
      };
    },
  };
}
