import type { WindowGeometry } from '../kernels/operands/convolutionOperands';
import type { MaxPoolBackwardOperands, MaxPoolOperands } from '../kernels/operands/poolingOperands';
import { message } from '../message';
import { largest, whyNotChosen } from './support/extremum';
import type { FlatReason, Layer, LocalDerivative } from './support/layer';
import { operand } from './support/operands';
import {
  eachWindow,
  pooledShape,
  poolingForm,
  poolingGeometry,
  poolingSettings,
  windowsOver,
} from './support/poolingForm';

/** The place in its image of the entry that a window takes: the first of equals, and the last NaN. */
function takenFrom(
  input: MaxPoolOperands['input'],
  { size, width }: WindowGeometry,
  image: number,
  corner: number,
): number {
  let best = corner;
  let maximum = input[image + corner] ?? NaN;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = corner + i * width + j;
      const x = input[image + at] ?? NaN;
      if (!largest.beats(x, maximum)) continue;
      maximum = x;
      best = at;
    }
  }
  return best;
}

/** Forward of formulas and of the reference kernels alike. */
export function maxPoolForward({ geometry, input, output, positions }: MaxPoolOperands): void {
  eachWindow(geometry, (window, image, corner) => {
    const best = takenFrom(input, geometry, image, corner);
    positions[window] = best;
    output[window] = input[image + best] ?? NaN;
  });
}

/** Backward of formulas and of the reference kernels alike. */
export function maxPoolBackward(operands: MaxPoolBackwardOperands): void {
  const { geometry, gradOutput, positions, gradInput, accumulate } = operands;
  if (!accumulate) gradInput.fill(0);
  eachWindow(geometry, (window, image) => {
    const entry = image + (positions[window] ?? -1);
    gradInput[entry] = (gradInput[entry] ?? NaN) + (gradOutput[window] ?? NaN);
  });
}

export const maxPool: Layer = {
  name: 'MaxPool',
  symbol: 'Max pool',
  documentation:
    'The largest entry of every window. The gradient goes back to that entry alone: where several tie, to the first of them, row by row. NaN wins. Columns and rows that no window reaches are left out.',
  inputs: [{ name: 'x', documentation: 'Images, batch×channels×height×width.' }],
  settings: poolingSettings,
  asFunction: { name: 'max_pool' },
  asLayer: poolingForm(({ kernels, inputs, output, gradOutput, gradInputs, allocateIntegers }, geometry) => {
    const positions = allocateIntegers(output.shape);
    const taken = { geometry, positions: positions.data };
    const dx = gradInputs[0];
    const backward = dx && {
      only: 0,
      run: kernels.maxPoolBackward({
        ...taken,
        gradOutput: gradOutput.data,
        gradInput: dx.data,
        accumulate: dx.accumulate,
      }),
    };
    return {
      forward: [kernels.maxPool({ ...taken, input: operand(inputs, 0).data, output: output.data })],
      backward: backward ? [backward] : [],
      saved: () => ({ positions }),
    };
  }),
  formulas: {
    forward: 'y = max of each window',
    backward: { x: '∂L/∂x = Σ ∂L/∂y, over the windows whose maximum is x (the first, at a tie)' },
  },
  source: 'Deep Learning from Scratch, section 7.4.4 (pooling layer).',

  outputShape: pooledShape,

  bind({ inputs, output, gradOutput, gradInputs, settings, allocateIntegers }) {
    const x = operand(inputs, 0);
    const geometry = poolingGeometry(x.shape, settings);
    const saved = allocateIntegers(output.shape);
    const positions = saved.data;
    const forward = { geometry, input: x.data, output: output.data, positions };
    const gradInput = operand(gradInputs, 0)?.data;
    const backward = gradInput && {
      geometry,
      gradOutput: gradOutput.data,
      positions,
      gradInput,
      accumulate: true,
    };
    return {
      forward() {
        maxPoolForward(forward);
      },
      backward() {
        if (backward) maxPoolBackward(backward);
      },
      savedForBackward: { positions: saved },
    };
  },

  windowOf({ inputs, output, saved, settings }, outputEntry) {
    const { shape } = operand(inputs, 0);
    const { height, width, size, stride } = poolingGeometry(shape, settings);
    const [, , rows = 1, columns = 1] = output.shape;
    const image = Math.floor(outputEntry / (rows * columns)) * height * width;
    const top = (Math.floor(outputEntry / columns) % rows) * stride;
    const left = (outputEntry % columns) * stride;
    const entries = Array.from(
      { length: size * size },
      (_, k) => image + (top + Math.floor(k / size)) * width + left + (k % size),
    );
    return {
      shape: [1, size, size],
      entries,
      taken: entries.indexOf(image + (saved['positions']?.data[outputEntry] ?? -1)),
    };
  },

  localDerivatives({ inputs, output, saved, settings }, _input, entry) {
    const { shape, data } = operand(inputs, 0);
    const geometry = poolingGeometry(shape, settings);
    const place = entry % (geometry.height * geometry.width);
    return windowsOver(geometry, entry).map((window): LocalDerivative => {
      if (saved['positions']?.data[window] === place) return { outputEntry: window, factor: 1 };
      const [x, maximum] = [data[entry] ?? NaN, output.data[window] ?? NaN];
      const why = (): FlatReason => (x === maximum ? whyNotFirst(x) : whyNotChosen('maximum', x, maximum));
      return { outputEntry: window, factor: 0, why };
    });
  },
};

function whyNotFirst(x: number): FlatReason {
  return {
    kind: 'notTheMaximum',
    message: message(
      'Not the first of the largest: another entry of the window before it is {0} as well, and at a tie the first takes the gradient.',
      x,
    ),
  };
}
