import type { SettingSpec } from '../../layers/support/layer';
import { numberSetting } from '../../layers/support/settings';
import type { Schedule } from './schedule';

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

export const cosine: Schedule = {
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
