import type { CheckedFile } from '..';
import type { Statement } from '../ast';
import type { Diagnostic } from '../diagnostic';
import type { Range } from '../range';

/**
 * Something a definition can be tested for:
 * - `expectation`: an `expect` of the formulas;
 * - `gradientCheck`: the gradients of one `backward` against central differences;
 * - `networkCheck`: those of a network.
 */
export interface DefinitionTest {
  readonly kind: 'expectation' | 'gradientCheck' | 'networkCheck';
  /** The whole statement as it is written. */
  readonly text: string;
  /** What it is about, as it is written: `expect grad(x)`, `backward loss`, `network Spiral`. */
  readonly subject: string;
  /** The statement: a test is found by it in what was checked of the same text. */
  readonly statement: Range;
  /** Where it is shown: the line that asks for it. */
  readonly place: Range;
  /** A `?` stands where the answer will. */
  readonly isBlank: boolean;
}

/** The tests of a text in their order, of broken lines too: a test stays while its line is edited. */
export function testsOf({ ast, text }: Pick<CheckedFile, 'ast' | 'text'>): DefinitionTest[] {
  const testOf = (statement: Statement, network = ''): DefinitionTest[] => {
    const { start, end } = statement;
    const about = subjectOf(statement, network);
    return about ? [{ ...about, statement: { start, end }, text: text.slice(start, end) }] : [];
  };
  return ast.statements.flatMap((statement) => {
    if (statement.kind !== 'network') return testOf(statement);
    const name = statement.name?.name ?? '';
    const expected = statement.members.flatMap((member) =>
      member.kind === 'expect' ? testOf(member, name) : [],
    );
    return [...testOf(statement), ...expected];
  });
}

/** @param network the one that a line is of; empty for formulas */
function subjectOf(
  statement: Statement,
  network: string,
): Omit<DefinitionTest, 'statement' | 'text'> | undefined {
  const { start, end } = statement;
  const place = { start, end };
  switch (statement.kind) {
    case 'expect': {
      const { target, member, ofGradient, expected } = statement;
      const name = [target?.name, member?.name].filter((part) => part !== undefined).join('.');
      const asked = `expect ${ofGradient ? `grad(${name})` : name}`.trimEnd();
      const subject = network === '' ? asked : `${network}: ${asked}`;
      const isBlank = expected?.kind === 'blank';
      return { kind: 'expectation', subject, place, isBlank };
    }
    case 'backward': {
      const subject = `backward ${statement.target?.name ?? ''}`.trimEnd();
      return { kind: 'gradientCheck', subject, place, isBlank: false };
    }
    case 'network': {
      const { name, keyword } = statement;
      const subject = `network ${name?.name ?? ''}`.trimEnd();
      return { kind: 'networkCheck', subject, place: { start, end: (name ?? keyword).end }, isBlank: false };
    }
    case 'sheet':
    case 'assign':
    case 'block':
    case 'compare':
      return undefined;
  }
}

/**
 * The mistake that keeps a statement from being computed: its own, or that of a line it may depend on, the
 * nearest one above before those below.
 */
export function errorBehind(
  { diagnostics }: Pick<CheckedFile, 'diagnostics'>,
  { start, end }: Range,
): Diagnostic | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const own = errors.find(({ range }) => range.start >= start && range.start <= end);
  return own ?? errors.filter(({ range }) => range.start < start).at(-1) ?? errors[0];
}

/** A test of an earlier text, and where its statement lies in the text of now. */
export interface KnownTest {
  readonly id: string;
  readonly test: DefinitionTest;
  /** `undefined` after its text was replaced, or where nobody followed the edits. */
  readonly now: Range | undefined;
}

export interface IdentifiedTest {
  /** No other test of the text has it, and it is kept while the text is edited. */
  readonly id: string;
  readonly test: DefinitionTest;
}

/**
 * Which of the tests of a text are those that were known: the one whose statement came to lie there by the
 * edits, else, where lines were moved or the whole text replaced, the next with the same words, else the next
 * about the same. With two `expect price` the one that is run stays the one that is pointed at, whatever is
 * put above it.
 */
export function identifyTests(
  known: readonly KnownTest[],
  tests: readonly DefinitionTest[],
): IdentifiedTest[] {
  const byPlace = new Map(known.flatMap((each) => (each.now ? [[placeOf(each.test, each.now), each]] : [])));
  const ofPlace = tests.map((test) => byPlace.get(placeOf(test, test.statement)));
  const ofText = takeAlike(known, tests, ofPlace, ({ text }) => text);
  const found = takeAlike(known, tests, ofText, ({ subject }) => subject);
  const ids = new Set(found.flatMap((each) => (each ? [each.id] : [])));
  const counts = new Map<string, number>();
  return tests.map((test, at) => ({ id: found[at]?.id ?? freeId(test.subject, ids, counts), test }));
}

function placeOf({ kind }: DefinitionTest, { start }: Range): string {
  return `${kind} ${String(start)}`;
}

/** `found`, and for each test that is left the next of those left of `known` that is alike. */
function takeAlike(
  known: readonly KnownTest[],
  tests: readonly DefinitionTest[],
  found: readonly (KnownTest | undefined)[],
  likeness: (test: DefinitionTest) => string,
): readonly (KnownTest | undefined)[] {
  const taken = new Set(found);
  const left = new Map<string, KnownTest[]>();
  for (const each of known) {
    if (taken.has(each)) continue;
    const key = likeness(each.test);
    const alike = left.get(key);
    if (alike) alike.push(each);
    else left.set(key, [each]);
  }
  for (const alike of left.values()) alike.reverse();
  return tests.map((test, at) => found[at] ?? left.get(likeness(test))?.pop());
}

function freeId(subject: string, taken: ReadonlySet<string>, counts: Map<string, number>): string {
  for (;;) {
    const number = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, number);
    const id = number === 1 ? subject : `${subject} #${String(number)}`;
    if (!taken.has(id)) return id;
  }
}
