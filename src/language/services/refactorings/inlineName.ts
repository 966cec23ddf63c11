import { bindingsOf } from '../names/binder';
import type { CheckedFile } from '../..';
import { message } from '../../../engine/message';
import type { ChainExpression, Expression } from '../../ast';
import type { Fix } from '../../diagnostic';
import { occurrenceAt } from '../names/bindings';
import { ifSound, partsOf, rootExpressions, statementRemoval } from './refactoring';

/**
 * Puts what a name stands for in its places, and takes its line away. Not where the name itself is needed:
 * by `backward`, `expect` or `grad`.
 */
export function inlineName(file: CheckedFile, offset: number): Fix | undefined {
  const { ast, text } = file;
  const binding = occurrenceAt(bindingsOf(ast), offset)?.binding;
  if (binding?.kind !== 'value' || binding.definition === undefined) return undefined;
  const { definition, occurrences, name } = binding;
  const assignment = ast.statements.find(
    (statement) => statement.kind === 'assign' && statement.target.start === definition.start,
  );
  if (assignment?.kind !== 'assign' || assignment.damaged || !assignment.value) return undefined;
  const { value } = assignment;
  const uses = occurrences.filter((occurrence) => occurrence !== definition);
  const contexts = contextsOf(file, name, hasNames(value));
  if (uses.length === 0 || uses.some(({ start }) => !contexts.has(start))) return undefined;
  if (hasGradient(value) && isWalkedBetween(ast.statements, definition.start, uses)) return undefined;
  const written = text.slice(value.start, value.end);
  const edits = [
    ...uses.map(({ start, end }) => {
      const needsParentheses = !isWhole(value, contexts.get(start));
      return { range: { start, end }, newText: needsParentheses ? `(${written})` : written };
    }),
    statementRemoval(file, assignment),
  ];
  return ifSound(file, edits) && { title: message('Put the value of {0} in its places', name), edits };
}

/** What an expression is directly in; `undefined` where anything may stand: in an argument, a list, alone. */
type Context = Expression | undefined;

/**
 * Where a name stands as an expression, by its offset, and what is around it.
 * @param onlyFormulas without those of networks and blocks, where other names may mean other things
 */
function contextsOf({ ast }: CheckedFile, name: string, onlyFormulas: boolean): ReadonlyMap<number, Context> {
  const contexts = new Map<number, Context>();
  for (const statement of ast.statements) {
    if (onlyFormulas && ['network', 'block', 'compare'].includes(statement.kind)) continue;
    const open: { readonly expression: Expression; readonly context: Context }[] = rootExpressions(
      statement,
    ).map((expression) => ({ expression, context: undefined }));
    for (let next = open.pop(); next; next = open.pop()) {
      const { expression, context } = next;
      if (expression.kind === 'name' && expression.name === name) contexts.set(expression.start, context);
      const isTight = ['chain', 'negation', 'power', 'member', 'index'].includes(expression.kind);
      for (const part of partsOf(expression)) {
        const isObject =
          (expression.kind !== 'member' && expression.kind !== 'index') || part === expression.object;
        open.push({ expression: part, context: isTight && isObject ? expression : undefined });
      }
    }
  }
  return contexts;
}

function hasNames(expression: Expression): boolean {
  return expression.kind === 'name' || partsOf(expression).some(hasNames);
}

function hasGradient(expression: Expression): boolean {
  return expression.kind === 'gradient' || partsOf(expression).some(hasGradient);
}

/** Whether a `backward` stands above a use and not above the definition: there `grad` means another one. */
function isWalkedBetween(
  statements: CheckedFile['ast']['statements'],
  definition: number,
  uses: readonly { readonly start: number }[],
): boolean {
  const last = Math.max(...uses.map(({ start }) => start));
  return statements.some(({ kind, start, end }) => kind === 'backward' && start > definition && end < last);
}

/** Whether an expression is read as one thing where it comes to stand, without parentheses. */
function isWhole(expression: Expression, context: Context): boolean {
  if (context === undefined) return true;
  switch (expression.kind) {
    case 'chain': {
      return context.kind === 'chain' && strengthOf(expression) > strengthOf(context);
    }
    case 'power':
      return context.kind === 'chain' || context.kind === 'negation';
    case 'negation':
      return false;
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
    case 'call':
    case 'member':
    case 'index':
    case 'gradient':
    case 'list':
    case 'group':
      return true;
  }
}

/** The operators of a chain are of one strength: comparisons bind loosest. */
function strengthOf({ links }: ChainExpression): number {
  const operator = links[0]?.operator;
  if (operator === '+' || operator === '-') return 1;
  return operator === '*' || operator === '/' || operator === '@' ? 2 : 0;
}
