import { message } from '../../../engine/message';
import { networkLayerNamed } from './networkLayerSpecs';
import type { ExpandedLayer } from './expansion';
import type { NetworkScope } from './networkScope';

/** The loss is the last layer, and nothing else is. */
export function checkLoss(scope: NetworkScope, layers: readonly ExpandedLayer[]): void {
  const last = layers.at(-1);
  if (!last) return;
  const early = layers.find((layer) => layer !== last && networkLayerNamed(layer.type)?.isLoss);
  if (early) {
    // In a block that has been said where the block is defined.
    const ownLine = early.path.length === 0 ? early.line.callee : undefined;
    if (ownLine) {
      scope.report.add(
        'loss-not-last',
        message('{0} is a loss: it must be the last layer.', ownLine.name),
        ownLine,
      );
    }
    return;
  }
  if (!networkLayerNamed(last.type)?.isLoss) {
    scope.report.add(
      'missing-loss',
      message(
        'The last layer must be a loss: SoftmaxWithLoss, SigmoidWithLoss, MeanSquaredError, MeanAbsoluteError or Huber.',
      ),
      last.path[0] ?? last.line.callee ?? last.line,
    );
    return;
  }
}
