import { nonZerosFor } from '../kernels/operands/nonZeroOperands';
import type { MatmulOperands } from '../kernels/operands/productOperands';
import { message } from '../message';
import { broadcastShapes, sameShape, sizeOf, type Shape, shapeValue } from '../shape';
import type { Numbers } from '../tensor';
import { broadcastIndices } from './support/broadcasting';
import { whyMultiplied } from './support/productShape';
import { biasParameters, biasSetting, hasBias, wrongBias } from './support/biasForm';
import type { Layer, LocalDerivative, SettingSpec } from './support/layer';
import { numberSetting } from './support/layerSettings';
import { operand } from './support/operands';
import { fits, noEntries, wrongCall, wrongInput } from './support/shapeRule';

/** Batch×features: every sample is flattened to one row; a vector is one sample. */
function asRows(x: Shape): { readonly rows: number; readonly inner: number } {
  return x.length === 1 ? { rows: 1, inner: sizeOf(x) } : { rows: x[0] ?? 0, inner: sizeOf(x.slice(1)) };
}

interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** `∂L/∂x = ∂L/∂y · Wᵀ`, as a product of matrices. */
function backwardToX(
  { W, dy, rows, inner, columns }: Sizes & { readonly W: Numbers; readonly dy: Numbers },
  dx: Numbers,
  accumulate: boolean,
): MatmulOperands {
  return { a: dy, b: W, c: dx, rows, inner: columns, columns: inner, transposeB: true, accumulate };
}

/** `∂L/∂W = xᵀ · ∂L/∂y`, as a product of matrices. */
function backwardToW(
  { x, dy, rows, inner, columns }: Sizes & { readonly x: Numbers; readonly dy: Numbers },
  dW: Numbers,
  accumulate: boolean,
): MatmulOperands {
  return { a: x, b: dy, c: dW, rows: inner, inner: rows, columns, transposeA: true, accumulate };
}

const units: SettingSpec = {
  name: 'units',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'How many numbers it gives for each sample.',
};

