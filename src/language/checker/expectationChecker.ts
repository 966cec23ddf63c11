import type { Graph, NodeId } from '../../engine/graph/graph';
import { isGiven, passesGradient } from '../../engine/graph/reach';
import { message } from '../../engine/message';
import { formatShape, sameShape, type Shape } from '../../engine/shape';
import type { Blank, ExpectStatement, Expression, Identifier } from '../ast';
import type { BackwardPass, Expectation } from '../checkedFormulas';
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
  /** Index of the nearest `backward` above. */
  nearestPass: number | 'none' | 'broken' = 'none';
  readonly #reach: GradientReach;

  constructor(
    private readonly scope: FormulaScope,
    private readonly passes: readonly BackwardPass[],
    private readonly isSheet: boolean,
  ) {
    this.#reach = new GradientReach(scope.builder.graph);
  }

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
    const { report } = this.scope;
    if (this.nearestPass === 'none') {
      // Said once: the same `backward` is missing for all of them.
      this.nearestPass = 'broken';
      return report.add(
        'no-backward',
        message('There is no backward above this line, so there is no gradient of {0} yet.', target.name),
        target,
      );
    }
    const pass = this.nearestPass === 'broken' ? undefined : this.passes[this.nearestPass];
    if (!pass || this.nearestPass === 'broken' || node === undefined) return undefined;
    if (this.#reach.reaches(pass.target, node)) return this.nearestPass;
    return report.add(
      'no-gradient',
      message(
        'No gradient of {0} reaches {1}: changing {1} does not change {0}.',
        pass.targetName,
        target.name,
      ),
      target,
    );
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
            formatShape(shape),
            formatShape(given),
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

/** Nodes looked at for all questions about one file, as a multiple of its nodes: keeps the check linear. */
const visitsPerNode = 16;

/** Which nodes a gradient reaches, found from the graph alone, as the plan will pass them on. */
class GradientReach {
  readonly #reached = new Map<NodeId, ReadonlySet<NodeId>>();
  #visits = 0;

  constructor(private readonly graph: Graph) {}

  /** Where a file asks more than can be answered in linear time: true, and the run will show it. */
  reaches(target: NodeId, node: NodeId): boolean {
    let reached = this.#reached.get(target);
    if (!reached) {
      if (this.#visits > visitsPerNode * this.graph.nodes.length) return true;
      reached = this.#reachedFrom(target);
      this.#reached.set(target, reached);
    }
    return reached.has(node);
  }

  #reachedFrom(target: NodeId): ReadonlySet<NodeId> {
    const reached = new Set([target]);
    const open = [target];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      this.#visits++;
      for (const input of this.#inputsWithGradient(id)) {
        if (reached.has(input)) continue;
        reached.add(input);
        open.push(input);
      }
    }
    return reached;
  }

  #inputsWithGradient(id: NodeId): NodeId[] {
    const node = this.graph.nodes[id];
    if (node?.kind !== 'layer') return [];
    return node.inputs.filter(
      (_, input) => passesGradient(this.graph, node, input) && !isGiven(this.graph, node, input),
    );
  }
}
