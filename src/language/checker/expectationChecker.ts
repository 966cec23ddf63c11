import type { NodeId } from '../../engine/graph/graph';
import { message } from '../../engine/message';
import { sameShape, type Shape, shapeValue } from '../../engine/shape';
import type { Blank, ExpectStatement, Expression, Identifier } from '../ast';
import type { Expectation } from '../checkedFormulas';
import { isLiteral } from '../literal';
import { evaluateConstant, type ConstantScope } from './constants';
import { evaluate } from './expressionChecker';
import { changeTo } from './foreignForms';
import type { FormulaScope } from './formulaScope';
import { nodeOf, shapeOf } from './operand';
import { Report } from './report';

/** Relative tolerance of an expectation that gives none. */
export const defaultWithin = 1e-6;

/** A looser tolerance would let a guess pass for an answer. */
export const loosestWithin = 1e-2;

/** A `?` is to do. */
export function reportNoAnswer(report: Report, blank: Blank, name: string, ofGradient: boolean): void {
  const what = ofGradient
    ? message('To do: write the gradient of {0} here.', name)
    : message('To do: write the value of {0} here.', name);
  report.add('blank', what, blank, { severity: 'information' });
}

/** What stands behind `within`, or `or`; `undefined` where it is no tolerance, which has been reported. */
export function toleranceOf(
  scope: ConstantScope,
  expression: Expression,
  isSheet: boolean,
): number | undefined {
  const tolerance = evaluateConstant(scope, expression);
  if (tolerance === undefined) return undefined;
  if (typeof tolerance === 'number' && tolerance >= 0 && tolerance < Infinity) {
    if (!isSheet || tolerance <= loosestWithin) return tolerance;
    return scope.report.add(
      'loose-tolerance',
      message('In a sheet the tolerance is {0} at most.', loosestWithin),
      expression,
      { fixes: [changeTo(expression, String(loosestWithin))] },
    );
  }
  return scope.report.add(
    'wrong-tolerance',
    message('The tolerance after within is a number from 0 up.'),
    expression,
  );
}

/** `expect name = …` and `expect grad(name) = …` */
export class ExpectationChecker {
  constructor(
    private readonly scope: FormulaScope,
    private readonly isSheet: boolean,
  ) {}

  check(statement: ExpectStatement): Expectation | undefined {
    const { target, expected, ofGradient, damaged, start, end } = statement;
    if (!target) return undefined;
    const value = this.scope.values.validValue(target);
    const isWhole = !damaged && expected !== undefined;
    if (!isWhole && !this.isSheet) return undefined;
    if (isWhole && expected.kind === 'blank')
      reportNoAnswer(this.scope.report, expected, target.name, ofGradient);
    const pass = ofGradient && (isWhole || value) ? this.#passFor(target, value?.node) : undefined;
    const within = isWhole && statement.within ? this.#tolerance(statement.within) : defaultWithin;
    const withinAbsolute =
      isWhole && statement.withinAbsolute ? this.#tolerance(statement.withinAbsolute) : 0;
    // What is expected has mistakes of its own, whatever the name is.
    const answer = isWhole && expected.kind !== 'blank' ? expected : undefined;
    const expectedNode = answer && this.#expectedNode(answer, target, value?.shape);
    if (!value) return undefined;
    const isValid =
      isWhole &&
      within !== undefined &&
      withinAbsolute !== undefined &&
      (expected.kind === 'blank' || expectedNode !== undefined) &&
      (!ofGradient || pass !== undefined);
    // A question of a sheet that has no valid answer is open: its number stays sealed while somebody types.
    if (!isValid && !this.isSheet) return undefined;
    const place = expected ?? target;
    return {
      kind: ofGradient ? 'gradient' : 'value',
      name: target.name,
      node: value.node,
      ...(pass !== undefined && { pass }),
      ...(isValid && expectedNode !== undefined && { expected: expectedNode }),
      within: within ?? defaultWithin,
      ...(isValid && statement.withinAbsolute && { withinAbsolute }),
      statement: { start, end },
      nameRange: { start: target.start, end: target.end },
      expectedRange: { start: place.start, end: place.end },
    };
  }

  /** The pass whose gradient is meant, if one reaches the node. */
  #passFor(target: Identifier, node: NodeId | undefined): number | undefined {
    const { gradients } = this.scope;
    const pass = gradients.nearestFor(target);
    if (pass === undefined || node === undefined) return undefined;
    return gradients.reaches(pass, node) ? pass : gradients.reportNoPath(pass, target);
  }

  #tolerance(expression: Expression): number | undefined {
    return toleranceOf(this.scope, expression, this.isSheet);
  }

  /** The node of the expected value: of the same shape, or a single number for all entries. */
  #expectedNode(expected: Expression, target: Identifier, shape: Shape | undefined): NodeId | undefined {
    if (this.isSheet && !isLiteral(expected)) {
      return this.scope.report.add(
        'not-an-answer',
        message('An answer in a sheet is written in numbers, as in: 2.2 or [1, -0.5]'),
        expected,
        { fixes: [changeTo(expected, numberIn(expected) ?? '?')] },
      );
    }
    const operand = evaluate(this.scope, expected);
    if (!operand || !shape) return undefined;
    const given = shapeOf(operand);
    if (given.length === 0 || sameShape(given, shape)) return nodeOf(operand, this.scope.builder);
    return this.scope.report.add(
      'expected-shape',
      shape.length === 0
        ? message('{0} is a single number, but what is expected is a list.', target.name)
        : message(
            '{0} has the shape {1}, but what is expected has the shape {2}.',
            target.name,
            shapeValue(shape),
            shapeValue(given),
          ),
      expected,
    );
  }
}

/** What arithmetic without names comes to: `1 / 4` is 0.25. What a name stands for is not told. */
function numberIn(expression: Expression): string | undefined {
  const nobody: ConstantScope = { report: new Report([]), constantOf: () => undefined };
  const value = evaluateConstant(nobody, expression);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}
