import type { UnitLayout } from '../operands/activations';
import type {
  BatchNormBackwardOperands,
  BatchNormOperands,
  LayerNormBackwardOperands,
  LayerNormOperands,
  NormalizationKernels,
} from '../operands/normalization';
import { put } from './put';

/** Calls `visit` with the index of every entry of one unit. */
function visitUnit({ outer, units, inner }: UnitLayout, unit: number, visit: (index: number) => void): void {
  for (let o = 0; o < outer; o++) {
    const start = (o * units + unit) * inner;
    for (let i = 0; i < inner; i++) visit(start + i);
  }
}

function batchNorm(operands: BatchNormOperands): void {
  const { layout, input, gamma, beta, output, normalized, inverseDeviation } = operands;
  const { runningMean, runningVariance, epsilon, momentum } = operands;
  const count = layout.outer * layout.inner;
  for (let unit = 0; unit < layout.units; unit++) {
    let sum = 0;
    visitUnit(layout, unit, (index) => {
      sum += input[index] ?? 0;
    });
    const mean = sum / count;
    let squares = 0;
    visitUnit(layout, unit, (index) => {
      squares += ((input[index] ?? 0) - mean) ** 2;
    });
    const inverse = 1 / Math.sqrt(squares / count + epsilon);
    inverseDeviation[unit] = inverse;
    visitUnit(layout, unit, (index) => {
      const value = ((input[index] ?? 0) - mean) * inverse;
      normalized[index] = value;
      output[index] = (gamma[unit] ?? 0) * value + (beta[unit] ?? 0);
    });
    runningMean[unit] = (1 - momentum) * (runningMean[unit] ?? 0) + momentum * mean;
    if (count === 1) continue;
    const unbiased = squares / (count - 1);
    runningVariance[unit] = (1 - momentum) * (runningVariance[unit] ?? 0) + momentum * unbiased;
  }
}

function batchNormBackward(operands: BatchNormBackwardOperands): void {
  const { layout, gamma, normalized, inverseDeviation, gradOutput } = operands;
  const { gradInput, gradGamma, gradBeta, accumulate } = operands;
  const count = layout.outer * layout.inner;
  for (let unit = 0; unit < layout.units; unit++) {
    let sum = 0;
    let product = 0;
    visitUnit(layout, unit, (index) => {
      sum += gradOutput[index] ?? 0;
      product += (gradOutput[index] ?? 0) * (normalized[index] ?? 0);
    });
    put(gradBeta, unit, sum, accumulate);
    put(gradGamma, unit, product, accumulate);
    if (gradInput === undefined) continue;
    const factor = (gamma[unit] ?? 0) * (inverseDeviation[unit] ?? 0);
    visitUnit(layout, unit, (index) => {
      const value = normalized[index] ?? 0;
      const centred = (gradOutput[index] ?? 0) - sum / count - (value * product) / count;
      put(gradInput, index, factor * centred, accumulate);
    });
  }
}

function layerNorm(operands: LayerNormOperands): void {
  const { rows, features, input, gamma, beta, output, normalized, inverseDeviation, epsilon } = operands;
  for (let row = 0; row < rows; row++) {
    const start = row * features;
    let sum = 0;
    for (let j = 0; j < features; j++) sum += input[start + j] ?? 0;
    const mean = sum / features;
    let squares = 0;
    for (let j = 0; j < features; j++) squares += ((input[start + j] ?? 0) - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / features + epsilon);
    inverseDeviation[row] = inverse;
    for (let j = 0; j < features; j++) {
      const value = ((input[start + j] ?? 0) - mean) * inverse;
      normalized[start + j] = value;
      output[start + j] = (gamma[j] ?? 0) * value + (beta[j] ?? 0);
    }
  }
}

function layerNormBackward(operands: LayerNormBackwardOperands): void {
  const { rows, features, gamma, normalized, inverseDeviation, gradOutput } = operands;
  const { gradInput, gradGamma, gradBeta, accumulate } = operands;
  if (!accumulate) {
    gradGamma.fill(0);
    gradBeta.fill(0);
  }
  for (let row = 0; row < rows; row++) {
    const start = row * features;
    let sum = 0;
    let product = 0;
    for (let j = 0; j < features; j++) {
      const dy = gradOutput[start + j] ?? 0;
      const value = normalized[start + j] ?? 0;
      put(gradBeta, j, dy, true);
      put(gradGamma, j, dy * value, true);
      sum += dy * (gamma[j] ?? 0);
      product += dy * (gamma[j] ?? 0) * value;
    }
    if (gradInput === undefined) continue;
    for (let j = 0; j < features; j++) {
      const dy = (gradOutput[start + j] ?? 0) * (gamma[j] ?? 0);
      const centred = dy - sum / features - ((normalized[start + j] ?? 0) * product) / features;
      put(gradInput, start + j, (inverseDeviation[row] ?? 0) * centred, accumulate);
    }
  }
}

export const referenceNormalization: NormalizationKernels = {
  batchNorm: (operands) => () => {
    batchNorm(operands);
  },

  batchNormEvaluation:
    ({ layout, input, gamma, beta, output, runningMean, runningVariance, epsilon }) =>
    () => {
      for (let unit = 0; unit < layout.units; unit++) {
        const inverse = 1 / Math.sqrt((runningVariance[unit] ?? 0) + epsilon);
        visitUnit(layout, unit, (index) => {
          const value = ((input[index] ?? 0) - (runningMean[unit] ?? 0)) * inverse;
          output[index] = (gamma[unit] ?? 0) * value + (beta[unit] ?? 0);
        });
      }
    },

  batchNormBackward: (operands) => () => {
    batchNormBackward(operands);
  },

  layerNorm: (operands) => () => {
    layerNorm(operands);
  },

  layerNormBackward: (operands) => () => {
    layerNormBackward(operands);
  },
};
