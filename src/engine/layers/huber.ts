import type { EntryLossRule } from '../kernels/operands/lossOperands';
import { put } from '../tensor';
import { entryLossLayer, meetsTarget } from './support/entryLoss';
import type { SettingSpec } from './support/layer';
import { numberSetting } from './support/layerSettings';

const delta: SettingSpec = {
  name: 'delta',
  type: 'number',
  default: 1,
  range: { above: 0 },
  documentation: 'The distance from which on the loss grows along a line, with this slope.',
};

function ruleOf(bend: number): EntryLossRule {
  // NaN stays NaN in Math.min and Math.max.
  const slope = (x: number, t: number): number => Math.max(-bend, Math.min(x - t, bend));
  return {
    delta: bend,
    total(x, t) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        const distance = Math.abs((x[i] ?? NaN) - (t[i] ?? NaN));
        sum += distance > bend ? bend * (distance - 0.5 * bend) : 0.5 * distance * distance;
      }
      return sum;
    },
    slope,
    backward({ x, t, upstream, dx, accumulate }) {
      for (let i = 0; i < x.length; i++) {
        put(dx, i, (slope(x[i] ?? NaN, t[i] ?? NaN) / x.length) * upstream, accumulate);
      }
    },
  };
}

export const huber = entryLossLayer({
  name: 'Huber',
  symbol: 'Huber loss',
  documentation:
    'Half the squared difference to the target t as long as that is at most delta, and beyond it a line of slope delta; the mean over all entries. Near the target it learns as the mean squared error does, and a wild target pulls no harder than delta.',
  inputs: [
    { name: 'x', documentation: 'Predictions of any shape.' },
    { name: 't', documentation: 'The targets, like x.', role: 'target' },
  ],
  settings: [delta],
  asFunction: { name: 'huber' },
  inNetworks: { decisionThreshold: 0.5 },
  formulas: {
    forward: 'L = Σ h(x − t) / n with h(d) = d² / 2 where |d| ≤ delta, else delta × (|d| − delta / 2)',
    backward: {
      x: '∂L/∂x = max(−delta, min(x − t, delta)) / n',
      t: '∂L/∂t = −max(−delta, min(x − t, delta)) / n',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html',
  rule: (settings) => ruleOf(numberSetting(settings, delta)),
  whyFlat: meetsTarget,
  whyTargetFlat: meetsTarget,
});
