import { bindingsOf } from '../../../../src/language/services/names/binder';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import type { CheckedFile } from '../../../../src/language';
import type { Expression } from '../../../../src/language/ast';
import type { Fix } from '../../../../src/language/diagnostic';
import { expectValues } from '../../../../src/language/services/refactorings/expectValues';
import { extractName } from '../../../../src/language/services/refactorings/extractName';
import { inlineName } from '../../../../src/language/services/refactorings/inlineName';
import { sheetOf } from '../../../../src/language/services/refactorings/sheetOfSolution';
import { partsOf, rootExpressions } from '../../../../src/language/services/refactorings/refactoring';
import { wrapInBlock } from '../../../../src/language/services/refactorings/wrapInBlock';
import { runFormulas } from '../../../../src/runtime/formulaService';
import { programOf } from '../../../../src/editor/formulas/formulaRun';
import { checkText } from '../../checkText';
import { soundTexts } from '../corpus';
import { applied, marked } from '../marked';

type Refactoring = (
  file: CheckedFile,
  range: { readonly start: number; readonly end: number },
) => Fix | undefined;

const inline: Refactoring = (file, { start }) => inlineName(file, start);

/** The text after a refactoring of what is marked; `undefined` where it is not offered. */
function refactored(refactoring: Refactoring, source: string): string | undefined {
  const { text, ranges } = marked(source);
  const [range] = ranges;
  if (!range) throw new Error('Nothing is marked.');
  const fix = refactoring(checkText(text), range);
  return fix && applied(text, fix);
}

function numbersOf(file: CheckedFile): Map<string, ArrayLike<number> | null> {
  const outcome = runFormulas({ program: programOf(file.formulas) });
  if (!outcome.ok) return new Map();
  const { values, passes } = outcome.result;
  return new Map(
    file.formulas.values.flatMap(({ name, node }) => [
      [name, values[node] ?? null] as const,
      ...passes.map(
        ({ gradients }, pass) => [`grad(${name}) ${String(pass)}`, gradients[node] ?? null] as const,
      ),
    ]),
  );
}

function errorsOf({ diagnostics }: CheckedFile): readonly string[] {
  return diagnostics.flatMap(({ severity, message }) =>
    severity === 'error' ? [formatMessage(message)] : [],
  );
}

/** That a refactoring leaves a text that is read as well, and every number that both texts have. */
function expectSameNumbers(text: string, fix: Fix): void {
  const before = checkText(text);
  const now = applied(text, fix);
  const after = checkText(now);
  expect(errorsOf(after), now).toEqual(errorsOf(before));
  const numbers = numbersOf(before);
  for (const [name, found] of numbersOf(after)) {
    const known = numbers.get(name);
    if (known === undefined) continue;
    if (known === null || found === null) expect(found, `${name} of ${now}`).toBe(known);
    else {
      expect(found.length, `${name} of ${now}`).toBe(known.length);
      Array.from(found).forEach((entry, at) => {
        const was = known[at] ?? NaN;
        // Sums of gradients may be rounded in another order.
        const isSame = Object.is(entry, was) || Math.abs(entry - was) <= 1e-12 * Math.max(1, Math.abs(was));
        expect(isSame, `${name}: ${String(was)} became ${String(entry)} in ${now}`).toBe(true);
      });
    }
  }
  expect(after.networks.map(({ program }) => program?.definition)).toEqual(
    before.networks.map(({ program }) => program?.definition),
  );
}

function everyExpression({ ast }: CheckedFile): readonly Expression[] {
  const found: Expression[] = ast.statements.flatMap(rootExpressions);
  // Those that are added are gone through as well.
  for (const each of found) found.push(...partsOf(each));
  return found;
}

/** Every extraction and every inlining that a text offers. */
function expectSameNumbersAfterAll(text: string): number {
  const file = checkText(text);
  let offered = 0;
  for (const { start, end } of everyExpression(file)) {
    const fix = extractName(file, { start, end });
    if (!fix) continue;
    offered++;
    expectSameNumbers(text, fix);
  }
  for (const { definition } of bindingsOf(file.ast).bindings) {
    const fix = definition && inlineName(file, definition.start);
    if (!fix) continue;
    offered++;
    expectSameNumbers(text, fix);
  }
  return offered;
}

