import { arrangingLayers } from './arrangingLayers';
import { choosingLayers } from './choosingLayers';
import { elementwiseLayers } from './elementwiseLayers';
import { lossLayers } from './lossLayers';
import { batchNormOfNetworks, normalizingLayers } from './normalizingLayers';
import { numberOf, textOf, type NumpyLayer, type NumpyNetworkLayer } from './numpyLayer';
import { productLayers } from './productLayers';
import { numberText } from './pythonNumbers';
import { reducingLayers } from './reducingLayers';

/** Every layer of formulas, by the name that graphs use. */
export const numpyLayers: Readonly<Record<string, NumpyLayer>> = {
  ...elementwiseLayers,
  ...reducingLayers,
  ...productLayers,
  ...arrangingLayers,
  ...choosingLayers,
  ...normalizingLayers,
  ...lossLayers,
};

const dropout: NumpyNetworkLayer = {
  forward: (use) => ({
    before: [`${use.kept('kept')} = RANDOM.random(${textOf(use, 0)}.shape) >= ${ratioOf(use)}`],
    value: `np.where(${use.kept('kept')}, ${textOf(use, 0)} / (1.0 - ${ratioOf(use)}), 0.0)`,
  }),
  evaluation: (use) => ({ value: textOf(use, 0) }),
  backward: (use) => ({
    gradients: [{ value: `np.where(${use.kept('kept')}, ${use.d} / (1.0 - ${ratioOf(use)}), 0.0)` }],
  }),
};

function ratioOf(use: Parameters<NumpyLayer['forward']>[0]): string {
  return numberText(numberOf(use, 'ratio'));
}

/** Every layer of networks: those of formulas, and what only networks have. */
export const numpyNetworkLayers: Readonly<Record<string, NumpyNetworkLayer>> = {
  ...numpyLayers,
  BatchNorm: batchNormOfNetworks,
  Dropout: dropout,
  Flatten: {
    forward: (use) => ({ value: `${textOf(use, 0)}.reshape(len(${textOf(use, 0)}), -1)` }),
    backward: (use) => ({ gradients: [{ value: `${use.d}.reshape(${textOf(use, 0)}.shape)` }] }),
  },
  GlobalAvgPool: {
    forward: (use) => ({ value: `np.mean(${textOf(use, 0)}, axis=(2, 3))` }),
    backward: (use) => ({
      gradients: [
        {
          value: `${use.d}[:, :, None, None] / np.prod(${textOf(use, 0)}.shape[2:]) * np.ones_like(${textOf(use, 0)})`,
        },
      ],
    }),
  },
};
