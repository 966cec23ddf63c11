import { checkGradients, type GradientCheck } from '../../../../src/engine/explain/gradientCheck';
import { checkNetworkGradients } from '../../../../src/engine/explain/networkGradientCheck';
import { compile } from '../../../../src/engine/graph/compile';
import type { Graph } from '../../../../src/engine/graph/graph';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { randomStream, type RandomStream } from '../../../../src/engine/random';
import { networkOf, randomData, trainerOf } from '../training/networks';
import { withFault, type Fault } from './plantedFaults';
import { randomGraph, randomNetwork, type RandomGraph, type RandomNetwork } from './randomGraphs';
import { sizeOf } from '../../../../src/engine/shape';

/** How the gradient check fared with one random graph or network. */
export type TrialOutcome =
  /** It agreed with a right gradient, or found it at a corner. */
  | 'right passed'
  | 'FALSE ALARM'
  /** It found a mistake. */
  | 'wrong found'
  | 'MISSED'
  /** It said that it cannot tell, where every number is finite. */
  | 'cannot tell'
  /** Something is NaN or infinite; it called nothing wrong. */
  | 'not finite'
  /** The mistake makes no difference here. */
  | 'fault without effect'
  /** It makes one at a corner alone, as of x × (x == 0), where what is right is what somebody agreed on. */
  | 'fault at a corner alone';

export interface Trial {
  readonly outcome: TrialOutcome;
  readonly fault: string;
  readonly check: GradientCheck;
  /** To look at what went wrong. */
  readonly subject: RandomGraph | RandomNetwork;
}

/** By name of the value. `floors` is what rounding may leave of terms that cancel, where it is known. */
interface Gradients {
  readonly entries: ReadonlyMap<string, ArrayLike<number>>;
  readonly floors?: ReadonlyMap<string, number>;
}

/**
 * A difference under this share of a gradient, or of the
 * largest of its tensor, is no mistake anybody could see.
 */
const visible = 0.03;
const visibleBesideTensor = 1e-4;
/** Or of the largest gradient of all: what is below is what rounding leaves of terms that cancel. */
const visibleBesideAll = 1e-11;

function differ(right: Gradients, planted: Gradients): boolean {
  const largestOf = (gradients: Iterable<number>): number =>
    [...gradients].reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const all = [...right.entries.values(), ...planted.entries.values()];
  const overall = largestOf(all.map((gradient) => largestOf(Array.from(gradient))));
  for (const [name, expected] of right.entries) {
    const found = planted.entries.get(name) ?? [];
    const floor = Math.max(
      visibleBesideTensor * largestOf(Array.from(expected)),
      visibleBesideAll * overall,
      right.floors?.get(name) ?? 0,
    );
    for (let i = 0; i < expected.length; i++) {
      const [a, b] = [expected[i] ?? NaN, found[i] ?? NaN];
      const difference = Math.abs(a - b);
      if (difference > visible * Math.max(Math.abs(a), Math.abs(b)) && difference > floor) return true;
    }
  }
  return false;
}

function isFinite(gradients: Gradients): boolean {
  return [...gradients.entries.values()].every((gradient) => Array.from(gradient).every(Number.isFinite));
}

function judge(right: Gradients, planted: Gradients | undefined, check: GradientCheck): TrialOutcome {
  const { verdict } = check;
  if (!isFinite(right) || (planted && !isFinite(planted))) {
    return verdict === 'wrong' && planted === undefined ? 'FALSE ALARM' : 'not finite';
  }
  const isNotFinite = check.values.some(({ worst }) => worst.reason === 'notFinite');
  if (planted === undefined) {
    if (verdict === 'wrong') return 'FALSE ALARM';
    if (verdict === 'cannot tell') return isNotFinite ? 'not finite' : 'cannot tell';
    return 'right passed';
  }
  if (!differ(right, planted)) return 'fault without effect';
  if (verdict === 'wrong') return 'wrong found';
  if (verdict === 'cannot tell') return isNotFinite ? 'not finite' : 'cannot tell';
  return 'MISSED';
}

function randomFault(random: RandomStream, layers: readonly string[]): { layer: string; fault: Fault } {
  const layer = layers[random.integer(layers.length)] ?? 'Add';
  const factors = [2, 0.5, -1, 1.1, 0.9, 3];
  switch (random.integer(6)) {
    case 0:
      return { layer, fault: { kind: 'input left out', input: random.integer(2) } };
    case 1:
      return { layer, fault: { kind: 'first entry left out' } };
    case 2:
      return { layer, fault: { kind: 'transposed' } };
    case 3:
      return { layer, fault: { kind: 'mask inverted' } };
    default:
      return { layer, fault: { kind: 'factor', factor: factors[random.integer(factors.length)] ?? 2 } };
  }
}

function describeFault(layer: string, fault: Fault): string {
  return `${layer}: ${Object.values(fault).join(' ')}`;
}

