import type { CheckedFile } from '../..';
import { isBinaryOperator, type Token } from '../../scanner/token';
import { callableNamed } from './callableNamed';
import { comparedTakes, takesOfTrain } from './comparedNetwork';
import { nameOfPiece, type CursorPlace, type OpenBracket } from './cursorPlace';
import {
  parameterNamed,
  parameterOfBlock,
  type DescribedCallable,
  type DescribedParameter,
  type Takes,
} from '../describedCallables';

/** A call whose parentheses are open at a place. */
export interface CallAround {
  readonly callable: DescribedCallable;
  readonly bracket: OpenBracket;
  /** What the piece at the place is given to; absent where the call has no place for it. */
  readonly parameter?: DescribedParameter;
  /** Whether that is said by its name. */
  readonly isByName: boolean;
}

/** What may be written at a place. */
export type Expected =
  /** The first word of a line. */
  | { readonly kind: 'statement' }
  /** One of these words. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** The name of a value: after `backward`, `expect`, and in `grad(…)`. */
  | { readonly kind: 'value name'; readonly after: 'backward' | 'expect' | 'grad' }
  /** What a network can be asked for, behind `expect`, and in `grad(…)`. */
  | { readonly kind: 'quantity'; readonly after: 'expect' | 'grad' }
  /** A parameter of a layer, behind `hidden.` */
  | { readonly kind: 'part'; readonly layer: string; readonly ofGradient: boolean }
  /** The name of a network above, behind `compare … of`. */
  | { readonly kind: 'network name' }
  /** An argument of a layer, behind `hidden.` in a comparison. */
  | { readonly kind: 'argument of'; readonly name: string }
  /** The name of a layer above, or `input`. */
  | { readonly kind: 'layer name' }
  | {
      readonly kind: 'slot';
      /** Absent where every place of the call is taken: only the name of an argument may stand there. */
      readonly takes?: Takes;
      /** The innermost call around, where no list stands in between. */
      readonly call?: CallAround;
      /** The name of an argument may stand here, too. */
      readonly beginsArgument: boolean;
      /** In a list, in which numbers stand more often than names. */
      readonly isInList: boolean;
      /** `expect h = `: a `?` may stand here, too. */
      readonly isAnswer: boolean;
    };

/** What may be written at `place`; `undefined` where nothing that the language has names for may. */
export function expectedAt(file: CheckedFile, place: CursorPlace): Expected | undefined {
  const { tokens } = file.ast;
  const { statementStart, previous, body } = place;
  if (previous < statementStart) return { kind: 'statement' };
  const first = tokens[statementStart];
  const before = tokens[previous];
  if (!first || !before) return undefined;
  const isExpectation = place.body === 'network' && first.kind === 'keyword' && first.text === 'expect';
  if (isExpectation && isPartAt(file, place)) {
    const layer = tokens[previous - 1]?.text ?? '';
    return { kind: 'part', layer, ofGradient: place.brackets.length > 0 };
  }
  if (body === 'compare' && isDot(file, previous)) {
    return previous - 1 === statementStart ? { kind: 'argument of', name: first.text } : undefined;
  }
  if (place.brackets.length > 0) return inBrackets(file, place);
  if (isExpectation) return inExpectation(tokens, place);
  if (body === 'file') return inFormulaLine(first, before, tokens[previous - 1], previous - statementStart);
  if (body === 'layers' || body === 'block') return inLayerLine(first, before, tokens[statementStart + 1]);
  return isOperandAfter(before) ? rootSlot(rootTakes(file, place)) : undefined;
}

function rootSlot(takes: Takes | undefined, isAnswer = false): Expected | undefined {
  return takes && { kind: 'slot', takes, beginsArgument: false, isInList: false, isAnswer };
}

/** A value is still to come behind this token. */
function isOperandAfter({ kind, text }: Token): boolean {
  if (kind === 'keyword') return text === 'with' || text === 'within';
  return ['=', '(', '[', ',', ':'].includes(kind) || isBinaryOperator(kind);
}