describe('extract to a name', () => {
  test.each([
    ['a = 1\nb = ⟦a + 2⟧ * 3', undefined],
    ['a = 1\nb = (⟦a + 2⟧) * 3', 'a = 1\nvalue = a + 2\nb = (value) * 3'],
    ['a = 1\nb = ⟦ a * 2 ⟧+ 3', 'a = 1\nvalue = a * 2\nb =  value + 3'],
    ['a = 1\nb = ⟦a + 2⟧ + 3', 'a = 1\nvalue = a + 2\nb = value + 3'],
    ['a = 1\nb = a + ⟦2 + 3⟧', undefined],
    ['a = 1; b = relu(⟦a - 2⟧)', 'a = 1; value = a - 2; b = relu(value)'],
    ['value = 1\nb = relu(⟦value - 2⟧)', 'value = 1\nvalue2 = value - 2\nb = relu(value2)'],
    ['a = 1\nb = ⟦a⟧ + 1', undefined],
    ['a = 1\nb = ⟦⟧a + 1', undefined],
    ['a = [1, 2]\nbackward a with ⟦[1, 0]⟧', 'a = [1, 2]\nvalue = [1, 0]\nbackward a with value'],
    ['sheet "S"\na = 2\nexpect a = ⟦2⟧', undefined],
    ['x = 1\ny = ⟦relu(x)⟧', undefined],
    ['x = 1\ny = -⟦foo(x)⟧', 'x = 1\nvalue = foo(x)\ny = -value'],
    [
      'network N {\n  data = xor()\n  layers { Affine(⟦8⟧); Tanh; Affine(2); SoftmaxWithLoss }\n}',
      'value = 8\nnetwork N {\n  data = xor()\n  layers { Affine(value); Tanh; Affine(2); SoftmaxWithLoss }\n}',
    ],
    ['network N {\n  data = ⟦xor()⟧\n  layers { Affine(2); SoftmaxWithLoss }\n}', undefined],
  ])('%s', (source, expected) => {
    expect(refactored(extractName, source)).toBe(expected);
  });
});

describe('inline a name', () => {
  test.each([
    ['a = 1 + 2\n⟦⟧b = a * 3', undefined],
    ['⟦⟧a = 1 + 2\nb = a * 3', 'b = (1 + 2) * 3'],
    ['a = 1 * 2\nb = ⟦⟧a + 3', 'b = 1 * 2 + 3'],
    ['a = 2\nb = -⟦⟧a ** 2', 'b = -2 ** 2'],
    ['a = -2\nb = ⟦⟧a ** 2', 'b = (-2) ** 2'],
    ['a = -2\nb = relu(⟦⟧a) + [a, 1]', 'b = relu(-2) + [-2, 1]'],
    ['a = 1; b = ⟦⟧a', 'b = 1'],
    ['x = [1, 2]\na = x + 1\nb = ⟦⟧a[0]', 'x = [1, 2]\nb = (x + 1)[0]'],
    ['x = [1, 2]\na = 0 + 1\nb = x[⟦⟧a]', 'x = [1, 2]\nb = x[0 + 1]'],
    ['x = 1\na = x + 1\nb = ⟦⟧a < 3', 'x = 1\nb = x + 1 < 3'],
    ['x = 1\na = x < 3\nb = ⟦⟧a * 2', 'x = 1\nb = (x < 3) * 2'],
    ['x = 5; a = x + 1   # the first\nb = ⟦⟧a', 'x = 5   # the first\nb = x + 1'],
    ['a = 1 # one\nb = ⟦⟧a + 1', '# one\nb = 1 + 1'],
    ['a = 1\nb = ⟦⟧a\nbackward b', 'b = 1\nbackward b'],
    ['a = 1\n⟦⟧b = a\nbackward b', undefined],
    ['⟦⟧a = 1\nb = a\nbackward b\nexpect grad(a) = 1', undefined],
    [
      'units = 8\nnetwork N {\n  data = xor()\n  layers { Affine(⟦⟧units); Tanh; Affine(2); SoftmaxWithLoss }\n}',
      'network N {\n  data = xor()\n  layers { Affine(8); Tanh; Affine(2); SoftmaxWithLoss }\n}',
    ],
  ])('%s', (source, expected) => {
    expect(refactored(inline, source)).toBe(expected);
  });
});

