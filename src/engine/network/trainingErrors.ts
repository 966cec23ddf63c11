import { firstMistake } from '../argumentSpec';
import type { SettingSpec } from '../layers/support/layer';
import { optimizerNamed, type Optimizer } from '../optimizers';
import { type Schedule, scheduleNamed } from '../training/schedules';
import type { Choice, TrainingDefinition } from './networkDefinition';
import type { NetworkError } from './networkError';
import { trainingSettings, writtenSettings } from './trainingSettings';

/** @throws RangeError where the table has no such optimizer; the language lets no such name through. */
export function optimizerOf({ name }: Choice): Optimizer {
  const found = optimizerNamed(name);
  if (found === undefined) throw new RangeError(`There is no optimizer ${name}.`);
  return found;
}

/** @throws RangeError where the table has no such schedule; the language lets no such name through. */
export function scheduleOf({ name }: Choice): Schedule {
  const found = scheduleNamed(name);
  if (found === undefined) throw new RangeError(`There is no schedule ${name}.`);
  return found;
}

function wrongChoice(
  kind: 'optimizer' | 'schedule',
  specs: readonly SettingSpec[],
  choice: Choice,
): readonly NetworkError[] {
  const wrong = firstMistake(specs, choice.settings);
  return wrong ? [{ message: wrong.message, blame: { kind, setting: wrong.argument } }] : [];
}

/** What is wrong with the settings of a training. */
export function trainingErrors(training: TrainingDefinition): readonly NetworkError[] {
  const wrong = firstMistake(trainingSettings, writtenSettings(training));
  const errors: NetworkError[] = wrong
    ? [{ message: wrong.message, blame: { kind: 'training', setting: wrong.argument } }]
    : [];
  errors.push(...wrongChoice('optimizer', optimizerOf(training.optimizer).settings, training.optimizer));
  const schedule = wrongChoice('schedule', scheduleOf(training.schedule).settings, training.schedule);
  errors.push(...schedule);
  return errors;
}
