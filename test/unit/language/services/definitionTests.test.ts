import { describe, expect, test } from 'vitest';
import {
  errorBehind,
  identifyTests,
  testsOf,
  type IdentifiedTest,
  type KnownTest,
} from '../../../../src/language/services/definitionTests';
import { movedRange } from '../../../../src/editor/formulas/trackedText';
import { checkText } from '../../checkText';

const text = `a = 2
b = a * a
backward b
expect b = 4
expect grad(a) = ?

network Line {
  data = sine()
  layers { Affine(1); MeanSquaredError }
}
`;

describe('the tests of a text', () => {
  test('are its expects, its passes and its networks, in their order', () => {
    const file = checkText(text);
    expect(testsOf(file).map(({ kind, subject, isBlank }) => [kind, subject, isBlank])).toEqual([
      ['gradientCheck', 'backward b', false],
      ['expectation', 'expect b', false],
      ['expectation', 'expect grad(a)', true],
      ['networkCheck', 'network Line', false],
    ]);
    const places = testsOf(file).map(({ place }) => text.slice(place.start, place.end));
    expect(places).toEqual(['backward b', 'expect b = 4', 'expect grad(a) = ?', 'network Line']);
  });

  test('are there while their lines are broken', () => {
    const subjects = testsOf(checkText('backward\nexpect\nexpect grad(\nnetwork\n')).map(
      ({ subject }) => subject,
    );
    expect(subjects).toEqual(['backward', 'expect', 'expect grad()', 'network']);
  });
});

/** The tests of a text after an edit that replaces `removed`, the first of its kind, by `added`. */
function edit(
  known: readonly IdentifiedTest[],
  before: string,
  removed: string,
  added: string,
): { readonly text: string; readonly tests: readonly IdentifiedTest[] } {
  const at = before.indexOf(removed);
  if (at < 0) throw new Error(`There is no ${removed}.`);
  const now = before.slice(0, at) + added + before.slice(at + removed.length);
  const changes = [{ rangeOffset: at, rangeLength: removed.length, text: added }];
  const followed = known.map(({ id, test }): KnownTest => ({
    id,
    test,
    now: movedRange(test.statement, changes),
  }));
  return { text: now, tests: identifyTests(followed, testsOf(checkText(now))) };
}

const idsOf = (tests: readonly IdentifiedTest[]): readonly string[] => tests.map(({ id }) => id);

describe('a test that is edited', () => {
  const twice = 'a = 2\nb = a * 3\nexpect b = 6\nexpect b = 7\n';
  const first = identifyTests([], testsOf(checkText(twice)));

  test('has an id of its own, also where two are written alike', () => {
    expect(idsOf(first)).toEqual(['expect b', 'expect b #2']);
  });

  test('stays itself when another that is written alike is put above it', () => {
    const { tests } = edit(first, twice, 'a * 3\n', 'a * 3\nexpect b = 5\n');
    expect(idsOf(tests)).toEqual(['expect b #3', 'expect b', 'expect b #2']);
  });

  test('stays itself when the one above it is taken away', () => {
    const { tests } = edit(first, twice, 'expect b = 6\n', '');
    expect(idsOf(tests)).toEqual(['expect b #2']);
  });

  test('stays itself when it asks for something else', () => {
    const { text: renamed, tests } = edit(first, twice, 'expect b = 7', 'expect a = 2');
    // All of the line was replaced: it is another test. A part of it: the same one.
    expect(idsOf(tests)).toEqual(['expect b', 'expect a']);
    const again = edit(tests, renamed, 'a = 2\n', 'b = 2\n');
    expect(idsOf(again.tests)).toEqual(['expect b', 'expect a']);
    const part = edit(first, twice, 'b = 7', 'a = 2');
    expect(idsOf(part.tests)).toEqual(['expect b', 'expect b #2']);
    expect(part.tests[1]?.test.subject).toBe('expect a');
  });

  test('is found by its words where lines were moved', () => {
    const swapped = twice.replace('expect b = 6\nexpect b = 7', 'expect b = 7\nexpect b = 6');
    const moved = identifyTests(
      first.map(({ id, test }) => ({ id, test, now: undefined })),
      testsOf(checkText(swapped)),
    );
    expect(idsOf(moved)).toEqual(['expect b #2', 'expect b']);
  });

  test('is found by what it is about where nobody followed the edit', () => {
    const moved = identifyTests(
      first.map(({ id, test }) => ({ id, test, now: undefined })),
      testsOf(checkText('# new\na = 2\nb = a * 3\nexpect a = 2\nexpect b = 8\nexpect b = 9\n')),
    );
    expect(idsOf(moved)).toEqual(['expect a', 'expect b', 'expect b #2']);
  });

  test('keeps its id through many edits, and no two ever have the same', () => {
    let state: ReturnType<typeof edit> = { text: twice, tests: first };
    for (const [removed, added] of [
      ['expect b = 6', 'expect a = 2\nexpect b = 6'],
      ['a = 2\n', '# a comment\na = 2\n'],
      ['expect a = 2\n', ''],
      ['= 7', '= 7 within 0.1'],
      ['expect b = 6', 'expect b = 6; expect b = 8'],
      ['b = 6', 'grad(a) = 6'],
    ] as const) {
      state = edit(state.tests, state.text, removed, added);
      expect(new Set(idsOf(state.tests)).size).toBe(state.tests.length);
    }
    const ofSeven = state.tests.find(({ test: { place } }) =>
      state.text.slice(place.start, place.end).includes('= 7'),
    );
    expect(ofSeven?.id).toBe('expect b #2');
  });
});

describe('the error behind a statement', () => {
  const broken = 'a = 1\nb = aa\nc = b * 2\nbackward c\nexpect c = cc\n';
  const file = checkText(broken);
  const errorAt = (statement: string): string | undefined => {
    const start = broken.indexOf(statement);
    const range = errorBehind(file, { start, end: start + statement.length })?.range;
    return range && broken.slice(range.start, range.end);
  };

  test('is its own, else the nearest above', () => {
    expect(errorAt('expect c = cc')).toBe('cc');
    expect(errorAt('backward c')).toBe('aa');
    expect(errorBehind(checkText('a = 1'), { start: 0, end: 5 })).toBeUndefined();
  });
});
