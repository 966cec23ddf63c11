import type { NodeId } from '../../engine/graph/graph';
import type { Shape } from '../../engine/shape';
import type { GraphBuilder } from '../lowering/graphBuilder';
import type { Range } from '../range';

/** A single number that constant arithmetic gave; no node yet, so that it can still be folded. */
interface ConstantOperand {
  readonly kind: 'constant';
  readonly value: number;
  readonly range: Range;
}

/** A list of numbers; no node yet, so that it can still become part of a larger list. */
export interface LiteralOperand {
  readonly kind: 'literal';
  readonly shape: Shape;
  readonly values: readonly number[];
  readonly range: Range;
}

export interface NodeOperand {
  readonly kind: 'node';
  readonly node: NodeId;
  readonly shape: Shape;
  /** Its value, where it follows from constant arithmetic alone. */
  readonly constant?: number;
  readonly range: Range;
}

/** What a valid expression stands for. */
export type Operand = ConstantOperand | LiteralOperand | NodeOperand;

export function shapeOf(operand: Operand): Shape {
  return operand.kind === 'constant' ? [] : operand.shape;
}

export function constantOf(operand: Operand): number | undefined {
  switch (operand.kind) {
    case 'constant':
      return operand.value;
    case 'node':
      return operand.constant;
    case 'literal':
      return undefined;
  }
}

/** The node that holds the operand's value, made now where there is none yet. */
export function nodeOf(operand: Operand, builder: GraphBuilder): NodeId {
  switch (operand.kind) {
    case 'constant':
      return builder.addData([], Float64Array.of(operand.value), operand.range);
    case 'literal':
      return builder.addData(operand.shape, Float64Array.from(operand.values), operand.range);
    case 'node':
      return operand.node;
  }
}