/** @param count how many tokens of the line stand before the place, without the first */
function inFormulaLine(
  first: Token,
  before: Token,
  secondLast: Token | undefined,
  count: number,
): Expected | undefined {
  const word = first.kind === 'keyword' ? first.text : undefined;
  if (first.kind === 'name' && first.text === 'compare' && before.kind === 'name') {
    if (count === 1) return { kind: 'words', words: ['of'] };
    return count === 2 && before.text === 'of' ? { kind: 'network name' } : undefined;
  }
  if (word === 'network' || word === 'block') return undefined;
  if (word === 'backward' && count === 0) return { kind: 'value name', after: 'backward' };
  if (word === 'expect' && count === 0) return { kind: 'value name', after: 'expect' };
  if (isOperandAfter(before)) return rootSlot('value', word === 'expect' && before.kind === '=');
  if (word === 'backward' && count === 1) return { kind: 'words', words: ['with'] };
  if (word !== 'expect' || count < 3 || before.kind === '=') return undefined;
  if (before.kind === 'name' && before.text === 'or') return rootSlot('value');
  const isBound = secondLast?.kind === 'keyword' && secondLast.text === 'within';
  return { kind: 'words', words: isBound ? ['or'] : ['within'] };
}

/** A dot with no name behind it is no token of its own yet. */
function isDot({ ast: { tokens }, text }: CheckedFile, index: number): boolean {
  const token = tokens[index];
  return token !== undefined && text.slice(token.start, token.end) === '.';
}

/** Behind the dot of `expect hidden.` or of `expect grad(hidden.`. */
function isPartAt(file: CheckedFile, { previous, statementStart }: CursorPlace): boolean {
  const { tokens } = file.ast;
  const opener = tokens[previous - 2];
  return (
    isDot(file, previous) &&
    (previous - 2 === statementStart || (opener?.kind === '(' && tokens[previous - 3]?.text === 'grad'))
  );
}

/** `expect …` in a network: what is asked for has a dot, and is of its layers. */
function inExpectation(tokens: CheckedFile['ast']['tokens'], place: CursorPlace): Expected | undefined {
  const { statementStart, previous } = place;
  const [first, before] = [tokens[statementStart], tokens[previous]];
  if (!first || !before) return undefined;
  if (previous === statementStart) return { kind: 'quantity', after: 'expect' };
  const dots = tokens.slice(statementStart, previous).filter(({ kind }) => kind === '.').length;
  return inFormulaLine(first, before, tokens[previous - 1], previous - statementStart - 2 * dots);
}

function inLayerLine(first: Token, before: Token, second: Token | undefined): Expected | undefined {
  if (first.kind === 'keyword' && first.text === 'repeat') {
    return before === first ? rootSlot(wholeNumber) : undefined;
  }
  if (before.kind === '=') return before === second ? rootSlot('layer') : undefined;
  if (before.kind === 'keyword' && before.text === 'from') return { kind: 'layer name' };
  return before.kind === 'name' || before.kind === ')' ? { kind: 'words', words: ['from'] } : undefined;
}

/** What stands behind `repeat`. */
const wholeNumber = { name: 'repeat', type: 'integer', range: { from: 1 }, documentation: '' } as const;

/** What the statement takes outside of its brackets. */
function rootTakes(file: CheckedFile, place: CursorPlace): Takes | undefined {
  const { tokens } = file.ast;
  const first = tokens[place.statementStart];
  switch (place.body) {
    case 'file':
      return first?.kind === 'keyword' && first.text === 'block' ? takesOfHead(file, place) : 'value';
    case 'layers':
    case 'block':
      return first?.text === 'repeat' ? wholeNumber : 'layer';
    case 'network':
      if (first?.kind === 'keyword' && first.text === 'expect') return 'value';
      if (first?.text === 'parameters') return 'archive';
      return first?.text === 'data' ? 'data' : undefined;
    case 'train':
      return takesOfTrain(first?.text);
    case 'compare': {
      const isArgument = tokens[place.statementStart + 1]?.kind === '.';
      const argument = isArgument ? tokens[place.statementStart + 2]?.text : undefined;
      return comparedTakes(file, place, first?.text ?? '', argument);
    }
  }
}

/** What a parameter is in the head of a block, behind `block B(start=`; a new name before that. */
function takesOfHead(file: CheckedFile, { brackets, previous }: CursorPlace): Takes | undefined {
  const { tokens, statements } = file.ast;
  const [head] = brackets;
  const named = head && nameOfPiece(tokens, { start: head.pieceStart, end: previous + 1 });
  if (!named) return undefined;
  const at = tokens[previous]?.start ?? 0;
  const block = statements.find(({ kind, start, end }) => kind === 'block' && start <= at && at <= end);
  return parameterOfBlock(block?.kind === 'block' ? block.items : [], named.name)?.takes;
}

