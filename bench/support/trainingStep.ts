import type { Kernel } from '../../src/engine/kernels/kernel';
import { measureArena } from '../../src/engine/kernels/arena';
import type { Arena, KernelBackend } from '../../src/engine/kernels/kernels';
import { nonZerosFor } from '../../src/engine/kernels/operands/nonZeroOperands';
import type { Numbers, Precision } from '../../src/engine/tensor';
import { fillInput } from './batch';
import { type BenchLayer, learningRate, type Workload } from './workloads';

/** Runs one step of training, always on the same batch, and gives its loss. */
export type TrainingStep = () => number;

interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Takes views of one block, so that all parameters are updated by one kernel. */
class Block {
  private next = 0;

  constructor(readonly numbers: Numbers) {}

  take(length: number): Numbers {
    this.next += length;
    return this.numbers.subarray(this.next - length, this.next);
  }
}

/** What one layer adds to the step: kernels down and up. */
interface Bound {
  readonly output: Numbers;
  readonly gradOutput: Numbers;
  readonly shape: Shape;
  readonly forward: readonly Kernel[];
  readonly backward: readonly Kernel[];
}

interface Place {
  readonly arena: Arena;
  readonly precision: Precision;
  readonly batch: number;
  readonly parameters: Block;
  readonly gradients: Block;
}

const featuresOf = ({ channels, height, width }: Shape): number => channels * height * width;

function outputShape(layer: BenchLayer, input: Shape): Shape {
  switch (layer.kind) {
    case 'affine':
      return { channels: layer.units, height: 1, width: 1 };
    case 'convolution':
      return {
        channels: layer.filters,
        height: input.height - layer.size + 1,
        width: input.width - layer.size + 1,
      };
    case 'maxPool':
      return {
        channels: input.channels,
        height: Math.floor(input.height / layer.size),
        width: Math.floor(input.width / layer.size),
      };
  }
}

/** Weights and biases of a layer. */
function parameterCount(layer: BenchLayer, input: Shape): number {
  if (layer.kind === 'affine') return (featuresOf(input) + 1) * layer.units;
  if (layer.kind === 'convolution') return (input.channels * layer.size ** 2 + 1) * layer.filters;
  return 0;
}

/** `gradInput` is undefined for the first layer: nobody needs the gradient of the data. */
function bindLayer(layer: BenchLayer, place: Place, below: Bound, first: boolean): Bound {
  const { arena, precision, batch, parameters, gradients } = place;
  const { kernels } = arena;
  const shape = outputShape(layer, below.shape);
  const count = batch * featuresOf(shape);
  const output = arena.numbers(precision, count);
  const gradOutput = arena.numbers(precision, count);
  const input = below.output;
  const gradInput = below.gradOutput;
  const bound = { output, gradOutput, shape };
  const geometry = { batch, ...below.shape, stride: 1, pad: 0 };
  switch (layer.kind) {
    case 'affine': {
      const sizes = { rows: batch, inner: featuresOf(below.shape), columns: layer.units };
      const { rows, inner, columns } = sizes;
      const weight = parameters.take(inner * columns);
      const bias = parameters.take(columns);
      const gradWeight = gradients.take(inner * columns);
      const gradBias = gradients.take(columns);
      const mask = arena.mask(layer.relu ? count : 0);
      const layout = { outer: rows, units: columns, inner: 1 };
      const nonZeros = nonZerosFor(
        { ...sizes, bytesPerNumber: input.BYTES_PER_ELEMENT, hasBackward: true },
        {
          numbers: (length) => arena.numbers(precision, length),
          integers: (length) => arena.integers(length),
        },
      );
      return {
        ...bound,
        forward: [
          kernels.affine({ input, weight, bias, output, ...sizes, ...(nonZeros && { nonZeros }) }),
          ...(layer.relu
            ? [kernels.relu({ input: output, output, mask, seenActive: arena.mask(columns), layout })]
            : []),
        ],
        backward: [
          ...(layer.relu
            ? [kernels.reluBackward({ mask, gradOutput, gradInput: gradOutput, accumulate: false })]
            : []),
          kernels.matmul({
            a: input,
            b: gradOutput,
            c: gradWeight,
            rows: inner,
            inner: rows,
            columns,
            transposeA: true,
            accumulate: false,
            ...(nonZeros && { nonZerosOfA: nonZeros }),
          }),
          kernels.unitSums({ input: gradOutput, sums: gradBias, layout, accumulate: false }),
          ...(first
            ? []
            : [
                kernels.matmul({
                  a: gradOutput,
                  b: weight,
                  c: gradInput,
                  rows,
                  inner: columns,
                  columns: inner,
                  transposeB: true,
                  accumulate: false,
                }),
              ]),
        ],
      };
    }
    case 'convolution': {
      if (!first) throw new RangeError('Only a first convolution is measured.');
      const { filters, size } = layer;
      const weight = parameters.take(filters * below.shape.channels * size ** 2);
      const bias = parameters.take(filters);
      const gradWeight = gradients.take(weight.length);
      const gradBias = gradients.take(filters);
      const mask = arena.mask(count);
      const layout = { outer: batch, units: filters, inner: shape.height * shape.width };
      const windows = { ...geometry, filters, size, padEnd: geometry.pad, dilation: 1, groups: 1 };
      return {
        ...bound,
        forward: [
          kernels.convolution({ geometry: windows, input, weight, bias, output }),
          kernels.relu({ input: output, output, mask, seenActive: arena.mask(filters), layout }),
        ],
        backward: [
          kernels.reluBackward({ mask, gradOutput, gradInput: gradOutput, accumulate: false }),
          kernels.convolutionBackwardWeight({
            geometry: windows,
            input,
            gradOutput,
            gradWeight,
            accumulate: false,
          }),
          kernels.unitSums({ input: gradOutput, sums: gradBias, layout, accumulate: false }),
        ],
      };
    }
    case 'maxPool': {
      const windows = { ...geometry, size: layer.size, stride: layer.size };
      const positions = arena.integers(count);
      return {
        ...bound,
        forward: [kernels.maxPool({ geometry: windows, input, output, positions })],
        backward: [
          kernels.maxPoolBackward({ geometry: windows, gradOutput, positions, gradInput, accumulate: false }),
        ],
      };
    }
  }
}

