import { message, type Message } from '../../message';
import type { NonFiniteOrigin } from '../observations';
import { healthRule } from '../rule';

function origin({ where, name, kind, step }: NonFiniteOrigin): Message {
  const what = kind === 'NaN' ? 'NaN' : '∞';
  switch (where) {
    case 'value':
      return message('{0} gave {1} at step {2}: the first in the forward pass.', name, what, step);
    case 'gradient':
      return message(
        'The gradient of {0} is {1} at step {2}: the first in the backward pass.',
        name,
        what,
        step,
      );
    case 'parameter':
      return message('The update of step {2} made {0} {1}.', name, what, step);
  }
}

export const nonFinite = healthRule({
  name: 'nonFinite',
  title: 'NaN or infinity',
  explanation: message(
    'A number became NaN or infinite. Everything computed from it is lost, so training has stopped. Most often the parameters grew until they left the range of their precision.',
  ),
  thresholds: { samples: { default: 1, documentation: 'How many times it must be seen.' } },
  always: true,
  begin: () => ({
    nonFinite: (found) => ({
      severity: 'error',
      describe: () => ({
        message: origin(found),
        remedies: [
          {
            text: message('Lower the learning rate to a tenth.'),
            change: { kind: 'scaleLearningRate', factor: 0.1 },
          },
          {
            text: message('Limit the norm of the gradients: clip_norm = 1.'),
            change: { kind: 'clipGradients', norm: 1 },
          },
        ],
      }),
    }),
  }),
});
