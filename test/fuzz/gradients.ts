import { graphTrial, networkTrial, type Trial, type TrialOutcome } from '../unit/engine/explain/checkTrials';
import type { FuzzTarget } from './target';

const failures: readonly TrialOutcome[] = ['FALSE ALARM', 'MISSED'];

/** One in so many cases is a network, which takes as long as all the formulas before it. */
const networkEvery = 11;

const outcomes = {
  formulas: new Map<TrialOutcome, number>(),
  networks: new Map<TrialOutcome, number>(),
};

/** @throws Error where a right gradient is called wrong, or a planted mistake is not seen */
function requireRight({ outcome, fault, check, subject }: Trial): void {
  if (!failures.includes(outcome)) return;
  const worst = check.values.map(({ name, worst: entry }) => `${name}: ${JSON.stringify(entry)}`);
  throw new Error([`${outcome}, fault ${fault}`, ...worst, JSON.stringify(subject)].join('\n'));
}

function shares(kind: keyof typeof outcomes): string {
  const counts = [...outcomes[kind]].sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const parts = counts.map(
    ([outcome, count]) => `${outcome} ${String(count)} (${((100 * count) / total).toFixed(2)} %)`,
  );
  return `${String(total)} ${kind}: ${parts.join(', ')}`;
}

/**
 * How often the gradient check is right about random formulas
 * and networks: every second one has a mistake planted in the
 * backward of one of its layers.
 */
export const gradients: FuzzTarget = {
  name: 'gradients',

  makeCase({ seed }) {
    const kind = seed % networkEvery === 0 ? 'networks' : 'formulas';
    // Whether a mistake is planted goes by the seed's parity, of which both kinds get both; of four seeds two
    // may have any layer, the others the commoner ones.
    const trial = kind === 'networks' ? networkTrial : graphTrial;
    return {
      input: `${kind} ${String(seed)} of the gradient check`,
      attempt: () => {
        const tried = trial(seed, seed % 4 > 1);
        outcomes[kind].set(tried.outcome, (outcomes[kind].get(tried.outcome) ?? 0) + 1);
        requireRight(tried);
      },
      // Every entry costs some dozen runs of a formula or network of bounded size.
      mostWork: 300_000_000,
    };
  },

  summary: () => [shares('formulas'), shares('networks')],

  growth: [],
};
