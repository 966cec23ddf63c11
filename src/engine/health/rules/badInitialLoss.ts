import { message } from '../../message';
import { type Remedy, significant } from '../finding';
import type { WatchedRun } from '../observations';
import {
  advice,
  remediesOfInputs,
  unusuallyStarted,
  usualInitializers,
  normalised,
  weightedAtOrBefore,
} from '../remedies';
import { healthRule, type Verdict } from '../rule';

export const badInitialLoss = healthRule({
  name: 'bad-initial-loss',
  title: 'Bad initial loss',
  explanation: message(
    'Before it has learned anything a classifier should find every class about as likely, which gives a loss of ln(classes). Another loss means that it starts sure of wrong answers: its weights or inputs are too large.',
  ),
  thresholds: {
    factor: { value: 3, documentation: 'By which factor the first loss may differ from ln(classes).' },
    samples: { value: 1, documentation: 'For how many steps.' },
  },
  fromTheStart: true,
  symptomOf: ['non-finite', 'unscaled-inputs', 'all-alike'],
  begin({ run, trend }, threshold) {
    const factor = threshold('factor');
    let verdict: Verdict | undefined;
    return {
      // The first loss is judged once; the verdict stands.
      loss: () => (verdict ??= judge(run, trend.start, factor)),
    };
  },
});

function judge(run: WatchedRun, first: number, factor: number): Verdict {
  // After an edit the parameters that were kept have learned: the next loss is not the first.
  if (run.beginsAt > 0 || run.classes === undefined || run.classes < 2) return 'unknown';
  const expected = Math.log(run.classes);
  if (first < expected * factor && first > expected / factor) return 'healthy';
  return {
    severity: 'warning',
    describe: () => ({
      message: message(
        'The first loss is {0}. For {1} classes about {2} is usual.',
        significant(first),
        run.classes ?? 0,
        significant(expected),
      ),
      remedies: remediesOf(run),
    }),
  };
}

/** Inputs farther off than this have a part in a first loss that is too large. */
const farInput = 1.5;

/**
 * Weights that start too large are to blame wherever they are; else a normalisation before the last layer
 * helps. A single layer may begin at zero: its targets make its units differ at the first step.
 */
function remediesOf(run: WatchedRun): readonly Remedy[] {
  const restart = usualInitializers(run, unusuallyStarted(run, 1));
  if (restart.length > 0) return restart;
  const standardize = remediesOfInputs(
    run,
    ({ mean, deviation }) => Math.max(Math.abs(mean), deviation) > farInput,
  );
  const last = weightedAtOrBefore(run, run.layers.length - 1);
  if (last === undefined) {
    const given = advice(
      message('Look at the numbers the network begins with: they are sure of wrong answers.'),
    );
    return [given, ...standardize];
  }
  const before = weightedAtOrBefore(run, last - 1);
  if (before === undefined) {
    const text = message('Start {0} with init={1}.', run.layers[last]?.name ?? '', 'Zeros');
    return [
      { text, changes: [{ kind: 'useInitializer', layer: last, initializer: 'Zeros' }] },
      ...standardize,
    ];
  }
  return [...normalised(run, before), ...standardize];
}
