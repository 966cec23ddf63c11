import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../src/engine/message';
import { optimizerNamed } from '../../../src/engine/optimizers/optimizers';
import { checkText } from '../../../src/language';
import {
  documentSymbols,
  formatExactly,
  formatNumber,
  gradeExpectations,
  hiddenValues,
  hoverAt,
  lenses,
  quickFixesAt,
  shapeHints,
  type ComputedFormulas,
  type DocumentSymbol,
} from '../../../src/language/services';
import { signatureOf } from '../../../src/language/signature';
import { applied, marked } from './support/marked';

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}.backprop`, import.meta.url), 'utf8');

describe('numbers', () => {
  test.each([
    [715.0000000000001, '715'],
    [110.00000000000001, '110'],
    [2.2, '2.2'],
    [3.3000000000000003, '3.3'],
    [1.23456789e-8, '1.23457e-8'],
    [-0.000123456789, '-0.000123457'],
    [0.00001, '1e-5'],
    [1234567, '1234567'],
    [1234567.8, '1.23457e6'],
    [6e12, '6e12'],
    [-0, '0'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '-∞'],
  ])('%d beside the text is %s', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  test.each([715.0000000000001, -2.5e-300, 1e21, 0.1, -0])('all digits of %d give it back', (value) => {
    expect(Number(formatExactly(value))).toBe(value);
  });
});

describe('shape hints', () => {
  test('stand at the end of the line, for everything but single numbers', () => {
    const source =
      'X = [[1, 2, 3],\n     [4, 5, 6]]  # two rows⟦⟧\nn = 3\nh = X * n⟦⟧\r\nv = [1]; w = [1, 2]⟦⟧';
    const { text, ranges } = marked(source);
    expect(shapeHints(checkText(text))).toEqual([
      { offset: ranges[0]?.start, label: '→ 2×3' },
      { offset: ranges[1]?.start, label: '→ 2×3' },
      { offset: ranges[2]?.start, label: '→ v 1 · w 2' },
    ]);
  });

  test('stand behind layers as soon as the data are known, once a line, with their parameters', () => {
    const { text, ranges } = marked(`block Twice(units) {
  Affine(units)⟦⟧
  ReLU⟦⟧
}
network N {
  data = digits()
  layers {
    Conv(16, size=3, pad=1)⟦⟧
    MaxPool(2)⟦⟧
    repeat 2 {
      Twice(8)
    }
    Affine(10) # as many as classes⟦⟧
    SoftmaxWithLoss
  }
}`);
    const data = { sampleShape: [1, 8, 8], targets: { kind: 'labels', classes: 10 } } as const;
    const known = checkText(text, { describeData: () => ({ ok: true, data }) });
    const hints = shapeHints(known).sort((a, b) => a.offset - b.offset);
    expect(hints).toEqual([
      // 256 × 8 + 8 the first time and 8 × 8 + 8 the second: there is no one number.
      { offset: ranges[0]?.start, label: '→ 8' },
      { offset: ranges[1]?.start, label: '→ 8' },
      { offset: ranges[2]?.start, label: '→ 16×8×8', parameters: { count: 160, times: 1 } },
      { offset: ranges[3]?.start, label: '→ 16×4×4' },
      { offset: ranges[4]?.start, label: '→ 10', parameters: { count: 90, times: 1 } },
    ]);
    expect(shapeHints(checkText(text))).toEqual([]);
  });
});

describe('lenses', () => {
  test('stay in place while their statements are broken', () => {
    const text = 'x = 1\nbackward x\nbackward \nbackward y\nnetwork N {\n}\nnetwork {\n}\nbackward x';
    expect(
      lenses(checkText(text)).map((lens) =>
        lens.kind === 'backward' ? lens.passIndex : (lens.networkName ?? 'nameless'),
      ),
    ).toEqual([0, undefined, undefined, 'N', 'nameless', 1]);
  });
});

describe('symbols', () => {
  const outline = (symbols: readonly DocumentSymbol[]): unknown[] =>
    symbols.map(({ kind, name, detail, children }) => [
      `${kind} ${name} ${detail}`.trimEnd(),
      ...(children.length > 0 ? [outline(children)] : []),
    ]);

  test('outline a network', () => {
    expect(outline(documentSymbols(checkText(example('digits'))).slice(1))).toEqual([
      [
        'network SmallCNN network',
        [
          ['setting data digits(test=0.2)'],
          [
            'group layers',
            [
              ['layer Conv'],
              ['layer ReLU'],
              ['repeat repeat 2', [['layer Residual']]],
              ['layer pooled MaxPool'],
              ['layer left Conv'],
              ['layer Conv'],
              ['layer Concat'],
              ['layer Affine'],
              ['layer SoftmaxWithLoss'],
            ],
          ],
          [
            'group train',
            [
              ['setting optimizer Adam(lr=0.005)'],
              ['setting schedule Cosine(warmup=20)'],
              ['setting batch 64'],
              ['setting epochs 10'],
            ],
          ],
        ],
      ],
    ]);
  });

  test('name what lies inside their range', () => {
    const check = (symbols: readonly DocumentSymbol[]): void => {
      for (const { range, nameRange, children } of symbols) {
        expect(nameRange.start).toBeGreaterThanOrEqual(range.start);
        expect(nameRange.end).toBeLessThanOrEqual(range.end);
        check(children);
      }
    };
    for (const name of ['digits', 'shopping', 'tensors', 'spiral'])
      check(documentSymbols(checkText(example(name))));
  });

  test('show the shapes of values', () => {
    expect(outline(documentSymbols(checkText('X = [[1, 2]]\nn = 1\nbackward n')))).toEqual([
      ['value X 1×2'],
      ['value n'],
      ['backward backward n'],
    ]);
  });
});

describe('hover', () => {
  function hover(source: string): unknown {
    const { text, ranges } = marked(source);
    const [place] = ranges;
    const found = hoverAt(checkText(text), place?.start ?? 0);
    expect(found?.range).toEqual(place);
    return found?.contents;
  }

  test('explains a value where it is used', () => {
    expect(hover('X = [[1, 2]]\ny = relu(⟦X⟧)')).toEqual({
      kind: 'value',
      name: 'X',
      shape: [1, 2],
      node: 0,
      line: 1,
    });
  });

  test('explains a function from its spec, with the node it became', () => {
    expect(hover('x = [[1]]\nW = [[1]]\nb = [1]\ny = ⟦affine⟧(x, W, b)')).toMatchObject({
      kind: 'application',
      signature: 'affine(x, W, b)',
      node: 3,
      shape: [1, 1],
    });
  });

  test('explains an operator with the node of what stands left of it', () => {
    expect(hover('a = 1\nb = 2\nc = a * b ⟦+⟧ a')).toMatchObject({
      kind: 'application',
      signature: '+',
      node: 3,
    });
    expect(hover('a = 1\nb = 2\nc = a ⟦*⟧ b + a')).toMatchObject({
      kind: 'application',
      signature: '*',
      node: 2,
    });
  });

  test('explains the gradient an expectation asks for', () => {
    expect(hover('x = 1\ny = x * x\nbackward y\nexpect grad(⟦x⟧) = 2')).toMatchObject({
      kind: 'gradient',
      name: 'x',
      pass: 0,
    });
  });

  test('explains constructors, layers, optimisers and data', () => {
    expect(hover('x = ⟦zeros⟧(2)')).toMatchObject({ kind: 'description', signature: 'zeros(shape, …)' });
    const net = (layer: string, optimizer: string): string =>
      `network N {\n data = xor()\n layers {\n ${layer}(1)\n SigmoidWithLoss\n }\n train { optimizer = ${optimizer}(lr=1) }\n}`;
    expect(hover(net('⟦Affine⟧', 'SGD'))).toMatchObject({ signature: 'Affine(units, init=…)' });
    expect(hover(net('Affine', '⟦SGD⟧'))).toMatchObject({
      kind: 'description',
      signature: signatureOf('SGD', { inputs: [], settings: optimizerNamed('SGD')?.settings ?? [] }),
    });
  });

  test('says nothing about spaces and numbers', () => {
    const checked = checkText('x = 1 + 2   \n\ny = 3');
    expect(hoverAt(checked, 4)).toBeUndefined();
    expect(hoverAt(checked, 13)).toBeUndefined();
  });
});

describe('grading', () => {
  const text = [
    'price = 650 * 1.1',
    'h = [[1, 2], [3, 4]]; k = 5',
    'expect price = 720',
    'expect h = [[1, 2.5], [0, 4]]',
    'expect k = ?',
    'expect h = 1',
    'expect price = 715',
    'expect price = 715 within 0',
  ].join('\n');
  const checked = checkText(text);
  const { formulas } = checked;

  function outcome(): ComputedFormulas {
    const values = formulas.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    return { values, passes: [] };
  }

  test('names the worst entry, and repairs the text', () => {
    const grades = gradeExpectations(formulas, outcome());
    expect(
      grades.map((grade) => (grade.kind === 'failed' ? formatMessage(grade.message) : grade.kind)),
    ).toEqual([
      'Expected 720, got 715.',
      'Expected 0 at [1, 0], got 3; 2 of 4 entries differ.',
      'blank',
      'Expected 1 at [1, 1], got 4; 3 of 4 entries differ.',
      'ok',
      'Expected 715, got 715.0000000000001.',
    ]);
    const lines = (index: number): string => {
      const grade = grades[index];
      const fixed = applied(text, grade?.kind === 'failed' ? grade.fix : undefined);
      return fixed.split('\n')[index + 2] ?? '';
    };
    expect(lines(0)).toBe('expect price = 715');
    expect(lines(1)).toBe('expect h = [[1, 2], [3, 4]]');
    expect(lines(3)).toBe('expect h = [[1, 2], [3, 4]]');
    expect(lines(5)).toBe('expect price = 715.0000000000001 within 0');
  });

  test('a wrong guess beside a blank is told to be wrong, and no more', () => {
    const { formulas: asked } = checkText('x = 4\nexpect x = ?\nexpect x = 3\nexpect x = 4');
    const values = asked.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const grades = gradeExpectations(asked, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['blank', 'failed', 'ok']);
    const [, wrong] = grades;
    expect(wrong?.kind === 'failed' && formatMessage(wrong.message)).toBe('This is not the value of x.');
    expect(wrong).not.toHaveProperty('fix');
  });

  test('nothing computed is not the same as wrong', () => {
    expect(gradeExpectations(formulas, undefined).map(({ kind }) => kind)).toEqual([
      'notComputed',
      'notComputed',
      'blank',
      'notComputed',
      'notComputed',
      'notComputed',
    ]);
  });

  test('where no gradient reaches, that is said', () => {
    const { formulas: withGradient } = checkText('x = 1\ny = x * x\nbackward y\nexpect grad(x) = 2');
    const values = withGradient.graph.nodes.map(() => [1]);
    const gradients = withGradient.graph.nodes.map(() => null);
    const [grade] = gradeExpectations(withGradient, { values, passes: [{ gradients }] });
    expect(grade).toMatchObject({ kind: 'failed', actual: null });
  });

  test('NaN meets nothing, equal infinities meet', () => {
    const { formulas: odd } = checkText('x = 1 / 0\nn = 0 / 0\nexpect x = 1 / 0\nexpect n = 1');
    const values = odd.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const grades = gradeExpectations(odd, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['ok', 'failed']);
    expect(grades[1]).not.toHaveProperty('fix');
  });
});

describe('a blank', () => {
  function hiddenIn(...lines: readonly string[]): { values: string[]; gradients: string[][] } {
    const checked = checkText(lines.join('\n'));
    const hidden = hiddenValues(checked);
    const names = (isHidden: (node: number) => boolean): string[] =>
      checked.formulas.values.filter(({ node }) => isHidden(node)).map(({ name }) => name);
    return {
      values: names(hidden.isValueHidden),
      gradients: checked.formulas.passes.map((_pass, pass) =>
        names((node) => hidden.isGradientHidden(pass, node)),
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

test('quick fixes are found where their message is', () => {
  const { text, ranges } = marked('apple = 1\nb = ⟦aple⟧');
  const checked = checkText(text);
  const [place] = ranges;
  expect(
    quickFixesAt(checked, place ?? { start: 0, end: 0 }).map(({ title }) => formatMessage(title)),
  ).toEqual(['Change to apple']);
  expect(quickFixesAt(checked, { start: 0, end: 0 })).toEqual([]);
});
