import { message } from '../../message';
import { broadcastShapes, sizeOf, type Shape, shapeValue } from '../../shape';
import type { ShapeResult } from './layer';
import { fits, wrongCall } from './shapeRule';

/** The rule for two operands of an entry-by-entry operation. `symbol` is how the layer is written. */
export function broadcastRule(symbol: string, left: Shape, right: Shape): ShapeResult {
  const shape = broadcastShapes(left, right);
  if (shape !== undefined) return fits(shape);
  const rank = Math.min(left.length, right.length);
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const sizeLeft = left[left.length - fromEnd] ?? 1;
    const sizeRight = right[right.length - fromEnd] ?? 1;
    if (sizeLeft === sizeRight || sizeLeft === 1 || sizeRight === 1) continue;
    return wrongCall(
      message(
        '{0} {1} {2}: {3} on the left does not fit {4} on the right. Compared from the last axis, sizes must be equal, or one of them 1.',
        shapeValue(left),
        symbol,
        shapeValue(right),
        sizeLeft,
        sizeRight,
      ),
    );
  }
  throw new Error('Two shapes failed to broadcast although all their axes fit.');
}

/**
 * For every entry of the broadcast result the entry of the operand it reads, by NumPy's rule:
 * axes are aligned at the end, and an axis of size 1 is read again and again.
 */
export function broadcastIndices(operandShape: Shape, result: Shape): Int32Array {
  const offset = result.length - operandShape.length;
  const strides = new Int32Array(result.length);
  let stride = 1;
  for (let axis = operandShape.length - 1; axis >= 0; axis--) {
    const size = operandShape[axis] ?? 1;
    strides[axis + offset] = size === 1 ? 0 : stride;
    stride *= size;
  }
  const indices = new Int32Array(sizeOf(result));
  const position = new Int32Array(result.length);
  let index = 0;
  for (let entry = 0; entry < indices.length; entry++) {
    indices[entry] = index;
    for (let axis = result.length - 1; axis >= 0; axis--) {
      const step = strides[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      if (next < (result[axis] ?? 1)) {
        position[axis] = next;
        index += step;
        break;
      }
      index -= step * (next - 1);
      position[axis] = 0;
    }
  }
  return indices;
}
