import { message } from '../../message';
import { broadcastShapes, shapeValue, sizeOf, type Shape } from '../../shape';
import { broadcastIndices } from './broadcasting';
import type { FlatReason, ShapeResult } from './layer';
import { fits, wrongCall, wrongInput } from './shapeRule';

/** A matrix product as NumPy's `@` understands two shapes. */
export interface ProductGeometry {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** For every matrix of the result the matrix of the left and of the right operand it is made of. */
  readonly leftOf: Int32Array;
  readonly rightOf: Int32Array;
}

/** A vector on the left counts as one row, on the right as one column. */
function asMatrices(left: Shape, right: Shape): readonly [Shape, Shape] {
  return [left.length === 1 ? [1, ...left] : left, right.length === 1 ? [...right, 1] : right];
}

/** `1×2 @ 1×3: the left has 2 columns, the right has 1 row.` */
export function innerMismatch(left: Shape, right: Shape): ShapeResult {
  const [a, b] = asMatrices(left, right);
  const columns = a.at(-1) ?? 1;
  const rows = b.at(-2) ?? 1;
  const values = [shapeValue(left), shapeValue(right), columns, rows] as const;
  if (columns === 1)
    return wrongCall(message('{0} @ {1}: the left has {2} column, the right has {3} rows.', ...values));
  if (rows === 1)
    return wrongCall(message('{0} @ {1}: the left has {2} columns, the right has {3} row.', ...values));
  return wrongCall(message('{0} @ {1}: the left has {2} columns, the right has {3} rows.', ...values));
}

export function productShape(left: Shape, right: Shape): ShapeResult {
  for (const [index, shape] of [left, right].entries()) {
    if (shape.length > 0) continue;
    return wrongInput(index, message('@ multiplies matrices, and this is a single number: use * instead.'));
  }
  const [a, b] = asMatrices(left, right);
  if (a.at(-1) !== b.at(-2)) return innerMismatch(left, right);
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (batch === undefined) {
    return wrongCall(
      message(
        '{0} @ {1}: the axes before the last two do not fit together.',
        shapeValue(left),
        shapeValue(right),
      ),
    );
  }
  return fits([
    ...batch,
    ...(left.length === 1 ? [] : a.slice(-2, -1)),
    ...(right.length === 1 ? [] : b.slice(-1)),
  ]);
}

/** The geometry of two shapes that have passed `productShape`. */
export function productGeometry(left: Shape, right: Shape): ProductGeometry {
  const [a, b] = asMatrices(left, right);
  const batchA = a.slice(0, -2);
  const batchB = b.slice(0, -2);
  const batch = broadcastShapes(batchA, batchB) ?? [];
  const [rows = 1, inner = 1] = a.slice(-2);
  return {
    rows,
    inner,
    columns: b.at(-1) ?? 1,
    leftOf: sizeOf(batch) === 0 ? new Int32Array(0) : broadcastIndices(batchA, batch),
    rightOf: sizeOf(batch) === 0 ? new Int32Array(0) : broadcastIndices(batchB, batch),
  };
}

/** Why a term of a product or convolution is zero: the number its entry is multiplied by. */
export function whyMultiplied(input: number, entry: number, value: number): () => FlatReason {
  return () => ({
    kind: 'multipliedByZero',
    message: message('Multiplied by the other factor, which is {0}.', value),
    operand: { input, entry },
  });
}
