import type { OperatorToken } from '../../../engine/layers/support/layer';
import type {
  Argument,
  CompareStatement,
  ExpectStatement,
  Expression,
  FileSyntax,
  Identifier,
  Index,
  LayerItem,
  LayerLine,
  Setting,
  Statement,
} from '../../ast';
import { lastBeginningAt, type Range } from '../../range';

/** What the syntax says about one place in the text. */
export type SyntaxAtOffset =
  /** The word `sheet`. */
  | { readonly kind: 'sheet'; readonly range: Range }
  /** The word `compare`, or the name behind it. */
  | { readonly kind: 'compare'; readonly range: Range; readonly statement: Range }
  | { readonly kind: 'value'; readonly range: Range; readonly name: string; readonly isDefinition: boolean }
  | { readonly kind: 'gradient'; readonly range: Range; readonly name: string; readonly statement: Range }
  | { readonly kind: 'function'; readonly range: Range; readonly name: string; readonly application: Range }
  | {
      readonly kind: 'operator';
      readonly range: Range;
      readonly operator: OperatorToken;
      readonly application: Range;
    }
  | { readonly kind: 'layer'; readonly range: Range; readonly name: string; readonly line: LayerLine }
  | { readonly kind: 'callable'; readonly range: Range; readonly name: string; readonly setting: string }
  | { readonly kind: 'setting'; readonly range: Range; readonly name: string; readonly inTrain: boolean };

function holds({ start, end }: Range, offset: number): boolean {
  return offset >= start && offset <= end;
}

/** What stands at `offset`, or directly before it. Takes time logarithmic in the number of statements. */
export function syntaxAt({ statements }: FileSyntax, offset: number): SyntaxAtOffset | undefined {
  const statement = statementAt(statements, offset);
  switch (statement?.kind) {
    case undefined:
      return undefined;
    case 'sheet':
      return holds(statement.keyword, offset) ? { kind: 'sheet', range: statement.keyword } : undefined;
    case 'assign':
      return valueAt(statement.target, offset, true) ?? inFormula(statement.value, offset);
    case 'backward':
      return valueAt(statement.target, offset) ?? inFormula(statement.gradOutput, offset);
    case 'expect': {
      const { target, ofGradient, expected, within, withinAbsolute } = statement;
      if (target && holds(target, offset)) {
        const { name, start, end } = target;
        const range = { start, end };
        if (!ofGradient) return { kind: 'value', range, name, isDefinition: false };
        return { kind: 'gradient', range, name, statement };
      }
      if (expected && expected.kind !== 'blank' && holds(expected, offset))
        return inFormula(expected, offset);
      return inFormula(within, offset) ?? inFormula(withinAbsolute, offset);
    }
    case 'network': {
      for (const member of statement.members) {
        if (!holds(member, offset)) continue;
        if (member.kind === 'setting') return inSetting(member, offset, false);
        if (member.kind === 'layers') return inLayers(member.items, offset);
        if (member.kind === 'expect') return inNetworkExpectation(member, offset);
        const setting = member.settings.find((candidate) => holds(candidate, offset));
        return setting && inSetting(setting, offset, true);
      }
      return undefined;
    }
    case 'block':
      return inLayers(statement.items, offset);
    case 'compare':
      return inComparison(statement, offset);
  }
}

/** What is asked for is a layer's, and its name is explained as such. */
function inNetworkExpectation(statement: ExpectStatement, offset: number): SyntaxAtOffset | undefined {
  const { expected, within, withinAbsolute } = statement;
  if (expected && expected.kind !== 'blank' && holds(expected, offset)) return inFormula(expected, offset);
  return inFormula(within, offset) ?? inFormula(withinAbsolute, offset);
}

/** The last statement that begins at or before `offset`, if it reaches that far. */
function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  const statement = statements[lastBeginningAt(statements, offset)];
  return statement && holds(statement, offset) ? statement : undefined;
}

function valueAt(
  identifier: Identifier | undefined,
  offset: number,
  isDefinition = false,
): SyntaxAtOffset | undefined {
  if (!identifier || !holds(identifier, offset)) return undefined;
  const { name, start, end } = identifier;
  return { kind: 'value', range: { start, end }, name, isDefinition };
}