/** The calls around a place, outermost first, and what the innermost bracket takes. */
export function callsAround(
  file: CheckedFile,
  place: CursorPlace,
): { readonly calls: readonly CallAround[]; readonly takes: Takes | undefined } {
  const calls: CallAround[] = [];
  let takes = rootTakes(file, place);
  // Those around the parameters of a block are no call.
  const isHead = place.body === 'file' && file.ast.tokens[place.statementStart]?.text === 'block';
  for (const bracket of isHead ? place.brackets.slice(1) : place.brackets) {
    // In a list, or in parentheses of their own, stands what stands around them.
    if (!bracket.callee) continue;
    const callable = takes && callableNamed(file, takes, bracket.callee);
    if (!callable) {
      takes = undefined;
      continue;
    }
    const given = parameterAt(file, place, callable, bracket);
    calls.push({ callable, bracket, ...given });
    takes = given.parameter?.takes;
  }
  return { calls, takes };
}

/** By its name where `name =` begins the piece, else by its position. */
function parameterAt(
  { ast: { tokens } }: CheckedFile,
  place: CursorPlace,
  callable: DescribedCallable,
  { position, pieceStart }: OpenBracket,
): Pick<CallAround, 'parameter' | 'isByName'> {
  const named = nameOfPiece(tokens, { start: pieceStart, end: place.previous + 1 });
  if (named) {
    const parameter = parameterNamed(callable, named.name);
    return { isByName: true, ...(parameter && { parameter }) };
  }
  const inOrder = callable.parameters.filter((parameter) => !parameter.isNamed);
  const variadic = inOrder.findIndex(({ isVariadic }) => isVariadic);
  const parameter = inOrder[variadic === -1 ? position : Math.min(position, variadic)];
  return { isByName: false, ...(parameter && { parameter }) };
}

/** What stands between the brackets of `x[…]`: numbers, and names of such. */
const anIndex = { name: 'index', type: 'axes', documentation: '' } as const;

/** Whether the innermost bracket is an index, or a list in one: `x[|`, `x[[0, |`. */
function isInIndex(tokens: readonly Token[], { brackets }: CursorPlace): boolean {
  const [innermost, around] = [brackets.at(-1), brackets.at(-2)];
  if (tokens[innermost?.index ?? -1]?.kind !== '[') return false;
  return beginsIndex(tokens, innermost) || beginsIndex(tokens, around);
}

function beginsIndex(tokens: readonly Token[], bracket: OpenBracket | undefined): boolean {
  const opener = tokens[bracket?.index ?? -1];
  const before = tokens[(bracket?.index ?? 0) - 1];
  if (opener?.kind !== '[' || before?.end !== opener.start) return false;
  return before.kind === 'name' || before.kind === ')' || before.kind === ']';
}

function inBrackets(file: CheckedFile, place: CursorPlace): Expected | undefined {
  const { tokens } = file.ast;
  const innermost = place.brackets.at(-1);
  const before = tokens[place.previous];
  if (!innermost || !before) return undefined;
  if (innermost.callee?.kind === 'keyword') {
    if (before.kind !== '(') return undefined;
    return place.body === 'network'
      ? { kind: 'quantity', after: 'grad' }
      : { kind: 'value name', after: 'grad' };
  }
  if (!isOperandAfter(before)) return undefined;
  if (isInIndex(tokens, place)) {
    return { kind: 'slot', takes: anIndex, beginsArgument: false, isInList: true, isAnswer: false };
  }
  const { calls, takes } = callsAround(file, place);
  const last = calls.at(-1);
  const call = last?.bracket === innermost ? last : undefined;
  const isInList = tokens[innermost.index]?.kind === '[';
  const beginsArgument = call !== undefined && place.previous === innermost.pieceStart - 1;
  if (takes === undefined && !beginsArgument) return undefined;
  return {
    kind: 'slot',
    ...(takes !== undefined && { takes }),
    ...(call && { call }),
    beginsArgument,
    isInList,
    isAnswer: false,
  };
}
