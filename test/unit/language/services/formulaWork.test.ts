import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { maximumEntries } from '../../../../src/engine/shape';
import { gradeExpectations } from '../../../../src/language/services';
import { checkedProgram } from '../../../../src/language/services/checkedProgram';
import {
  beyondBudget,
  checkBudget,
  formulaWork,
  runBudget,
} from '../../../../src/language/services/formulaWork';
import { runFormulas } from '../../../../src/runtime/formulaService';
import { entriesBuilt } from '../entriesBuilt';
import { checkText } from '../../checkText';

function workOf(text: string, edges = false): number {
  return formulaWork(checkText(text).formulas, edges);
}

/** What is added to a text by its last line. */
function workOfLast(text: string): number {
  const lines = text.trim().split('\n');
  return workOf(text) - workOf(lines.slice(0, -1).join('\n'));
}

test('a matrix product counts every product of two numbers, once forward and twice for each pass', () => {
  const [rows, inner, columns] = [20, 30, 40];
  const product = `a = zeros(${rows}, ${inner})\nb = zeros(${inner}, ${columns})\nc = a @ b\n`;
  const products = rows * inner * columns;
  const sum = `a = zeros(${rows}, ${columns})\nb = zeros(${rows}, ${columns})\nc = a + b\n`;
  const difference = workOfLast(product) - workOfLast(sum);
  expect(difference).toBe(products - rows * columns);
  const backward = 's = sum(c)\nbackward s\n';
  const withPass = workOf(product + backward) - workOf(sum + backward);
  // The operands differ in size: only the products are compared.
  expect(withPass).toBeGreaterThan(3 * products - 3 * rows * columns - 8 * 2 * rows * columns);
  expect(withPass).toBeLessThan(3 * products + 8 * 2 * (rows * inner + inner * columns));
});

test('affine and conv count their sums', () => {
  const affine = 'x = zeros(20, 30)\nW = zeros(30, 40)\nb = zeros(40)\ny = affine(x, W, b)\n';
  expect(workOfLast(affine)).toBeGreaterThan(20 * 30 * 40);
  const conv = 'x = zeros(2, 3, 10, 10)\nW = zeros(4, 3, 5, 5)\nb = zeros(4)\ny = conv(x, W, b)\n';
  expect(workOfLast(conv)).toBeGreaterThan(2 * 4 * 6 * 6 * 3 * 5 * 5);
});

test('each pass walks up every node, and the numbers of edges are as many once more', () => {
  const line = Array.from({ length: 100 }, (_, at) => `x${at + 1} = x${at} * 2\n`).join('');
  const text = (passes: number): string => `x0 = 1\n${line}${'backward x100\n'.repeat(passes)}`;
  const [one, two, three] = [1, 2, 3].map((passes) => workOf(text(passes)));
  expect((three ?? 0) - (two ?? 0)).toBe((two ?? 0) - (one ?? 0));
  expect(workOf(text(1), true)).toBeGreaterThan(one ?? 0);
});

describe('what checking a small text computes', () => {
  const six = Array.from({ length: 6 }, (_, i) => `y${i} = x + ${i}\n`).join('');
  const cases: [string, string, 'computed' | number][] = [
    ['nothing, where nothing is expected', `x = zeros(4096, 4096)\n${six}`, 'computed'],
    ['no product that nobody asks for', 'x = zeros(4096, 4096)\ny = x @ x\nz = 2\nexpect z = 2', 'computed'],
    ['no large value that is expected', `x = zeros(4096, 4096)\n${six}expect y1 = 1`, 4],
    ['no product that takes too long', 'x = zeros(900, 900)\ny = x @ x\nz = y @ y\nexpect z = 0', 34],
    [
      'no large image',
      'x = ones(1, 1, 1000, 1000)\ny = conv(x, ones(1, 1, 9, 9), ones(1))\nexpect y = 1',
      31,
    ],
    ['no sum of what broadcasts', 'a = ones(4096, 1)\nb = ones(1, 4096)\nc = sum(a * b)\nexpect c = 3', 44],
    [
      'values of a usual size',
      'x = ones(800, 800)\nL = sum(x * x)\nbackward L\nexpect grad(x) = 2',
      'computed',
    ],
  ];

  test.each(cases)('%s', (_name, text, expected) => {
    const program = checkedProgram(checkText(text).formulas);
    const excess = beyondBudget(program, checkBudget);
    expect(excess?.range.start ?? 'computed').toBe(expected);
    const built = entriesBuilt(() => {
      if (excess === undefined) runFormulas({ program });
    });
    expect(built).toBeLessThanOrEqual(maximumEntries);
  });

  test('passes and nodes keep their numbers', () => {
    const text = 'x = 3\na = x * 2\nb = x * x\nbackward a\nbackward b\nexpect grad(x) = 6\n';
    const { formulas } = checkText(text);
    const outcome = runFormulas({ program: checkedProgram(formulas) });
    if (!outcome.ok) throw new Error('not computed');
    expect(gradeExpectations(formulas, outcome.result).map(({ kind }) => kind)).toEqual(['ok']);
  });

  test('a run is told where it becomes too large', () => {
    const product = checkText('x = zeros(4096, 4096)\ny = x @ x').formulas;
    expect(beyondBudget(product, runBudget)?.range).toEqual({ start: 26, end: 31 });
    const many = checkText(`x = zeros(4096, 4096)\n${six}z = x * 2\nu = x * 3`).formulas;
    const excess = beyondBudget(many, runBudget);
    expect(excess && formatMessage(excess.text)).toMatch(
      / numbers would have to be built; 134217728 is the most/,
    );
  });
});
