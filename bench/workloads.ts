/** A layer of a network that is measured; all peers build the same. */
export type BenchLayer =
  | { readonly kind: 'affine'; readonly units: number; readonly relu: boolean }
  | { readonly kind: 'convolution'; readonly filters: number; readonly size: number }
  | { readonly kind: 'maxPool'; readonly size: number };

export interface Workload {
  readonly name: string;
  readonly batch: number;
  /** channels×height×width, or features×1×1. */
  readonly input: readonly [number, number, number];
  /** A convolution is followed by ReLU; after the last affine layer comes softmax with cross-entropy. */
  readonly layers: readonly BenchLayer[];
}

const affine = (units: number, relu = true): BenchLayer => ({ kind: 'affine', units, relu });

export const learningRate = 0.01;

export const workloads: readonly Workload[] = [
  { name: 'tiny', batch: 32, input: [2, 1, 1], layers: [affine(8), affine(8), affine(3, false)] },
  { name: 'mnist', batch: 100, input: [784, 1, 1], layers: [affine(50), affine(10, false)] },
  { name: 'big', batch: 128, input: [784, 1, 1], layers: [affine(512), affine(256), affine(10, false)] },
  {
    name: 'conv',
    batch: 32,
    input: [1, 28, 28],
    layers: [{ kind: 'convolution', filters: 8, size: 3 }, { kind: 'maxPool', size: 2 }, affine(10, false)],
  },
];
