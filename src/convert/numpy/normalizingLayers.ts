import { numberOf, shapeOf, textOf, type LayerUse, type NumpyLayer } from './numpyLayer';
import { numberText } from './pythonNumbers';

interface Normalized {
  /** What mean and variance are taken over. */
  readonly axes: readonly number[];
  /** What the gradients of gamma and beta are summed over. */
  readonly parameter: readonly number[];
  /** The shape in which gamma broadcasts to x; empty where it does as it is. */
  readonly shaped: readonly string[];
}

/** BatchNorm and LayerNorm: x̂ of mean 0 and variance 1, scaled by gamma and shifted by beta. */
function normalization(of: (use: LayerUse) => Normalized): NumpyLayer {
  const broadcast = (parameter: string, { shaped }: Normalized): string =>
    shaped.length > 1 ? `${parameter}.reshape(${shaped.join(', ')})` : parameter;
  const over = (axes: readonly number[]): string =>
    axes.length === 1 ? `axis=${String(axes[0])}` : `axis=(${axes.join(', ')})`;
  return {
    forward(use) {
      const how = of(use);
      const [x, hat, std] = [textOf(use, 0), use.kept('hat'), use.kept('std')];
      const axes = `${over(how.axes)}, keepdims=True`;
      return {
        before: [
          `${std} = np.sqrt(np.var(${x}, ${axes}) + ${numberText(numberOf(use, 'eps'))})`,
          `${hat} = (${x} - np.mean(${x}, ${axes})) / ${std}`,
        ],
        value: `${broadcast(textOf(use, 1), how)} * ${hat} + ${broadcast(textOf(use, 2), how)}`,
      };
    },
    backward(use) {
      const how = of(use);
      const { d } = use;
      const [hat, std, dhat] = [use.kept('hat'), use.kept('std'), use.kept('dhat')];
      const axes = `${over(how.axes)}, keepdims=True`;
      const summed = (value: string): string =>
        how.parameter.length === 0 ? value : `np.sum(${value}, ${over(how.parameter)})`;
      return {
        before: [`${dhat} = ${d} * ${broadcast(textOf(use, 1), how)}`],
        gradients: [
          {
            value: `(${dhat} - np.mean(${dhat}, ${axes}) - ${hat} * np.mean(${dhat} * ${hat}, ${axes})) / ${std}`,
          },
          { value: summed(`${d} * ${hat}`) },
          { value: summed(d) },
        ],
      };
    },
  };
}

/** By the names that graphs use. */
export const normalizingLayers: Readonly<Record<string, NumpyLayer>> = {
  BatchNorm: normalization((use) => {
    const { length } = shapeOf(use, 0);
    const image = Array.from({ length: length - 2 }, (_, axis) => axis + 2);
    return { axes: [0, ...image], parameter: [0, ...image], shaped: ['-1', ...image.map(() => '1')] };
  }),
  LayerNorm: normalization((use) => {
    const [x, gamma] = [shapeOf(use, 0), shapeOf(use, 1)];
    const rows = Array.from({ length: x.length - gamma.length }, (_, axis) => axis);
    return { axes: [...x.keys()].slice(rows.length), parameter: rows, shaped: [] };
  }),
};
