import { sizeOf } from '../shape';
import type { UnitLayout } from '../kernels/operands/activations';
import { message } from '../message';
import type { Layer, LocalDerivative } from './support/layer';
import { onlyInNetworks } from './support/networkOnly';
import {
  normalizationBackward,
  normalizationEpsilon as epsilon,
  scaleAndShift,
} from './support/normalizationForm';
import { operand } from './support/operands';
import { fits, wrongInput } from './support/shapeRule';
import { unitLayout, unitsOf } from './support/unitLayout';

/** How far the running statistics move towards those of each batch (PyTorch's default). */
const momentum = 0.1;

function unitOf({ units, inner }: UnitLayout, entry: number): number {
  return Math.floor(entry / inner) % units;
}

/** All entries of one unit. */
function* entriesOf({ outer, units, inner }: UnitLayout, unit: number): Generator<number> {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) yield (o * units + unit) * inner + i;
  }
}

export const batchNorm: Layer = {
  name: 'BatchNorm',
  symbol: 'BatchNorm',
  documentation:
    'Gives every feature, or channel, mean 0 and variance 1 over the mini-batch, then scales by gamma and shifts by beta. In evaluation running statistics stand in for those of the batch.',
  inputs: [
    { name: 'x', documentation: 'batch×features, or batch×channels×height×width.' },
    { name: 'gamma', documentation: 'The scale of each feature or channel.' },
    { name: 'beta', documentation: 'The shift of each feature or channel.' },
  ],
  settings: [],
  asLayer: {
    kind: 'layer',
    settings: [],
    passesOn: true,
    outputShape: (inputs) => fits(operand(inputs, 0)),
    parameters: (input) => scaleAndShift([unitsOf(input)]),
    states: (input) => [
      { name: 'runningMean', shape: [unitsOf(input)], start: 'zeros' },
      { name: 'runningVariance', shape: [unitsOf(input)], start: 'ones' },
    ],

    bind(binding) {
      const { kernels, inputs, output, gradOutput, states, mode, allocate } = binding;
      const layout = unitLayout(output.shape);
      const [x, gamma, beta] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
      const { runningMean, runningVariance } = states;
      if (!runningMean || !runningVariance) throw new RangeError('BatchNorm needs its running statistics.');
      const common = {
        layout,
        input: x.data,
        gamma: gamma.data,
        beta: beta.data,
        output: output.data,
        epsilon,
        runningMean: runningMean.data,
        runningVariance: runningVariance.data,
      };
      if (mode === 'evaluation') {
        return { forward: [kernels.batchNormEvaluation(common)], backward: [], saved: () => ({}) };
      }
      const normalized = allocate(x.shape);
      const inverseDeviation = allocate([layout.units]);
      const kept = { normalized: normalized.data, inverseDeviation: inverseDeviation.data };
      return {
        forward: [kernels.batchNorm({ ...common, ...kept, momentum })],
        backward: normalizationBackward(binding, (gradients) =>
          kernels.batchNormBackward({
            layout,
            gamma: gamma.data,
            ...kept,
            gradOutput: gradOutput.data,
            ...gradients,
          }),
        ),
        saved: () => ({ normalized, inverseDeviation }),
      };
    },
  },
  formulas: {
    forward: 'x̂ = (x − mean) / √(variance + 1e-5);  y = gamma × x̂ + beta',
    backward: {
      x: '∂L/∂x = gamma / √(variance + 1e-5) × (∂L/∂y − mean(∂L/∂y) − x̂ × mean(∂L/∂y × x̂))',
      gamma: '∂L/∂gamma = Σ ∂L/∂y × x̂',
      beta: '∂L/∂beta = Σ ∂L/∂y',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html',

  outputShape(inputs) {
    const x = operand(inputs, 0);
    return sizeOf(x) > 0 ? fits(x) : wrongInput(0, message('BatchNorm needs at least one sample.'));
  },

  bind: onlyInNetworks('BatchNorm'),

  localDerivatives({ inputs, output, saved }, input, entry) {
    const layout = unitLayout(output.shape);
    const gamma = operand(inputs, 1).data;
    const xHat = saved['normalized']?.data ?? [];
    if (input > 0) {
      return [...entriesOf(layout, entry)].map((outputEntry) => ({
        outputEntry,
        factor: input === 1 ? (xHat[outputEntry] ?? NaN) : 1,
      }));
    }
    const unit = unitOf(layout, entry);
    const scale = (gamma[unit] ?? NaN) * (saved['inverseDeviation']?.data[unit] ?? NaN);
    const count = layout.outer * layout.inner;
    const own = xHat[entry] ?? NaN;
    return [...entriesOf(layout, unit)].map((outputEntry): LocalDerivative => ({
      outputEntry,
      factor: scale * ((outputEntry === entry ? 1 : 0) - (1 + own * (xHat[outputEntry] ?? NaN)) / count),
    }));
  },
};
