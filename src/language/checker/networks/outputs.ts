import { message } from '../../../engine/message';
import { networkLayerNamed } from './layers';
import type { ExpandedLayer } from './expansion';
import type { NetworkScope } from './networkScope';

/** The loss is the last layer, and the layer before it gives as many numbers as the data has classes. */
export function checkOutputs(
  scope: NetworkScope,
  layers: readonly ExpandedLayer[],
  classes: number | undefined,
): void {
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
      message('The last layer must be a loss: SoftmaxWithLoss, SigmoidWithLoss or MeanSquaredError.'),
      last.path[0] ?? last.line.callee ?? last.line,
    );
    return;
  }
  const before = layers.at(-2);
  if (before && last.type === 'SoftmaxWithLoss' && !last.line.from) checkUnits(scope, before, classes);
}

function checkUnits(
  scope: NetworkScope,
  { line, type, path }: ExpandedLayer,
  classes: number | undefined,
): void {
  const spec = networkLayerNamed(type)?.settings.find(({ name }) => name === 'units');
  const argument = line.arguments.find(({ name }) => name === undefined || name.name === 'units');
  // Inside a block the number is a parameter's more often than not, and other calls may need another.
  if (classes === undefined || !spec || !argument || path.length > 0) return;
  const { value } = argument;
  if (value.kind !== 'number') return;
  const units = value.value;
  if (units === classes || !Number.isInteger(units) || units < 1) return;
  scope.report.add(
    'wrong-number-of-outputs',
    message('The data has {0} classes, so the last layer must give {0} numbers, not {1}.', classes, units),
    value,
    {
      fixes: [
        {
          title: message('Change to {0}', classes),
          edits: [{ range: value, newText: String(classes) }],
        },
      ],
    },
  );
}
