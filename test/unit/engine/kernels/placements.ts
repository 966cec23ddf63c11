import fc from 'fast-check';
import {
  type ConvolutionGeometry,
  type WindowGeometry,
  windowCount,
} from '../../../../src/engine/kernels/operands/convolutionOperands';
import { nonZerosFor } from '../../../../src/engine/kernels/operands/nonZeroOperands';
import {
  histogramBins,
  magnitudeEntries,
  statisticsEntries,
} from '../../../../src/engine/kernels/operands/statisticsOperands';
import { networkLayers } from '../../../../src/engine/layers/layerTable';
import { affinePass } from './affinePass';
import type { Placement } from './againstReference';

/** Sizes that fill tiles and vectors, and that leave every kind of remainder. */
const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 16, 17, 31, 50, 64, 129);
const positiveSize = size.filter((value) => value > 0);
const small = fc.integer({ min: 1, max: 5 });
const accumulate = fc.boolean();

const layout = fc.record({ outer: small, units: small, inner: fc.constantFrom(1, 2, 7, 16, 33) });
const featureLayout = fc.record({ outer: positiveSize, units: positiveSize, inner: fc.constant(1) });
const anyLayout = fc.oneof(layout, featureLayout);
const countOf = ({ outer, units, inner }: { outer: number; units: number; inner: number }): number =>
  outer * units * inner;

const windows: fc.Arbitrary<WindowGeometry> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 14 }),
    width: fc.integer({ min: 1, max: 14 }),
    size: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.integer({ min: 0, max: 2 }),
  })
  .filter((at) => at.size <= at.height + 2 * at.pad && at.size <= at.width + 2 * at.pad);

/** Half of them plain: those take another way through the kernels. */
const plain = { padEnd: 0, dilation: 1, groups: 1 };
const further = fc.oneof(
  fc.constant(plain),
  fc.record({
    padEnd: fc.constantFrom(0, 0, 1),
    dilation: fc.constantFrom(1, 1, 2, 3),
    groups: fc.constantFrom(1, 1, 2, 3),
  }),
);

const convolutions: fc.Arbitrary<ConvolutionGeometry> = fc
  .tuple(windows, fc.constantFrom(1, 2, 4, 5, 8, 13), further)
  .map(([geometry, filters, { padEnd, dilation, groups }]) => ({
    ...geometry,
    channels: geometry.channels * groups,
    filters: filters * groups,
    padEnd: geometry.pad + padEnd,
    dilation,
    groups,
  }))
  .filter((at) => windowCount(at.height, at) > 0 && windowCount(at.width, at) > 0);

const weightsOf = ({ filters, channels, groups, size: side }: ConvolutionGeometry): number =>
  filters * (channels / groups) * side ** 2;

const pools = windows.filter(({ pad }) => pad === 0);

const placesOf = (geometry: WindowGeometry | ConvolutionGeometry): number =>
  windowCount(geometry.height, geometry) * windowCount(geometry.width, geometry);
const pixelsOf = ({ batch, channels, height, width }: WindowGeometry): number =>
  batch * channels * height * width;

const activations = fc.constantFrom(
  ...networkLayers.flatMap(({ name, asLayer: { entryRule } }) =>
    entryRule ? [{ activation: name, rule: entryRule({}) }] : [],
  ),
);
const entryLosses = fc.constantFrom(
  ...networkLayers.flatMap(({ name, asLayer: { entryLossRule } }) =>
    entryLossRule ? [{}, { delta: 0.3 }].map((settings) => ({ name, rule: entryLossRule(settings) })) : [],
  ),
);

const classTargets = (
  arena: Parameters<Placement>[0],
  numbers: Parameters<Placement>[1],
  random: Parameters<Placement>[2],
  rows: number,
  columns: number,
  byLabel: boolean,
): { labels: Int32Array } | { shares: ReturnType<typeof numbers> } => {
  if (!byLabel) return { shares: random.positive(numbers(rows * columns)) };
  const labels = arena.integers(rows);
  for (let row = 0; row < labels.length; row++) labels[row] = random.integer(columns);
  return { labels };
};

