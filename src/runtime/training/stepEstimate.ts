import { message, type Message } from '../../engine/message';
import type { NetworkInference } from '../../engine/network/networkInference';
import { sizeOf } from '../../engine/shape';

/** What the kernels reach on an ordinary machine, in floating point operations a second. */
const compiledSpeed = 15e9;
const referenceSpeed = 1.5e9;

/** Operations on each number that is not a product: an activation, forward and backward. */
const operationsPerEntry = 12;

/** A step that takes longer than this is announced. */
const longStepSeconds = 1;

/** Seconds that one step is expected to take, from its operations. */
export function estimateStepSeconds(inference: NetworkInference, batch: number, kernels: string): number {
  const operations = stepOperations(inference, batch);
  return kernels === 'reference' ? operations / referenceSpeed : secondsOf(operations);
}

/** With compiled kernels. */
export function secondsOf(operations: number): number {
  return operations / compiledSpeed;
}

/**
 * Floating point operations of one step: a product has two for each weight an output sums up, and is needed
 * three times (forward, and the gradients of weights and input).
 */
export function stepOperations(inference: NetworkInference, batch: number): number {
  let operations = 0;
  for (const layer of inference.layers) {
    if (layer === undefined) continue;
    const entries = batch * sizeOf(layer.shape);
    operations += operationsPerEntry * entries;
    const weights = layer.parameters.find(({ start }) => start === 'initializer');
    if (weights) operations += 6 * entries * weights.fanIn;
    operations += 4 * layer.parameterCount;
  }
  return operations;
}

/** `undefined` for a step that nobody has to wait for. */
export function longStepWarning(seconds: number): Message | undefined {
  if (seconds <= longStepSeconds) return undefined;
  return message(
    'One step is expected to take about {0} seconds: pausing and stopping wait for its end.',
    Number(seconds.toPrecision(2)),
  );
}
