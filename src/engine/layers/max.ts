import { sizeOf } from '../shape';
import { isExtremum, largest, whyNotChosen } from './support/extremum';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { reducedEntry, reducedShape, reductionOf, reductionSettings } from './support/reduction';
import { noEntries } from './support/shapeRule';

export const max: Layer = {
  name: 'Max',
  symbol: 'max',
  documentation:
    'The largest entry along an axis, or of all. The gradient goes to the largest entry; entries that tie share it equally. NaN wins.',
  inputs: [{ name: 'x', documentation: 'A value of any shape with at least one entry.' }],
  settings: reductionSettings,
  asFunction: { name: 'max' },
  formulas: {
    forward: 'y = max x',
    backward: { x: '∂L/∂x = ∂L/∂y where x is the maximum (shared at a tie), else 0' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.amax.html',

  outputShape(inputs, settings) {
    const shape = operand(inputs, 0);
    const result = reducedShape(shape, settings);
    return result.ok && sizeOf(shape) === 0 ? noEntries(0, 'x', shape) : result;
  },

  bind({ inputs, output, gradOutput, gradInputs, settings }) {
    const x = operand(inputs, 0).data;
    const y = output.data;
    const dy = gradOutput.data;
    const dx = operand(gradInputs, 0)?.data;
    const { starts, offsets } = reductionOf(operand(inputs, 0).shape, settings);
    return {
      forward() {
        for (let r = 0; r < starts.length; r++) {
          const start = starts[r] ?? 0;
          let extremum = x[start] ?? NaN;
          for (let k = 1; k < offsets.length; k++) {
            const value = x[start + (offsets[k] ?? 0)] ?? NaN;
            if (largest.beats(value, extremum)) extremum = value;
          }
          y[r] = extremum;
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let r = 0; r < starts.length; r++) {
          const start = starts[r] ?? 0;
          const extremum = y[r] ?? NaN;
          let ties = 0;
          for (let k = 0; k < offsets.length; k++) {
            if (isExtremum(x[start + (offsets[k] ?? 0)] ?? NaN, extremum)) ties++;
          }
          const share = (dy[r] ?? NaN) / ties;
          for (let k = 0; k < offsets.length; k++) {
            const entry = start + (offsets[k] ?? 0);
            if (isExtremum(x[entry] ?? NaN, extremum)) dx[entry] = (dx[entry] ?? NaN) + share;
          }
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, output, settings }, _input, entry) {
    const { shape, data } = operand(inputs, 0);
    const outputEntry = reducedEntry(shape, settings, entry);
    const extremum = output.data[outputEntry] ?? NaN;
    const x = data[entry] ?? NaN;
    if (!isExtremum(x, extremum)) {
      return [{ outputEntry, factor: 0, why: () => whyNotChosen('maximum', x, extremum) }];
    }
    const { starts, offsets } = reductionOf(shape, settings);
    const start = starts[outputEntry] ?? 0;
    const ties = offsets.filter((offset) => isExtremum(data[start + offset] ?? NaN, extremum)).length;
    return [{ outputEntry, factor: 1 / ties }];
  },
};
