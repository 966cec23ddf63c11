import { message, type Message } from '../../message';
import { type Remedy, significant } from '../finding';
import type { WatchedRun } from '../observations';
import { advice, adviceForTargets, areTargetsFar, areUnscaled, isFar, remediesOfInputs } from '../remedies';
import { healthRule, type Problem } from '../rule';

/** While the loss is above this share of its start nothing was learned since the first epoch. */
const unlearnedShare = 0.9;

/** What inputs on a wrong scale show themselves by. */
const symptoms: ReadonlySet<string> = new Set([
  'non-finite',
  'dead-relu',
  'saturation',
  'exploding-gradient',
  'large-learning-rate',
  'loss-not-decreasing',
  'bad-initial-loss',
]);

export const unscaledInputs = healthRule({
  name: 'unscaled-inputs',
  title: 'Unscaled inputs',
  explanation: message(
    'A layer multiplies every input by weights that are made for numbers near 1. Inputs that are a hundred times as large give outputs and gradients that are so, too, and no learning rate fits all columns at once.',
  ),
  thresholds: { samples: { value: 1, documentation: 'How many symptoms there must be.' } },
  fromTheStart: true,
  begin({ run, trend }) {
    const isFirstEpoch = (step: number): boolean => step <= run.beginsAt + run.stepsPerEpoch;
    const { lowest, highest } = run.inputs.all;
    const areZero = lowest === 0 && highest === 0;
    return {
      // A rule that looks at the loss is asked at every step: only where it has something to say.
      ...(areZero && { loss: () => noInputs }),
      causeOf(rule, since) {
        if (!symptoms.has(rule) || !areUnscaled(run)) return 'unknown';
        if (!isFirstEpoch(since) && !(trend.share > unlearnedShare)) return 'unknown';
        return {
          severity: rule === 'non-finite' ? 'error' : 'warning',
          describe: () => ({ message: rangeOf(run), remedies: remediesOf(run) }),
        };
      },
    };
  },
});

const noInputs: Problem = {
  severity: 'error',
  describe: () => ({
    message: message('All inputs are 0.'),
    explanation: message(
      'A weight gets a gradient only from an input that is not 0. Without one nothing but the biases can be learned, and the network gives every sample the same answer.',
    ),
    remedies: [advice(message('Look at the file, and at how its columns are read.'))],
  }),
};

function rangeOf({ inputs }: WatchedRun): Message {
  const { column, columnName, widest, all, arePixels, rowNumber } = inputs;
  if (!arePixels && rowNumber && isFar(rowNumber.spread)) {
    return rowNumber.columnName === undefined
      ? message('Column {0} of the inputs is the number of the row.', rowNumber.column)
      : message(
          'Column {0} of the inputs, {1}, is the number of the row.',
          rowNumber.column,
          rowNumber.columnName,
        );
  }
  if (column === undefined || arePixels) {
    return message('The inputs run from {0} to {1}.', significant(all.lowest), significant(all.highest));
  }
  const [lowest, highest] = [significant(widest.lowest), significant(widest.highest)];
  return columnName === undefined
    ? message('Column {0} of the inputs runs from {1} to {2}.', column, lowest, highest)
    : message('Column {0} of the inputs, {1}, runs from {2} to {3}.', column, columnName, lowest, highest);
}

function remediesOf(run: WatchedRun): readonly Remedy[] {
  return [...remediesOfInputs(run, isFar), ...(areTargetsFar(run) ? [adviceForTargets(run)] : [])];
}
