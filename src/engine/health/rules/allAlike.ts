import { message } from '../../message';
import { healthRule } from '../rule';
import { usualInitializers } from '../remedies';

export const allAlike = healthRule({
  name: 'all-alike',
  title: 'Units all alike',
  explanation: message(
    'Units with equal weights compute the same, get the same gradient, and stay equal for ever: together they are worth a single one. Weights that start at random make them differ.',
  ),
  thresholds: {
    samples: { value: 1, documentation: 'How many times it must be seen.' },
    units: { value: 2, documentation: 'How many units must be equal to another.' },
  },
  fromTheStart: true,
  begin({ run }, threshold) {
    const least = threshold('units');
    return {
      alike(layer, { alikeUnits }) {
        const alike = alikeUnits[layer] ?? NaN;
        if (Number.isNaN(alike)) return 'unknown';
        if (alike < least) return 'healthy';
        const { name = '', weights } = run.layers[layer] ?? {};
        // One remedy changes all of them: what is said of the first holds for the others.
        const all = run.layers.flatMap((_, place) => ((alikeUnits[place] ?? NaN) >= least ? [place] : []));
        if (all[0] !== layer) return 'healthy';
        return {
          severity: alike === weights?.units ? 'error' : 'warning',
          describe: () => ({
            message: message(
              '{0} of {1} units of {2} have the same weights and the same gradient as another: they are copies of each other (init={3}).',
              alike,
              weights?.units ?? alike,
              name,
              weights?.initializer ?? '',
            ),
            remedies: usualInitializers(run, all),
          }),
        };
      },
    };
  },
});
