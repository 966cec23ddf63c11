import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { TrackedText } from '../../../../src/editor/formulas/trackedText';
import { errorCount, rowsOf } from '../../../../src/editor/sidebar/rows';
import type { Row } from '../../../../src/editor/sidebar/rows';
import { runRows } from '../../../../src/editor/sidebar/runRows';
import type { RunRows } from '../../../../src/editor/sidebar/runRows';
import { runText } from '../formulas/formulaRuns';

describe('rows', () => {
  test('stand in the order of the text, mistakes first', () => {
    const file = checkText(
      'a = 2\nbackward a\nb = wrong\nnetwork N {\n  data = xor()\n}\nc = a * 3\nbackward c\n',
    );
    expect(rowsOf(file).map(({ kind, id }) => `${kind}: ${id}`)).toEqual([
      'error: error unknown-name',
      'error: error missing-layers',
      'value: value a',
      'pass: backward a',
      'network: network N',
      'value: value c',
      'pass: backward c',
    ]);
    expect(errorCount(file)).toBe(2);
  });

  test('of one file never share an id', () => {
    const text = 'a = 2\nbackward a\nbackward a\nx = wrong\ny = wrong\nz = other\nw = another\n';
    const ids = rowsOf(checkText(text)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are a few for many mistakes, which are counted all the same', () => {
    const file = checkText(Array.from({ length: 30 }, (_line, index) => `a${index} = b${index}`).join('\n'));
    expect(errorCount(file)).toBe(30);
    expect(rowsOf(file)).toHaveLength(5);
  });

  test('of a formula have its intermediate results, and nobody else has them', () => {
    const text = 'a = 2; b = 3\nexpect a = 1 + 1\nc = (a + b) * relu(a - b)\nbackward c with 2 * 1\nd = a\n';
    const file = checkText(text);
    const written = Object.fromEntries(
      rowsOf(file).flatMap((row) =>
        row.kind === 'value'
          ? [[row.value.name, row.nodes.map(({ range }) => text.slice(range.start, range.end))]]
          : [],
      ),
    );
    expect(written).toEqual({ a: [], b: [], c: ['a + b', 'a - b', 'relu(a - b)'], d: [] });
  });

  test('of a network have its layers, repeated ones each time', () => {
    const file = checkText(
      'network N {\n  data = xor()\n  layers {\n    repeat 2 { Affine(4); ReLU }\n    Affine(2)\n    SoftmaxWithLoss\n  }\n}\n',
    );
    const [row] = rowsOf(file);
    if (row?.kind !== 'network') throw new Error('There is no network.');
    expect(row.layers.map(({ layer }) => layer.type)).toEqual([
      'Affine',
      'ReLU',
      'Affine',
      'ReLU',
      'Affine',
      'SoftmaxWithLoss',
    ]);
    expect(new Set(row.layers.map(({ id }) => id)).size).toBe(6);
  });
});

const formulas = 'a = 3\nb = a * a + 1\nlonely = 4\nbackward b\n';

describe('the numbers of a run', () => {
  test('stand in the rows of the text that was run, intermediate results included', () => {
    const rows = rowsOf(checkText(formulas));
    const found = afterEdit(formulas, formulas, rows, false);
    expect(found?.stale).toBe(false);
    expect(shown(found, rows)).toEqual({
      a: [3, 6],
      b: [10, 1],
      'b 0': [9, 1],
      lonely: [4, 'none'],
    });
  });

  test('follow their statements through an edit; what was edited has none, nor what is inside it', () => {
    const edited = 'new = 1\na = 5\nb = a * a + 1\nlonely = 4\nbackward b\n';
    const rows = rowsOf(checkText(edited));
    const found = afterEdit(formulas, edited, rows, true);
    expect(found?.stale).toBe(true);
    expect(shown(found, rows)).toEqual({
      b: [10, 1],
      'b 0': [9, 1],
      lonely: [4, 'none'],
    });
  });

  test('are not guessed for a closed file that has another text', () => {
    const rows = rowsOf(checkText(`${formulas}\nc = 1\n`));
    expect(afterEdit(formulas, `${formulas}\nc = 1\n`, rows, false)).toBeUndefined();
  });

  test('of a blank are hidden', () => {
    const text = 'a = 3\nb = a * a\nbackward b\nexpect b = ?\nexpect grad(a) = ?\n';
    const rows = rowsOf(checkText(text));
    expect(shown(afterEdit(text, text, rows, true), rows)).toEqual({ a: [3, 'sealed'], b: ['sealed', 1] });
  });
});

/** Runs one text, and replaces all that differs up to the common end by one edit. */
function afterEdit(
  before: string,
  after: string,
  rows: readonly Row[],
  isOpen: boolean,
): RunRows | undefined {
  const run = runText(before);
  const statements = new TrackedText(
    before,
    run.file.formulas.values.map(({ statement }) => statement),
  );
  let same = 0;
  while (same < before.length && same < after.length && before.at(-1 - same) === after.at(-1 - same)) same++;
  const change = {
    rangeOffset: 0,
    rangeLength: before.length - same,
    text: after.slice(0, after.length - same),
  };
  if (before !== after) statements.follow([change], after);
  const session = {
    run,
    selectedPass: undefined,
    statementNow: (index: number) => statements.range(index),
  };
  return runRows(session, checkText(after), rows, isOpen);
}

function shown(found: RunRows | undefined, rows: readonly Row[]): Record<string, unknown> {
  const all = rows.flatMap((row) => (row.kind === 'value' ? [row, ...row.nodes] : []));
  return Object.fromEntries(
    all.flatMap((row) => {
      const numbers = found?.numbersOf(row);
      if (numbers === undefined) return [];
      const single = (entries: typeof numbers.gradient): unknown =>
        entries instanceof Float64Array ? entries[0] : entries;
      return [[row.id.replace('value ', ''), [single(numbers.value), single(numbers.gradient)]]];
    }),
  );
}
