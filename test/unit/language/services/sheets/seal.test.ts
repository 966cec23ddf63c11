import { describe, expect, test } from 'vitest';
import { checkText } from '../../../checkText';
import { sealOf } from '../../../../../src/language/services';
import { nodeNamed, runText } from '../../../editor/formulas/formulaRuns';

describe('a blank', () => {
  function hiddenIn(...lines: readonly string[]): { values: string[]; gradients: string[][] } {
    const checked = checkText(lines.join('\n'));
    const hidden = sealOf(checked.formulas, undefined);
    const names = (isSealed: (node: number) => boolean): string[] =>
      checked.formulas.values.filter(({ node }) => isSealed(node)).map(({ name }) => name);
    return {
      values: names(hidden.isValueSealed),
      gradients: checked.formulas.passes.map((_pass, pass) =>
        names((node) => hidden.isGradientSealed(pass, node)),
      ),
    };
  }

  test('hides the value it asks for, what only repeats it and what it only repeats', () => {
    const formulas = ['x = 2', 'y = x * x', 'z = y', 'w = z'];
    for (const asked of ['y', 'z', 'w'])
      expect(hiddenIn(...formulas, `expect ${asked} = ?`).values).toEqual(['y', 'z', 'w']);
  });

  test('hides the gradient it asks for in every pass that has it', () => {
    const formulas = ['x = 2', 'y = x * x', 'z = y', 'backward z', 'expect grad(x) = ?'];
    const { values, gradients } = hiddenIn(...formulas, 'backward y', 'backward y with 3', 'backward x');
    expect(values).toEqual([]);
    expect(gradients).toEqual([['x'], ['x'], [], []]);
  });

  test('hides the gradient under a name that gets the same, and only there', () => {
    for (const asked of ['x', 'y'])
      expect(hiddenIn('x = 2', 'y = x', 'z = y * y', 'backward z', `expect grad(${asked}) = ?`)).toEqual({
        values: [],
        gradients: [['x', 'y']],
      });
    // Here x gets more than y.
    const used = ['x = 2', 'y = x', 'z = y * x', 'backward z', 'expect grad(y) = ?'];
    expect(hiddenIn(...used).gradients).toEqual([['y']]);
    // What no gradient comes through adds nothing.
    const beside = ['x = 2', 'y = x', 'b = x + 1', 'z = y * y', 'backward z', 'expect grad(y) = ?'];
    expect(hiddenIn(...beside).gradients).toEqual([['x', 'y']]);
  });
});

describe('a gradient that is a value', () => {
  const step = ['W = [0.3, 0.7]', 'loss = sum(W ** 3)', 'backward loss'];
  const sealed = (head: readonly string[], ...lines: readonly string[]): string[] => {
    const run = runText([...head, ...step, ...lines].join('\n'));
    const { values, passes } = run.file.formulas;
    const seal = sealOf(run.file.formulas, run.numbers);
    const gradients = passes.flatMap((_pass, pass) =>
      values.flatMap(({ name, node }) => (seal.isGradientSealed(pass, node) ? [`grad(${name})`] : [])),
    );
    return [...values.flatMap(({ name, node }) => (seal.isValueSealed(node) ? [name] : [])), ...gradients];
  };

  test('is hidden as long as the gradient is asked for, and the other way round', () => {
    expect(sealed([], 'g = grad(W)', 'expect grad(W) = ?')).toEqual(['g', 'grad(W)']);
    expect(sealed([], 'g = grad(W)', 'expect g = ?')).toEqual(['g', 'grad(W)']);
    expect(sealed(['sheet "S"'], 'g = grad(W)', 'expect g = [0.27, 1.47]')).toEqual([]);
  });

  test('hides in a sheet what it can be read off: its multiples, and the step that it makes', () => {
    const lines = ['d = -0.1 * grad(W)', 'W2 = W + d', 'W3 = W - 0.1 * grad(W)', 'b = 2 * W'];
    expect(sealed(['sheet "S"'], ...lines, 'expect grad(W) = ?')).toEqual(['d', 'W2', 'W3', 'grad(W)']);
    expect(sealed(['sheet "S"'], ...lines, 'expect grad(W) = [0.27, 1.47]')).toEqual([]);
  });

  test('is another one below another backward', () => {
    const lines = ['g = grad(W)', 'm = sum(W ** 2)', 'backward m', 'h = grad(W)', 'expect grad(W) = ?'];
    expect(sealed([], ...lines)).toEqual(['h', 'grad(W)']);
  });
});

