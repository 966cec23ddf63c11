import { numberOf, shapeOf, textOf, tupleOf, type LayerUse, type NumpyLayer } from './numpyLayer';

/** `[:, 0:2]`: a stretch along one axis. */
function stretch(axis: number, from: number, to: number): string {
  return `[${':, '.repeat(axis)}${String(from)}:${String(to)}]`;
}

const concat: NumpyLayer = {
  forward: (use) => ({
    value: `np.concatenate([${use.inputs.join(', ')}], axis=${String(numberOf(use, 'axis'))})`,
  }),
  backward(use) {
    const { length } = use.shape;
    const given = numberOf(use, 'axis');
    const axis = given < 0 ? given + length : given;
    let from = 0;
    return {
      gradients: use.shapes.map((shape) => {
        const to = from + (shape[axis] ?? 1);
        const value = use.d + stretch(axis, from, to);
        from = to;
        return { value };
      }),
    };
  },
};

/** The order of the axes, counted from 0; `undefined` where it is the reversed one. */
function orderOf(use: LayerUse): readonly number[] | undefined {
  const axes = use.setting('axes');
  const { length } = shapeOf(use, 0);
  return typeof axes === 'object'
    ? axes.map((axis) => (Number(axis) < 0 ? Number(axis) + length : Number(axis)))
    : undefined;
}

function transposed(value: string, order: readonly number[] | undefined): string {
  return order === undefined ? `np.transpose(${value})` : `np.transpose(${value}, ${tupleOf(order)})`;
}

/** Layers that only move numbers about. By the names that graphs use. */
export const arrangingLayers: Readonly<Record<string, NumpyLayer>> = {
  Concat: concat,
  Stack: {
    forward: (use) => ({ value: `np.array([${use.inputs.join(', ')}])` }),
    backward: (use) => ({
      gradients: use.inputs.map((_, index) => ({ value: `${use.d}[${String(index)}]` })),
    }),
  },
  Transpose: {
    forward: (use) => ({ value: transposed(textOf(use, 0), orderOf(use)) }),
    backward(use) {
      const order = orderOf(use);
      const back = order && [...order.keys()].map((axis) => order.indexOf(axis));
      return { gradients: [{ value: transposed(use.d, back) }] };
    },
  },
  Reshape: {
    forward: (use) => ({ value: `np.reshape(${textOf(use, 0)}, ${tupleOf(use.shape)})` }),
    backward: (use) => ({
      gradients: [{ value: `np.reshape(${use.d}, ${tupleOf(shapeOf(use, 0))})` }],
    }),
  },
};
