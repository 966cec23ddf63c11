import type { DropoutOperands } from '../kernels/operands/elementwiseOperands';
import { message } from '../message';
import { put } from '../tensor';
import type { Layer, Settings, SettingSpec } from './support/layer';
import { onlyInNetworks } from './support/networkForm';
import { operand } from './support/operands';
import { bindPassingOn } from './support/copying';
import { numberSetting } from './support/layerSettings';
import { fits } from './support/shapeRule';

const ratio: SettingSpec = {
  name: 'ratio',
  type: 'number',
  required: true,
  range: { from: 0, below: 1 },
  documentation: 'The share of the numbers that are set to zero.',
};

function scaleOf(settings: Settings): number {
  return 1 / (1 - numberSetting(settings, ratio));
}

/** Forward of x, and backward of the gradient: both keep and scale the same entries. */
export function keepAndScale({ input, output, kept, scale, accumulate }: DropoutOperands): void {
  for (let i = 0; i < output.length; i++) {
    put(output, i, kept[i] === 1 ? scale * (input[i] ?? NaN) : 0, accumulate);
  }
}

export const dropout: Layer = {
  name: 'Dropout',
  symbol: 'Dropout',
  documentation:
    'In training sets a random share of the numbers to zero and scales up the rest; in evaluation passes everything on.',
  inputs: [{ name: 'x', documentation: 'Samples of any shape.' }],
  settings: [ratio],
  asLayer: {
    kind: 'layer',
    settings: [ratio],
    passesOn: true,
    isRandom: true,
    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind(binding) {
      const { kernels, inputs, output, gradOutput, gradInputs, settings, masks, mode, allocateMask } =
        binding;
      if (mode === 'evaluation') return bindPassingOn(binding);
      const kept = allocateMask(output.shape);
      const share = 1 - numberSetting(settings, ratio);
      const common = { kept: kept.data, scale: scaleOf(settings) };
      const dx = gradInputs[0];
      return {
        forward: [
          () => {
            masks.draw(kept.data, share);
          },
          kernels.dropout({
            ...common,
            input: operand(inputs, 0).data,
            output: output.data,
            accumulate: false,
          }),
        ],
        backward: dx
          ? [
              {
                only: 0,
                run: kernels.dropout({
                  ...common,
                  input: gradOutput.data,
                  output: dx.data,
                  accumulate: dx.accumulate,
                }),
              },
            ]
          : [],
        saved: () => ({ kept }),
      };
    },
  },
  formulas: {
    forward: 'y = x / (1 − ratio) where kept, else 0',
    backward: { x: '∂L/∂x = ∂L/∂y / (1 − ratio) where kept, else 0' },
  },
  source:
    'Deep Learning from Scratch, section 6.4.3; https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html',

  outputShape: (inputs) => fits(operand(inputs, 0)),

  bind: onlyInNetworks('Dropout'),

  localDerivatives({ settings, saved }, _input, entry) {
    const isKept = saved['kept']?.data[entry] === 1;
    return [
      {
        outputEntry: entry,
        factor: isKept ? scaleOf(settings) : 0,
        why: () => ({
          kind: 'droppedOut',
          message: message('Dropout set this number to zero in this step.'),
        }),
      },
    ];
  },
};
