import { message } from '../../../engine/message';
import type { GivenNumbers } from '../../../engine/network/networkDefinition';
import { maximumEntries, type Shape } from '../../../engine/shape';
import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type { Expression } from '../../ast';
import type { Constant } from '../constants';
import { evaluate } from '../expressionChecker';
import { isFunction } from '../foreignForms';
import { FormulaScope } from '../formulaScope';
import { nodeOf } from '../operand';
import type { Report } from '../report';
import type { NetworkScope } from './networkScope';
import { initializers } from './networkVocabulary';

/**
 * Whether an expression stands for numbers where a word may stand as well: a list, arithmetic, a function of
 * numbers, or a name that a formula has given to some.
 */
export function isNumbers(formulas: FormulaScope, expression: Expression): boolean {
  const { values, environment } = formulas;
  const isSource = (name: string): boolean =>
    environment.arraySources?.some((source) => source.name === name) === true;
  const isInitializer = (name: string): boolean => initializers.some((known) => known.name === name);
  switch (expression.kind) {
    case 'list':
    case 'index':
    case 'negation':
    case 'chain':
    case 'power':
      return true;
    case 'group':
      return isNumbers(formulas, expression.inner);
    case 'name':
      return !isInitializer(expression.name) && values.isKnown(expression.name);
    case 'call':
      return (
        !isInitializer(expression.callee.name) &&
        (isFunction(expression.callee.name) || isSource(expression.callee.name))
      );
    case 'number':
    case 'string':
    case 'boolean':
    case 'member':
    case 'gradient':
      return false;
  }
}

/** `bias=npz("p.npz", "b1")`, or a name: what no setting holds. */
export function isGivenBias({ formulas }: NetworkScope, { type }: ArgumentSpec, value: Expression): boolean {
  if (type !== 'bias' || !isNumbers(formulas, value)) return false;
  // A single number is what the setting itself takes.
  if (value.kind === 'name') return formulas.values.validValue(value)?.constant === undefined;
  return value.kind === 'call';
}

/**
 * Numbers that are known before anything runs: written out, of a file, made by a constructor, or named by a
 * formula that gives nothing but such numbers. `undefined` where they are not, which has been reported.
 */
export function evaluateNumbers(
  { builder, values, gradients, environment, fileArrays }: FormulaScope,
  report: Report,
  expression: Expression,
): GivenNumbers | undefined {
  const inner = transposedBy(expression);
  const written = inner ?? expression;
  // What is looked at here is no part of the formulas: its nodes are taken away again.
  const size = builder.size;
  const scope = new FormulaScope(report, values, builder, gradients, environment, fileArrays);
  const operand = evaluate(scope, written);
  const node = operand && builder.graph.nodes[nodeOf(operand, builder)];
  const numbers =
    node?.kind === 'data'
      ? {
          shape: node.shape,
          data: node.values,
          ...nameOf(written),
        }
      : undefined;
  builder.rollBack(size);
  if (node && !numbers) {
    return report.add(
      'not-constant',
      message(
        'This is computed. Numbers that are known before anything runs are due here: a list, or an array of a file.',
      ),
      expression,
    );
  }
  if (!numbers || !inner) return numbers;
  if (numbers.shape.length === 2) return { ...numbers, isTransposed: true };
  return report.add('shape-mismatch', message('Only a matrix is transposed here.'), expression);
}

/** Of an array of a file: `p.npz/W1`. */
function nameOf(expression: Expression): Pick<GivenNumbers, 'name'> {
  const given = expression.kind === 'call' ? expression.arguments : [];
  const texts = given.flatMap(({ value }) => (value.kind === 'string' ? [value.value] : []));
  return texts.length === 0 ? {} : { name: texts.join('/') };
}

/** What stands in `transpose(…)`. */
function transposedBy(expression: Expression): Expression | undefined {
  if (expression.kind === 'group') return transposedBy(expression.inner);
  if (expression.kind !== 'call' || expression.callee.name !== 'transpose') return undefined;
  const [only, ...others] = expression.arguments;
  return others.length === 0 && !only?.name ? only?.value : undefined;
}

/** The same for what a block is given; `undefined` for what is no list of numbers, or is ragged. */
export function numbersOfConstant(constant: Constant): GivenNumbers | undefined {
  const shape = shapeOf(constant);
  const data: number[] = [];
  return shape && collect(constant, shape, data) ? { shape, data } : undefined;
}

function shapeOf(constant: Constant): Shape | undefined {
  const shape: number[] = [];
  let first: Constant | undefined = constant;
  while (typeof first === 'object') {
    shape.push(first.length);
    first = first[0];
  }
  return shape.length > 0 && shape.reduce((a, b) => a * b, 1) <= maximumEntries ? shape : undefined;
}

function collect(constant: Constant, [size, ...inner]: Shape, data: number[]): boolean {
  if (size === undefined) {
    if (typeof constant !== 'number') return false;
    data.push(constant);
    return true;
  }
  if (typeof constant !== 'object' || constant.length !== size) return false;
  return constant.every((entry) => collect(entry, inner, data));
}
