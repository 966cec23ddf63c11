import { firstMistake } from '../argumentSpec';
import type { SettingSpec } from '../layers/support/layer';
import type { Message } from '../message';
import { type Optimizer, optimizerNamed } from '../optimizers';
import { type Schedule, scheduleNamed } from '../training/schedules';
import type { Choice, TrainingDefinition } from './networkDefinition';
import { trainingSettings, writtenSettings } from './trainingSettings';

/** Why a network cannot be computed or trained, and what in its definition is to blame. */
export interface NetworkError {
  readonly message: Message;
  /** The number that would fit, where a setting is to blame for another one. */
  readonly expected?: number;
  readonly blame:
    | { readonly kind: 'network' }
    | { readonly kind: 'layer'; readonly layer: number }
    | { readonly kind: 'setting'; readonly layer: number; readonly setting: string }
    /** `input` counts the inputs of the layer: 0 is the layer above, or what `from` names. */
    | { readonly kind: 'input'; readonly layer: number; readonly input: number }
    /** `setting` is absent where `init=` itself is wrong. */
    | { readonly kind: 'initializer'; readonly layer: number }
    /** `target` is the parameter, `hidden.W`, where what is said of it is wrong. */
    | { readonly kind: 'parameters'; readonly target?: string }
    | { readonly kind: 'training'; readonly setting: string }
    | { readonly kind: 'optimizer' | 'schedule'; readonly setting: string };
}

export function blameLayer(layer: number, message: Message): NetworkError {
  return { message, blame: { kind: 'layer', layer } };
}

export function blameSetting(layer: number, setting: string, message: Message): NetworkError {
  return { message, blame: { kind: 'setting', layer, setting } };
}

export function blameInput(layer: number, input: number, message: Message): NetworkError {
  return { message, blame: { kind: 'input', layer, input } };
}

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
