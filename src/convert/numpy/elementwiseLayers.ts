import { numberOf, textOf, type BackwardUse, type LayerUse, type NumpyLayer } from './numpyLayer';
import { numberText } from './pythonNumbers';

interface Unary extends Pick<NumpyLayer, 'onPythonNumber'> {
  /** y of x. */
  readonly y: (x: string, use: LayerUse) => string;
  /** ∂L/∂x of ∂L/∂y, x and y. */
  readonly dx: (d: string, x: string, y: string, use: LayerUse) => string;
}

function unary({ y, dx, ...nature }: Unary): NumpyLayer {
  return {
    ...nature,
    forward: (use) => ({ value: y(textOf(use, 0), use) }),
    backward: (use) => ({ gradients: [{ value: dx(use.d, textOf(use, 0), use.output, use) }] }),
  };
}

interface Binary extends Pick<NumpyLayer, 'onPythonNumber'> {
  readonly z: (x: string, y: string) => string;
  readonly dx: (d: string, x: string, y: string, z: string, use: LayerUse) => string;
  readonly dy: (d: string, x: string, y: string, z: string, use: LayerUse) => string;
}

function binary({ z, dx, dy, ...nature }: Binary): NumpyLayer {
  return {
    ...nature,
    forward: (use) => ({ value: z(textOf(use, 0), textOf(use, 1)) }),
    backward(use: BackwardUse) {
      const [x, y, { d, output, shape }] = [textOf(use, 0), textOf(use, 1), use];
      return {
        gradients: [
          { value: dx(d, x, y, output, use), shape },
          { value: dy(d, x, y, output, use), shape },
        ],
      };
    },
  };
}

/** The winner gets the gradient, of two that tie each half; NaN loses against nothing. */
function extremum(name: 'maximum' | 'minimum', loses: '<' | '>'): NumpyLayer {
  const share = (d: string, own: string, other: string): string =>
    `np.where(${own} == ${other}, 0.5 * ${d}, np.where(${own} ${loses} ${other}, 0.0, ${d}))`;
  return binary({
    z: (x, y) => `np.${name}(${x}, ${y})`,
    dx: (d, x, y) => share(d, x, y),
    dy: (d, x, y) => share(d, y, x),
  });
}

const isNumber = /^\(?-?[\d.]+(?:e[+-]?\d+)?\)?$/;

/** `x ** y`, where an exponent that is written as a number makes the slope short. */
const power = binary({
  onPythonNumber: 'raises',
  z: (x, y) => `${x} ** ${y}`,
  dx(d, x, y) {
    const exponent = isNumber.test(y) ? Number(y.replace(/[()]/g, '')) : undefined;
    if (exponent === 0) return `np.zeros_like(${d})`;
    if (exponent === 1) return d;
    if (exponent === 2) return `${d} * 2.0 * ${x}`;
    if (exponent !== undefined) return `${d} * ${y} * ${x} ** ${numberText(exponent - 1)}`;
    return `np.where(${y} == 0.0, 0.0, ${d} * ${y} * ${x} ** (${y} - 1.0))`;
  },
  dy: (d, x, y, z) => `np.where((${x} == 0.0) & (${y} >= 0.0), 0.0, ${d} * ${z} * np.log(${x}))`,
});

const relu: NumpyLayer = {
  forward(use) {
    const [x, mask] = [textOf(use, 0), use.kept('mask')];
    return { before: [`${mask} = ${x} <= 0.0`], value: `np.where(${mask}, 0.0, ${x})` };
  },
  backward: (use) => ({ gradients: [{ value: `np.where(${use.kept('mask')}, 0.0, ${use.d})` }] }),
};

