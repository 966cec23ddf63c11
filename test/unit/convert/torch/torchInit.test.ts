import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../../src/convert/convertPython';

/** A script with a layer of 4 inputs and 12 outputs, and this line behind it. */
function converted(line: string): ReturnType<typeof convertPython> {
  return convertPython(
    [
      'import torch',
      'from torch import nn',
      'class Net(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.fc = nn.Linear(4, 12, bias=False)',
      `        ${line}`,
      '    def forward(self, x):',
      '        return self.fc(x)',
      'model = Net()',
      'loss = nn.CrossEntropyLoss()(model(torch.zeros(2, 4)), torch.zeros(2, dtype=torch.long))',
    ].join('\n'),
  );
}

function startAfter(call: string): { readonly init: string | undefined; readonly isUnderstood: boolean } {
  const { text, gaps } = converted(`nn.init.${call}`);
  return {
    init: /Affine\(12, bias=false, init=(.*)\)$/m.exec(text)?.[1],
    isUnderstood: gaps === converted('pass').gaps,
  };
}

function normal(deviation: number): string {
  return `Normal(std=${String(deviation)})`;
}

/** PyTorch draws between ±√3 of the deviation. */
function uniform(deviation: number): string {
  const bound = Math.sqrt(3) * deviation;
  return `Uniform(low=${String(-bound)}, high=${String(bound)})`;
}

describe('what fills the weights of a PyTorch layer', () => {
  it.each([
    ['kaiming_normal_(self.fc.weight)', 'He'],
    ["kaiming_normal_(self.fc.weight, mode='fan_in', nonlinearity='relu')", 'He'],
    ['xavier_normal_(self.fc.weight)', 'Xavier'],
    ['xavier_uniform_(self.fc.weight)', uniform(Math.sqrt(2 / 16))],
    ['kaiming_uniform_(self.fc.weight)', uniform(Math.SQRT2 / Math.sqrt(4))],
    ['normal_(self.fc.weight, std=0.05)', 'Normal(std=0.05)'],
    ['uniform_(self.fc.weight)', 'Uniform(low=0, high=1)'],
    ['constant_(self.fc.weight, 0.5)', 'Constant(0.5)'],
    ['ones_(self.fc.weight)', 'Constant(1)'],
    ['zeros_(self.fc.weight)', 'Zeros'],
    ["kaiming_normal_(self.fc.weight, mode='fan_out')", normal(Math.SQRT2 / Math.sqrt(12))],
    ['kaiming_normal_(self.fc.weight, a=0.2)', normal(Math.sqrt(2 / (1 + 0.2 ** 2)) / Math.sqrt(4))],
    ["kaiming_normal_(self.fc.weight, nonlinearity='tanh')", normal(5 / 3 / Math.sqrt(4))],
    ['xavier_normal_(self.fc.weight, gain=2)', normal(2 * Math.sqrt(2 / 16))],
    ["xavier_uniform_(self.fc.weight, nn.init.calculate_gain('tanh'))", uniform((5 / 3) * Math.sqrt(2 / 16))],
  ])('%s is %s', (call, init) => {
    expect(startAfter(call)).toEqual({ init, isUnderstood: true });
  });

  it.each([
    "kaiming_normal_(self.fc.weight, nonlinearity='selu')",
    'normal_(self.fc.weight, mean=1)',
    'orthogonal_(self.fc.weight)',
  ])('%s has no counterpart, and that is said', (call) => {
    expect(startAfter(call)).toEqual({ init: 'PyTorch', isUnderstood: false });
  });
});
