import { message } from '../../message';
import type { Remedy } from '../finding';
import type { WatchedRun } from '../observations';
import { healthRule, type Problem } from '../rule';

/** What holds where nobody writes `batch`. */
const usualBatch = 32;

const largerBatch: Remedy = {
  text: message('Take more samples a step: batch = {0}.', usualBatch),
  changes: [{ kind: 'setBatch', batch: usualBatch }],
};

export const batchOfOne = healthRule({
  name: 'batch-of-one',
  title: 'Batch of one',
  explanation: message(
    'A normalisation over the mini-batch subtracts its mean. Of a single number that leaves 0, whatever came in: the layer gives every sample the same answer, and no gradient reaches the layers before it.',
  ),
  thresholds: { samples: { value: 1, documentation: 'How many times it must be seen.' } },
  fromTheStart: true,
  begin({ run }) {
    const first = run.layers.findIndex(({ normalisesOver }) => normalisesOver === 1);
    return first === -1 ? {} : { layer: (layer) => (layer === first ? problemOf(run, first) : 'unknown') };
  },
});

function problemOf(run: WatchedRun, layer: number): Problem {
  return {
    severity: 'error',
    describe: () => ({
      message: message(
        '{0} normalises over one number of each unit: what it gives is the same for every sample.',
        run.layers[layer]?.name ?? '',
      ),
      remedies: [largerBatch],
    }),
  };
}
