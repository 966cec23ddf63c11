import type { CheckedFile } from '../..';
import type { ExpectStatement, Statement } from '../../ast';
import type { Range } from '../../range';
import type { AskedNumbers, Expectation, NetworkExpectation } from '../../checkedFormulas';
import { tokensIn } from '../../scanner/token';

/** What somebody who filled in a sheet changed of it beside the answers. */
export interface SheetChange {
  /**
   * `changed`: a line of the original is another one; `added`: a `backward` that it has not; of a question:
   */
  readonly kind: 'changed' | 'removed' | 'added' | 'deleted question' | 'looser tolerance';
  /** The name of the line, or the question: `apple`, `backward price`, `grad(apple)`. */
  readonly what: string;
}

export type AskedExpectation = Expectation | NetworkExpectation;

/** One question of the original, and what was made of it. */
export interface SheetQuestion {
  /** `grad(apple)` */
  readonly name: string;
  /** Absent where the original's own line is broken. */
  readonly original?: AskedExpectation;
  /** Absent where the copy asks it no more, or its line is broken. */
  readonly copy?: AskedExpectation;
}

/** The questions of an original in their order, each with what a copy has in its place. */
export function sheetQuestions(original: CheckedFile, copy: CheckedFile): SheetQuestion[] {
  const copies = new Map(questionsOf(copy).map(({ key, expectation }) => [key, expectation]));
  return questionsOf(original).map(({ name, key, expectation }) => {
    const answered = copies.get(key);
    return { name, ...(expectation && { original: expectation }), ...(answered && { copy: answered }) };
  });
}

/**
 * What a copy changed of its original beside the answers. Lines that were added, to compute by, are
 * allowed.
 */
export function sheetChanges(original: CheckedFile, copy: CheckedFile): SheetChange[] {
  const kept = new Map(linesOf(copy).map((line) => [line.key, line]));
  const changes = linesOf(original).flatMap(({ key, name, text }): SheetChange[] => {
    const found = kept.get(key);
    if (found === undefined) return [{ kind: 'removed', what: name }];
    return found.text === text ? [] : [{ kind: 'changed', what: name }];
  });
  const known = new Set(linesOf(original).map(({ key }) => key));
  for (const { key, name, isPass } of kept.values()) {
    // What a gradient is asked of depends on the passes above it.
    if (isPass && !known.has(key)) changes.push({ kind: 'added', what: name });
  }
  const asked = new Set(questionsOf(copy).map(({ key }) => key));
  for (const { key, name } of questionsOf(original)) {
    if (!asked.has(key)) changes.push({ kind: 'deleted question', what: name });
  }
  for (const { name, original: before, copy: after } of sheetQuestions(original, copy)) {
    if (before && after && isLooser(after, before)) changes.push({ kind: 'looser tolerance', what: name });
  }
  return changes;
}

function isLooser(a: AskedNumbers, b: AskedNumbers): boolean {
  return a.within > b.within || (a.withinAbsolute ?? 0) > (b.withinAbsolute ?? 0);
}

interface Line {
  readonly key: string;
  readonly name: string;
  readonly isPass: boolean;
  /** Its words without spaces and comments. */
  readonly text: string;
}

/** Everything that questions are asked about, by a name that an edit of the line does not change. */
function linesOf({ ast }: CheckedFile): Line[] {
  const counts = new Map<string, number>();
  return ast.statements.flatMap((statement): Line[] => {
    const name = nameOf(statement);
    if (name === undefined) return [];
    const text = wordsOf(ast.tokens, statement);
    return [{ key: numbered(counts, name), name, isPass: statement.kind === 'backward', text }];
  });
}

function nameOf(statement: Statement): string | undefined {
  switch (statement.kind) {
    case 'assign':
      return statement.target.name;
    case 'backward':
      return `backward ${statement.target?.name ?? ''}`.trimEnd();
    case 'network':
    case 'block':
    case 'compare':
      return `${statement.kind} ${statement.name?.name ?? ''}`.trimEnd();
    case 'sheet':
    case 'expect':
      return undefined;
  }
}

/** Of a network without what it asks: its answers are the learner's to write. */
function wordsOf(tokens: CheckedFile['ast']['tokens'], statement: Statement): string {
  const asked = statement.kind === 'network' ? statement.members.filter(({ kind }) => kind === 'expect') : [];
  const isAsked = (token: Range): boolean =>
    asked.some((member) => token.start >= member.start && token.end <= member.end);
  const words = tokensIn(tokens, statement).filter((token) => !isAsked(token));
  return words.map(({ kind, text }) => (kind === 'string' ? JSON.stringify(text) : text)).join(' ');
}

/** The questions as they are written, broken ones included; the second of a name is told from the first. */
function questionsOf({ ast, formulas, networks }: CheckedFile): {
  readonly key: string;
  readonly name: string;
  readonly expectation: AskedExpectation | undefined;
}[] {
  const counts = new Map<string, number>();
  const asked = [...formulas.expectations, ...networks.flatMap(({ expectations }) => expectations)];
  const sound = new Map(asked.map((each) => [each.statement.start, each]));
  const ask = ({ target, member, ofGradient, start }: ExpectStatement, network: string) => {
    const subject = [target?.name, member?.name].filter((part) => part !== undefined).join('.');
    const name = `${network}${ofGradient ? `grad(${subject})` : subject === '' ? 'expect' : subject}`;
    return { key: numbered(counts, name), name, expectation: sound.get(start) };
  };
  return ast.statements.flatMap((statement) => {
    if (statement.kind === 'expect') return [ask(statement, '')];
    if (statement.kind !== 'network') return [];
    const members = statement.members.filter((member) => member.kind === 'expect');
    return members.map((member) => ask(member, `${statement.name?.name ?? ''}: `));
  });
}

function numbered(counts: Map<string, number>, name: string): string {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return `${name} ${count}`;
}