/** For each kernel the shapes to try and how to place its operands. */
export const placements: Readonly<Record<string, fc.Arbitrary<Placement>>> = {
  matmul: fc
    .record({
      rows: size,
      inner: size,
      columns: size,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      accumulate,
    })
    .map((shape) => ({ kernels }, numbers, random) => {
      const a = random.fill(numbers(shape.rows * shape.inner));
      const b = random.fill(numbers(shape.inner * shape.columns));
      const c = random.fill(numbers(shape.rows * shape.columns));
      return { kernel: kernels.matmul({ a, b, c, ...shape }), outputs: { c } };
    }),

  affine: fc
    .record({ rows: size, inner: size, columns: size, biased: fc.boolean() })
    .map(({ biased, ...shape }) => ({ kernels }, numbers, random) => {
      const input = random.fill(numbers(shape.rows * shape.inner));
      const weight = random.fill(numbers(shape.inner * shape.columns));
      const bias = biased ? random.fill(numbers(shape.columns)) : undefined;
      const output = random.fill(numbers(shape.rows * shape.columns));
      return { kernel: kernels.affine({ input, weight, bias, output, ...shape }), outputs: { output } };
    }),

  nonZeros: fc
    .record({
      rows: positiveSize,
      inner: fc.constantFrom(64, 65, 67, 130),
      columns: fc.constantFrom(16, 31, 32, 33, 50, 52, 64, 129, 257),
      blank: fc.constantFrom(0, 0.7, 0.9, 1),
      biased: fc.boolean(),
    })
    .map(({ blank, biased, ...sizes }) => (arena, numbers, random) => {
      const { rows, inner, columns } = sizes;
      const input = random.fill(numbers(rows * inner));
      for (let i = 0; i < input.length; i++) if (random.next() < blank) input[i] = 0;
      const weight = random.fill(numbers(inner * columns));
      const bias = biased ? random.fill(numbers(columns)) : undefined;
      const gradOutput = random.fill(numbers(rows * columns));
      const output = numbers(rows * columns);
      const gradWeight = random.fill(numbers(inner * columns));
      const room = { numbers, integers: (length: number) => arena.integers(length) };
      const nonZeros = nonZerosFor(
        { ...sizes, bytesPerNumber: input.BYTES_PER_ELEMENT, hasBackward: true },
        room,
      );
      const operands = { ...sizes, input, weight, bias, output, gradOutput, gradWeight, nonZeros };
      const kernel = affinePass(arena.kernels, operands);
      return { kernel, outputs: { output, gradWeight } };
    }),

  relu: anyLayout.map((shape) => (arena, numbers, random) => {
    const input = random.fill(numbers(countOf(shape)));
    const output = numbers(countOf(shape));
    const mask = arena.mask(countOf(shape));
    const seenActive = arena.mask(shape.units);
    const kernel = arena.kernels.relu({ input, output, mask, seenActive, layout: shape });
    return { kernel, outputs: { output, mask, seenActive } };
  }),

  reluBackward: fc.tuple(size, accumulate).map(([length, add]) => (arena, numbers, random) => {
    const mask = random.mask(arena.mask(length));
    const gradOutput = random.fill(numbers(length));
    const gradInput = random.fill(numbers(length));
    const kernel = arena.kernels.reluBackward({ mask, gradOutput, gradInput, accumulate: add });
    return { kernel, outputs: { gradInput } };
  }),

  activation: fc
    .tuple(activations, size, fc.constantFrom(1, 20, 400))
    .map(([activation, length, spread]) => ({ kernels }, numbers, random) => {
      const input = random.fill(numbers(length)).map((value) => spread * value);
      const placed = numbers(length);
      placed.set(input.subarray(0, placed.length));
      const output = numbers(length);
      return { kernel: kernels.activation({ ...activation, input: placed, output }), outputs: { output } };
    }),

  activationBackward: fc
    .tuple(activations, size, accumulate)
    .map(([activation, length, add]) => ({ kernels }, numbers, random) => {
      const input = random.fill(numbers(length));
      const output = numbers(length);
      const gradOutput = random.fill(numbers(length));
      const gradInput = random.fill(numbers(length));
      const forward = kernels.activation({ ...activation, input, output });
      const backward = kernels.activationBackward({
        ...activation,
        input,
        output,
        gradOutput,
        gradInput,
        accumulate: add,
      });
      const kernel = (): void => {
        forward();
        backward();
      };
      return { kernel, outputs: { gradInput } };
    }),

  softmaxLoss: fc
    .tuple(positiveSize, positiveSize, fc.boolean())
    .map(([rows, columns, byLabel]) => (arena, numbers, random) => {
      const logits = random.fill(numbers(rows * columns));
      const targets = classTargets(arena, numbers, random, rows, columns, byLabel);
      const probabilities = numbers(rows * columns);
      const loss = numbers(1);
      const operands = { logits, targets, probabilities, loss, rows, columns };
      return { kernel: arena.kernels.softmaxLoss(operands), outputs: { probabilities, loss } };
    }),

  softmaxLossBackward: fc
    .tuple(positiveSize, positiveSize, fc.boolean(), fc.boolean(), accumulate)
    .map(([rows, columns, byLabel, given, add]) => (arena, numbers, random) => {
      const probabilities = random.positive(numbers(rows * columns));
      const targets = classTargets(arena, numbers, random, rows, columns, byLabel);
      const upstream = random.fill(numbers(1));
      const gradLogits = random.fill(numbers(rows * columns));
      const kernel = arena.kernels.softmaxLossBackward({
        probabilities,
        targets,
        gradLogits,
        rows,
        columns,
        accumulate: add,
        ...(given && { gradLoss: upstream }),
      });
      return { kernel, outputs: { gradLogits } };
    }),

  entryLoss: fc.tuple(entryLosses, positiveSize).map(([loss, length]) => ({ kernels }, numbers, random) => {
    const input = random.fill(numbers(length));
    const targets = random.positive(numbers(length));
    const mean = numbers(1);
    return { kernel: kernels.entryLoss({ ...loss, input, targets, loss: mean }), outputs: { mean } };
  }),

  entryLossBackward: fc
    .tuple(entryLosses, positiveSize, fc.boolean(), accumulate)
    .map(([loss, length, given, add]) => ({ kernels }, numbers, random) => {
      const input = random.fill(numbers(length));
      const targets = random.positive(numbers(length));
      const gradInput = random.fill(numbers(length));
      const upstream = random.fill(numbers(1));
      // A prediction that meets its target.
      targets.set(input.subarray(0, Math.min(2, targets.length)));
      const kernel = kernels.entryLossBackward({
        ...loss,
        input,
        targets,
        gradInput,
        accumulate: add,
        ...(given && { gradLoss: upstream }),
      });
      return { kernel, outputs: { gradInput } };
    }),

  fill: size.map((length) => ({ kernels }, numbers, random) => {
    const target = random.fill(numbers(length));
    return { kernel: kernels.fill({ target, value: 1.5 }), outputs: { target } };
  }),

  add: fc.tuple(size, accumulate).map(([length, add]) => ({ kernels }, numbers, random) => {
    const a = random.fill(numbers(length));
    const b = random.fill(numbers(length));
    const c = random.fill(numbers(length));
    return { kernel: kernels.add({ a, b, c, accumulate: add }), outputs: { c } };
  }),

  multiply: fc.tuple(size, accumulate).map(([length, add]) => ({ kernels }, numbers, random) => {
    const a = random.fill(numbers(length));
    const b = random.fill(numbers(length));
    const c = random.fill(numbers(length));
    return { kernel: kernels.multiply({ a, b, c, accumulate: add }), outputs: { c } };
  }),

  addScaled: size.map((length) => ({ kernels }, numbers, random) => {
    const source = random.fill(numbers(length));
    const target = random.fill(numbers(length));
    return { kernel: kernels.addScaled({ source, target, scale: -0.75 }), outputs: { target } };
  }),

  dropout: fc.tuple(size, accumulate).map(([length, add]) => (arena, numbers, random) => {
    const input = random.fill(numbers(length));
    const output = random.fill(numbers(length));
    const kept = random.mask(arena.mask(length));
    const kernel = arena.kernels.dropout({ input, output, kept, scale: 2, accumulate: add });
    return { kernel, outputs: { output } };
  }),

  unitSums: fc.tuple(anyLayout, accumulate).map(([shape, add]) => ({ kernels }, numbers, random) => {
    const input = random.fill(numbers(countOf(shape)));
    const sums = random.fill(numbers(shape.units));
    return { kernel: kernels.unitSums({ input, sums, layout: shape, accumulate: add }), outputs: { sums } };
  }),

  copyColumns: fc
    .record({ rows: size, columns: size, left: small, right: small, add: accumulate })
    .map(({ rows, columns, left, right, add }) => ({ kernels }, numbers, random) => {
      const source = random.fill(numbers(rows * (columns + left)));
      const target = random.fill(numbers(rows * (columns + left + right)));
      const kernel = kernels.copyColumns({
        source,
        sourceOffset: left,
        sourceStride: columns + left,
        target,
        targetOffset: right,
        targetStride: columns + left + right,
        rows,
        columns,
        accumulate: add,
      });
      return { kernel, outputs: { target } };
    }),

  gatherRows: fc.tuple(positiveSize, size, size).map(([from, rows, columns]) => (arena, numbers, random) => {
    const source = random.fill(numbers(from * columns));
    const target = numbers(rows * columns);
    const indices = arena.integers(rows);
    for (let row = 0; row < indices.length; row++) indices[row] = random.integer(from);
    return { kernel: arena.kernels.gatherRows({ source, indices, target, columns }), outputs: { target } };
  }),

  convolution: fc
    .tuple(convolutions, fc.boolean())
    .map(([geometry, biased]) => ({ kernels }, numbers, random) => {
      const { filters } = geometry;
      const input = random.fill(numbers(pixelsOf(geometry)));
      const weight = random.fill(numbers(weightsOf(geometry)));
      const bias = biased ? random.fill(numbers(filters)) : undefined;
      const output = random.fill(numbers(geometry.batch * filters * placesOf(geometry)));
      return { kernel: kernels.convolution({ geometry, input, weight, bias, output }), outputs: { output } };
    }),

  convolutionBackwardWeight: fc
    .tuple(convolutions, accumulate)
    .map(([geometry, add]) => ({ kernels }, numbers, random) => {
      const { filters } = geometry;
      const input = random.fill(numbers(pixelsOf(geometry)));
      const gradWeight = random.fill(numbers(weightsOf(geometry)));
      const gradOutput = random.fill(numbers(geometry.batch * filters * placesOf(geometry)));
      const operands = { geometry, input, gradOutput, gradWeight, accumulate: add };
      return { kernel: kernels.convolutionBackwardWeight(operands), outputs: { gradWeight } };
    }),

  convolutionBackwardInput: fc
    .tuple(convolutions, accumulate)
    .map(([geometry, add]) => ({ kernels }, numbers, random) => {
      const { filters } = geometry;
      const gradInput = random.fill(numbers(pixelsOf(geometry)));
      const weight = random.fill(numbers(weightsOf(geometry)));
      const gradOutput = random.fill(numbers(geometry.batch * filters * placesOf(geometry)));
      const operands = { geometry, weight, gradOutput, gradInput, accumulate: add };
      return { kernel: kernels.convolutionBackwardInput(operands), outputs: { gradInput } };
    }),

  maxPool: fc.tuple(pools, accumulate).map(([geometry, add]) => (arena, numbers, random) => {
    const count = geometry.batch * geometry.channels * placesOf(geometry);
    const input = random.fill(numbers(pixelsOf(geometry)));
    const output = numbers(count);
    const positions = arena.integers(count);
    const gradOutput = random.fill(numbers(count));
    const gradInput = random.fill(numbers(pixelsOf(geometry)));
    const forward = arena.kernels.maxPool({ geometry, input, output, positions });
    const operands = { geometry, gradOutput, positions, gradInput, accumulate: add };
    const backward = arena.kernels.maxPoolBackward(operands);
    const kernel = (): void => {
      forward();
      backward();
    };
    return { kernel, outputs: { output, positions, gradInput } };
  }),

  averagePool: fc.tuple(pools, accumulate).map(([geometry, add]) => ({ kernels }, numbers, random) => {
    const count = geometry.batch * geometry.channels * placesOf(geometry);
    const input = random.fill(numbers(pixelsOf(geometry)));
    const output = numbers(count);
    const gradOutput = random.fill(numbers(count));
    const gradInput = random.fill(numbers(pixelsOf(geometry)));
    const forward = kernels.averagePool({ geometry, input, output });
    const backward = kernels.averagePoolBackward({ geometry, gradOutput, gradInput, accumulate: add });
    const kernel = (): void => {
      forward();
      backward();
    };
    return { kernel, outputs: { output, gradInput } };
  }),

  batchNorm: fc
    .tuple(
      anyLayout.filter(({ outer, inner }) => outer * inner > 1),
      fc.boolean(),
      accumulate,
    )
    .map(([shape, deeper, add]) => ({ kernels }, numbers, random) => {
      const { units } = shape;
      const common = { layout: shape, epsilon: 1e-2, gamma: random.fill(numbers(units)) };
      const beta = random.fill(numbers(units));
      const input = random.fill(numbers(countOf(shape)));
      const output = numbers(countOf(shape));
      const normalized = numbers(countOf(shape));
      const inverseDeviation = numbers(units);
      const runningMean = random.fill(numbers(units));
      const runningVariance = random.positive(numbers(units));
      const evaluated = numbers(countOf(shape));
      const gradOutput = random.fill(numbers(countOf(shape)));
      const gradInput = random.fill(numbers(countOf(shape)));
      const gradGamma = random.fill(numbers(units));
      const gradBeta = random.fill(numbers(units));
      const running = { runningMean, runningVariance };
      const steps = [
        kernels.batchNorm({
          ...common,
          ...running,
          input,
          beta,
          output,
          normalized,
          inverseDeviation,
          momentum: 0.1,
        }),
        kernels.batchNormEvaluation({ ...common, ...running, input, beta, output: evaluated }),
        kernels.batchNormBackward({
          ...common,
          normalized,
          inverseDeviation,
          gradOutput,
          gradGamma,
          gradBeta,
          accumulate: add,
          ...(deeper && { gradInput }),
        }),
      ];
      const kernel = (): void => {
        for (const step of steps) step();
      };
      const outputs = { output, normalized, inverseDeviation, ...running, evaluated };
      return { kernel, outputs: { ...outputs, gradInput, gradGamma, gradBeta } };
    }),

  layerNorm: fc
    .tuple(
      positiveSize,
      positiveSize.filter((features) => features > 1),
      fc.boolean(),
      accumulate,
    )
    .map(([rows, features, deeper, add]) => ({ kernels }, numbers, random) => {
      const common = { rows, features, epsilon: 1e-2, gamma: random.fill(numbers(features)) };
      const beta = random.fill(numbers(features));
      const input = random.fill(numbers(rows * features));
      const output = numbers(rows * features);
      const normalized = numbers(rows * features);
      const inverseDeviation = numbers(rows);
      const gradOutput = random.fill(numbers(rows * features));
      const gradInput = random.fill(numbers(rows * features));
      const gradGamma = random.fill(numbers(features));
      const gradBeta = random.fill(numbers(features));
      const forward = kernels.layerNorm({ ...common, input, beta, output, normalized, inverseDeviation });
      const backward = kernels.layerNormBackward({
        ...common,
        normalized,
        inverseDeviation,
        gradOutput,
        gradGamma,
        gradBeta,
        accumulate: add,
        ...(deeper && { gradInput }),
      });
      const kernel = (): void => {
        forward();
        backward();
      };
      return { kernel, outputs: { output, normalized, inverseDeviation, gradInput, gradGamma, gradBeta } };
    }),

  optimizers: fc
    .record({
      rule: fc.constantFrom('sgd', 'momentum', 'nesterov', 'adaGrad', 'rmsProp', 'adam', 'adamW'),
      length: size,
      weightDecay: fc.constantFrom(0, 0.01),
      l1: fc.constantFrom(0, 0.02),
    })
    .map(({ rule, length, weightDecay, l1 }) => ({ kernels }, numbers, random) => {
      const parameter = random.fill(numbers(length));
      const gradient = random.fill(numbers(length));
      const settings = { learningRate: 0.1, weightDecay, l1, step: 0 };
      const first = numbers(length);
      const second = numbers(length);
      const update = { parameter, gradient, settings };
      const adam = { mean: first, squares: second, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const choices = {
        sgd: () => kernels.sgd(update),
        momentum: () => kernels.momentum({ ...update, velocity: first, momentum: 0.9, nesterov: false }),
        nesterov: () => kernels.momentum({ ...update, velocity: first, momentum: 0.9, nesterov: true }),
        adaGrad: () => kernels.adaGrad({ ...update, squares: first, epsilon: 1e-10 }),
        rmsProp: () => kernels.rmsProp({ ...update, squares: first, decay: 0.99, epsilon: 1e-8 }),
        adam: () => kernels.adam({ ...update, ...adam, decoupled: false }),
        adamW: () => kernels.adam({ ...update, ...adam, decoupled: true }),
      };
      const step = choices[rule]();
      const kernel = (): void => {
        for (settings.step = 1; settings.step <= 3; settings.step++) step();
      };
      return { kernel, outputs: { parameter, first, second } };
    }),

  clipNorm: fc
    .tuple(size, size, fc.constantFrom(0.5, 1e6))
    .map(([one, other, maximum]) => ({ kernels }, numbers, random) => {
      const a = random.fill(numbers(one));
      const b = random.fill(numbers(other));
      const norm = numbers(1);
      return { kernel: kernels.clipNorm({ gradients: [a, b], maximum, norm }), outputs: { a, b, norm } };
    }),

  statistics: size.map((length) => (arena, numbers, random) => {
    const values = random.fill(numbers(length));
    const result = arena.doubles(statisticsEntries.length);
    const histogram = arena.integers(histogramBins);
    const kernel = arena.kernels.statistics({ values, result, histogram });
    return { kernel, outputs: { result, histogram } };
  }),

  magnitudes: size.map((length) => (arena, numbers, random) => {
    const values = random.fill(numbers(length));
    const result = arena.doubles(magnitudeEntries.length);
    return { kernel: arena.kernels.magnitudes({ values, result }), outputs: { result } };
  }),
};
