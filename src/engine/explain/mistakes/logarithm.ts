import { log } from '../../layers/log';
import { logSoftmax } from '../../layers/logSoftmax';
import { sigmoidWithLoss } from '../../layers/sigmoidWithLoss';
import { softmaxWithLoss } from '../../layers/softmaxWithLoss';
import { message } from '../../message';
import { constantFactorFamily, ofRewritten, type Mistake } from './mistake';

const bases = [10, 2] as const;

/** log₁₀ or log₂ where the natural logarithm is meant. */
export const logarithm: Mistake = {
  kind: 'logarithm',
  doubt: 2,
  family: constantFactorFamily,
  documentation: 'log₁₀ or log₂ was taken where the natural logarithm is meant, in a formula or in a loss.',
  *candidates(scene) {
    const names = [log.name, logSoftmax.name, softmaxWithLoss.name, sigmoidWithLoss.name];
    const ids = scene.formulasNamed(...names).map(({ id }) => id);
    const groups = ids.length > 1 ? [ids, ...ids.map((id) => [id])] : [ids];
    for (const base of bases) {
      for (const group of groups) {
        yield* ofRewritten(
          scene.rewrite((node, id, inputs, { layer, times }) =>
            node.kind === 'layer' && group.includes(id)
              ? times(layer(node.layer, inputs, node.settings), 1 / Math.log(base))
              : undefined,
          ),
          message('This is made with the logarithm to the base {0}; log is the natural one.', base),
        );
      }
    }
  },
};
