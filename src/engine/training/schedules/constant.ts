import type { Schedule } from './schedule';

export const constant: Schedule = {
  name: 'Constant',
  documentation: 'The learning rate stays what the optimizer was given.',
  formula: 'lr',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html',
  settings: [],
  learningRate: (base) => base,
};
