import { numberOf, shapeOf, textOf, tupleOf, type LayerUse, type NumpyLayer } from './numpyLayer';

const matMul: NumpyLayer = {
  forward: (use) => ({ value: `${textOf(use, 0)} @ ${textOf(use, 1)}` }),
  backward(use) {
    const { d, shape } = use;
    const [a, b] = [textOf(use, 0), textOf(use, 1)];
    const [left, right] = [shapeOf(use, 0), shapeOf(use, 1)];
    if (left.length === 1 && right.length === 1) {
      return { gradients: [{ value: `${d} * ${b}` }, { value: `${d} * ${a}` }] };
    }
    if (left.length === 1) {
      // Each column of b times one number of a: over all matrices of a batch.
      const batch = right.slice(0, -2);
      const of = batch.length === 0 ? `${b} @ ${d}` : `(${b} @ ${d}[..., None])[..., 0]`;
      const outer = batch.length === 0 ? `np.outer(${a}, ${d})` : `${a}[:, None] * ${d}[..., None, :]`;
      return { gradients: [{ value: of, shape: [...batch, ...left] }, { value: outer }] };
    }
    if (right.length === 1) {
      const batch = left.slice(0, -2);
      const outer = batch.length === 0 ? `np.outer(${d}, ${b})` : `${d}[..., None] * ${b}`;
      const of =
        batch.length === 0 ? `${a}.T @ ${d}` : `(np.swapaxes(${a}, -1, -2) @ ${d}[..., None])[..., 0]`;
      return { gradients: [{ value: outer }, { value: of, shape: [...batch, ...right] }] };
    }
    const batch = shape.slice(0, -2);
    const turned = (value: string, { length }: readonly number[]): string =>
      length === 2 ? `${value}.T` : `np.swapaxes(${value}, -1, -2)`;
    return {
      gradients: [
        { value: `${d} @ ${turned(b, right)}`, shape: [...batch, ...left.slice(-2)] },
        { value: `${turned(a, left)} @ ${d}`, shape: [...batch, ...right.slice(-2)] },
      ],
    };
  },
};

/** Samples as rows: what Affine flattens first. */
function rowsOf(use: LayerUse): string {
  const [x, shape] = [textOf(use, 0), shapeOf(use, 0)];
  return shape.length > 2 ? `${x}.reshape(len(${x}), -1)` : x;
}

const affine: NumpyLayer = {
  forward(use) {
    const product = `${rowsOf(use)} @ ${textOf(use, 1)}`;
    return { value: use.inputs.length > 2 ? `${product} + ${textOf(use, 2)}` : product };
  },
  backward(use) {
    const { d, shape } = use;
    const [x, x_shape] = [textOf(use, 0), shapeOf(use, 0)];
    const dx = `${d} @ ${textOf(use, 1)}.T`;
    return {
      gradients: [
        { value: x_shape.length > 2 ? `(${dx}).reshape(${x}.shape)` : dx },
        { value: x_shape.length === 1 ? `np.outer(${x}, ${d})` : `${rowsOf(use)}.T @ ${d}` },
        { value: d, shape },
      ],
    };
  },
};

/** `stride=1, pad=((0, 0), (0, 0)), dilation=1, groups=1` */
function convArguments(use: LayerUse): string {
  const dilation = numberOf(use, 'dilation');
  const padding = use.setting('pad');
  const sides = shapeOf(use, 1)
    .slice(2)
    .map((size) => {
      if (typeof padding === 'number') return tupleOf([padding, padding]);
      const all = (size - 1) * dilation;
      // An odd one of them goes below and to the right.
      return tupleOf([Math.floor(all / 2), Math.ceil(all / 2)]);
    });
  const others = ['dilation', 'groups'].map((name) => `${name}=${String(numberOf(use, name))}`);
  return `stride=${String(numberOf(use, 'stride'))}, pad=(${sides.join(', ')}), ${others.join(', ')}`;
}

const conv: NumpyLayer = {
  forward(use) {
    const [x, W, b = 'None'] = use.inputs;
    if (x === undefined || W === undefined) throw new RangeError('Conv has an image and filters.');
    return { value: `${use.helper('conv')}(${x}, ${W}, ${b}, ${convArguments(use)})` };
  },
  backward(use) {
    const gradients = ['dx', 'dW', 'db'].map((name) => use.kept(name));
    const given = `${use.d}, ${textOf(use, 0)}, ${textOf(use, 1)}`;
    return {
      before: [`${gradients.join(', ')} = ${use.helper('conv_backward')}(${given}, ${convArguments(use)})`],
      gradients: gradients.map((value) => ({ value })),
    };
  },
};

function pool(name: 'max_pool' | 'avg_pool'): NumpyLayer {
  const settings = (use: LayerUse): string => {
    const size = numberOf(use, 'size');
    const stride = use.setting('stride') ?? size;
    return `size=${String(size)}, stride=${String(stride)}`;
  };
  return {
    forward: (use) => ({ value: `${use.helper(name)}(${textOf(use, 0)}, ${settings(use)})` }),
    backward: (use) => ({
      gradients: [
        { value: `${use.helper(`${name}_backward`)}(${use.d}, ${textOf(use, 0)}, ${settings(use)})` },
      ],
    }),
  };
}

/** Products of matrices, and layers that slide a window over images. By the names that graphs use. */
export const productLayers: Readonly<Record<string, NumpyLayer>> = {
  MatMul: matMul,
  Affine: affine,
  Conv: conv,
  MaxPool: pool('max_pool'),
  AvgPool: pool('avg_pool'),
};