export const affine: Layer = {
  name: 'Affine',
  symbol: 'Affine',
  documentation:
    'Multiplies by the weights and adds the bias: x @ W + b. What has more than two axes is flattened to one row per sample.',
  inputs: [
    { name: 'x', documentation: 'batch×features; a vector is a single sample.' },
    { name: 'W', documentation: 'The weights, features×outputs.' },
    { name: 'b', documentation: 'The bias: one number for each output.' },
  ],
  settings: [],
  asFunction: { name: 'affine' },
  asLayer: {
    aliases: ['Dense', 'Linear'],
    kind: 'layer',
    settings: [units, biasSetting],
    takesInitializer: true,
    flattens: true,
    sizeSetting: units.name,
    outputShape(_inputs, settings) {
      const count = numberSetting(settings, units);
      return wrongBias(settings, count) ?? fits([count]);
    },

    parameters(input, settings) {
      const [fanIn, fanOut] = [sizeOf(input), numberSetting(settings, units)];
      return [
        { name: 'W', shape: [fanIn, fanOut], start: 'initializer', fanIn, fanOut },
        ...biasParameters(settings, fanOut, { fanIn, fanOut }),
      ];
    },

    bind({ kernels, inputs, output, gradOutput, gradInputs, allocate, allocateIntegers }) {
      const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), inputs[2]];
      const [dx, dW, db] = gradInputs;
      const { rows, inner } = asRows(x.shape);
      const columns = W.shape[1] ?? 0;
      const dy = gradOutput.data;
      const sizes = { rows, inner, columns };
      const nonZeros = nonZerosFor(
        { ...sizes, bytesPerNumber: W.data.BYTES_PER_ELEMENT, hasBackward: dW !== undefined },
        {
          numbers: (length) => allocate([length]).data,
          integers: (length) => allocateIntegers([length]).data,
        },
      );
      const toX = dx && {
        only: 0,
        run: kernels.matmul(backwardToX({ W: W.data, dy, ...sizes }, dx.data, dx.accumulate)),
      };
      const toW = dW && {
        only: 1,
        run: kernels.matmul({
          ...backwardToW({ x: x.data, dy, ...sizes }, dW.data, dW.accumulate),
          ...(nonZeros && { nonZerosOfA: nonZeros }),
        }),
      };
      const toB = db && {
        only: 2,
        run: kernels.unitSums({
          input: dy,
          sums: db.data,
          accumulate: db.accumulate,
          layout: { outer: rows, units: columns, inner: 1 },
        }),
      };
      return {
        forward: [
          kernels.affine({
            input: x.data,
            weight: W.data,
            bias: b?.data,
            output: output.data,
            ...sizes,
            ...(nonZeros && { nonZeros }),
          }),
        ],
        backward: [toX, toW, toB].filter((kernel) => kernel !== undefined),
        saved: () => ({}),
      };
    },
  },
  formulas: {
    forward: 'y = x · W + b',
    backward: { x: '∂L/∂x = ∂L/∂y · Wᵀ', W: '∂L/∂W = xᵀ · ∂L/∂y', b: '∂L/∂b = Σ ∂L/∂y over the batch' },
  },
  formulasOf: (settings) =>
    hasBias(settings)
      ? undefined
      : {
          forward: 'y = x · W',
          backward: { x: '∂L/∂x = ∂L/∂y · Wᵀ', W: '∂L/∂W = xᵀ · ∂L/∂y' },
        },
  source: 'Deep Learning from Scratch, section 5.6.2 (Affine layer for batches).',

  summedProducts: ([_x, W]) => W?.[0] ?? 1,

  outputShape(inputs) {
    const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    if (x.length === 0) return wrongInput(0, message('x is a single number: write it as a list, [x].'));
    if (x.length > 2 && sizeOf(x) === 0) return noEntries(0, 'x', x);
    if (W.length !== 2) {
      return wrongInput(1, message('W must be a matrix, features×outputs, not {0}.', shapeValue(W)));
    }
    const [features = 0, outputs = 0] = W;
    const { rows, inner } = asRows(x);
    if (inner !== features) {
      return wrongCall(
        message(
          'x is {0} and W is {1}: W needs one row for each number of a sample of x, {2} in all.',
          shapeValue(x),
          shapeValue(W),
          inner,
        ),
      );
    }
    const shape = x.length === 1 ? [outputs] : [rows, outputs];
    const withBias = broadcastShapes(shape, b);
    return withBias !== undefined && sameShape(withBias, shape)
      ? fits(shape)
      : wrongInput(
          2,
          message('b is {0}, not {1}: it needs one number for each column of W.', shapeValue(b), outputs),
        );
  },

  bind({ inputs, output, gradOutput, gradInputs, kernels }) {
    const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    const [dx, dW, db] = [operand(gradInputs, 0), operand(gradInputs, 1), operand(gradInputs, 2)?.data];
    const { rows, inner } = asRows(x.shape);
    const columns = W.shape[1] ?? 0;
    const y = output.data;
    const dy = gradOutput.data;
    const bias = b.data;
    const ofBias = broadcastIndices(b.shape, output.shape);
    const sizes = { rows, inner, columns };
    const product = kernels.matmul({ a: x.data, b: W.data, c: y, ...sizes, accumulate: false });
    const toX = dx && kernels.matmul(backwardToX({ W: W.data, dy, ...sizes }, dx.data, true));
    const toW = dW && kernels.matmul(backwardToW({ x: x.data, dy, ...sizes }, dW.data, true));
    return {
      forward() {
        product();
        for (let i = 0; i < y.length; i++) y[i] = (y[i] ?? NaN) + (bias[ofBias[i] ?? -1] ?? NaN);
      },
      backward() {
        toX?.();
        toW?.();
        if (db === undefined) return;
        for (let i = 0; i < dy.length; i++) {
          const entry = ofBias[i] ?? -1;
          db[entry] = (db[entry] ?? NaN) + (dy[i] ?? NaN);
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, output }, input, entry) {
    const [x, W] = [operand(inputs, 0), operand(inputs, 1)];
    const { rows, inner } = asRows(x.shape);
    const columns = W.shape[1] ?? 0;
    const terms: LocalDerivative[] = [];
    if (input === 0) {
      const [row, k] = [Math.floor(entry / inner), entry % inner];
      for (let j = 0; j < columns; j++) {
        const factor = W.data[k * columns + j] ?? NaN;
        terms.push({
          outputEntry: row * columns + j,
          factor,
          why: whyMultiplied(1, k * columns + j, factor),
        });
      }
    } else if (input === 1) {
      const [k, column] = [Math.floor(entry / columns), entry % columns];
      for (let i = 0; i < rows; i++) {
        const factor = x.data[i * inner + k] ?? NaN;
        terms.push({
          outputEntry: i * columns + column,
          factor,
          why: whyMultiplied(0, i * inner + k, factor),
        });
      }
    } else {
      broadcastIndices(operand(inputs, 2).shape, output.shape).forEach((from, outputEntry) => {
        if (from === entry) terms.push({ outputEntry, factor: 1 });
      });
    }
    return terms;
  },
};
