import { message } from '../../message';
import { significant } from '../figures';
import type { WatchedRun } from '../observations';
import { healthRule, type Verdict } from '../rule';
import { initializerFor, lastOfType } from '../layerOrder';

const weighted: ReadonlySet<string> = new Set(['Affine', 'Conv']);

export const badInitialLoss = healthRule({
  name: 'badInitialLoss',
  title: 'Bad initial loss',
  explanation: message(
    'Before it has learned anything a classifier should find every class about as likely, which gives a loss of ln(classes). Another loss means that it starts sure of wrong answers: its weights or inputs are too large.',
  ),
  thresholds: {
    factor: { default: 3, documentation: 'By which factor the first loss may differ from ln(classes).' },
    samples: { default: 1, documentation: 'For how many steps.' },
  },
  symptomOf: ['nonFinite'],
  begin({ run, trend }, threshold) {
    const factor = threshold('factor');
    let verdict: Verdict | undefined;
    return {
      // The first loss is judged once; the verdict stands until the rules may speak.
      loss: () => (verdict ??= judge(run, trend.start, factor)),
    };
  },
});

function judge(run: WatchedRun, first: number, factor: number): Verdict {
  if (run.classes === undefined || run.classes < 2) return 'unknown';
  const expected = Math.log(run.classes);
  if (first < expected * factor && first > expected / factor) return 'healthy';
  const last = lastOfType(run, run.layers.length - 1, weighted);
  return {
    severity: 'warning',
    describe: () => ({
      message: message(
        'The first loss is {0}. For {1} classes about {2} is usual.',
        significant(first),
        run.classes ?? 0,
        significant(expected),
      ),
      remedies:
        last === undefined
          ? []
          : [
              {
                text: message(
                  'Start {0} with init={1}.',
                  run.layers[last]?.name ?? '',
                  initializerFor(run, last),
                ),
                change: { kind: 'useInitializer', layer: last, initializer: initializerFor(run, last) },
              },
              { text: message('Standardise the inputs: standardize=true.'), change: { kind: 'none' } },
            ],
    }),
  };
}
