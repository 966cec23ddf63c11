import { layerOfOperator } from '../../engine/layers/layerTable';
import type { OperatorToken } from '../../engine/layers/support/layer';
import { message } from '../../engine/message';
import type { ChainExpression, Expression, GradientExpression } from '../ast';
import type { Range } from '../range';
import { applyLayer, type FormulaScope, reportInput } from './formulaScope';
import { isWidened } from './broadcastHints';
import { evaluateCall } from './callChecker';
import { calculate } from './constants';
import { changeTo, reportMember } from './foreignForms';
import { writtenHere } from '../foreign/foreignNames';
import { foreignTruths } from '../foreign/foreignSyntax';
import { evaluateIndex } from './indexChecker';
import { evaluateList } from './listChecker';
import { constantOf, type Operand } from './operand';

/** The value of an expression in a formula; `undefined` where it is broken, which has been reported. */
export function evaluate(scope: FormulaScope, expression: Expression): Operand | undefined {
  switch (expression.kind) {
    case 'number':
      return { kind: 'constant', value: expression.value, range: expression };
    case 'string':
    case 'boolean': {
      const number = expression.kind === 'boolean' ? foreignTruths.get(String(expression.value)) : undefined;
      return scope.report.add(
        'wrong-kind',
        message('A formula works with numbers and lists of numbers, not with this.'),
        expression,
        number === undefined ? {} : { fixes: [changeTo(expression, number)] },
      );
    }
    case 'name': {
      if (expression.name === 'input') {
        reportInput(scope.report, expression);
        return undefined;
      }
      const named = scope.values.namedConstant(expression.name);
      const truth = scope.values.isKnown(expression.name) ? undefined : foreignTruths.get(expression.name);
      if (truth !== undefined) {
        const fixes = [changeTo(expression, truth)];
        return scope.report.add('foreign-form', writtenHere(expression.name, truth), expression, { fixes });
      }
      if (named !== undefined) return { kind: 'constant', value: named, range: expression };
      const value = scope.values.validValue(expression);
      if (!value) return undefined;
      const { node, shape, constant } = value;
      return { kind: 'node', node, shape, ...(constant !== undefined && { constant }), range: expression };
    }
    case 'group': {
      const inner = evaluate(scope, expression.inner);
      return inner && { ...inner, range: expression };
    }
    case 'list':
      return evaluateList(scope, expression, evaluate);
    case 'call':
      return evaluateCall(scope, expression, evaluate);
    case 'member':
      if (isOfBroken(scope, expression)) return undefined;
      reportMember(scope.report, expression, (name) => scope.values.isKnown(name));
      return undefined;
    case 'index':
      return evaluateIndex(scope, expression, evaluate);
    case 'gradient':
      return evaluateGradient(scope, expression);
    case 'negation': {
      const operand = evaluate(scope, expression.operand);
      return operand && negate(scope, operand, expression.operator, expression);
    }
    case 'power': {
      const base = evaluate(scope, expression.base);
      const exponent = evaluate(scope, expression.exponent);
      if (!base || !exponent) return undefined;
      return combine(scope, '**', base, exponent, expression.operator, expression);
    }
    case 'chain':
      return evaluateChain(scope, expression);
  }
}

/** `add.forward(x)`, where what is wrong with `add` has been said. */
function isOfBroken({ values }: FormulaScope, expression: Expression): boolean {
  let root = expression;
  while (root.kind === 'member') root = root.object;
  return root.kind === 'name' && values.isBroken(root.name);
}

/** `grad(x)`: what the nearest `backward` above has brought to x, held constant from then on. */
function evaluateGradient(
  { values, gradients, builder }: FormulaScope,
  { of, start, end }: GradientExpression,
): Operand | undefined {
  const value = values.validValue(of);
  const pass = gradients.nearestFor(of);
  const walk = pass === undefined ? undefined : gradients.passes[pass];
  if (!value || pass === undefined || !walk) return undefined;
  const { node: source, shape } = value;
  if (!gradients.reaches(pass, source)) gradients.hintNoPath(pass, of);
  const range = { start, end };
  return { kind: 'node', node: builder.addGradient(source, walk, shape, range), shape, range };
}

/** Reads from the left; a broken operand poisons the chain, and the others are still looked at. */
function evaluateChain(scope: FormulaScope, chain: ChainExpression): Operand | undefined {
  let left = evaluate(scope, chain.first);
  for (const { operator, operatorRange, operand } of chain.links) {
    const right = evaluate(scope, operand);
    const range = { start: chain.start, end: operand.end };
    left = left && right && combine(scope, operator, left, right, operatorRange, range);
  }
  return left;
}

function negate(
  scope: FormulaScope,
  operand: Operand,
  operatorRange: Range,
  range: Range,
): Operand | undefined {
  switch (operand.kind) {
    case 'constant':
      return { kind: 'constant', value: -operand.value, range };
    case 'literal':
      return { ...operand, values: operand.values.map((value) => -value), range };
    case 'node': {
      const constant = constantOf(operand);
      return applyOperator(
        scope,
        'unary -',
        [operand],
        operatorRange,
        range,
        constant === undefined ? undefined : -constant,
      );
    }
  }
}

function combine(
  scope: FormulaScope,
  operator: ChainExpression['links'][number]['operator'] | '**',
  left: Operand,
  right: Operand,
  operatorRange: Range,
  range: Range,
): Operand | undefined {
  const a = constantOf(left);
  const b = constantOf(right);
  const value = a === undefined || b === undefined ? undefined : calculate(operator, a, b);
  if (value !== undefined && left.kind === 'constant' && right.kind === 'constant') {
    return { kind: 'constant', value, range };
  }
  return applyOperator(scope, operator, [left, right], operatorRange, range, value);
}

function applyOperator(
  scope: FormulaScope,
  token: OperatorToken,
  inputs: readonly Operand[],
  operatorRange: Range,
  range: Range,
  constant: number | undefined,
): Operand | undefined {
  const layer = layerOfOperator(token);
  if (!layer) throw new Error(`The table of layers has none for ${token}.`);
  const applied = applyLayer(scope, layer, inputs, {}, { range, blame: () => operatorRange, constant });
  const [left, right] = inputs;
  if (token === '-' && applied && left && right && isWidened(left, right, applied.shape)) {
    scope.widened.push({ node: applied.node, left, right, shape: applied.shape, operatorRange });
  }
  return applied;
}
