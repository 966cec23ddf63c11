import { message, type Message } from '../../message';
import type { Remedy } from '../finding';
import type { NonFiniteOrigin, WatchedRun } from '../observations';
import {
  advice,
  areTargetsFar,
  areUnscaled,
  lowerLearningRate,
  lowerWeightDecay,
  remediesOfTargets,
  isFar,
  remediesOfInputs,
  unusuallyStarted,
  usualInitializers,
} from '../remedies';
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
    case 'loss':
      return message('The loss of step {0} is {1}.', step, what);
  }
}

export const nonFinite = healthRule({
  name: 'non-finite',
  title: 'NaN or infinity',
  explanation: message(
    'A number became NaN or infinite. Everything computed from it is lost, so nothing more can be learned. Most often the parameters grew until they left the range of their precision.',
  ),
  thresholds: { samples: { value: 1, documentation: 'How many times it must be seen.' } },
  fromTheStart: true,
  begin: ({ run }) => ({
    nonFinite: (found) => ({
      severity: 'error',
      describe: () => ({ message: origin(found), remedies: remediesOf(run, found.step) }),
    }),
  }),
});

function remediesOf(run: WatchedRun, step: number): readonly Remedy[] {
  const { decayPerUpdate, clipNorm = Infinity } = run.training;
  const limit: Remedy = {
    text: message('Limit the norm of the gradients: clip_norm = 1.'),
    changes: [{ kind: 'setClipNorm', norm: 1 }],
  };
  const causes = [
    ...remediesOfInputs(run, isFar),
    ...(decayPerUpdate > 1 ? [lowerWeightDecay(run)] : []),
    ...usualInitializers(run, unusuallyStarted(run, 1)),
  ];
  // Before the first update nothing was learned, so no learning rate is to blame.
  if (step === 0) {
    return causes.length > 0 ? causes : [advice(message('Look for very large numbers in the data.'))];
  }
  const slower = areTargetsFar(run) && !areUnscaled(run) ? remediesOfTargets(run) : [lowerLearningRate(run)];
  return [...causes, ...slower, ...(clipNorm > 1 ? [limit] : [])];
}
