import { layerOfOperator } from '../../engine/layers/layerTable';
import { message } from '../../engine/message';
import { sizeOf } from '../../engine/shape';
import type { Expression, Index, IndexExpression } from '../ast';
import { applyLayer, type FormulaScope } from './formulaScope';
import { comparisonOperators } from '../scanner/token';
import { constantOf, type NodeOperand, type Operand } from './operand';

type Evaluate = (scope: FormulaScope, expression: Expression) => Operand | undefined;

/** `x[0]`, `x[:, 1:3]`: which entries these are is known before anything runs. */
export function evaluateIndex(
  scope: FormulaScope,
  expression: IndexExpression,
  evaluate: Evaluate,
): NodeOperand | undefined {
  const object = evaluate(scope, expression.object);
  const written: string[] = [];
  for (const index of expression.indices) {
    if (isMask(index)) {
      reportMask(scope, expression, index);
      return undefined;
    }
    const text = writtenIndex(scope, index, evaluate);
    if (text === undefined) return undefined;
    written.push(text);
  }
  const layer = layerOfOperator('[ ]');
  if (!layer) throw new Error('The table of layers has none for [ ].');
  return (
    object &&
    applyLayer(
      scope,
      layer,
      [object],
      { index: written },
      {
        range: expression,
        blame: ({ blame }) => {
          if (blame.kind === 'index') return expression.indices[blame.index] ?? expression.brackets;
          return blame.kind === 'input' ? expression.object : expression.brackets;
        },
      },
    )
  );
}

/** An index as the graph holds it; `undefined` where it is none, which has been reported. */
function writtenIndex(scope: FormulaScope, index: Index, evaluate: Evaluate): string | undefined {
  if (index.kind === 'entry') {
    const numbers = wholeNumbers(scope, index.value, evaluate);
    if (numbers === undefined) return undefined;
    return typeof numbers === 'number' ? String(numbers) : `[${numbers.join(', ')}]`;
  }
  const bounds = [index.from, index.to, index.step].map((bound) => {
    if (bound === undefined) return '';
    const number = wholeNumbers(scope, bound, evaluate);
    if (number === undefined || typeof number === 'number') return number;
    reportNoIndex(scope, bound);
    return undefined;
  });
  if (bounds.includes(undefined)) return undefined;
  const [from = '', to = '', step = ''] = bounds;
  return step === '' ? `${from}:${to}` : `${from}:${to}:${step}`;
}

/** One whole number or a list of them, given in the text itself or by a name that stands for them. */
function wholeNumbers(
  scope: FormulaScope,
  expression: Expression,
  evaluate: Evaluate,
): number | readonly number[] | undefined {
  if (isNewAxis(scope, expression)) {
    return scope.report.add(
      'foreign-form',
      message('An axis of size 1 is not made by an index here: reshape(x, [2, 1]) makes a column.'),
      expression,
    );
  }
  const { size } = scope.builder;
  const operand = evaluate(scope, expression);
  if (!operand) return undefined;
  const numbers = givenNumbers(scope, operand);
  // What only the index was computed from is no part of the graph.
  scope.builder.rollBack(size);
  if (numbers === undefined) {
    return scope.report.add(
      'not-constant',
      message('An index must be known before anything runs: a number, a list, or a name defined as one.'),
      expression,
    );
  }
  const isWhole = (typeof numbers === 'number' ? [numbers] : numbers).every(Number.isSafeInteger);
  if (isWhole) return numbers;
  reportNoIndex(scope, expression);
  return undefined;
}

/** Longer lists are no indices that anybody wrote. */
const longestList = 65_536;

function givenNumbers({ builder }: FormulaScope, operand: Operand): number | readonly number[] | undefined {
  const constant = constantOf(operand);
  if (constant !== undefined) return constant;
  if (operand.kind === 'literal') return operand.shape.length === 1 ? operand.values : [NaN];
  const node = operand.kind === 'node' ? builder.graph.nodes[operand.node] : undefined;
  if (node?.kind !== 'data') return undefined;
  return node.shape.length === 1 && sizeOf(node.shape) <= longestList ? [...node.values] : [NaN];
}

function reportNoIndex({ report }: FormulaScope, expression: Expression): void {
  report.add(
    'wrong-kind',
    message('An index is a whole number, a list of those, or a slice such as 1:3.'),
    expression,
  );
}

/** `x[x > 0]`. */
function isMask(index: Index): boolean {
  if (index.kind === 'slice') return false;
  let { value } = index;
  while (value.kind === 'group') value = value.inner;
  const operator = value.kind === 'chain' ? value.links[0]?.operator : undefined;
  return comparisonOperators.some((comparison) => comparison === operator);
}

function reportMask({ report }: FormulaScope, { object }: IndexExpression, mask: Index): void {
  const here = `where(${report.textOf(mask)}, ${report.textOf(object)}, 0)`;
  report.add(
    'not-constant',
    message('How many entries these are shows only once something runs: {0} sets the others to 0.', here),
    mask,
  );
}

/** `x[:, None]`, `x[np.newaxis]`. */
function isNewAxis({ values }: FormulaScope, expression: Expression): boolean {
  if (expression.kind === 'member') return expression.member.name === 'newaxis';
  const isNone = expression.kind === 'name' && ['None', 'newaxis'].includes(expression.name);
  return isNone && !values.isKnown(expression.name);
}