describe('the seal of a sheet', () => {
  /** The names whose value, and by pass whose gradient, may not be shown. */
  function sealedIn(...lines: readonly string[]): { values: string[]; gradients: string[][] } {
    const run = runText(['sheet "S"', ...lines].join('\n'));
    const { values, passes } = run.file.formulas;
    const seal = sealOf(run.file.formulas, run.numbers);
    const names = (isSealed: (node: number) => boolean): string[] =>
      values.filter(({ node }) => isSealed(node)).map(({ name }) => name);
    return {
      values: names(seal.isValueSealed),
      gradients: passes.map((_pass, pass) => names((node) => seal.isGradientSealed(pass, node))),
    };
  }

  test('is broken by the right answer alone', () => {
    const formulas = ['x = 3', 'y = x * x', 'backward y'];
    for (const answer of ['?', '8', '9.1 within 0.01', '-9'])
      expect(sealedIn(...formulas, `expect y = ${answer}`).values).toEqual(['y']);
    expect(sealedIn(...formulas, 'expect y = 9')).toEqual({ values: [], gradients: [[]] });
    expect(sealedIn(...formulas, 'expect grad(x) = 5').gradients).toEqual([['x']]);
    expect(sealedIn(...formulas, 'expect grad(x) = 6').gradients).toEqual([[]]);
  });

  test('covers what an entry was picked from, zeros and ones too', () => {
    const formulas = ['x = [[1, 0], [2, 5]]', 'h = x * x'];
    expect(sealedIn(...formulas, 'y = h[0, 1]', 'expect y = ?').values).toEqual(['h', 'y']);
    expect(sealedIn(...formulas, 'y = h[0]', 'z = h[:, 0]', 'expect y = ?').values).toEqual(['h', 'y', 'z']);
  });

  test('covers gradients that indices scatter', () => {
    const formulas = ['x = [1, 2, 3]', 'h = x * x', 'a = h[0:2]', 'b = h[2]', 'loss = sum(a * a) * b'];
    expect(sealedIn(...formulas, 'backward loss', 'expect grad(h) = ?').gradients).toEqual([['h', 'a', 'b']]);
    expect(sealedIn(...formulas, 'backward loss', 'expect grad(a) = ?').gradients).toEqual([['h', 'a', 'b']]);
  });

  test.each([
    ['a copy', 'z = y'],
    ['the negation', 'z = -y'],
    ['the transpose', 'z = transpose(y)'],
    ['another shape', 'z = reshape(y, [4])'],
    ['a multiple', 'z = 3 * y'],
    ['a part', 'z = y / 7'],
    ['a multiple by a number with a name', 'k = 3\nz = k * y'],
    ['a sum of itself', 'z = y + y'],
    ['a multiple of a multiple', 'w = -y\nz = w * 0.5'],
    ['a list with it', 'z = [y, y * x]'],
    ['one of its entries', 'z = y[0, 1]'],
    ['a column of it', 'z = y[:, 0]'],
    ['its entries in another order', 'z = y[::-1, [1, 0]]'],
    ['an entry of what it is part of', 'w = [y, y * x]\nz = w[0, 1, 1]'],
    ['an entry that where takes', 'z = where(x > 0, y, 0)'],
    ['what clip leaves', 'z = clip(y, 0, 100)'],
    ['a stretch of a longer list', 'z = concat(y, x)'],
    ['the same by another way', 'z = x ** 2'],
    ['a multiple by another way', 'z = x ** 2 * 2 + 0 * x'],
    ['the same with a broadcast', 'z = y + zeros(3, 2, 2)'],
    ['the transpose by another way', 'z = transpose(x) ** 2'],
  ])('covers %s', (_what, formula) => {
    const formulas = ['x = [[1.5, 2.5], [-3.5, 4.75]]', 'y = x * x'];
    expect(sealedIn(...formulas, formula, 'expect y = ?').values).toEqual(expect.arrayContaining(['y', 'z']));
    expect(sealedIn(...formulas, formula, 'expect y = ?').values).not.toContain('x');
  });

  test('covers an entry of a matrix, and a matrix with the entry', () => {
    const formulas = ['x = [[1.5, 2.5]]', 's = sum(x)', 'm = [s, s * s + 1]', 'v = max(x) * 2'];
    expect(sealedIn(...formulas, 'expect s = ?').values).toEqual(['s', 'm']);
    expect(sealedIn(...formulas, 'expect m = ?').values).toEqual(['s', 'm']);
    // Half of what is asked for.
    expect(sealedIn('x = 3', 'y = x * x', 'z = y + y', 'expect z = ?').values).toEqual(['y', 'z']);
  });

  test('covers gradients that equal what is asked for, and values as well', () => {
    const shopping = [
      'a = 100',
      'n = 2',
      'tax = 1.1',
      'p = a * n',
      'q = p + 450',
      'r = q * tax',
      'backward r',
    ];
    // The gradient of tax is the value of q, of which r is a multiple.
    expect(sealedIn(...shopping, 'expect grad(tax) = ?')).toEqual({
      values: ['q', 'r'],
      gradients: [['tax']],
    });
    expect(sealedIn(...shopping, 'expect q = ?')).toEqual({
      values: ['q', 'r'],
      gradients: [['tax']],
    });
    expect(sealedIn(...shopping, 'expect grad(p) = ?').gradients).toEqual([['a', 'n', 'p', 'q']]);
    // What the learner begins with stays to be seen.
    expect(sealedIn(...shopping, 'expect grad(a) = ?')).toEqual({ values: [], gradients: [['a']] });
  });

  test('covers other passes of the same value, times a number as well', () => {
    const formulas = ['x = 3', 'y = x * x', 'z = y', 'backward z', 'expect grad(x) = ?'];
    const { gradients } = sealedIn(...formulas, 'backward y', 'backward y with 5', 'backward x');
    expect(gradients).toEqual([['x'], ['x'], ['x'], []]);
  });

  test('covers the mean of many numbers, by which they are told', () => {
    const formulas = ['x = randn(20, 20)', 'm = mean(x)'];
    expect(sealedIn(...formulas, 'expect m = ?').values).toEqual(['x', 'm']);
  });

  test('does not point at an answer by hiding a number of the text', () => {
    const { values } = sealedIn('a = 6', 'x = 3', 'y = x * x - x', 'b = 6 * 1', 'expect y = ?');
    expect(values).toEqual(['y']);
  });

  test('leaves an answer that is right where it equals one that is asked for', () => {
    const formulas = ['x = 2', 'y = x * x', 'z = x + 2', 'expect y = 4'];
    expect(sealedIn(...formulas, 'expect z = ?').values).toEqual(['z']);
  });

  test('holds while an answer is typed, and without a pass in every one', () => {
    const formulas = ['x = 3', 'y = x * x', 'backward y'];
    expect(sealedIn(...formulas, 'backward', 'expect grad(x) = 6').gradients).toEqual([['x']]);
    expect(sealedIn(...formulas, 'expect y = ').values).toEqual(['y']);
  });

  test('is not opened by an input that was changed in a panel', () => {
    const run = runText('sheet "S"\nx = 3\ny = x * x\nexpect y = 16');
    const edited = runText('sheet "S"\nx = 4\ny = x * x\nexpect y = 16');
    const y = nodeNamed(run, 'y');
    expect(sealOf(run.file.formulas, edited.numbers, run.numbers).isValueSealed(y)).toBe(true);
  });

  test('covers numbers that belong to no node', () => {
    const { file, numbers } = runText(
      'sheet "S"\nx = [1.5, 2.5]\ns = sum(x * x)\nexpect s = 8\nexpect x = ?',
    );
    const { givesAway } = sealOf(file.formulas, numbers);
    for (const shown of [[8.5], [-8.5], [3, 5], [1, 8.5], [2.5]]) expect(givesAway(shown)).toBe(true);
    for (const shown of [[1], [0, 1], [4.5], [3, 6]]) expect(givesAway(shown)).toBe(false);
  });
});
