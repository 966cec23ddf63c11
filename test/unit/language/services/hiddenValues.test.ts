import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { hiddenValues } from '../../../../src/language/services';

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
