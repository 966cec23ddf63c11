import fc from 'fast-check';
import type { Settings } from '../../../../src/engine/layers/support/layer';
import { layerNamed } from '../../../../src/engine/layers/layerTable';
import { sizeOf, type Shape } from '../../../../src/engine/shape';
import type { Value } from '../graph/graphBuilder';

/** One call of a layer with numbers at which it is smooth. */
export interface LayerCase {
  readonly inputs: readonly Value[];
  readonly settings: Settings;
}

interface ShapedCase {
  readonly shapes: readonly Shape[];
  readonly settings?: Settings;
}

const size = fc.integer({ min: 1, max: 3 });
const anyShape = fc.array(size, { maxLength: 3 });
const atLeastOneAxis = fc.array(size, { minLength: 1, maxLength: 3 });

/**
 * Numbers from `least` to `most`, all different by 0.01 and more in one case, so that neither a tie nor 0
 * lies within a step of the difference. Of both signs unless `positive`.
 */
function filled(
  shaped: fc.Arbitrary<ShapedCase>,
  { least = 0.02, most = 4, positive = false } = {},
): fc.Arbitrary<LayerCase> {
  const [lowest, highest] = [Math.ceil(least * 100), Math.floor(most * 100)];
  const number = positive
    ? fc.integer({ min: lowest, max: highest })
    : fc.integer({ min: lowest, max: highest }).chain((n) => fc.constantFrom(n, -n));
  return shaped.chain(({ shapes, settings = {} }) => {
    const total = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
    const different = { minLength: total, maxLength: total, selector: (n: number) => Math.abs(n) };
    return fc.uniqueArray(number, different).map((numbers) => {
      let next = 0;
      const inputs = shapes.map((shape) => {
        const values = numbers.slice(next, (next += sizeOf(shape))).map((n) => n / 100);
        return { shape, values };
      });
      return { inputs, settings };
    });
  });
}

const one = anyShape.map((shape): ShapedCase => ({ shapes: [shape] }));

/** Two shapes that broadcast: axes of either may be 1, and one may have fewer. */
const broadcasting = fc
  .tuple(
    anyShape,
    fc.infiniteStream(fc.constantFrom('both', 'left is 1', 'right is 1')),
    fc.nat(3),
    fc.boolean(),
  )
  .map(([shape, stream, dropped, swapped]): ShapedCase => {
    const ways = shape.map(() => String(stream.next().value));
    const left = shape.map((axis, i) => (ways[i] === 'left is 1' ? 1 : axis));
    const right = shape
      .map((axis, i) => (ways[i] === 'right is 1' ? 1 : axis))
      .slice(Math.min(dropped, shape.length));
    return { shapes: swapped ? [right, left] : [left, right] };
  });

/** Without an axis, along one, or along several in any order; axes counted from either end. */
const reducing = fc.tuple(anyShape, fc.boolean()).chain(([shape, keepdims]) =>
  fc
    .shuffledSubarray([...shape.keys()])
    .chain((axes) => fc.tuple(...axes.map((axis) => fc.constantFrom(axis, axis - shape.length))))
    .map(([first, ...others]): ShapedCase => {
      if (first === undefined) return { shapes: [shape], settings: { keepdims } };
      const axis = others.length === 0 ? first : [first, ...others];
      return { shapes: [shape], settings: { axis, keepdims } };
    }),
);

const alongAxis = fc.tuple(atLeastOneAxis, fc.nat()).map(([shape, n]): ShapedCase => ({
  shapes: [shape],
  settings: { axis: (n % (2 * shape.length)) - shape.length },
}));

const transposed = anyShape.chain((shape) =>
  fc
    .shuffledSubarray([...shape.keys()], { minLength: shape.length })
    .map((axes): ShapedCase => ({ shapes: [shape], settings: shape.length === 0 ? {} : { axes } })),
);

/** A third shape that broadcasts with the two before it. */
const choosing = fc.tuple(broadcasting, fc.boolean()).map(([{ shapes }, isNumber]): ShapedCase => {
  const [left = [], right = []] = shapes;
  return { shapes: [isNumber ? [] : left, right, left] };
});

