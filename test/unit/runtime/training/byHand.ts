import type { Dataset } from '../../../../src/data/dataset';
import type { Trainer } from '../../../../src/engine/training/trainer';

/**
 * Networks of Affine layers with one activation between
 * them, computed with plain loops: the judge of the views.
 */
export type Activation = (x: number) => number;

export const reluByHand: Activation = (x) => (x > 0 ? x : 0);
export const sigmoidByHand: Activation = (x) => 1 / (1 + Math.exp(-x));

/** What each layer gives for one sample: Affine, activation, Affine, …; the last is the loss's input. */
export function layersByHand(
  { parameters }: Trainer,
  input: readonly number[],
  activation: Activation,
): number[][] {
  const given: number[][] = [];
  let x: readonly number[] = input;
  for (let layer = 0; layer < parameters.length; layer += 2) {
    const weights = parameters[layer]?.value.data ?? [];
    const bias = [...(parameters[layer + 1]?.value.data ?? [])];
    const row = x;
    const y = bias.map((b, j) =>
      row.reduce((sum, value, k) => sum + value * (weights[k * bias.length + j] ?? NaN), b),
    );
    given.push(y);
    x = y;
    if (layer + 2 < parameters.length) {
      const z = y.map(activation);
      given.push(z);
      x = z;
    }
  }
  return given;
}

export function softmaxByHand(scores: readonly number[]): number[] {
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export function inputByHand({ inputs }: Dataset, sample: number, size: number): number[] {
  return [...Float32Array.from(inputs.subarray(sample * size, (sample + 1) * size))];
}

/** A sample of the spiral: its scores, its class, and the loss. */
export function spiralSample(
  trainer: Trainer,
  sample: number,
): { layers: number[][]; shares: number[]; label: number; said: number; loss: number } {
  const data = trainer.blueprint.data as Dataset;
  const layers = layersByHand(trainer, inputByHand(data, sample, 2), reluByHand);
  const shares = softmaxByHand(layers.at(-1) ?? []);
  const label = data.targets.kind === 'labels' ? (data.targets.labels[sample] ?? -1) : -1;
  return {
    layers,
    shares,
    label,
    said: shares.indexOf(Math.max(...shares)),
    loss: -Math.log(shares[label] ?? NaN),
  };
}
