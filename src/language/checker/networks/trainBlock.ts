import {
  foreignOptimizers,
  foreignPrecisions,
  foreignSchedules,
  foreignSettings,
} from '../../foreign/foreignTraining';
import { writtenHere } from '../../foreign/foreignNames';
import { changeTo } from '../foreignForms';
import { message } from '../../../engine/message';
import type { Setting, TrainMember } from '../../ast';
import {
  optimizers,
  plainTrainSettings,
  precisions,
  schedules,
  trainSettingNames,
} from './networkVocabulary';
import { evaluateSetting } from '../settingChecker';
import { checkCallable, type Wording } from './callables';
import type { NetworkScope } from './networkScope';

const optimizerWording: Wording = {
  code: 'unknown-optimizer',
  unknown: (name) => message('Unknown optimiser {0}.', name),
  meant: (name, meant) => message('Unknown optimiser {0}. Did you mean {1}?', name, meant),
  expected: message('optimizer takes an optimiser, as in: SGD(lr=0.1)'),
  foreign: foreignOptimizers,
};

const scheduleWording: Wording = {
  code: 'unknown-schedule',
  unknown: (name) => message('Unknown schedule {0}.', name),
  meant: (name, meant) => message('Unknown schedule {0}. Did you mean {1}?', name, meant),
  expected: message('schedule takes a schedule, as in: Cosine(warmup=100)'),
  foreign: foreignSchedules,
};

export function checkTrain(scope: NetworkScope, { settings }: TrainMember): void {
  const seen = new Map<string, Setting>();
  for (const setting of settings) {
    if (isRepeated(scope, seen, setting) || setting.damaged || !setting.value) continue;
    checkTrainSetting(scope, setting, setting.value);
  }
}

/** `optimizer`, `hidden.units` */
export function settingName({ name, member }: Pick<Setting, 'name' | 'member'>): string {
  return member ? `${name.name}.${member.name}` : name.name;
}

/** Remembers a setting; true, and reported, where it was there before. */
export function isRepeated({ report }: NetworkScope, seen: Map<string, Setting>, setting: Setting): boolean {
  const { name } = setting;
  const written = settingName(setting);
  const earlier = seen.get(written);
  if (!earlier) {
    seen.set(written, setting);
    return false;
  }
  report.add(
    'already-defined',
    message('{0} is already defined in line {1}.', written, report.lineOf(earlier.start)),
    name,
    { related: [{ message: message('{0} is defined here.', written), range: earlier.name }] },
  );
  return true;
}

/** A line of `train`, or of a comparison that changes one. */
export function checkTrainSetting(
  scope: NetworkScope,
  { name }: Pick<Setting, 'name'>,
  value: NonNullable<Setting['value']>,
): void {
  const plain = plainTrainSettings.find((spec) => spec.name === name.name);
  if (plain) evaluateSetting(scope, plain, [value]);
  else if (name.name === 'optimizer') checkCallable(scope, optimizers, value, optimizerWording);
  else if (name.name === 'schedule') checkCallable(scope, schedules, value, scheduleWording);
  else if (name.name === 'precision') checkPrecision(scope, value);
  else reportUnknownSetting(scope, name, trainSettingNames);
}

function checkPrecision({ report }: NetworkScope, value: NonNullable<Setting['value']>): void {
  if (value.kind === 'name' && precisions.includes(value.name)) return;
  const text = report.textOf(value);
  const here = precisions.find((name) => foreignPrecisions.get(name)?.test(text) === true);
  const fixes = here === undefined ? [] : [changeTo(value, here)];
  report.add('wrong-kind', message('precision is float32 or float64.'), value, { fixes });
}

export function reportUnknownSetting(
  { report }: NetworkScope,
  name: Setting['name'],
  known: readonly string[],
): void {
  const foreign = foreignSettings.find(
    name.name,
    (here) => known.includes(here) || trainSettingNames.includes(here),
  );
  if (foreign) {
    const code = 'unknown-setting';
    if (foreign.kind === 'explained') report.add(code, foreign.explain(name.name), name);
    else if (known.includes(foreign.here)) {
      report.add(code, writtenHere(name.name, foreign.here), name, { fixes: [changeTo(name, foreign.here)] });
    } else report.add(code, message('{0} is written {1} here, inside train.', name.name, foreign.here), name);
    return;
  }
  const meant = report.suggest(name.name, known);
  if (meant === undefined) {
    report.add('unknown-setting', message('Unknown setting {0}.', name.name), name);
    return;
  }
  report.add('unknown-setting', message('Unknown setting {0}. Did you mean {1}?', name.name, meant), name, {
    fixes: [{ title: message('Change to {0}', meant), edits: [{ range: name, newText: meant }] }],
  });
}
