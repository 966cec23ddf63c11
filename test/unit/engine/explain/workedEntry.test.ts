import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { workOut } from '../../../../src/engine/explain/workedEntry';
import { checkText } from '../../checkText';

function planOf(text: string) {
  const { formulas } = checkText(text);
  const [pass] = formulas.passes;
  if (pass === undefined) throw new Error('The text has no backward.');
  const plan = compile(formulas.graph);
  plan.forward();
  plan.backward(pass.target, pass.gradOutput);
  const named = (name: string): number => formulas.values.find((value) => value.name === name)?.node ?? -1;
  return { plan, named };
}

describe('workOut', () => {
  const { plan, named } = planOf(
    'X = [[1, 2], [3, 4], [5, 6]]\nW = [[1, 0], [2, -1]]\nb = [0.5, 0]\nh = affine(X, W, b)\nbackward h with [[1, 10], [2, 20], [3, 30]]',
  );

  it('writes dW[1,0] as the sum over the samples of x[·,1] · dout[·,0]', () => {
    const worked = workOut(plan, { consumer: named('h'), input: 1 }, 2, 10);
    expect(worked).toEqual({
      terms: [
        { outputEntry: 0, gradOutput: 1, factor: 2, factorFrom: { node: named('X'), entry: 1 } },
        { outputEntry: 2, gradOutput: 2, factor: 4, factorFrom: { node: named('X'), entry: 3 } },
        { outputEntry: 4, gradOutput: 3, factor: 6, factorFrom: { node: named('X'), entry: 5 } },
      ],
      total: 2 + 8 + 18,
      leftOut: 0,
    });
    expect(plan.gradient(named('W'))?.data[2]).toBe(28);
  });

  it('keeps the largest products and the total of all', () => {
    const worked = workOut(plan, { consumer: named('h'), input: 1 }, 2, 1);
    expect(worked.terms.map(({ outputEntry }) => outputEntry)).toEqual([4]);
    expect(worked).toMatchObject({ total: 28, leftOut: 2 });
  });

  it('leaves out what has no part in it, and names no operand where there is none', () => {
    const { plan: blocked, named: of } = planOf('x = [-1, 2]\ny = relu(x)\ns = sum(y)\nbackward s');
    expect(workOut(blocked, { consumer: of('y'), input: 0 }, 0, 5)).toEqual({
      terms: [],
      total: 0,
      leftOut: 0,
    });
    expect(workOut(blocked, { consumer: of('y'), input: 0 }, 1, 5).terms).toEqual([
      { outputEntry: 1, gradOutput: 1, factor: 1 },
    ]);
  });
});
