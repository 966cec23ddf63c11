import { sizeOf } from '../shape';
import { reducedAxis, reducedEntry, reducedShape, reducedView } from './support/axes';
import { isExtremum, largest, whyNotChosen } from './support/extremum';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { noEntries } from './support/shapeRule';

export const max: Layer = {
  name: 'Max',
  symbol: 'max',
  documentation:
    'The largest entry along an axis, or of all. The gradient goes to the largest entry; entries that tie share it equally. NaN wins.',
  inputs: [{ name: 'x', documentation: 'A value of any shape with at least one entry.' }],
  settings: [reducedAxis],
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
    const { outer, length, inner } = reducedView(operand(inputs, 0).shape, settings);
    return {
      forward() {
        for (let o = 0; o < outer; o++) {
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            let extremum = x[first] ?? NaN;
            for (let k = 1; k < length; k++) {
              const value = x[first + k * inner] ?? NaN;
              if (largest.beats(value, extremum)) extremum = value;
            }
            y[o * inner + i] = extremum;
          }
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let o = 0; o < outer; o++) {
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            const extremum = y[o * inner + i] ?? NaN;
            let ties = 0;
            for (let k = 0; k < length; k++) {
              if (isExtremum(x[first + k * inner] ?? NaN, extremum)) ties++;
            }
            const share = (dy[o * inner + i] ?? NaN) / ties;
            for (let k = 0; k < length; k++) {
              const entry = first + k * inner;
              if (isExtremum(x[entry] ?? NaN, extremum)) dx[entry] = (dx[entry] ?? NaN) + share;
            }
          }
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, output, settings }, _input, entry) {
    const { shape, data } = operand(inputs, 0);
    const view = reducedView(shape, settings);
    const outputEntry = reducedEntry(view, entry);
    const extremum = output.data[outputEntry] ?? NaN;
    const x = data[entry] ?? NaN;
    if (!isExtremum(x, extremum)) {
      return [{ outputEntry, factor: 0, why: () => whyNotChosen('maximum', x, extremum) }];
    }
    const ties = [...data].filter(
      (value, other) => reducedEntry(view, other) === outputEntry && isExtremum(value, extremum),
    ).length;
    return [{ outputEntry, factor: 1 / ties }];
  },
};
