import { expect, test } from 'vitest';
import { formulaWork } from '../../../../src/language/services/formulaWork';
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