/** A minimal step made of kernels alone: forward, backward, update, the loss read. */
function place(workload: Workload, precision: Precision, arena: Arena): TrainingStep {
  const { batch, layers } = workload;
  const [channels, height, width] = workload.input;
  const shapes = layers.reduce<Shape[]>(
    (list, layer) => [...list, outputShape(layer, list.at(-1) ?? { channels, height, width })],
    [{ channels, height, width }],
  );
  const total = layers.reduce(
    (sum, layer, index) => sum + parameterCount(layer, shapes[index] ?? { channels, height, width }),
    0,
  );
  const parameters = arena.numbers(precision, total);
  const gradients = arena.numbers(precision, total);
  for (let i = 0; i < parameters.length; i++) parameters[i] = 0.1 * Math.sin(12.9898 * i);
  const features = channels * height * width;
  const input = arena.numbers(precision, batch * features);
  const labels = arena.integers(batch);
  const loss = arena.numbers(precision, 1);
  const made = {
    arena,
    precision,
    batch,
    parameters: new Block(parameters),
    gradients: new Block(gradients),
  };
  let below: Bound = {
    output: input,
    gradOutput: input,
    shape: { channels, height, width },
    forward: [],
    backward: [],
  };
  const bound = layers.map((layer, index) => (below = bindLayer(layer, made, below, index === 0)));
  const { output: logits, gradOutput: gradLogits, shape } = below;
  const sizes = { rows: batch, columns: featuresOf(shape) };
  const probabilities = arena.numbers(precision, logits.length);
  const targets = { labels };
  const { kernels } = arena;
  const settings = { learningRate, weightDecay: 0, l1: 0, step: 0 };
  const steps = [
    ...bound.flatMap(({ forward }) => forward),
    kernels.softmaxLoss({ logits, targets, probabilities, loss, ...sizes }),
    kernels.softmaxLossBackward({ probabilities, targets, gradLogits, ...sizes, accumulate: false }),
    ...[...bound].reverse().flatMap(({ backward }) => backward),
    kernels.sgd({ parameter: parameters, gradient: gradients, settings }),
  ];
  fillInput(input, workload);
  for (let i = 0; i < labels.length; i++) labels[i] = i % sizes.columns;
  return () => {
    for (const step of steps) step();
    return loss[0] ?? NaN;
  };
}

/** The step of a workload, placed in memory of its own. */
export function trainingStep(workload: Workload, precision: Precision, backend: KernelBackend): TrainingStep {
  const bytes = measureArena((arena) => {
    place(workload, precision, arena);
  });
  const result = backend.createArena(bytes);
  if (!result.ok) throw new Error(result.error.text);
  return place(workload, precision, result.arena);
}
