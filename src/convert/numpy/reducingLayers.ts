import { numberOf, shapeOf, textOf, tupleOf, type LayerUse, type NumpyLayer } from './numpyLayer';
import { numberText } from './pythonNumbers';

/** The axes that a layer reduces, counted from 0. */
function axesOf(use: LayerUse): readonly number[] {
  const { length } = shapeOf(use, 0);
  const axis = use.setting('axis');
  const given = typeof axis === 'number' ? [axis] : axis;
  if (typeof given !== 'object') return [...Array(length).keys()];
  return given.map((each) => (Number(each) < 0 ? Number(each) + length : Number(each)));
}

/** `, axis=1`; nothing where everything is reduced. */
function axisText(use: LayerUse): string {
  const axes = axesOf(use);
  if (axes.length === shapeOf(use, 0).length) return '';
  return `, axis=${axes.length === 1 ? String(axes[0]) : tupleOf(axes)}`;
}

function reducedBy(use: LayerUse): string {
  return `${axisText(use)}${use.setting('keepdims') === true ? ', keepdims=True' : ''}`;
}

/** Something of the shape of the output, so that it broadcasts to x. */
function spread(use: LayerUse, text: string): string {
  const axes = axesOf(use);
  if (use.setting('keepdims') === true || axes.length === shapeOf(use, 0).length) return text;
  return `np.expand_dims(${text}, ${axes.length === 1 ? String(axes[0]) : tupleOf(axes)})`;
}

/** How many entries become one. */
function countOf(use: LayerUse): string {
  const shape = shapeOf(use, 0);
  return numberText(axesOf(use).reduce((product, axis) => product * (shape[axis] ?? 1), 1));
}

const extremum = (name: 'max' | 'min'): NumpyLayer => ({
  forward: (use) => ({ value: `np.${name}(${textOf(use, 0)}${reducedBy(use)})` }),
  backward(use) {
    const isIt = use.kept(`is_${name}`);
    const ties = `np.sum(${isIt}${axisText(use)}, keepdims=True)`;
    return {
      before: [`${isIt} = ${textOf(use, 0)} == ${spread(use, use.output)}`],
      gradients: [{ value: `${isIt} / ${ties} * ${spread(use, use.d)}` }],
    };
  },
});

/** Var and Std: both are made of the distances from the mean. */
const spreadOf = (
  name: 'var' | 'std',
  dx: (use: LayerUse, distance: string, divisor: string, d: string) => string,
): NumpyLayer => ({
  forward(use) {
    const less = numberOf(use, 'correction');
    const correction = less === 0 ? '' : `, ddof=${String(less)}`;
    return { value: `np.${name}(${textOf(use, 0)}${reducedBy(use)}${correction})` };
  },
  backward(use) {
    const [x, distance] = [textOf(use, 0), use.kept('distance')];
    const divisor = numberText(Number(countOf(use)) - numberOf(use, 'correction'));
    return {
      before: [`${distance} = ${x} - np.mean(${x}${axisText(use)}, keepdims=True)`],
      gradients: [{ value: dx(use, distance, divisor, spread(use, use.d)) }],
    };
  },
});

/** Moves the reduced axes to one last axis, for a helper that works along that, and back. */
function alongReduced(use: LayerUse, work: (x: string) => string): string {
  const [x, shape, axes] = [textOf(use, 0), shapeOf(use, 0), axesOf(use)];
  if (shape.length === 0) return `np.ones_like(${x})`;
  if (axes.length === shape.length) return `${work(`${x}.ravel()`)}.reshape(${x}.shape)`;
  const [axis] = axes;
  if (axes.length === 1) {
    if (axis === shape.length - 1) return work(x);
    return `np.moveaxis(${work(`np.moveaxis(${x}, ${String(axis)}, -1)`)}, -1, ${String(axis)})`;
  }
  const order = [...shape.keys()].filter((each) => !axes.includes(each)).concat(axes);
  const moved = order.map((each) => shape[each] ?? 1);
  const rows = tupleOf([...moved.slice(0, shape.length - axes.length), -1]);
  const back = [...order.keys()].map((each) => order.indexOf(each));
  return `${work(`${x}.transpose(${order.join(', ')}).reshape${rows}`)}.reshape${tupleOf(moved)}.transpose(${back.join(', ')})`;
}

/** By the names that graphs use. */
export const reducingLayers: Readonly<Record<string, NumpyLayer>> = {
  Sum: {
    forward: (use) => ({ value: `np.sum(${textOf(use, 0)}${reducedBy(use)})` }),
    backward: (use) => ({
      gradients: [{ value: `${spread(use, use.d)} * np.ones_like(${textOf(use, 0)})` }],
    }),
  },
  Mean: {
    forward: (use) => ({ value: `np.mean(${textOf(use, 0)}${reducedBy(use)})` }),
    backward: (use) => ({
      gradients: [{ value: `${spread(use, use.d)} / ${countOf(use)} * np.ones_like(${textOf(use, 0)})` }],
    }),
  },
  Max: extremum('max'),
  Min: extremum('min'),
  Prod: {
    forward: (use) => ({ value: `np.prod(${textOf(use, 0)}${reducedBy(use)})` }),
    backward: (use) => ({
      gradients: [
        {
          value: `${spread(use, use.d)} * ${alongReduced(use, (x) => `${use.helper('product_of_others')}(${x})`)}`,
        },
      ],
    }),
  },
  Var: spreadOf('var', (_use, distance, divisor, d) => `${d} * 2.0 * ${distance} / ${divisor}`),
  Std: spreadOf(
    'std',
    (use, distance, divisor, d) =>
      `np.where(${distance} == 0.0, 0.0, ${d} * ${distance} / (${divisor} * ${spread(use, use.output)}))`,
  ),
  Softmax: {
    forward: (use) => ({ value: `${use.helper('softmax')}(${textOf(use, 0)}${lastAxis(use)})` }),
    backward: ({ d, output: y, ...use }) => ({
      gradients: [
        { value: `${y} * (${d} - np.sum(${d} * ${y}, axis=${String(use.setting('axis'))}, keepdims=True))` },
      ],
    }),
  },
  LogSoftmax: {
    forward: (use) => ({ value: `${use.helper('log_softmax')}(${textOf(use, 0)}${lastAxis(use)})` }),
    backward: ({ d, output: y, ...use }) => ({
      gradients: [
        { value: `${d} - np.exp(${y}) * np.sum(${d}, axis=${String(use.setting('axis'))}, keepdims=True)` },
      ],
    }),
  },
};

function lastAxis(use: LayerUse): string {
  const axis = use.setting('axis');
  return axis === -1 ? '' : `, axis=${String(axis)}`;
}
