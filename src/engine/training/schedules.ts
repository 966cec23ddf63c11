import type { SettingSpec, Settings } from '../layers/support/layer';
import { numberSetting } from '../layers/support/layerSettings';

/** Where in the training an update stands. */
export interface Moment {
  /** Updates done before this one: 0 for the first. */
  readonly step: number;
  /**
   * Where the epochs that it belongs to begin and end: all
   * of the training, or those that were added at once later.
   */
  readonly from: number;
  readonly to: number;
}

/** How the learning rate moves during training. */
export interface Schedule {
  /** As written in a definition: `Cosine`. */
  readonly name: string;
  readonly documentation: string;
  /** In text, with k for the step, counted from 0. */
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
  /** The learning rate of one update; `base` is that of the optimizer. */
  learningRate(base: number, moment: Moment, settings: Settings): number;
}

const constant: Schedule = {
  name: 'Constant',
  documentation: 'The learning rate stays what the optimizer was given.',
  formula: 'lr',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html',
  settings: [],
  learningRate: (base) => base,
};

const every: SettingSpec = {
  name: 'every',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'After how many steps the learning rate changes, again and again.',
};

const factor: SettingSpec = {
  name: 'factor',
  type: 'number',
  required: true,
  range: { above: 0 },
  documentation: 'What it is multiplied by each time.',
};

const step: Schedule = {
  name: 'Step',
  documentation: 'The learning rate drops by a factor every so many steps.',
  formula: 'lr × factor^⌊k / every⌋',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html',
  settings: [every, factor],
  learningRate: (base, moment, settings) =>
    base * numberSetting(settings, factor) ** Math.floor(moment.step / numberSetting(settings, every)),
};

const warmup: SettingSpec = {
  name: 'warmup',
  type: 'integer',
  default: 0,
  range: { from: 0 },
  documentation: 'For how many steps the learning rate first rises, in equal parts.',
};

const final: SettingSpec = {
  name: 'final',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation: 'The learning rate at the end of the training.',
};

const cosine: Schedule = {
  name: 'Cosine',
  documentation:
    'The learning rate rises during the warm-up, then falls to its final value along half a cosine wave. Epochs added later begin again at the full learning rate, with a wave of their own.',
  formula:
    'lr × (k + 1) / warmup during the warm-up, then final + (lr − final) × (1 + cos(π × (k − warmup) / (steps − warmup))) / 2',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html',
  settings: [warmup, final],
  learningRate(base, { step, from, to }, settings) {
    const rising = numberSetting(settings, warmup);
    if (step < rising) return (base * (step + 1)) / rising;
    const end = numberSetting(settings, final);
    if (step >= to) return end;
    const start = Math.max(from, rising);
    return end + ((base - end) * (1 + Math.cos((Math.PI * (step - start)) / (to - start)))) / 2;
  },
};

/** Adding a schedule is adding it above and one entry here. The first holds where none is given. */
export const schedules: readonly Schedule[] = [constant, step, cosine];

/** By its name in a definition: `Cosine`. */
export function scheduleNamed(name: string): Schedule | undefined {
  return schedules.find((schedule) => schedule.name === name);
}
