import { message, type Message } from '../../message';
import { percent, type Remedy, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import type { LayerScalars, WatchedRun, WatchedTraining, WatchedWeights } from '../observations';
import { lowerL1, lowerWeightDecay } from '../remedies';
import { healthRule, lossFallThreshold, type Problem } from '../rule';

/** What such a decay explains by itself. */
const drivenBeyondSign: ReadonlySet<string> = new Set(['exploding-gradient', 'large-learning-rate']);

export const strongWeightDecay = healthRule({
  name: 'strong-weight-decay',
  title: 'Weight decay too strong',
  explanation: message(
    'Weight decay and l1 pull every weight towards 0 at every update. Where they pull harder than the gradient, nothing that is learned stays; a weight decay above 100 % of a weight turns its sign and makes it grow.',
  ),
  thresholds: {
    share: {
      value: 0.1,
      documentation: 'Share of a weight that one update takes, above which it is strong.',
    },
    amount: {
      value: 0.3,
      documentation: 'Weight decay above which it is strong where the optimizer scales it with the gradient.',
    },
    shrunk: {
      value: 0.5,
      documentation:
        'Share of their first norm below which weights have shrunk by a pull above the gradient.',
    },
    restless: {
      value: 0.3,
      documentation: 'Update-to-weight ratio above which a pull above the gradient throws weights about.',
    },
    unlearned: {
      value: 0.9,
      documentation: 'Below this share of its start the loss has shown that the gradient is heard.',
    },
    lossFall: lossFallThreshold(1e-3),
    samples: { value: 10, documentation: 'For how many steps in a row.' },
  },
  symptomOf: ['unscaled-inputs'],
  begin({ run, trend }, threshold) {
    const { weightDecay, decayPerUpdate, l1 = 0 } = run.training;
    const isStrong = Number.isNaN(decayPerUpdate)
      ? weightDecay > threshold('amount')
      : decayPerUpdate > threshold('share');
    if (!isStrong && !(weightDecay > 0) && l1 === 0) return {};
    const [shrunk, restless] = [threshold('shrunk'), threshold('restless')];
    const unlearned = threshold('unlearned');
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), 1);
    const isPulled = (weights: WatchedWeights | undefined, scalars: LayerScalars | undefined): boolean => {
      if (weights === undefined || scalars === undefined) return true;
      const { meanAbsoluteGradient, updateNorm, updateToWeightRatio } = scalars;
      const norm = updateNorm / updateToWeightRatio;
      const pull = (weightDecay * norm) / Math.sqrt(weights.entries) + l1;
      const isSmall = norm < shrunk * weights.scale * weights.usualNorm;
      return pull > meanAbsoluteGradient && (isSmall || updateToWeightRatio > restless);
    };
    let areAllPulled = false;
    const problem: Problem = {
      severity: decayPerUpdate >= 1 ? 'error' : 'warning',
      describe: () => ({ message: messageOf(run.training, isStrong), remedies: remediesOf(run) }),
    };
    return {
      layer(layer, { layers }) {
        if (layer > 0) return 'unknown';
        // Weights that are exactly 0 have no ratio, and no figure of theirs says anything new.
        if (layers.every(({ updateToWeightRatio }) => Number.isNaN(updateToWeightRatio))) return 'unknown';
        areAllPulled = run.layers.every(({ weights }, place) => isPulled(weights, layers[place]));
        return 'unknown';
      },
      loss() {
        if (isStrong) return stuck.holds(0, true) ? problem : 'healthy';
        return stuck.holds(0, areAllPulled) && !(trend.share < unlearned) ? problem : 'healthy';
      },
      causeOf(rule) {
        // Weights that turn their sign and grow end as infinity, whatever the gradient does.
        if (rule === 'non-finite') return decayPerUpdate > 2 ? problem : 'unknown';
        return drivenBeyondSign.has(rule) && (decayPerUpdate >= 1 || areAllPulled) ? problem : 'unknown';
      },
    };
  },
});

function messageOf({ weightDecay, decayPerUpdate, l1 = 0 }: WatchedTraining, isStrong: boolean): Message {
  if (isStrong && !Number.isNaN(decayPerUpdate)) {
    return message(
      'weight_decay = {0} takes {1} % of every weight at every update.',
      significant(weightDecay),
      percent(decayPerUpdate),
    );
  }
  return !isStrong && l1 > 0
    ? message('l1 = {0} outweighs the gradient.', significant(l1))
    : message('weight_decay = {0} outweighs the gradient.', significant(weightDecay));
}

function remediesOf(run: WatchedRun): readonly Remedy[] {
  const { weightDecay, l1 = 0 } = run.training;
  return [...(l1 > 0 ? [lowerL1(l1)] : []), ...(weightDecay > 0 ? [lowerWeightDecay(run)] : [])];
}
