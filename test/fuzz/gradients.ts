import { graphTrial, networkTrial, type Trial, type TrialOutcome } from '../unit/engine/explain/checkTrials';
import type { FuzzTarget } from './target';

const failures: readonly TrialOutcome[] = ['FALSE ALARM', 'MISSED'];

/** @throws Error where a right gradient is called wrong, or a planted mistake is not seen */
function requireRight({ outcome, fault, check, subject }: Trial): void {
  if (!failures.includes(outcome)) return;
  const worst = check.values.map(({ name, worst: entry }) => `${name}: ${JSON.stringify(entry)}`);
  throw new Error([`${outcome}, fault ${fault}`, ...worst, JSON.stringify(subject)].join('\n'));
}

/** Random formulas and networks; in every second one the backward of a layer has a mistake. */
export const gradients: FuzzTarget = {
  name: 'gradients',
  quickCount: 60,

  makeCase({ seed }) {
    const isNetwork = seed % 10 >= 8;
    return {
      input: `${isNetwork ? 'network' : 'formula'} ${String(seed)} of the gradient check`,
      attempt: () => {
        requireRight(isNetwork ? networkTrial(seed) : graphTrial(seed));
      },
      // Every entry costs some dozen runs of a formula or network of bounded size.
      mostWork: 100_000_000,
    };
  },

  growth: [],
};
