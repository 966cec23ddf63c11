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
  /**
   * What the batch is made of: images of MNIST, most of
   * whose pixels are zero, or waves, which are nowhere zero.
   */
  readonly data: 'images' | 'waves';
  /** A convolution is followed by ReLU; after the last affine layer comes softmax with cross-entropy. */
  readonly layers: readonly BenchLayer[];
}

const affine = (units: number, relu = true): BenchLayer => ({ kind: 'affine', units, relu });

export const learningRate = 0.01;

const mnist = { batch: 100, input: [784, 1, 1], layers: [affine(50), affine(10, false)] } as const;
const big = {
  batch: 128,
  input: [784, 1, 1],
  layers: [affine(512), affine(256), affine(10, false)],
} as const;

/** Every network once. */
export const networks: readonly Workload[] = [
  {
    name: 'tiny',
    batch: 32,
    input: [2, 1, 1],
    data: 'waves',
    layers: [affine(8), affine(8), affine(3, false)],
  },
  { name: 'mnist', ...mnist, data: 'images' },
  { name: 'big', ...big, data: 'images' },
  {
    name: 'conv',
    batch: 32,
    input: [1, 28, 28],
    data: 'images',
    layers: [{ kind: 'convolution', filters: 8, size: 3 }, { kind: 'maxPool', size: 2 }, affine(10, false)],
  },
];

/** The same with data in which there are no zeros to skip. */
const dense: readonly Workload[] = [
  { name: 'mnist-waves', ...mnist, data: 'waves' },
  { name: 'big-waves', ...big, data: 'waves' },
];

export const workloads: readonly Workload[] = [...networks, ...dense];