/** Entries, slices with any bounds and steps, and lists in which an entry may stand several times. */
const indexed = atLeastOneAxis.chain((shape) => {
  const bound = fc.option(fc.integer({ min: -4, max: 4 }), { nil: '' });
  const step = fc.constantFrom('', 1, 2, -1, -2);
  const slice = fc.tuple(bound, bound, step).map(([from, to, by]) => `${from}:${to}:${by}`);
  const indices = shape.map((length) => {
    const entry = fc.integer({ min: -length, max: length - 1 });
    return {
      entry: fc.oneof(entry.map(String), slice),
      list: fc.array(entry, { minLength: 3, maxLength: 3 }),
    };
  });
  return fc
    .tuple(
      fc.tuple(...indices.map(({ entry, list }) => fc.tuple(entry, list, fc.integer({ min: 0, max: 3 })))),
      fc.integer({ min: 1, max: shape.length }),
    )
    .map(([drawn, count]): ShapedCase => ({
      shapes: [shape],
      settings: {
        index: drawn
          .slice(0, count)
          .map(([entry, list, kind]) => (kind === 0 ? `[${list.join(', ')}]` : entry)),
      },
    }));
});

const products = fc
  .tuple(
    size,
    size,
    size,
    anyShape.map((batch) => batch.slice(0, 1)),
    fc.constantFrom('matrices', 'left vector', 'right vector', 'batch'),
  )
  .map(([rows, inner, columns, batch, form]): ShapedCase => {
    if (form === 'left vector') return { shapes: [[inner], [...batch, inner, columns]] };
    if (form === 'right vector') return { shapes: [[...batch, rows, inner], [inner]] };
    return {
      shapes: [[...batch, rows, inner], form === 'batch' ? [...batch, inner, columns] : [inner, columns]],
    };
  });

const affine = fc.tuple(atLeastOneAxis, size).map(([x, outputs]): ShapedCase => {
  const features = x.length === 1 ? sizeOf(x) : sizeOf(x.slice(1));
  return { shapes: [x, [features, outputs], [outputs]] };
});

const concat = fc
  .tuple(atLeastOneAxis, fc.array(size, { minLength: 2, maxLength: 3 }), fc.nat())
  .map(([shape, lengths, n]): ShapedCase => {
    const axis = n % shape.length;
    return {
      shapes: lengths.map((length) => shape.map((s, i) => (i === axis ? length : s))),
      settings: { axis },
    };
  });

const reshape = anyShape.chain((shape) =>
  fc
    .constantFrom<readonly number[]>([sizeOf(shape)], [-1], [1, -1], [...shape].reverse())
    .map((to): ShapedCase => ({ shapes: [shape], settings: { shape: to } })),
);

const stack = fc
  .tuple(anyShape, fc.integer({ min: 1, max: 3 }))
  .map(([shape, count]): ShapedCase => ({ shapes: new Array<Shape>(count).fill(shape) }));

const conv = fc
  .record({
    batch: size,
    channels: fc.integer({ min: 1, max: 2 }),
    filters: fc.integer({ min: 1, max: 2 }),
    kernel: fc.tuple(size, size),
    extra: fc.tuple(size, size),
    stride: size,
    pad: fc.constantFrom(0, 1, 2, 'same' as const),
    dilation: fc.constantFrom(1, 1, 2),
    groups: fc.constantFrom(1, 1, 2),
  })
  .map(({ batch, channels, filters, kernel, extra, stride, pad, dilation, groups }): ShapedCase => {
    const side = (axis: 0 | 1): number => (kernel[axis] - 1) * dilation + extra[axis];
    return {
      shapes: [
        [batch, channels * groups, side(0), side(1)],
        [filters * groups, channels, ...kernel],
        [filters * groups],
      ],
      settings: { stride: pad === 'same' ? 1 : stride, pad, dilation, groups },
    };
  })
  .filter(({ shapes }) => shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) < 150);

const pooled = fc
  .record({
    batch: size,
    channels: size,
    size,
    extra: fc.tuple(fc.nat(2), fc.nat(2)),
    stride: fc.option(size, { nil: undefined }),
  })
  .map(({ batch, channels, size: window, extra, stride }): ShapedCase => ({
    shapes: [[batch, channels, window + extra[0], window + extra[1]]],
    settings: stride === undefined ? { size: window } : { size: window, stride },
  }));

/** Whether more than one number goes into each entry of the result. */
function isSpread([shape = []]: readonly Shape[], settings: Settings = {}): boolean {
  const result = layerNamed('Sum')?.outputShape([shape], settings);
  return result?.ok === true && sizeOf(shape) > sizeOf(result.shape);
}

const batchNorm = fc
  .tuple(fc.integer({ min: 2, max: 4 }), size, fc.array(size, { maxLength: 2 }))
  .map(([batch, units, image]): ShapedCase => ({ shapes: [[batch, units, ...image], [units], [units]] }));

const layerNorm = fc
  .tuple(
    fc.array(size, { maxLength: 2 }),
    fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 1, maxLength: 2 }),
  )
  .map(([rows, last]): ShapedCase => ({ shapes: [[...rows, ...last], last, last] }));

