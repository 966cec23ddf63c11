import type { LayerNormBackwardOperands, LayerNormOperands } from '../kernels/operands/normalizationOperands';
import { message } from '../message';
import { sameShape, sizeOf, type Shape, shapeValue } from '../shape';
import { put } from '../tensor';
import type { Layer, LocalDerivative } from './support/layer';
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

/** What is normalized together are the last axes, those that gamma has; in networks all but the batch. */
function rowsOf(x: Shape, gamma: Shape): { readonly rows: number; readonly features: number } {
  const features = sizeOf(gamma);
  return { rows: sizeOf(x) / features, features };
}

export function layerNormForward(operands: LayerNormOperands): void {
  const { rows, features, input, gamma, beta, output, normalized, inverseDeviation, epsilon } = operands;
  for (let row = 0; row < rows; row++) {
    const start = row * features;
    let sum = 0;
    for (let j = 0; j < features; j++) sum += input[start + j] ?? NaN;
    const mean = sum / features;
    let squares = 0;
    for (let j = 0; j < features; j++) squares += ((input[start + j] ?? NaN) - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / features + epsilon);
    inverseDeviation[row] = inverse;
    for (let j = 0; j < features; j++) {
      const value = ((input[start + j] ?? NaN) - mean) * inverse;
      normalized[start + j] = value;
      output[start + j] = (gamma[j] ?? NaN) * value + (beta[j] ?? NaN);
    }
  }
}

export function layerNormBackward(operands: LayerNormBackwardOperands): void {
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
      const dy = gradOutput[start + j] ?? NaN;
      const value = normalized[start + j] ?? NaN;
      put(gradBeta, j, dy, true);
      put(gradGamma, j, dy * value, true);
      sum += dy * (gamma[j] ?? NaN);
      product += dy * (gamma[j] ?? NaN) * value;
    }
    if (gradInput === undefined) continue;
    for (let j = 0; j < features; j++) {
      const dy = (gradOutput[start + j] ?? NaN) * (gamma[j] ?? NaN);
      const centred = dy - sum / features - ((normalized[start + j] ?? NaN) * product) / features;
      put(gradInput, start + j, (inverseDeviation[row] ?? NaN) * centred, accumulate);
    }
  }
}

export const layerNorm: Layer = {
  name: 'LayerNorm',
  symbol: 'LayerNorm',
  documentation:
    'Gives every sample mean 0 and variance 1 over all its numbers, then scales by gamma and shifts by beta. It does the same in training and evaluation. In a formula the numbers of a sample are those along the last axes, as many as gamma has.',
  inputs: [
    { name: 'x', documentation: 'Samples of any shape, batch first.' },
    { name: 'gamma', documentation: 'The scale of each number of a sample.' },
    { name: 'beta', documentation: 'The shift of each number of a sample.' },
  ],
  settings: normalizationSettings,
  asFunction: { name: 'layer_norm' },
  asLayer: {
    kind: 'layer',
    settings: normalizationSettings,
    passesOn: true,
    outputShape: (inputs) => fits(operand(inputs, 0)),
    parameters: (input) => scaleAndShift(input),

    bind(binding) {
      const { kernels, inputs, output, gradOutput, allocate } = binding;
      const [x, gamma, beta] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
      const { rows, features } = rowsOf(x.shape, gamma.shape);
      const normalized = allocate(x.shape);
      const inverseDeviation = allocate([rows]);
      const common = {
        rows,
        features,
        gamma: gamma.data,
        normalized: normalized.data,
        inverseDeviation: inverseDeviation.data,
      };
      return {
        forward: [
          kernels.layerNorm({
            ...common,
            input: x.data,
            beta: beta.data,
            output: output.data,
            epsilon: epsilonOf(binding.settings),
          }),
        ],
        backward: normalizationBackward(binding, (gradients) =>
          kernels.layerNormBackward({ ...common, gradOutput: gradOutput.data, ...gradients }),
        ),
        saved: () => ({ normalized, inverseDeviation }),
      };
    },
  },
  formulas: {
    forward: 'x̂ = (x − mean) / √(variance + eps), by sample;  y = gamma × x̂ + beta',
    backward: {
      x: '∂L/∂x = (g − mean(g) − x̂ × mean(g × x̂)) / √(variance + eps) with g = gamma × ∂L/∂y',
      gamma: '∂L/∂gamma = Σ ∂L/∂y × x̂, over the batch',
      beta: '∂L/∂beta = Σ ∂L/∂y, over the batch',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html',

  outputShape(inputs) {
    const [x, gamma] = [operand(inputs, 0), operand(inputs, 1)];
    if (sizeOf(x) === 0) return wrongInput(0, message('LayerNorm needs at least one sample.'));
    for (const [index, name] of [
      [1, 'gamma'],
      [2, 'beta'],
    ] as const) {
      const given = operand(inputs, index);
      const last = x.slice(-gamma.length);
      if (gamma.length > 0 && sameShape(given, last)) continue;
      return wrongInput(
        index,
        message(
          '{0} is {1}, and x is {2}: {0} needs a number for each along the last axes of x.',
          name,
          shapeValue(given),
          shapeValue(x),
        ),
      );
    }
    return fits(x);
  },

  bind(binding) {
    const layout = rowsOf(binding.output.shape, operand(binding.inputs, 1).shape);
    const rule = { forward: layerNormForward, backward: layerNormBackward };
    return normalizationFormula(binding, layout, layout.rows, rule);
  },

  whyZero({ inputs, output, saved }, entry) {
    const { features } = rowsOf(output.shape, operand(inputs, 1).shape);
    const x = operand(inputs, 0).data[entry] ?? NaN;
    return saved['normalized']?.data[entry] === 0 ? whyMean(x, features) : undefined;
  },

  localDerivatives({ inputs, output, saved }, input, entry) {
    const { rows, features } = rowsOf(output.shape, operand(inputs, 1).shape);
    const gamma = operand(inputs, 1).data;
    const xHat = saved['normalized']?.data ?? [];
    if (input > 0) {
      return Array.from({ length: rows }, (_, row) => {
        const outputEntry = row * features + entry;
        const normalized = xHat[outputEntry] ?? NaN;
        const factor = input === 1 ? normalized : 1;
        return { outputEntry, factor, why: () => whyGammaFlat(normalized) };
      });
    }
    const row = Math.floor(entry / features);
    const inverse = saved['inverseDeviation']?.data[row] ?? NaN;
    const own = xHat[entry] ?? NaN;
    return Array.from({ length: features }, (_, feature): LocalDerivative => {
      const outputEntry = row * features + feature;
      const spread = (1 + own * (xHat[outputEntry] ?? NaN)) / features;
      const scale = (gamma[feature] ?? NaN) * inverse;
      const factor = scale * ((outputEntry === entry ? 1 : 0) - spread);
      return {
        outputEntry,
        factor,
        why: () => whyTakenBack(operand(inputs, 0).data[entry] ?? NaN, features),
      };
    });
  },
};