test('inlining many uses copies the text once, not once for each use', () => {
  const copiedBy = (uses: number): number => {
    const text = `a = 2\n${Array.from({ length: uses }, (_, index) => `y${index} = a * 2`).join('\n')}`;
    const file = checkText(text);
    const slice = vi.spyOn(String.prototype, 'slice');
    expect(inlineName(file, 0)?.edits).toHaveLength(uses + 1);
    const copied = slice.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
    slice.mockRestore();
    return copied / text.length;
  };
  expect(copiedBy(2000)).toBeLessThan(1.5 * copiedBy(200));
});

describe('extracting and inlining change no number', () => {
  test.each([...soundTexts])('of %s', (_name, text) => {
    expect(expectSameNumbersAfterAll(text)).toBeGreaterThan(0);
  });

  test('of random formulas', () => {
    let offered = 0;
    fc.assert(
      fc.property(formulas, (text) => {
        offered += expectSameNumbersAfterAll(text);
      }),
      { numRuns: 60 },
    );
    expect(offered).toBeGreaterThan(500);
  });
});

const leaf = fc.constantFrom('a', 'b', 'c', '0.7', '2', '[1.5, -0.5]');
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `-(${inner})`),
    tie('expression').map((inner) => `(${inner}) ** 2`),
    tie('expression').map((inner) => `tanh(${inner})`),
    tie('expression').map((inner) => `sum(\n  ${inner})`),
  ),
}));

/** Each line uses what stands above it; the loss uses all. */
const formulas = fc
  .array(expression, { minLength: 1, maxLength: 5 })
  .map((lines) =>
    [
      'a = 1.25',
      'b = [0.5, -2]',
      'c = a * b',
      ...lines.map((line, at) => `v${String(at)} = ${at > 0 ? `v${String(at - 1)} * 0.5 + ` : ''}${line}`),
      `loss = sum(v${String(lines.length - 1)} + c)`,
      'backward loss',
      '',
    ].join('\n'),
  );

describe('wrap in a block', () => {
  const network = (layers: string): string =>
    `network N {\n  data = digits()\n  layers {\n${layers}\n    Flatten\n    Affine(10)\n    SoftmaxWithLoss\n  }\n}\n`;

  test.each([
    [
      '    ⟦Conv(4, size=3)\n    ReLU⟧  # on',
      '    Block  # on',
      'block Block {\n  Conv(4, size=3)\n  ReLU\n}\n\n',
    ],
    ['    Co⟦nv(4, size=3); ReL⟧U', '    Block', 'block Block {\n  Conv(4, size=3); ReLU\n}\n\n'],
    [
      '    repeat 2 {\n      ⟦Conv(4, size=3, pad=1)\n      # why\n      ReLU⟧\n    }',
      '    repeat 2 {\n      Block\n    }',
      'block Block {\n  Conv(4, size=3, pad=1)\n  # why\n  ReLU\n}\n\n',
    ],
    [
      '    ⟦repeat 2 {\n      Conv(4, size=3, pad=1)\n    }\n    ReLU⟧',
      '    Block',
      'block Block {\n  repeat 2 {\n    Conv(4, size=3, pad=1)\n  }\n  ReLU\n}\n\n',
    ],
  ])('%s', (before, after, block) => {
    expect(refactored(wrapInBlock, network(before))).toBe(block + network(after));
    const { text, ranges } = marked(network(before));
    const fix = wrapInBlock(checkText(text), ranges[0] ?? { start: 0, end: 0 });
    if (fix) expectSameNumbers(text, fix);
  });

  test('indents as the text does', () => {
    const tabs = network('    ⟦Conv(4, size=3)\n    ReLU⟧').replaceAll('  ', '\t');
    expect(refactored(wrapInBlock, tabs)).toMatch(/^block Block \{\n\tConv\(4, size=3\)\n\tReLU\n\}/);
  });

  test('takes the parameters of the block around along', () => {
    const source = `block Outer(filters) {\n  ⟦Conv(filters, size=3)\n  ReLU⟧\n}\n\n${network('    Outer(4)')}`;
    expect(refactored(wrapInBlock, source)).toBe(
      `block Block(filters) {\n  Conv(filters, size=3)\n  ReLU\n}\n\nblock Outer(filters) {\n  Block(filters)\n}\n\n${network('    Outer(4)')}`,
    );
  });

  test.each([
    ['    one = Conv(4, size=3)\n    ⟦ReLU\n    Conv(4, size=3) from one⟧'],
    ['    ⟦one = Conv(4, size=3)⟧\n    ReLU'],
    ['    Conv(4, size=3, pad=1)\n    ⟦Add(input)⟧'],
  ])('not where the network would be another one: %s', (before) => {
    expect(refactored(wrapInBlock, network(before))).toBeUndefined();
  });
});

