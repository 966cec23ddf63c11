import {
  numberOf,
  shapeOf,
  textOf,
  type LayerUse,
  type NumpyLayer,
  type NumpyNetworkLayer,
} from './numpyLayer';
import { numberText } from './pythonNumbers';

interface Normalized {
  /** What mean and variance are taken over. */
  readonly axes: readonly number[];
  /** What the gradients of gamma and beta are summed over. */
  readonly parameter: readonly number[];
  /** The shape in which gamma broadcasts to x; empty where it does as it is. */
  readonly shaped: readonly string[];
}

const broadcast = (parameter: string, { shaped }: Normalized): string =>
  shaped.length > 1 ? `${parameter}.reshape(${shaped.join(', ')})` : parameter;
const over = (axes: readonly number[]): string =>
  axes.length === 1 ? `axis=${String(axes[0])}` : `axis=(${axes.join(', ')})`;

/** BatchNorm and LayerNorm: x̂ of mean 0 and variance 1, scaled by gamma and shifted by beta. */
function normalization(of: (use: LayerUse) => Normalized): NumpyLayer {
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

/** Over samples, and in images over rows and columns. */
function ofBatch(use: LayerUse): Normalized {
  const { length } = shapeOf(use, 0);
  const image = Array.from({ length: length - 2 }, (_, axis) => axis + 2);
  return { axes: [0, ...image], parameter: [0, ...image], shaped: ['-1', ...image.map(() => '1')] };
}

/** By the names that graphs use. */
export const normalizingLayers: Readonly<Record<string, NumpyLayer>> = {
  BatchNorm: normalization(ofBatch),
  LayerNorm: normalization((use) => {
    const [x, gamma] = [shapeOf(use, 0), shapeOf(use, 1)];
    const rows = Array.from({ length: x.length - gamma.length }, (_, axis) => axis);
    return { axes: [...x.keys()].slice(rows.length), parameter: rows, shaped: [] };
  }),
};

/** As PyTorch's: how far a running statistic goes towards that of a mini-batch. */
const momentum = '0.1';

/** In networks: the running mean and variance are its inputs behind gamma and beta. */
export const batchNormOfNetworks: NumpyNetworkLayer = {
  ...normalization(ofBatch),
  evaluation(use) {
    const how = ofBatch(use);
    const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => broadcast(textOf(use, index), how));
    const deviation = `np.sqrt(${variance ?? ''} + ${numberText(numberOf(use, 'eps'))})`;
    return { value: `${gamma ?? ''} * (${textOf(use, 0)} - ${mean ?? ''}) / ${deviation} + ${beta ?? ''}` };
  },
  follow(use) {
    const axes = over(ofBatch(use).axes);
    const [x, mean, variance] = [textOf(use, 0), textOf(use, 3), textOf(use, 4)];
    return [
      `count = ${x}.size // ${x}.shape[1]`,
      `${mean} += ${momentum} * (np.mean(${x}, ${axes}) - ${mean})`,
      'if count > 1:',
      `    ${variance} += ${momentum} * (np.var(${x}, ${axes}) * (count / (count - 1)) - ${variance})`,
    ];
  },
};
