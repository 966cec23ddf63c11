import { entryLossForm } from './support/lossForm';
import { message } from '../message';
import type { Layer } from './support/layer';
import { entryLossShape } from './support/lossTarget';
import { operand } from './support/operands';

export const meanSquaredError: Layer = {
  name: 'MeanSquaredError',
  symbol: 'Mean squared error',
  documentation:
    'The mean over all entries of the squared difference to the target t. (The book halves the sum instead.)',
  inputs: [
    { name: 'x', documentation: 'Predictions of any shape.' },
    { name: 't', documentation: 'The targets, like x.', role: 'target' },
  ],
  settings: [],
  asLayer: entryLossForm({ name: 'MeanSquaredError', aliases: ['MSELoss'], decisionThreshold: 0.5 }),
  asFunction: { name: 'mean_squared_error' },
  formulas: {
    forward: 'L = Σ (x − t)² / n',
    backward: { x: '∂L/∂x = 2 × (x − t) / n', t: '∂L/∂t = −2 × (x − t) / n' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html',

  outputShape: (inputs) => entryLossShape(operand(inputs, 0), operand(inputs, 1)),

  bind({ inputs, output, gradOutput, gradInputs }) {
    const [x, t] = [operand(inputs, 0).data, operand(inputs, 1).data];
    const [dx, dt] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
    const n = x.length;
    return {
      forward() {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const difference = (x[i] ?? NaN) - (t[i] ?? NaN);
          sum += difference * difference;
        }
        output.data[0] = sum / n;
      },
      backward() {
        const upstream = gradOutput.data[0] ?? NaN;
        for (let i = 0; i < n; i++) {
          const gradient = ((2 * ((x[i] ?? NaN) - (t[i] ?? NaN))) / n) * upstream;
          if (dx) dx[i] = (dx[i] ?? NaN) + gradient;
          if (dt) dt[i] = (dt[i] ?? NaN) - gradient;
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs }, input, entry) {
    const { data } = operand(inputs, 0);
    const x = data[entry] ?? NaN;
    const t = operand(inputs, 1).data[entry] ?? NaN;
    const factor = (2 * (x - t)) / data.length;
    const why = () => ({
      kind: 'meetsTarget' as const,
      message: message('The prediction meets the target: x is {0} and t is {1}.', x, t),
    });
    return [{ outputEntry: 0, factor: input === 0 ? factor : -factor, why }];
  },
};
