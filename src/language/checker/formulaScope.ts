import type { NodeId } from '../../engine/graph/graph';
import type { Layer, Settings, ShapeError } from '../../engine/layers/support/layer';
import { type Message, message } from '../../engine/message';
import { maximumEntries, sizeOf, type Shape } from '../../engine/shape';
import type { GradientPasses } from './gradientPasses';
import type { GraphBuilder } from '../lowering/graphBuilder';
import type { Range } from '../range';
import type { Environment } from '../checkEnvironment';
import type { FileArray } from '../checkedFormulas';
import { type Constant, type ConstantScope, notConstant } from './constants';
import type { Values } from './namedValues';
import { nodeOf, type NodeOperand, type Operand, shapeOf } from './operand';
import type { Report } from './report';

/** A difference whose operands became larger than either of them. */
export interface WidenedDifference {
  readonly node: NodeId;
  readonly left: Operand;
  readonly right: Operand;
  readonly shape: Shape;
  readonly operatorRange: Range;
}

/** What the expressions of a file's formulas are checked against, and where their nodes go. */
export class FormulaScope implements ConstantScope {
  /**
   * Differences that broadcast to something larger than both operands, until it is known what they are for.
   */
  readonly widened: WidenedDifference[] = [];

  constructor(
    readonly report: Report,
    readonly values: Values,
    readonly builder: GraphBuilder,
    readonly gradients: GradientPasses,
    readonly environment: Environment,
    /** Every call that reads a file, in the order of the text. */
    readonly fileArrays: FileArray[] = [],
  ) {}

  constantOf(name: string, range: Range): Constant | typeof notConstant | undefined {
    if (name === 'input') {
      reportInput(this.report, range);
      return undefined;
    }
    const named = this.values.namedConstant(name);
    if (named !== undefined) return named;
    const value = this.values.validValue({ name, start: range.start, end: range.end });
    return value === undefined ? undefined : (value.constant ?? notConstant);
  }
}

export function reportInput(report: Report, range: Range): void {
  report.add('reserved-word', message('{0} is a word of the language, not a value.', 'input'), range);
}

/** Where a layer is applied in the text. */
interface Place {
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

/** Whether the file may hold this value besides all its other given numbers; reported where not. */
export function chargeEntries({ report, builder }: FormulaScope, shape: Shape, range: Range): boolean {
  const total = builder.charge(sizeOf(shape));
  if (total <= maximumEntries) return true;
  // Said once: what passed the limit before this value has its message.
  if (total - sizeOf(shape) <= maximumEntries) {
    report.add(
      'tensor-too-large',
      message(
        'With this value the file would hold {0} given numbers; all its values together can have {1} at most.',
        total,
        maximumEntries,
      ),
      range,
    );
  }
  return false;
}

/** The engine refuses too many entries in a sentence that ends with its limit. */
export function codeOf(reason: Message, otherwise: string): string {
  return reason.values.at(-1) === maximumEntries ? 'tensor-too-large' : otherwise;
}
