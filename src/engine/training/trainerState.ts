import { initializationStream } from '../initializers';
import { writeGiven } from '../network/givenParameters';
import { initializerOf } from '../network/initialization';
import type { RandomState } from '../random';
import type { Numbers } from '../tensor';
import type { Workspace } from './workspace';

/** All a training needs to go on bit for bit as it would have. Plain data. */
export interface TrainerState {
  /** Updates done. */
  readonly step: number;
  /** The optimizer's own, before the schedule. */
  readonly learningRate: number;
  readonly numbers: TrainedNumbers;
  readonly shuffling: RandomState;
  readonly dropout: RandomState;
}

export interface TrainedNumbers {
  /** All parameters, side by side. */
  readonly parameters: Numbers;
  readonly optimizer: readonly Numbers[];
  /** Running statistics, in the order of the layers. */
  readonly states: readonly Numbers[];
  readonly seenActive: readonly Uint8Array[];
}

/** The workspace's own arrays that change from step to step. */
function trained({ parameters, optimizerState, states, seenActive }: Workspace): TrainedNumbers {
  return {
    parameters: parameters.values,
    optimizer: optimizerState,
    states: states.layers.flatMap((layer) => Object.values(layer).map(({ data }) => data)),
    seenActive: [...seenActive.values()],
  };
}

/** Draws all parameters by their names and the seed; all else is as before the first step. */
export function initialiseNumbers(workspace: Workspace, seed: number): void {
  const { parameters, optimizerState, seenActive, states } = workspace;
  for (const { name, spec, value } of parameters.parameters) {
    const { initializer, start, given } = spec;
    if (given) {
      writeGiven(value.data, spec.shape, given);
      continue;
    }
    if (typeof start === 'object') {
      value.data.set(start);
      continue;
    }
    const stream = initializationStream(seed, name);
    initializerOf(initializer).fill(value.data, spec, initializer.settings, stream);
  }
  parameters.gradients.fill(0);
  for (const numbers of optimizerState) numbers.fill(0);
  for (const seen of seenActive.values()) seen.fill(0);
  states.reset();
}

export function copyNumbers(workspace: Workspace): TrainedNumbers {
  const { parameters, optimizer, states, seenActive } = trained(workspace);
  return {
    parameters: parameters.slice(),
    optimizer: optimizer.map((numbers) => numbers.slice()),
    states: states.map((numbers) => numbers.slice()),
    seenActive: seenActive.map((bytes) => bytes.slice()),
  };
}

function writeAll<T extends Numbers | Uint8Array>(targets: readonly T[], sources: readonly T[]): void {
  targets.forEach((target, index) => {
    const source = sources[index];
    if (source?.length !== target.length) throw new RangeError('The state belongs to another training.');
    target.set(source);
  });
}

/** @throws RangeError where the numbers belong to another training. */
export function writeNumbers(workspace: Workspace, saved: TrainedNumbers): void {
  const own = trained(workspace);
  writeAll([own.parameters], [saved.parameters]);
  writeAll(own.optimizer, saved.optimizer);
  writeAll(own.states, saved.states);
  writeAll(own.seenActive, saved.seenActive);
}

/** How much memory a state takes, for whoever keeps many. */
export function bytesOf({ numbers }: TrainerState): number {
  const arrays = [numbers.parameters, ...numbers.optimizer, ...numbers.states, ...numbers.seenActive];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
