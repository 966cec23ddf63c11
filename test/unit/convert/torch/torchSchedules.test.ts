import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../../src/convert/convertPython';
import { scheduleNamed } from '../../../../src/engine/training/schedules';
import { checkText } from '../../checkText';

const epochs = 6;
const learningRate = 0.1;

/** A training with 12 samples whose schedule is stepped once in each epoch. */
function trainedWith(schedule: string, loop: readonly string[]): string {
  return [
    'import torch',
    'from torch import nn',
    'x = torch.zeros(12, 4)',
    't = torch.zeros(12, dtype=torch.long)',
    'dataset = torch.utils.data.TensorDataset(x, t)',
    'model = nn.Sequential(nn.Linear(4, 3))',
    `optimizer = torch.optim.SGD(model.parameters(), lr=${String(learningRate)})`,
    'from torch.optim import lr_scheduler',
    `scheduler = ${schedule}`,
    `for epoch in range(${String(epochs)}):`,
    ...loop,
    '    scheduler.step()',
  ].join('\n');
}

const inBatches = [
  '    for batch, targets in torch.utils.data.DataLoader(dataset, batch_size=5):',
  '        optimizer.zero_grad()',
  '        nn.functional.cross_entropy(model(batch), targets).backward()',
  '        optimizer.step()',
];
const stepsInBatches = 3;

const allAtOnce = [
  '    optimizer.zero_grad()',
  '    nn.functional.cross_entropy(model(x), t).backward()',
  '    optimizer.step()',
];

/** The learning rate of each step of what a source is converted into, without a gap. */
function ratesOf(source: string, stepsPerEpoch: number): readonly (number | undefined)[] {
  const { text, gaps } = convertPython(source);
  expect(gaps, text).toBe(0);
  // Those that the source gives stand in a file, which is not there.
  const withData = text.replace(/data = .*/, 'data = spiral(points=4)');
  const schedule = checkText(withData).networks[0]?.program?.definition.training.schedule;
  const to = epochs * stepsPerEpoch;
  return Array.from({ length: to }, (_, step) => {
    const moment = { step, from: 0, to };
    return schedule && scheduleNamed(schedule.name)?.learningRate(learningRate, moment, schedule.settings);
  });
}

/** As the documentation of PyTorch gives the learning rate of an epoch in closed form. */
const closedForms = {
  StepLR: (epoch: number) => learningRate * 0.1 ** Math.floor(epoch / 2),
  ExponentialLR: (epoch: number) => learningRate * 0.8 ** epoch,
  CosineAnnealingLR: (epoch: number) =>
    0.01 + ((learningRate - 0.01) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2,
};

describe('schedules of PyTorch that are stepped once in each epoch', () => {
  it.each([
    ['lr_scheduler.StepLR(optimizer, step_size=2)', closedForms.StepLR, inBatches, stepsInBatches],
    [
      'lr_scheduler.ExponentialLR(optimizer, gamma=0.8)',
      closedForms.ExponentialLR,
      inBatches,
      stepsInBatches,
    ],
    ['lr_scheduler.ExponentialLR(optimizer, 0.8)', closedForms.ExponentialLR, allAtOnce, 1],
    [
      'lr_scheduler.CosineAnnealingLR(optimizer, 6, eta_min=0.01)',
      closedForms.CosineAnnealingLR,
      allAtOnce,
      1,
    ],
  ])('%s has its rate in all steps of an epoch', (schedule, rateOf, loop, stepsPerEpoch) => {
    const rates = ratesOf(trainedWith(schedule, loop), stepsPerEpoch);
    expect(rates).toHaveLength(epochs * stepsPerEpoch);
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo(rateOf(Math.floor(step / stepsPerEpoch)), 14);
    });
  });

  it.each([
    [
      'that falls once an epoch, where ours falls with each step',
      'lr_scheduler.CosineAnnealingLR(optimizer, 6)',
      inBatches,
    ],
    ['that ends beyond the training', 'lr_scheduler.CosineAnnealingLR(optimizer, 12)', allAtOnce],
  ])('a cosine %s is marked', (_, schedule, loop) => {
    const { text, gaps } = convertPython(trainedWith(schedule, loop));
    expect(gaps).toBe(1);
    expect(text).toContain(`# line 9: ${schedule} is not understood`);
    expect(text).not.toContain('schedule  =');
  });
});
