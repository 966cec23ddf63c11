import { shapeOf, textOf, tupleOf, type LayerUse, type NumpyLayer } from './numpyLayer';

/** 1 where it holds, else 0: no gradient passes. */
function comparison(operator: string): NumpyLayer {
  return {
    onPythonNumber: 'stays',
    forward: (use) => ({ value: `1.0 * (${textOf(use, 0)} ${operator} ${textOf(use, 1)})` }),
    backward: () => ({ gradients: [undefined, undefined] }),
  };
}

const where: NumpyLayer = {
  forward(use) {
    const [condition, a, b] = [textOf(use, 0), textOf(use, 1), textOf(use, 2)];
    return { value: `np.where(${condition} != 0.0, ${a}, ${b})` };
  },
  backward(use) {
    const { d, shape } = use;
    const condition = `${textOf(use, 0)} != 0.0`;
    return {
      gradients: [
        undefined,
        { value: `np.where(${condition}, ${d}, 0.0)`, shape },
        { value: `np.where(${condition}, 0.0, ${d})`, shape },
      ],
    };
  },
};

const clip: NumpyLayer = {
  forward: (use) => ({ value: `np.clip(${textOf(use, 0)}, ${textOf(use, 1)}, ${textOf(use, 2)})` }),
  backward(use) {
    const { d, shape } = use;
    const [x, low, high] = [textOf(use, 0), textOf(use, 1), textOf(use, 2)];
    return {
      gradients: [
        { value: `np.where((${x} < ${low}) | (${x} > ${high}), 0.0, ${d})`, shape },
        { value: `np.where((${x} < ${low}) & (${low} <= ${high}), ${d}, 0.0)`, shape },
        { value: `np.where(np.maximum(${x}, ${low}) > ${high}, ${d}, 0.0)`, shape },
      ],
    };
  },
};

/** `0, 1:3`: what stands between the brackets, which is written as NumPy writes it. */
function indicesOf(use: LayerUse): string {
  const indices = use.setting('index');
  if (typeof indices !== 'object') throw new TypeError('Index needs a list of indices.');
  return indices.join(', ');
}

const index: NumpyLayer = {
  forward: (use) => ({ value: `${textOf(use, 0)}[${indicesOf(use)}]` }),
  backward(use) {
    const [dx, indices] = [use.kept('dx'), indicesOf(use)];
    // A list may name an entry several times, and `+=` would add only once.
    const scattered = indices.includes('[')
      ? `np.add.at(${dx}, np.s_[${indices}], ${use.d})`
      : `${dx}[${indices}] = ${use.d}`;
    return {
      before: [`${dx} = np.zeros(${tupleOf(shapeOf(use, 0))})`, scattered],
      gradients: [{ value: dx }],
    };
  },
};

/** Layers that compare and choose. By the names that graphs use. */
export const choosingLayers: Readonly<Record<string, NumpyLayer>> = {
  Less: comparison('<'),
  LessEqual: comparison('<='),
  Greater: comparison('>'),
  GreaterEqual: comparison('>='),
  Equal: comparison('=='),
  NotEqual: comparison('!='),
  Where: where,
  Clip: clip,
  Index: index,
};
