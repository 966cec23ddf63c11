import type {
  BatchNormBackwardOperands,
  BatchNormEvaluationOperands,
  BatchNormOperands,
} from '../kernels/operands/normalizationOperands';
import { message } from '../message';
import { sameShape, sizeOf, unitLayout, type Shape, type UnitLayout, shapeValue } from '../shape';
import { put, type Numbers } from '../tensor';
import type { Layer, LocalDerivative } from './support/layer';
import type { GradientSlot } from './support/networkForm';
import {
  epsilonOf,
  normalizationBackward,
  normalizationFormula,
  normalizationSettings,
  scaleAndShift,
  whyGammaFlat,
  whyMean,
  whyTakenBack,
} from './support/normalizationForm';
import { operand } from './support/operands';
import { fits, wrongInput } from './support/shapeRule';

/** How far the running statistics move towards those of each batch (PyTorch's default). */
const momentum = 0.1;

/** The units of one sample: its features, or its channels. */
function unitsOf(sample: Shape): number {
  return sample[0] ?? 1;
}

function unitOf({ units, inner }: UnitLayout, entry: number): number {
  return Math.floor(entry / inner) % units;
}

/** All entries of one unit. */
function* entriesOf({ outer, units, inner }: UnitLayout, unit: number): Generator<number> {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) yield (o * units + unit) * inner + i;
  }
}

/** Calls `visit` with the index of every entry of one unit. */
function visitUnit({ outer, units, inner }: UnitLayout, unit: number, visit: (index: number) => void): void {
  for (let o = 0; o < outer; o++) {
    const start = (o * units + unit) * inner;
    for (let i = 0; i < inner; i++) visit(start + i);
  }
}

type BatchOperands = Omit<BatchNormOperands, 'runningMean' | 'runningVariance' | 'momentum'>;

/**
 * By the statistics of the mini-batch.
 * @param measured is told those of each unit: the mean, and the sum of the squared distances from it
 */
function normalizeBatch(
  operands: BatchOperands,
  measured?: (unit: number, mean: number, squares: number) => void,
): void {
  const { layout, input, gamma, beta, output, normalized, inverseDeviation, epsilon } = operands;
  const count = layout.outer * layout.inner;
  for (let unit = 0; unit < layout.units; unit++) {
    let sum = 0;
    visitUnit(layout, unit, (index) => {
      sum += input[index] ?? NaN;
    });
    const mean = sum / count;
    let squares = 0;
    visitUnit(layout, unit, (index) => {
      squares += ((input[index] ?? NaN) - mean) ** 2;
    });
    const inverse = 1 / Math.sqrt(squares / count + epsilon);
    inverseDeviation[unit] = inverse;
    visitUnit(layout, unit, (index) => {
      const value = ((input[index] ?? NaN) - mean) * inverse;
      normalized[index] = value;
      output[index] = (gamma[unit] ?? NaN) * value + (beta[unit] ?? NaN);
    });
    measured?.(unit, mean, squares);
  }
}

/** In training of networks: running statistics follow those of the mini-batch. */
export function batchNormForward(operands: BatchNormOperands): void {
  const { layout, runningMean, runningVariance, momentum } = operands;
  const count = layout.outer * layout.inner;
  normalizeBatch(operands, (unit, mean, squares) => {
    runningMean[unit] = (1 - momentum) * (runningMean[unit] ?? NaN) + momentum * mean;
    if (count === 1) return;
    const unbiased = squares / (count - 1);
    runningVariance[unit] = (1 - momentum) * (runningVariance[unit] ?? NaN) + momentum * unbiased;
  });
}

/** In evaluation the running statistics stand in for those of the batch. */
export function batchNormEvaluation(operands: BatchNormEvaluationOperands): void {
  const { layout, input, gamma, beta, output, runningMean, runningVariance, epsilon } = operands;
  for (let unit = 0; unit < layout.units; unit++) {
    const inverse = 1 / Math.sqrt((runningVariance[unit] ?? NaN) + epsilon);
    visitUnit(layout, unit, (index) => {
      const value = ((input[index] ?? NaN) - (runningMean[unit] ?? NaN)) * inverse;
      output[index] = (gamma[unit] ?? NaN) * value + (beta[unit] ?? NaN);
    });
  }
}

/**
 * In evaluation the statistics do not depend on x, so every entry's gradient is scaled by itself. It is there
 * for whoever looks at a sample; nothing learns from it.
 */
function batchNormEvaluationBackward(
  { layout, gamma, runningVariance, epsilon }: BatchNormEvaluationOperands,
  gradOutput: Numbers,
  gradInput: GradientSlot | undefined,
): void {
  if (gradInput === undefined) return;
  for (let unit = 0; unit < layout.units; unit++) {
    const factor = (gamma[unit] ?? NaN) / Math.sqrt((runningVariance[unit] ?? NaN) + epsilon);
    visitUnit(layout, unit, (index) => {
      put(gradInput.data, index, factor * (gradOutput[index] ?? NaN), gradInput.accumulate);
    });
  }
}

