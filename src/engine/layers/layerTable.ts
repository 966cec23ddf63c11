import { message } from '../message';
import { sizeOf, maximumEntries, shapeValue, whyUnwieldy } from '../shape';
import { abs } from './abs';
import { add } from './add';
import { affine } from './affine';
import { avgPool } from './avgPool';
import { batchNorm } from './batchNorm';
import { clip } from './clip';
import { comparisons } from './comparisons';
import { concat } from './concat';
import { conv } from './conv';
import { cos } from './cos';
import { div } from './div';
import { dropout } from './dropout';
import { erf } from './erf';
import { exp } from './exp';
import { expm1 } from './expm1';
import { flatten } from './flatten';
import { gelu } from './gelu';
import { huber } from './huber';
import { identity } from './identity';
import { index } from './indexing';
import { hasNetworkForm, type Layer, type NetworkLayer, type OperatorToken } from './support/layer';
import { globalAvgPool } from './globalAvgPool';
import { layerNorm } from './layerNorm';
import { leakyReLU } from './leakyReLU';
import { log } from './log';
import { log1p } from './log1p';
import { logSoftmax } from './logSoftmax';
import { matMul } from './matMul';
import { max } from './max';
import { maskedDropout } from './maskedDropout';
import { maximum } from './maximum';
import { maxPool } from './maxPool';
import { mean } from './mean';
import { meanAbsoluteError } from './meanAbsoluteError';
import { meanSquaredError } from './meanSquaredError';
import { min } from './min';
import { minimum } from './minimum';
import { mul } from './mul';
import { neg } from './neg';
import { pow } from './power';
import { prod } from './prod';
import { relu } from './relu';
import { reshape } from './reshape';
import { wrongCall } from './support/shapeRule';
import { sigmoid } from './sigmoid';
import { sigmoidWithLoss } from './sigmoidWithLoss';
import { sin } from './sin';
import { softmax } from './softmax';
import { softmaxWithLoss } from './softmaxWithLoss';
import { softplus } from './softplus';
import { sqrt } from './sqrt';
import { square } from './square';
import { stack } from './stack';
import { std } from './std';
import { step } from './step';
import { sub } from './sub';
import { sum } from './sum';
import { tan } from './tan';
import { tanh } from './tanh';
import { transpose } from './transpose';
import { variance } from './variance';
import { where } from './where';

/**
 * Small operands can broadcast to a result that no machine holds: every layer refuses that in the same words.
 */
function bounded(layer: Layer): Layer {
  return {
    ...layer,
    outputShape(inputs, settings) {
      const result = layer.outputShape(inputs, settings);
      if (!result.ok) return result;
      const unwieldy = whyUnwieldy(result.shape);
      if (unwieldy) return wrongCall(unwieldy);
      if (sizeOf(result.shape) <= maximumEntries) return result;
      return wrongCall(
        message(
          'The result would be {0}: {1} numbers. A value can have {2} at most.',
          shapeValue(result.shape),
          sizeOf(result.shape),
          maximumEntries,
        ),
      );
    },
  };
}

/** Everything that formulas can be built of. Adding a layer is adding its file and one line here. */
export const layers: readonly Layer[] = [
  add,
  sub,
  mul,
  div,
  pow,
  neg,
  matMul,
  affine,
  relu,
  leakyReLU,
  sigmoid,
  tanh,
  gelu,
  softplus,
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  square,
  abs,
  sin,
  cos,
  tan,
  erf,
  step,
  maximum,
  minimum,
  sum,
  mean,
  max,
  min,
  prod,
  variance,
  std,
  transpose,
  reshape,
  concat,
  softmax,
  logSoftmax,
  conv,
  maxPool,
  avgPool,
  batchNorm,
  layerNorm,
  maskedDropout,
  softmaxWithLoss,
  sigmoidWithLoss,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  where,
  clip,
  ...comparisons,
  identity,
  stack,
  index,
].map(bounded);

/**
 * Layers that formulas cannot call: they learn, or differ
 * between training and evaluation, or need no name there.
 */
const networkOnlyLayers: readonly Layer[] = [flatten, globalAvgPool, dropout];

/** Everything that networks can be built of. */
export const networkLayers: readonly NetworkLayer[] = [...layers, ...networkOnlyLayers].filter(
  hasNetworkForm,
);

const byName = new Map([...layers, ...networkOnlyLayers].map((layer) => [layer.name, layer]));
const byFunction = new Map(
  layers.flatMap((layer) => (layer.asFunction ? [[layer.asFunction.name, layer]] : [])),
);
const byOperator = new Map(layers.flatMap((layer) => (layer.asOperator ? [[layer.asOperator, layer]] : [])));

/** By the key that graphs use: `Affine`. */
export function layerNamed(name: string): Layer | undefined {
  return byName.get(name);
}

/** By the name of its function in a formula: `softmax_with_loss`. */
export function layerOfFunction(name: string): Layer | undefined {
  return byFunction.get(name);
}

/** By its operator in a formula; every operator has a layer. */
export function layerOfOperator(token: OperatorToken): Layer | undefined {
  return byOperator.get(token);
}