function inFormula(expression: Expression | undefined, offset: number): SyntaxAtOffset | undefined {
  if (!expression || !holds(expression, offset)) return undefined;
  const { start, end } = expression;
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
      return undefined;
    case 'name':
      return { kind: 'value', range: { start, end }, name: expression.name, isDefinition: false };
    case 'group':
      return inFormula(expression.inner, offset);
    case 'list':
      return inFormula(
        expression.elements.find((element) => holds(element, offset)),
        offset,
      );
    case 'call': {
      const { callee } = expression;
      if (holds(callee, offset)) {
        const range = { start: callee.start, end: callee.end };
        return { kind: 'function', range, name: callee.name, application: { start, end } };
      }
      return inFormula(expression.arguments.find(({ value }) => holds(value, offset))?.value, offset);
    }
    case 'gradient':
      // Its word and its brackets are of it, too.
      return { kind: 'gradient', range: { start, end }, name: expression.of.name, statement: expression };
    case 'member':
      return inFormula(expression.object, offset);
    case 'index': {
      const { object, brackets, indices } = expression;
      const index = indices.find((candidate) => holds(candidate, offset));
      return (
        inFormula(object, offset) ??
        (index && inIndex(index, offset)) ??
        operatorAt(brackets, offset, '[ ]', { start, end })
      );
    }
    case 'negation':
      return (
        inFormula(expression.operand, offset) ??
        operatorAt(expression.operator, offset, 'unary -', { start, end })
      );
    case 'power':
      return (
        inFormula(expression.base, offset) ??
        inFormula(expression.exponent, offset) ??
        operatorAt(expression.operator, offset, '**', { start, end })
      );
    case 'chain': {
      const first = inFormula(expression.first, offset);
      if (first) return first;
      for (const { operator, operatorRange, operand } of expression.links) {
        const found =
          inFormula(operand, offset) ??
          operatorAt(operatorRange, offset, operator, { start, end: operand.end });
        if (found) return found;
      }
      return undefined;
    }
  }
}

function inIndex(index: Index, offset: number): SyntaxAtOffset | undefined {
  if (index.kind === 'entry') return inFormula(index.value, offset);
  return inFormula(index.from, offset) ?? inFormula(index.to, offset) ?? inFormula(index.step, offset);
}

function operatorAt(
  range: Range,
  offset: number,
  operator: Extract<SyntaxAtOffset, { kind: 'operator' }>['operator'],
  application: Range,
): SyntaxAtOffset | undefined {
  return holds(range, offset) ? { kind: 'operator', range, operator, application } : undefined;
}

function inSetting({ name, value }: Setting, offset: number, inTrain: boolean): SyntaxAtOffset | undefined {
  if (holds(name, offset)) {
    return { kind: 'setting', range: { start: name.start, end: name.end }, name: name.name, inTrain };
  }
  return value && inCallable(value, offset, name.name);
}

function inComparison(statement: CompareStatement, offset: number): SyntaxAtOffset | undefined {
  const { keyword, name, settings } = statement;
  for (const range of [keyword, name]) {
    if (range && holds(range, offset)) {
      return { kind: 'compare', range: { start: range.start, end: range.end }, statement };
    }
  }
  const setting = settings.find((candidate) => holds(candidate, offset));
  if (!setting || setting.member) return undefined;
  const { value } = setting;
  if (value?.kind !== 'list') return inSetting(setting, offset, true);
  const element = value.elements.find((each) => holds(each, offset));
  return inSetting({ ...setting, ...(element && { value: element }) }, offset, true);
}

function inCallable(value: Expression, offset: number, setting: string): SyntaxAtOffset | undefined {
  if (!holds(value, offset)) return undefined;
  if (value.kind === 'name') {
    return { kind: 'callable', range: { start: value.start, end: value.end }, name: value.name, setting };
  }
  if (value.kind !== 'call') return inFormula(value, offset);
  const { callee } = value;
  if (!holds(callee, offset)) {
    return inFormula(value.arguments.find((argument) => holds(argument, offset))?.value, offset);
  }
  return { kind: 'callable', range: { start: callee.start, end: callee.end }, name: callee.name, setting };
}

function inLayers(items: readonly LayerItem[], offset: number): SyntaxAtOffset | undefined {
  const item = items.find((candidate) => holds(candidate, offset));
  if (!item) return undefined;
  if (item.kind === 'repeat') return inLayers(item.items, offset) ?? inFormula(item.count, offset);
  const { callee } = item;
  if (callee && holds(callee, offset)) {
    return { kind: 'layer', range: { start: callee.start, end: callee.end }, name: callee.name, line: item };
  }
  return inArgument(
    item.arguments.find((argument) => holds(argument, offset)),
    offset,
  );
}

function inArgument(argument: Argument | undefined, offset: number): SyntaxAtOffset | undefined {
  if (!argument) return undefined;
  if (argument.name?.name === 'init') return inCallable(argument.value, offset, 'init');
  return inFormula(argument.value, offset);
}
