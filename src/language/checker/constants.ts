import { compare } from '../../engine/layers/comparisons';
import { power } from '../../engine/layers/power';
import { message } from '../../engine/message';
import type { ChainOperator, Expression } from '../ast';
import type { Range } from '../range';
import { reportMember } from './foreignForms';
import type { Report } from './report';

/** What is known before anything runs. */
export type Constant = number | boolean | string | readonly Constant[];

/** Names that stand for a number as long as the file does not define them. */
export const namedConstants: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
]);

/** What a name stands for that has a value only once something runs. */
export const notConstant = Symbol('not constant');

/** Where the names of a constant expression are looked up. */
export interface ConstantScope {
  readonly report: Report;
  /** `undefined`: unknown or poisoned, and reported. */
  constantOf(name: string, range: Range): Constant | typeof notConstant | undefined;
}

/** `undefined` for the matrix product, which single numbers have not. */
export function calculate(operator: ChainOperator | '**', a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '**':
      return power(a, b);
    case '@':
      return undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
      return compare(operator, a, b);
  }
}

/** The value of constant arithmetic; `undefined` where it is none, which has been reported. */
export function evaluateConstant(scope: ConstantScope, expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
      return expression.value;
    case 'group':
      return evaluateConstant(scope, expression.inner);
    case 'name': {
      const value = scope.constantOf(expression.name, expression);
      return value === notConstant ? reportNotConstant(scope, expression) : value;
    }
    case 'call':
    case 'index':
    case 'gradient':
      return reportNotConstant(scope, expression);
    case 'member':
      reportMember(scope.report, expression, () => false);
      return undefined;
    case 'list': {
      const elements: Constant[] = [];
      for (const element of expression.elements) {
        const value = evaluateConstant(scope, element);
        if (value === undefined) return undefined;
        elements.push(value);
      }
      return elements;
    }
    case 'negation': {
      const operand = evaluateNumber(scope, expression.operand);
      return operand === undefined ? undefined : -operand;
    }
    case 'power':
      return combine(scope, expression.base, '**', expression.exponent, expression.operator);
    case 'chain': {
      let value = evaluateNumber(scope, expression.first);
      for (const { operator, operand, operatorRange } of expression.links) {
        const right = evaluateNumber(scope, operand);
        if (value === undefined || right === undefined) return undefined;
        value = calculate(operator, value, right);
        if (value === undefined) return reportNotConstant(scope, operatorRange);
      }
      return value;
    }
  }
}

function combine(
  scope: ConstantScope,
  left: Expression,
  operator: ChainOperator | '**',
  right: Expression,
  operatorRange: Range,
): number | undefined {
  const a = evaluateNumber(scope, left);
  const b = evaluateNumber(scope, right);
  if (a === undefined || b === undefined) return undefined;
  return calculate(operator, a, b) ?? reportNotConstant(scope, operatorRange);
}

function evaluateNumber(scope: ConstantScope, expression: Expression): number | undefined {
  const value = evaluateConstant(scope, expression);
  if (value === undefined || typeof value === 'number') return value;
  return scope.report.add('wrong-kind', message('A number is expected here.'), expression);
}

function reportNotConstant({ report }: ConstantScope, range: Range): number | undefined {
  return report.add(
    'not-constant',
    message('This must be known before anything runs: a number, or a name defined as one.'),
    range,
  );
}
