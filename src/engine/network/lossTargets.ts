import type { TargetEncoding } from '../layers/networkForm';
import { message, type Message } from '../message';
import { formatShape, sizeOf, type Shape } from '../shape';

/** What the data's targets are, without the data. */
export type NetworkTargets =
  { readonly kind: 'labels'; readonly classes: number } | { readonly kind: 'values'; readonly width: number };

/** How many numbers for each sample an encoding compares with; `undefined` where the data has no such targets. */
function widthOf(encoding: TargetEncoding, targets: NetworkTargets): number | undefined {
  if (targets.kind === 'values') return encoding === 'values' ? targets.width : undefined;
  if (encoding === 'values') return undefined;
  if (encoding === 'binary') return targets.classes === 2 ? 1 : undefined;
  return targets.classes;
}

export type EncodingResult =
  | { readonly ok: true; readonly encoding: TargetEncoding }
  | { readonly ok: false; readonly message: Message };

/** How the targets reach a loss whose input has the shape `given` for each sample, or why they do not fit it. */
export function chooseEncoding(
  accepted: readonly TargetEncoding[],
  targets: NetworkTargets,
  given: Shape,
): EncodingResult {
  const possible = accepted.flatMap((encoding) => {
    const width = widthOf(encoding, targets);
    return width === undefined ? [] : [{ encoding, width }];
  });
  const fitting = possible.find(({ width, encoding }) =>
    encoding === 'values' && accepted[0] !== 'labels'
      ? width === sizeOf(given)
      : given.length === 1 && width === sizeOf(given),
  );
  if (fitting) return { ok: true, encoding: fitting.encoding };
  return { ok: false, message: wrongSize(targets, possible[0]?.width ?? 0, formatShape(given)) };
}

function wrongSize(targets: NetworkTargets, width: number, given: string): Message {
  if (targets.kind === 'values') {
    return targets.width === 1
      ? message('The data has one target value, so the last layer must give 1 number, not {0}.', given)
      : message(
          'The data has {0} target values, so the last layer must give {0} numbers, not {1}.',
          targets.width,
          given,
        );
  }
  return width === 1
    ? message(
        'The data has {0} classes, so the last layer must give 1 number, not {1}.',
        targets.classes,
        given,
      )
    : message(
        'The data has {0} classes, so the last layer must give {0} numbers, not {1}.',
        targets.classes,
        given,
      );
}
