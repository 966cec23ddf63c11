import type { Layer, Settings, ShapeError } from '../../engine/layers/support/layer';
import { maximumEntries } from '../../engine/shape';
import type { Message } from '../../engine/message';
import type { Range } from '../range';
import type { FormulaScope } from './formulaScope';
import { nodeOf, shapeOf, type NodeOperand, type Operand } from './operand';

/** Where a layer is applied in the text. */
export interface Place {
  readonly range: Range;
  /** The stretch to mark for a mistake. */
  readonly blame: (error: ShapeError) => Range;
  /** The value, where it follows from constant arithmetic alone. */
  readonly constant?: number | undefined;
}

/** A node for a layer with its inputs, or `undefined` where their shapes do not fit, which is reported. */
export function applyLayer(
  { report, builder }: FormulaScope,
  layer: Layer,
  inputs: readonly Operand[],
  settings: Settings,
  { range, blame, constant }: Place,
): NodeOperand | undefined {
  const result = layer.outputShape(inputs.map(shapeOf), settings);
  if (!result.ok) {
    const { error } = result;
    return report.add(codeOf(error.message, 'shape-mismatch'), error.message, blame(error));
  }
  const nodes = inputs.map((input) => nodeOf(input, builder));
  const node = builder.addLayer(layer.name, settings, nodes, result.shape, range);
  return { kind: 'node', node, shape: result.shape, ...(constant !== undefined && { constant }), range };
}

/** The engine refuses too many entries in a sentence that ends with its limit. */
export function codeOf(reason: Message, otherwise: string): string {
  return reason.values.at(-1) === maximumEntries ? 'tensor-too-large' : otherwise;
}
