import { message } from '../../message';
import { percent } from '../figures';
import type { Remedy } from '../finding';
import { lastOfType } from '../layerOrder';
import type { WatchedRun } from '../observations';
import { healthRule } from '../rule';

const weighted: ReadonlySet<string> = new Set(['Affine', 'Conv']);

export const deadReLU = healthRule({
  name: 'deadReLU',
  title: 'Dead ReLU',
  explanation: message(
    'These units were blocked for every sample of an epoch. A blocked unit gets no gradient, so the weights before it do not change for it, and it is likely to stay dead.',
  ),
  thresholds: {
    warningShare: {
      default: 0.4,
      documentation: 'Share of the units of a layer that are dead, for a warning.',
    },
    errorShare: { default: 0.5, documentation: 'Share of the units of a layer that are dead, for an error.' },
    samples: { default: 1, documentation: 'For how many epochs in a row.' },
  },
  symptomOf: ['nonFinite'],
  begin({ run }, threshold) {
    const [warningShare, errorShare] = [threshold('warningShare'), threshold('errorShare')];
    return {
      epoch(layer, { deadUnitFraction }) {
        const dead = deadUnitFraction[layer] ?? NaN;
        if (Number.isNaN(dead)) return 'unknown';
        if (dead < warningShare) return 'healthy';
        return {
          severity: dead < errorShare ? 'warning' : 'error',
          describe: () => ({
            message: message(
              '{0} % of the units of {1} are dead: blocked for every sample of the epoch.',
              percent(dead),
              run.layers[layer]?.name ?? '',
            ),
            remedies: remediesOf(run, layer),
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, layer: number): readonly Remedy[] {
  const name = run.layers[layer]?.name ?? '';
  const before = lastOfType(run, layer, weighted);
  return [
    {
      text: message('Lower the learning rate to a tenth.'),
      change: { kind: 'scaleLearningRate', factor: 0.1 },
    },
    {
      text: message('Replace {0} by LeakyReLU, which lets some gradient through.', name),
      change: { kind: 'replaceLayer', layer, type: 'LeakyReLU' },
    },
    ...(before === undefined
      ? []
      : [
          {
            text: message('Start {0} with init={1}.', run.layers[before]?.name ?? '', 'He'),
            change: { kind: 'useInitializer', layer: before, initializer: 'He' },
          } as const,
        ]),
  ];
}