test('a loss stays out of a block', () => {
  const source =
    'network N {\n  data = xor()\n  layers {\n    Affine(4)\n    ⟦Affine(2)\n    SoftmaxWithLoss⟧\n  }\n}\n';
  expect(refactored(wrapInBlock, source)).toBeUndefined();
});

describe('expect the values of now', () => {
  function expecting(source: string): string | undefined {
    return refactored((file, range) => {
      const outcome = runFormulas({ program: programOf(file.formulas) });
      return outcome.ok ? expectValues(file, outcome.result, range) : undefined;
    }, source);
  }

  test('of a pass: what it begins with, and the gradients of all that is given', () => {
    expect(expecting('a = 2\nb = [1, 2.5]\nc = a * b\ns = sum(c)\n⟦⟧backward s\n')).toBe(
      'a = 2\nb = [1, 2.5]\nc = a * b\ns = sum(c)\nbackward s\nexpect s       = 7\nexpect grad(a) = 3.5\nexpect grad(b) = [2, 2]\n',
    );
  });

  test('of a line: its value and its gradient, below what is expected there already', () => {
    expect(expecting('a = 3\n⟦⟧c = a / 7  # a third\nbackward c\nexpect grad(a) = 0.1428571429\n')).toBe(
      'a = 3\nc = a / 7  # a third\nexpect c = 0.42857142857142855\nbackward c\nexpect grad(a) = 0.1428571429\nexpect grad(c) = 1\n',
    );
  });

  test('is met by the text it makes', () => {
    const made = expecting('a = 3.3\n⟦⟧c = exp(a) / 7\nbackward c\n') ?? '';
    const file = checkText(made);
    expect(errorsOf(file)).toEqual([]);
    expect(file.formulas.expectations).toHaveLength(2);
  });

  test.each([
    ['sheet "S"\na = 2\n⟦⟧c = a * 3\nexpect c = ?\n'],
    ['a = 2\nc = a * 3\n⟦⟧d = c\nexpect c = ?\n'],
    ['a = 2\n⟦⟧c = log(a - a)\n'],
    ['⟦⟧a = 2\n'],
  ])('not where it would answer a question, or cannot be written: %s', (source) => {
    expect(expecting(source)).toBeUndefined();
  });
});

describe('a sheet', () => {
  test('is a copy with a question for every answer', () => {
    const made = sheetOf(
      checkText(
        'a = 2\nb = a * 3\nbackward b\nexpect b = 6 within 0.5   # six\nexpect grad(a) = [3]\nexpect a = ?\n',
      ),
      'Homework "1"',
    );
    expect(made).toBe(
      'sheet "Homework  1"\n\na = 2\nb = a * 3\nbackward b\nexpect b = ? within 1e-2   # six\nexpect grad(a) = ?\nexpect a = ?\n',
    );
    expect(errorsOf(checkText(made ?? ''))).toEqual([]);
  });

  test('is not made of a sheet, nor of what asks nothing', () => {
    expect(sheetOf(checkText('sheet "S"\na = 1\nexpect a = 1'), 'T')).toBeUndefined();
    expect(sheetOf(checkText('a = 1'), 'T')).toBeUndefined();
  });
});
