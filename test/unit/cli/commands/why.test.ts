import { describe, expect, it } from 'vitest';
import { backprop, definition, example } from '../backprop';

const softmax = 'x = [1000, 1001]\ne = exp(x)\np = e / sum(e)\nloss = -sum([0, 1] * log(p))\nbackward loss\n';

interface Cause {
  readonly kind: string;
  readonly message: string;
  readonly name: string;
  readonly entry: readonly number[] | null;
  readonly line: number | null;
  readonly causes: readonly Cause[];
}

interface Answer {
  readonly name: string;
  readonly of: string;
  readonly entry: readonly number[];
  readonly oddity: string;
  readonly number: number | string | null;
  readonly network: string | null;
  readonly step: number | null;
  readonly causes: readonly Cause[];
}

describe('backprop why', () => {
  it('leads from a NaN back to the exp that overflowed, with its line and what helps', async () => {
    const { exitCode, output } = await backprop('why', definition(softmax), 'grad(x)[1]');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^grad\(x\)\[1\] is NaN\n/);
    expect(output).toMatch(/exp\(1001\) is too large: .*subtract the maximum first.*\[e\[1\], line 2\]/);
  });

  it('takes the first NaN without an entry, and gives the chain as JSON', async () => {
    const { exitCode, output } = await backprop('why', definition(softmax), 'p', '--json');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(output) as Answer;
    expect(answer).toMatchObject({ name: 'p', of: 'value', entry: [0], oddity: 'NaN', number: 'NaN' });
    expect(answer).toMatchObject({ network: null, step: null });
    const [made] = answer.causes;
    expect(made).toMatchObject({ kind: 'made', name: 'p', entry: [0], line: 3 });
    expect(made?.causes[0]).toMatchObject({ kind: 'made', name: 'e', entry: [0], line: 2, causes: [] });
  });

  it('names the two terms that cancel', async () => {
    const text = 'x = [1, 2, 3, 4]\nc = 4.0\ny = sum(x - mean(x)) + 10_000_000 * c\nbackward y\n';
    const { output } = await backprop('why', definition(text), 'grad(x)[0]');
    expect(output).toContain('Two terms cancel: -1 from this Mean and 1 from this Sub add up to 0.');
  });

  it('has exit code 1 where there is nothing to explain', async () => {
    const { exitCode, output } = await backprop(
      'why',
      definition('x = 2\ny = 3 * x\nbackward y\n'),
      'grad(x)',
    );
    expect([exitCode, output]).toEqual([1, 'grad(x): This gradient is not small: it is 3.\n']);
  });

  it.each([
    ['grad(z)', /has no value z, but: x, y/],
    ['x[2]', /x is .*: it has no entry \[2\]/],
    ['x[a]', /an index is a whole number, not a/],
    ['grad(x', /is neither a value, x\[0, 1\], nor a gradient/],
  ])('refuses %s in words', async (question, words) => {
    const file = definition('x = [1, 2]\ny = sum(x)\nbackward y\n');
    const { exitCode, errors } = await backprop('why', file, question);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(words);
  });

  it('gives away nothing that a learner is asked for', async () => {
    const file = definition('x = 0\ny = 3 * x\nbackward y\nexpect y = ?\n');
    const { exitCode, output, errors } = await backprop('why', file, 'y');
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain('This would give away a blank');
  });
});

describe('backprop why --network', () => {
  it('answers for the first mini-batch', async () => {
    const { exitCode, output } = await backprop('why', example('spiral'), 'grad(affine1.W)', '--json');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(output) as Answer;
    expect(answer).toMatchObject({ network: 'Spiral', step: 0, oddity: 'zero', number: 0 });
    expect(JSON.stringify(answer.causes)).toContain('Blocked by this ReLU');
  });

  it('trains until a NaN comes, and says what made it', async () => {
    const text = `network Fast {
  data = spiral(points=20)
  layers {
    Affine(4, init=Normal(1))
    Affine(3)
    MeanSquaredError
  }
  train {
    optimizer = SGD(lr=1000)
    batch = 10
    epochs = 20
  }
}
`;
    const { exitCode, output } = await backprop('why', definition(text), 'loss', '--json');
    expect(exitCode).toBe(0);
    const answer = JSON.parse(output) as Answer;
    expect(answer.step).toBeGreaterThan(0);
    expect(['NaN', 'infinite']).toContain(answer.oddity);
    // What takes long is announced, beside the answer; with a step nothing is trained beyond it.
    const { errors } = await backprop('why', definition(text), 'loss');
    expect(errors).toMatch(/ordinary number at the first mini-batch .*Training until .* 120 steps at most/);
    const first = await backprop('why', definition(text), 'loss', '--step', '0');
    expect(first.exitCode).toBe(1);
    expect(first.errors).toBe('');
    expect(first.output).toMatch(/in Fast at step 0/);
    const wrong = await backprop('why', definition(text), 'loss', '--step', '-1');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.errors).toContain('--step takes a whole number from 0 up, not -1.');
    const later = await backprop('why', definition(text), 'affine1.W', '--step', '1');
    expect(later.output).toMatch(/in Fast at step 1/);
  });

  it('names what the network has', async () => {
    const { exitCode, errors } = await backprop('why', example('spiral'), 'nothing');
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/The network has no nothing, but: input, hidden\.W/);
  });
});

describe('JSON', () => {
  it('keeps the sign of -0', async () => {
    const { output } = await backprop('run', definition('x = -0.0\ny = 3 * x\nbackward y\n'), '--json');
    expect(output).toMatch(/"y": -0\b/);
    const { passes } = JSON.parse(output) as { passes: { values: { y: number } }[] };
    expect(Object.is(passes[0]?.values.y, -0)).toBe(true);
  });
});