const masked = filled(anyShape.map((shape) => ({ shapes: [shape, shape] }))).map(({ inputs, settings }) => {
  const [x, drawn] = inputs;
  const mask = drawn && { ...drawn, values: drawn.values.map((value) => (value > 0 ? 1.25 : 0)) };
  return { inputs: x && mask ? [x, mask] : inputs, settings };
});

const scores = fc.oneof(
  size.map((classes) => [classes]),
  fc.tuple(size, size).map((shape) => [...shape]),
);

const softmaxWithLoss = fc
  .tuple(
    fc.oneof(
      filled(
        scores.map((x) => ({ shapes: [x, x] })),
        { positive: true },
      ),
      filled(scores.map((x) => ({ shapes: [x] }))).map(({ inputs, settings }) => {
        const shape = inputs[0]?.shape ?? [];
        const classes = shape.at(-1) ?? 1;
        const labels = {
          shape: shape.slice(0, -1),
          values: Array.from({ length: sizeOf(shape) / classes }, (_, i) => i % classes),
        };
        return { inputs: [...inputs, labels], settings };
      }),
    ),
    fc.constantFrom<Settings>({}, { smoothing: 0.1 }, { smoothing: 0.75 }),
  )
  .map(([one, settings]) => ({ ...one, settings }));

const compared = fc
  .tuple(anyShape, fc.boolean())
  .map(([shape, short]): ShapedCase => ({ shapes: short ? [[...shape, 1], shape] : [shape, shape] }));

/**
 * Calls in random shapes of layers that take more than
 * one value, need settings, or are smooth only in places.
 */
const special: Readonly<Record<string, fc.Arbitrary<LayerCase>>> = {
  Add: filled(broadcasting),
  Sub: filled(broadcasting),
  Mul: filled(broadcasting),
  Div: filled(broadcasting, { least: 0.5 }),
  Pow: filled(broadcasting, { least: 0.5, positive: true }),
  MatMul: filled(products),
  Affine: filled(affine),
  LeakyReLU: filled(
    fc.tuple(one, fc.constantFrom({}, { slope: 0.2 })).map(([shaped, settings]) => ({ ...shaped, settings })),
  ),
  Log: filled(one, { least: 0.5, positive: true }),
  Log1p: filled(one, { positive: true }),
  // Short of π/2, where it grows without bound.
  Tan: filled(one, { most: 1.4 }),
  Sqrt: filled(one, { least: 0.5, positive: true }),
  Maximum: filled(broadcasting),
  Minimum: filled(broadcasting),
  Where: filled(choosing),
  Clip: filled(choosing),
  Less: filled(broadcasting),
  LessEqual: filled(broadcasting),
  Greater: filled(broadcasting),
  GreaterEqual: filled(broadcasting),
  Equal: filled(broadcasting),
  NotEqual: filled(broadcasting),
  Index: filled(indexed),
  Sum: filled(reducing),
  Mean: filled(reducing),
  Max: filled(reducing),
  Min: filled(reducing),
  Prod: filled(reducing, { least: 0.5 }),
  Var: filled(reducing),
  // Of one number alone it is 0, where it has a corner.
  Std: filled(reducing.filter(({ shapes, settings }) => isSpread(shapes, settings))),
  BatchNorm: filled(batchNorm),
  LayerNorm: filled(layerNorm),
  MaskedDropout: masked,
  Softmax: filled(alongAxis),
  LogSoftmax: filled(alongAxis),
  Transpose: filled(transposed),
  Reshape: filled(reshape),
  Concat: filled(concat),
  Conv: filled(conv),
  MaxPool: filled(pooled),
  AvgPool: filled(pooled),
  SoftmaxWithLoss: softmaxWithLoss,
  SigmoidWithLoss: filled(compared, { positive: true }),
  MeanSquaredError: filled(compared),
  MeanAbsoluteError: filled(compared),
  // Differences are hundredths: none is delta, where the slope bends.
  Huber: filled(
    fc
      .tuple(compared, fc.constantFrom(0.755, 1.505))
      .map(([shaped, delta]) => ({ ...shaped, settings: { delta } })),
  ),
  Stack: filled(stack),
};

/**
 * Random calls of a layer. One that takes a single value and
 * needs no settings is called with every shape it accepts.
 */
export function casesOf(name: string): fc.Arbitrary<LayerCase> {
  const given = special[name];
  if (given !== undefined) return given;
  const layer = layerNamed(name);
  const isPlain = layer?.inputs.length === 1 && layer.settings.every(({ required }) => required !== true);
  if (!isPlain) throw new Error(`${name} needs random calls of its own here.`);
  return filled(one.filter(({ shapes }) => layer.outputShape(shapes, {}).ok));
}