function gradientsOf({ graph, target }: RandomGraph): Gradients {
  const plan = compile(graph);
  plan.forward();
  plan.backward(target);
  const isComputedFinite = graph.nodes.every(
    (_, id) => plan.gradient(id) === undefined || plan.value(id).data.every(Number.isFinite),
  );
  let magnitude = 0;
  for (const id of graph.nodes.keys()) {
    plan.gradient(id)?.data.forEach((slope, i) => {
      magnitude += Math.abs(slope * (plan.value(id).data[i] ?? NaN));
    });
  }
  const entries = new Map<string, ArrayLike<number>>();
  const floors = new Map<string, number>();
  for (const [id, node] of graph.nodes.entries()) {
    const gradient = plan.gradient(id);
    if (node.kind === 'layer' || node.name === undefined || gradient === undefined) continue;
    entries.set(node.name, isComputedFinite ? gradient.data.slice() : [NaN]);
    const size = Math.max(...plan.value(id).data.map(Math.abs));
    floors.set(node.name, (1e-12 * magnitude) / size);
  }
  return { entries, floors };
}

function layersOf({ nodes }: Graph): readonly string[] {
  return nodes.flatMap((node) => (node.kind === 'layer' ? [node.layer] : []));
}

/**
 * One random formula, with a planted mistake for every second seed.
 * @param hasAll whether every layer there is may be in it
 */
export function graphTrial(seed: number, hasAll = false): Trial {
  const random = randomStream(seed, 'sampling');
  const subject = randomGraph(random, false, hasAll);
  const right = gradientsOf(subject);
  const pass = { target: subject.target };
  if (seed % 2 === 0) {
    const check = checkGradients(subject.graph, pass);
    return { outcome: judge(right, undefined, check), fault: 'none', check, subject };
  }
  const { layer, fault } = randomFault(random, layersOf(subject.graph));
  const trial = withFault(layer, fault, (): Trial => {
    const planted = gradientsOf(subject);
    const check = checkGradients(subject.graph, pass);
    return { outcome: judge(right, planted, check), fault: describeFault(layer, fault), check, subject };
  });
  if (trial.outcome !== 'MISSED' || !isOnlyAgreed(trial, subject)) return trial;
  const besidePlanted = withFault(layer, fault, () => gradientsBeside(subject));
  const isSeenBeside = differ(gradientsBeside(subject), besidePlanted);
  return isSeenBeside ? trial : { ...trial, outcome: 'fault at a corner alone' };
}

/**
 * Whether what is right here is what somebody agreed on: the mistake is found at a corner, or
 * does not differ from the slope, from which the right gradient does, at a corner or a jump.
 */
function isOnlyAgreed({ check }: Trial, { graph, target }: RandomGraph): boolean {
  return check.verdict === 'corner' || checkGradients(graph, { target }).verdict === 'corner';
}

/** Of every entry the gradients where it alone is moved a little to either side. */
function gradientsBeside({ graph, target }: RandomGraph): Gradients {
  const entries = new Map<string, ArrayLike<number>>();
  for (const [id, node] of graph.nodes.entries()) {
    if (node.kind !== 'data' || node.name === undefined) continue;
    const found = Array.from(node.values, (_, entry) =>
      [1, -1].map((way) => {
        const values = Float64Array.from(node.values);
        const x = values[entry] ?? NaN;
        values[entry] = x + way * 2 ** -12 * (Math.abs(x) || 1);
        const nodes = graph.nodes.map((each, at) => (at === id ? { ...node, values } : each));
        return gradientsOf({ graph: { nodes }, target }).entries.get(node.name ?? '')?.[entry] ?? 0;
      }),
    );
    entries.set(node.name, found.flat());
  }
  return { entries };
}

/** One random network, in the same way. */
export function networkTrial(seed: number, hasAll = false): Trial {
  const random = randomStream(seed, 'sampling');
  const subject = randomNetwork(random, hasAll);
  // With a mistake training would go another way, so that gradients could not be compared.
  const steps = seed % 2 === 0 && random.integer(3) === 0 ? 3 : 0;
  const run = (): { readonly gradients: Gradients; readonly check: GradientCheck } => {
    const training = {
      batch: 6,
      seed,
      precision: 'float64',
      optimizer: { name: 'SGD', settings: { lr: 0.1 } },
    } as const;
    const data = randomData(subject.sample, { classes: 3 }, { train: 12, seed });
    const features = sizeOf(subject.sample);
    const inputs = Float64Array.from(data.inputs, (value, i) =>
      i % features < subject.background ? 0 : value,
    );
    const trainer = trainerOf(networkOf(subject.layers, training), { ...data, inputs });
    for (let step = 0; step < steps; step++) trainer.runStep();
    trainer.compute();
    trainer.plan.computeInputGradient();
    const entries = new Map<string, ArrayLike<number>>(
      trainer.parameters.map(({ name, gradient }) => [name, gradient.data.slice()]),
    );
    const input = trainer.plan.gradient(trainer.plan.network.input);
    if (input !== undefined) entries.set('input', input.data.slice());
    const result = checkNetworkGradients(trainer, referenceBackend, { entriesPerValue: 1000, seed });
    if (!result.ok) throw new Error('There is not enough memory.');
    return { gradients: { entries }, check: result.check };
  };
  if (seed % 2 === 0) {
    const { gradients, check } = run();
    return { outcome: judge(gradients, undefined, check), fault: 'none', check, subject };
  }
  const names = subject.layers.map((layer) => (typeof layer === 'string' ? layer : layer.layer));
  const { layer, fault } = randomFault(random, names);
  const { gradients: right } = run();
  return withFault(layer, fault, () => {
    const { gradients, check } = run();
    return { outcome: judge(right, gradients, check), fault: describeFault(layer, fault), check, subject };
  });
}