export function batchNormBackward(operands: BatchNormBackwardOperands): void {
  const { layout, gamma, normalized, inverseDeviation, gradOutput } = operands;
  const { gradInput, gradGamma, gradBeta, accumulate } = operands;
  const count = layout.outer * layout.inner;
  for (let unit = 0; unit < layout.units; unit++) {
    let sum = 0;
    let product = 0;
    visitUnit(layout, unit, (index) => {
      sum += gradOutput[index] ?? NaN;
      product += (gradOutput[index] ?? NaN) * (normalized[index] ?? NaN);
    });
    put(gradBeta, unit, sum, accumulate);
    put(gradGamma, unit, product, accumulate);
    if (gradInput === undefined) continue;
    const factor = (gamma[unit] ?? NaN) * (inverseDeviation[unit] ?? NaN);
    visitUnit(layout, unit, (index) => {
      const value = normalized[index] ?? NaN;
      const centred = (gradOutput[index] ?? NaN) - sum / count - (value * product) / count;
      put(gradInput, index, factor * centred, accumulate);
    });
  }
}

export const batchNorm: Layer = {
  name: 'BatchNorm',
  symbol: 'BatchNorm',
  documentation:
    'Gives every feature, or channel, mean 0 and variance 1 over the mini-batch, then scales by gamma and shifts by beta. In evaluation of networks running statistics stand in for those of the batch; a formula takes those of its x.',
  inputs: [
    { name: 'x', documentation: 'batch×features, or batch×channels×height×width.' },
    { name: 'gamma', documentation: 'The scale of each feature or channel.' },
    { name: 'beta', documentation: 'The shift of each feature or channel.' },
  ],
  settings: normalizationSettings,
  asFunction: { name: 'batch_norm' },
  asLayer: {
    kind: 'layer',
    settings: normalizationSettings,
    passesOn: true,
    measuresBatch: true,
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
        epsilon: epsilonOf(binding.settings),
        runningMean: runningMean.data,
        runningVariance: runningVariance.data,
      };
      if (mode === 'evaluation') {
        const backward = (): void => {
          batchNormEvaluationBackward(common, gradOutput.data, binding.gradInputs[0]);
        };
        return {
          forward: [kernels.batchNormEvaluation(common)],
          backward: [{ only: 0, run: backward }],
          saved: () => ({}),
        };
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
    forward: 'x̂ = (x − mean) / √(variance + eps);  y = gamma × x̂ + beta',
    backward: {
      x: '∂L/∂x = gamma / √(variance + eps) × (∂L/∂y − mean(∂L/∂y) − x̂ × mean(∂L/∂y × x̂))',
      gamma: '∂L/∂gamma = Σ ∂L/∂y × x̂',
      beta: '∂L/∂beta = Σ ∂L/∂y',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html',

  outputShape(inputs) {
    const x = operand(inputs, 0);
    if (x.length < 2) {
      return wrongInput(
        0,
        message('x must be batch×features or batch×channels×height×width, not {0}.', shapeValue(x)),
      );
    }
    if (sizeOf(x) === 0) return wrongInput(0, message('BatchNorm needs at least one sample.'));
    const units = unitLayout(x).units;
    for (const [index, name] of [
      [1, 'gamma'],
      [2, 'beta'],
    ] as const) {
      const given = operand(inputs, index);
      if (sameShape(given, [units])) continue;
      return wrongInput(
        index,
        message(
          '{0} is {1}, but x has {2} features or channels: {0} needs a list of one number for each.',
          name,
          shapeValue(given),
          units,
        ),
      );
    }
    return fits(x);
  },

  bind(binding) {
    const layout = unitLayout(binding.output.shape);
    const rule = { forward: normalizeBatch, backward: batchNormBackward };
    return normalizationFormula(binding, { layout }, layout.units, rule);
  },

  whyZero({ inputs, output, saved }, entry) {
    const { outer, inner } = unitLayout(output.shape);
    const x = operand(inputs, 0).data[entry] ?? NaN;
    return saved['normalized']?.data[entry] === 0 ? whyMean(x, outer * inner) : undefined;
  },

  localDerivatives({ inputs, output, saved }, input, entry) {
    const layout = unitLayout(output.shape);
    const gamma = operand(inputs, 1).data;
    const xHat = saved['normalized']?.data ?? [];
    if (input > 0) {
      return [...entriesOf(layout, entry)].map((outputEntry) => ({
        outputEntry,
        factor: input === 1 ? (xHat[outputEntry] ?? NaN) : 1,
        why: () => whyGammaFlat(xHat[outputEntry] ?? NaN),
      }));
    }
    const unit = unitOf(layout, entry);
    const scale = (gamma[unit] ?? NaN) * (saved['inverseDeviation']?.data[unit] ?? NaN);
    const count = layout.outer * layout.inner;
    const own = xHat[entry] ?? NaN;
    return [...entriesOf(layout, unit)].map((outputEntry): LocalDerivative => ({
      outputEntry,
      factor: scale * ((outputEntry === entry ? 1 : 0) - (1 + own * (xHat[outputEntry] ?? NaN)) / count),
      why: () => whyTakenBack(operand(inputs, 0).data[entry] ?? NaN, count),
    }));
  },
};
