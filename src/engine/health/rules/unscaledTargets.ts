import { message } from '../../message';
import { significant } from '../finding';
import { areTargetsFar, areUnscaled, remediesOfTargets } from '../remedies';
import { healthRule } from '../rule';

/** While the loss is above this share of its start nothing was learned since the first epoch. */
const unlearnedShare = 0.9;

/** What targets on a wrong scale show themselves by. */
const symptoms: ReadonlySet<string> = new Set([
  'non-finite',
  'dead-relu',
  'saturation',
  'exploding-gradient',
  'vanishing-gradient',
  'large-learning-rate',
  'small-updates',
  'loss-not-decreasing',
]);

export const unscaledTargets = healthRule({
  name: 'unscaled-targets',
  title: 'Unscaled targets',
  explanation: message(
    'Weights that start near 1 give answers near 0, and the error is as large as the targets are. Its square makes the first gradients that large, too: they throw the weights about. An optimizer that scales them takes very many steps to get there instead.',
  ),
  thresholds: { samples: { value: 1, documentation: 'How many symptoms there must be.' } },
  fromTheStart: true,
  symptomOf: ['unscaled-inputs'],
  begin({ run, trend }) {
    const { targets } = run;
    // Where the inputs are far off as well their rule speaks, and names the targets beside them.
    if (targets === undefined || !areTargetsFar(run) || areUnscaled(run)) return {};
    const isFirstEpoch = (step: number): boolean => step <= run.beginsAt + run.stepsPerEpoch;
    return {
      causeOf(rule, since) {
        if (!symptoms.has(rule)) return 'unknown';
        if (!isFirstEpoch(since) && !(trend.share > unlearnedShare)) return 'unknown';
        return {
          severity: rule === 'non-finite' ? 'error' : 'warning',
          describe: () => ({
            message: message(
              'The targets are large: they run from {0} to {1}, with a mean of {2} and a standard deviation of {3}.',
              significant(targets.lowest),
              significant(targets.highest),
              significant(targets.mean),
              significant(targets.deviation),
            ),
            remedies: remediesOfTargets(run),
          }),
        };
      },
    };
  },
});