/** By the names that graphs use. */
export const elementwiseLayers: Readonly<Record<string, NumpyLayer>> = {
  Add: binary({ onPythonNumber: 'stays', z: (x, y) => `${x} + ${y}`, dx: (d) => d, dy: (d) => d }),
  Sub: binary({ onPythonNumber: 'stays', z: (x, y) => `${x} - ${y}`, dx: (d) => d, dy: (d) => `-${d}` }),
  Mul: binary({
    onPythonNumber: 'stays',
    z: (x, y) => `${x} * ${y}`,
    dx: (d, _x, y) => `${d} * ${y}`,
    dy: (d, x) => `${d} * ${x}`,
  }),
  Div: binary({
    onPythonNumber: 'raises',
    z: (x, y) => `${x} / ${y}`,
    dx: (d, _x, y) => `${d} / ${y}`,
    dy: (d, _x, y, z) => `-${d} * (${z} / ${y})`,
  }),
  Pow: power,
  Maximum: extremum('maximum', '<'),
  Minimum: extremum('minimum', '>'),
  Neg: unary({ onPythonNumber: 'stays', y: (x) => `-${x}`, dx: (d) => `-${d}` }),
  Identity: unary({ onPythonNumber: 'stays', y: (x) => x, dx: (d) => d }),
  ReLU: relu,
  LeakyReLU: unary({
    y: (x, use) => `np.where(${x} > 0.0, ${x}, ${slopeOf(use)} * ${x})`,
    dx: (d, x, _y, use) => `np.where(${x} > 0.0, ${d}, ${slopeOf(use)} * ${d})`,
  }),
  Sigmoid: unary({
    y: (x, { helper }) => `${helper('sigmoid')}(${x})`,
    dx: (d, _x, y) => `${d} * (1.0 - ${y}) * ${y}`,
  }),
  Tanh: unary({ y: (x) => `np.tanh(${x})`, dx: (d, _x, y) => `${d} * (1.0 - ${y} * ${y})` }),
  GELU: unary({
    y: (x, { helper }) => `${x} * ${helper('normal_distribution')}(${x})`,
    dx: (d, x, _y, { helper }) =>
      `${d} * (${helper('normal_distribution')}(${x}) + ${x} * np.exp(-0.5 * ${x} * ${x}) / np.sqrt(2.0 * np.pi))`,
  }),
  Softplus: unary({
    y: (x) => `np.logaddexp(0.0, ${x})`,
    dx: (d, x, _y, { helper }) => `${d} * ${helper('sigmoid')}(${x})`,
  }),
  Exp: unary({ y: (x) => `np.exp(${x})`, dx: (d, _x, y) => `${d} * ${y}` }),
  Expm1: unary({ y: (x) => `np.expm1(${x})`, dx: (d, _x, y) => `${d} * (${y} + 1.0)` }),
  Log: unary({ onPythonNumber: 'raises', y: (x) => `np.log(${x})`, dx: (d, x) => `${d} / ${x}` }),
  Log1p: unary({ onPythonNumber: 'raises', y: (x) => `np.log1p(${x})`, dx: (d, x) => `${d} / (1.0 + ${x})` }),
  Sqrt: unary({ y: (x) => `np.sqrt(${x})`, dx: (d, _x, y) => `${d} / (2.0 * ${y})` }),
  Square: unary({ onPythonNumber: 'stays', y: (x) => `${x} * ${x}`, dx: (d, x) => `${d} * 2.0 * ${x}` }),
  Abs: unary({ y: (x) => `np.abs(${x})`, dx: (d, x) => `${d} * np.sign(${x})` }),
  Sin: unary({ y: (x) => `np.sin(${x})`, dx: (d, x) => `${d} * np.cos(${x})` }),
  Cos: unary({ y: (x) => `np.cos(${x})`, dx: (d, x) => `-${d} * np.sin(${x})` }),
  Tan: unary({ y: (x) => `np.tan(${x})`, dx: (d, _x, y) => `${d} * (1.0 + ${y} * ${y})` }),
  Erf: unary({
    y: (x, { helper }) => `${helper('erf')}(${x})`,
    dx: (d, x) => `${d} * 2.0 / np.sqrt(np.pi) * np.exp(-${x} * ${x})`,
  }),
  Step: unary({ y: (x) => `np.heaviside(${x}, 0.0)`, dx: (d) => `np.zeros_like(${d})` }),
  MaskedDropout: {
    onPythonNumber: 'stays',
    forward: (use) => ({ value: `${textOf(use, 0)} * ${textOf(use, 1)}` }),
    backward: (use) => ({
      gradients: [{ value: `${use.d} * ${textOf(use, 1)}`, shape: use.shape }, undefined],
    }),
  },
};

function slopeOf(use: LayerUse): string {
  return numberText(numberOf(use, 'slope'));
}
