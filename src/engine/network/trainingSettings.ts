import type { SettingSpec } from '../layers/support/layer';
import { maximumEntries } from '../shape';
import { weightDecaySetting } from '../optimizers';
import { defaultTraining, type TrainingDefinition } from './networkDefinition';

const batch: SettingSpec = {
  name: 'batch',
  type: 'integer',
  default: defaultTraining.batch,
  words: ['all'],
  range: { from: 1, to: maximumEntries },
  documentation:
    'How many samples one step learns from; all takes the whole training data at once, in its own order.',
};

const shuffle: SettingSpec = {
  name: 'shuffle',
  type: 'boolean',
  default: true,
  documentation:
    'Whether every epoch takes the samples in another order. With false they come as the data has them, every time.',
};

const epochs: SettingSpec = {
  name: 'epochs',
  type: 'integer',
  default: defaultTraining.epochs,
  range: { from: 1, to: 1e9 },
  documentation: 'How many times training goes through all training samples.',
};

const seed: SettingSpec = {
  name: 'seed',
  type: 'integer',
  default: defaultTraining.seed,
  documentation: 'Where the random numbers start: the same seed gives the same run.',
};

const weightDecay: SettingSpec = {
  name: weightDecaySetting.name,
  type: 'number',
  range: { from: 0 },
  documentation: weightDecaySetting.documentation,
};

const l1: SettingSpec = {
  name: 'l1',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation:
    'Pulls every parameter towards zero with the same force however large it is, so that many become almost 0: l1 × sign(p) is added to its gradient.',
};

const clipNorm: SettingSpec = {
  name: 'clip_norm',
  type: 'number',
  range: { above: 0 },
  documentation: 'Gradients are scaled down together where their norm is above this.',
};

const precision: SettingSpec = {
  name: 'precision',
  type: 'string',
  default: defaultTraining.precision,
  documentation: 'float32 or float64: how exactly the network computes.',
};

/** What a `train` block may set besides the optimizer and the schedule, as it is written there. */
export const trainingSettings: readonly SettingSpec[] = [
  batch,
  epochs,
  shuffle,
  seed,
  weightDecay,
  l1,
  clipNorm,
  precision,
];

/** The same settings as they were given, by the names of `trainingSettings`. */
export function writtenSettings(
  training: TrainingDefinition,
): Readonly<Record<string, number | string | boolean | undefined>> {
  return {
    batch: training.batch,
    epochs: training.epochs,
    shuffle: training.shuffle,
    seed: training.seed,
    weight_decay: training.weightDecay,
    l1: training.l1,
    clip_norm: training.clipNorm,
    precision: training.precision,
  };
}
