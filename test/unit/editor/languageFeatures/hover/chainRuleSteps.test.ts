import { describe, expect, test } from 'vitest';
import { chainRule } from '../../../../../src/editor/languageFeatures/hover/chainRuleSteps';
import { filledFormula } from '../../../../../src/editor/languageFeatures/hover/filledFormula';
import { checkText } from '../../../checkText';
import { sealOf } from '../../../../../src/language/services/sheets/seal';
import { nodeNamed, runText } from '../../formulas/formulaRuns';

function filled(text: string, numbers: Readonly<Record<string, string>>): string | undefined {
  const { ast } = checkText(text);
  const statement = ast.statements.at(-1);
  if (statement?.kind !== 'assign' || statement.value === undefined) throw new Error('not an assignment');
  return filledFormula(text, statement.value, (name) => numbers[name]);
}

describe('a formula with its numbers', () => {
  test.each([
    ['z = x * y', '2 × (-3)'],
    ['z = (x + y) * 1.1', '(2 + (-3)) × 1.1'],
    ['z = y', '-3'],
    ['z = -x ** 2', '-2 ** 2'],
    ['z = maximum(x, y) @ [x, 1]', 'maximum(2, (-3)) @ [2, 1]'],
    ['z = x +\n  y # sum', '2 + (-3)'],
    ['z = 3', undefined],
  ])('%s', (text, expected) => {
    expect(filled(text, { x: '2', y: '-3' })).toBe(expected);
  });
});

describe('the chain rule', () => {
  const steps = (text: string, name: string): string[] => {
    const run = runText(text);
    return chainRule(run, 0, nodeNamed(run, name), sealOf(run.file.formulas, run.numbers), 'en').map(
      ({ rule, numbers }) => (numbers === undefined ? rule : `${rule} = ${numbers}`),
    );
  };

  test('is told in the names of the file, then in numbers', () => {
    const text = 'apple = 100\nnum = 2\ntax = 1.1\nprice = apple * num * tax\nbackward price';
    expect(steps(text, 'apple')).toEqual(['∂price/∂apple = ∂price/∂(apple * num) × num = 1.1 × 2']);
    expect(steps(text, 'tax')).toEqual(['∂price/∂tax = ∂price/∂price × (apple * num) = 1 × 200']);
  });

  test('has one step for every use', () => {
    expect(steps('x = 3\ny = x * 2 + x\nbackward y', 'x')).toHaveLength(2);
  });

  test('keeps the rule where a matrix would stand in place of a number', () => {
    const text = 'x = [[1, 2]]\nW = [[3], [4]]\nb = [5]\ns = sum(affine(x, W, b))\nbackward s';
    expect(steps(text, 'W')).toEqual(['∂s/∂W = xᵀ · ∂s/∂(affine(x, W, b))']);
  });

  test('puts no number in place of a blank', () => {
    const text = 'x = 3\ny = x * 2\nz = y * 5\nbackward z\nexpect grad(y) = ?';
    expect(steps(text, 'x')).toEqual(['∂z/∂x = ∂z/∂y × 2 = ? × 2']);
  });
});
