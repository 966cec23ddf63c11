import type { GraphBuilder } from '../lowering/graphBuilder';
import type { Range } from '../range';
import { message } from '../../engine/message';
import type { WidenedDifference } from './broadcastHints';
import { notConstant, type Constant, type ConstantScope } from './constants';
import type { Report } from './report';
import type { Values } from './namedValues';

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
  ) {}

  constantOf(name: string, range: Range): Constant | typeof notConstant | undefined {
    if (name === 'input') {
      reportInput(this.report, range);
      return undefined;
    }
    const value = this.values.soundValue({ name, start: range.start, end: range.end });
    return value && (value.constant ?? notConstant);
  }
}

export function reportInput(report: Report, range: Range): void {
  report.add('reserved-word', message('{0} is a word of the language, not a value.', 'input'), range);
}
