import { identity } from '../../engine/layers/identity';
import { message } from '../../engine/message';
import { sameShape, shapeValue } from '../../engine/shape';
import type { AssignStatement, BackwardStatement, Expression } from '../ast';
import type { BackwardPass, Expectation, Formulas, NamedValue, Sheet } from '../checkedFormulas';
import { ExpectationChecker } from './expectationChecker';
import { evaluate } from './expressionChecker';
import type { FormulaScope } from './formulaScope';
import { constantOf, nodeOf, shapeOf, type Operand } from './operand';

/** Checks the formulas of a file statement by statement, and lowers what is valid to one graph. */
export class FormulaChecker {
  readonly #values: NamedValue[] = [];
  readonly #expectations: Expectation[] = [];
  readonly #expectationChecker: ExpectationChecker;

  constructor(
    private readonly scope: FormulaScope,
    private readonly sheet?: Sheet,
  ) {
    this.#expectationChecker = new ExpectationChecker(scope, sheet !== undefined);
  }

  get formulas(): Formulas {
    const { builder } = this.scope;
    return {
      graph: builder.graph,
      values: this.#values,
      passes: this.scope.gradients.passes,
      expectations: this.#expectations,
      ...(this.sheet && { sheet: this.sheet }),
      fileArrays: this.scope.fileArrays,
      origins: builder.origins,
    };
  }

  /** `name = value` */
  checkAssign(statement: AssignStatement): void {
    const { target, value, damaged, start, end } = statement;
    const { builder, values } = this.scope;
    const size = builder.size;
    const operand = value && !damaged ? evaluate(this.scope, value) : undefined;
    if (!operand) {
      builder.rollBack(size);
      // `price` alone on a line, or a broken second definition: the first one stays.
      if (!damaged || !values.isKnown(target.name)) values.define({ kind: 'poisoned', definition: target });
      return;
    }
    const node = this.#nameNode(operand, target.name);
    const constant = constantOf(operand);
    const shape = shapeOf(operand);
    const defined = values.define({
      kind: 'valid',
      definition: target,
      node,
      shape,
      ...(constant !== undefined && { constant }),
    });
    if (!defined) {
      builder.rollBack(size);
      return;
    }
    this.#values.push({
      name: target.name,
      node,
      nameRange: { start: target.start, end: target.end },
      statement: { start, end },
    });
  }

  /** The node that bears the name; a value that has a name already gets a second one through an Identity. */
  #nameNode(operand: Operand, name: string): number {
    const { builder } = this.scope;
    let node = nodeOf(operand, builder);
    if (builder.isNamed(node)) {
      node = builder.addLayer(identity.name, {}, [node], shapeOf(operand), operand.range);
    }
    builder.name(node, name);
    return node;
  }

  /** `backward name`, or `backward name with upstream` */
  checkBackward(statement: BackwardStatement): void {
    const { target, gradOutput, damaged, start, end } = statement;
    const size = this.scope.builder.size;
    const pass = target && this.#passOf(target, gradOutput, damaged);
    if (!pass) this.scope.builder.rollBack(size);
    this.scope.gradients.add(pass && { ...pass, statement: { start, end } });
  }

  #passOf(
    target: NonNullable<BackwardStatement['target']>,
    gradOutput: Expression | undefined,
    damaged: boolean,
  ): Omit<BackwardPass, 'statement'> | undefined {
    const { report, builder, values } = this.scope;
    const value = values.validValue(target);
    if (damaged) return undefined;
    const upstream = gradOutput && evaluate(this.scope, gradOutput);
    if (!value || (gradOutput && !upstream)) return undefined;
    const { node, shape } = value;
    if (!upstream) {
      if (shape.length === 0) return { target: node, targetName: target.name };
      const sizes = shape.join(', ');
      return report.add(
        'not-a-single-number',
        shape.length === 1
          ? message(
              '{0} is a list of length {1}, not a single number. Give the upstream gradient: backward {0} with …',
              target.name,
              sizes,
            )
          : message(
              '{0} is {1}, not a single number. Give the upstream gradient: backward {0} with …',
              target.name,
              shapeValue(shape),
            ),
        target,
        {
          fixes: [
            {
              title: message('Start with ones: backward {0} with ones({1})', target.name, sizes),
              edits: [{ range: { start: target.end, end: target.end }, newText: ` with ones(${sizes})` }],
            },
          ],
        },
      );
    }
    const given = shapeOf(upstream);
    if (sameShape(given, shape)) {
      return { target: node, targetName: target.name, gradOutput: nodeOf(upstream, builder) };
    }
    return report.add(
      'upstream-shape',
      given.length === 0
        ? message(
            'The upstream gradient must have the shape of {0}, {1}; it is a single number.',
            target.name,
            shapeValue(shape),
          )
        : message(
            'The upstream gradient must have the shape of {0}, {1}; it has {2}.',
            target.name,
            shapeValue(shape),
            shapeValue(given),
          ),
      upstream.range,
    );
  }

  checkExpect(statement: Parameters<ExpectationChecker['check']>[0]): void {
    const size = this.scope.builder.size;
    const expectation = this.#expectationChecker.check(statement);
    if (expectation) this.#expectations.push(expectation);
    if (expectation?.expected === undefined) this.scope.builder.rollBack(size);
  }
}
