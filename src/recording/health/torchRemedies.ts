import type { Remedy } from '../../engine/health/finding';
import type { WatchedRun } from '../../engine/health/observations';
import { message, type Message } from '../../engine/message';

/** A remedy as somebody follows it who writes PyTorch. No click can change their script. */
export function inTorchWords({ text, changes }: Remedy, { layers }: WatchedRun): Remedy {
  const [first] = changes;
  const names = (): string =>
    changes.map((change) => ('layer' in change ? (layers[change.layer]?.name ?? '') : '')).join(', ');
  const words = (): Message => {
    switch (first?.kind) {
      case 'setClipNorm':
        return message(
          'Limit the norm of the gradients between backward() and step(): torch.nn.utils.clip_grad_norm_(model.parameters(), {0}).',
          first.norm,
        );
      case 'addLayerAfter':
        return message('Add a normalisation after {0}, as nn.BatchNorm1d or nn.BatchNorm2d.', names());
      case 'setEpochs':
        return message('Stop where the test loss was lowest.');
      case 'standardizeInputs':
        return message('Standardise the inputs: (x - mean) / std, with those of the training data.');
      case undefined:
      case 'setLearningRate':
      case 'useInitializer':
      case 'addHiddenLayer':
      case 'replaceLayer':
      case 'setWeightDecay':
      case 'setL1':
      case 'setSchedule':
        return text;
    }
  };
  return { text: words(), changes: [] };
}
