import { describe, expect, it, vi } from 'vitest';
import { gradcheck } from '../../../../src/cli/commands/gradcheck';
import { backprop, definition, example } from '../backprop';

describe('backprop gradcheck', () => {
  it('agrees for every name of the matrices example', async () => {
    const { exitCode, output } = await backprop('gradcheck', example('tensors'), '--json');
    expect(exitCode).toBe(0);
    const json = JSON.parse(output) as {
      passes: {
        target: string;
        verdict: string;
        names: Record<string, { verdict: string; relativeDifference: number }>;
      }[];
    };
    expect(json.passes).toHaveLength(1);
    const [pass] = json.passes;
    expect(pass?.verdict).toBe('agrees');
    expect(Object.keys(pass?.names ?? {})).toEqual(['X', 'W', 'b']);
    for (const { relativeDifference } of Object.values(pass?.names ?? {}))
      expect(relativeDifference).toBeLessThan(1e-7);
  });

  it('says where a corner keeps it from judging', async () => {
    const { output } = await backprop('gradcheck', definition('x = [0, 1]\ny = sum(relu(x))\nbackward y\n'));
    expect(output).toContain('corner (a corner or a tie, right on both sides)');
  });

  it('says that nothing was compared where no gradient reaches a name', async () => {
    for (const text of ['x = 3\ny = x > 1\nbackward y\n', 'x = zeros(0)\ny = sum(x)\nbackward y\n']) {
      const { exitCode, output } = await backprop('gradcheck', definition(text));
      expect(output).toBe(
        'backward y: cannot tell\n\nNo name has a gradient here, so nothing was compared.\n\n',
      );
      expect(exitCode).toBe(1);
    }
  });

  it('needs a backward', async () => {
    const { exitCode, errors } = await backprop('gradcheck', definition('x = 1\n'));
    expect(exitCode).toBe(2);
    expect(errors).toContain('has no backward');
  });
});

/** What it says to the person who waits, on a machine that needs so many milliseconds for an entry. */
async function saidMeanwhile(milliseconds: number, text: string): Promise<readonly string[]> {
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (time += milliseconds));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await gradcheck([definition(text)]);
    return said.mock.calls.map(([line]) => String(line));
  } finally {
    vi.restoreAllMocks();
  }
}

describe('a check that takes long', () => {
  const formulas = `x = [${'0.5, '.repeat(9)}0.5]\ny = sum(x ** 2)\nbackward y\n`;
  const network =
    'network N { data = xor(); layers { Affine(2, init=Normal(0.3)); Tanh; Affine(2); SoftmaxWithLoss } }\n';

  it.each([
    ['formulas', formulas, 10],
    ['a network', network, 20],
  ])('of %s says every two seconds how far it is', async (_what, text, total) => {
    const said = await saidMeanwhile(900, text);
    expect(said[0]).toBe(`3 of ${String(total)} entries compared …\n`);
    expect(said[1]).toBe(`6 of ${String(total)} entries compared …\n`);
    expect(said).toHaveLength(Math.floor(total / 3));
    expect(await saidMeanwhile(1, text)).toEqual([]);
  });
});

interface NetworkCheck {
  readonly network: string;
  readonly verdict: string;
  readonly names: Readonly<
    Record<
      string,
      { verdict: string; relativeDifference: number; reason: string | null; checked: number; size: number }
    >
  >;
}

describe('backprop gradcheck --network', () => {
  it('checks every parameter and the input of a network, large ones by a sample', async () => {
    const words = ['gradcheck', example('spiral'), '--network', 'Spiral', '--json'];
    const { exitCode, output } = await backprop(...words);
    expect(exitCode).toBe(0);
    const json = JSON.parse(output) as NetworkCheck;
    expect(json).toMatchObject({ network: 'Spiral' });
    expect(json.verdict).not.toBe('wrong');
    expect(Object.keys(json.names).sort()).toEqual(
      ['input', 'hidden.W', 'hidden.b', 'affine1.W', 'affine1.b', 'affine2.W', 'affine2.b'].sort(),
    );
    expect(json.names['affine1.W']).toMatchObject({ checked: 100, size: 1024 });
    expect(json.names['affine2.W']).toMatchObject({ checked: 96, size: 96, verdict: 'agrees' });
    expect(json.names['affine2.W']?.relativeDifference).toBeLessThan(1e-7);
    expect((await backprop(...words)).output).toBe(output);
  });

  it('takes the only network of a file without backward, and shows the share', async () => {
    const { exitCode, output } = await backprop('gradcheck', example('spiral'));
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^network Spiral: /);
    expect(output).toMatch(/^affine1\.W .* 100 of 1024 /m);
  });

  it('takes the corners over an empty background for no mistake', async () => {
    const { exitCode, output } = await backprop('gradcheck', example('digits'), '--json');
    expect(exitCode).toBe(0);
    const { verdict, names } = JSON.parse(output) as NetworkCheck;
    expect(verdict).toBe('corner');
    expect(names['input']).toMatchObject({ reason: 'corner', checked: 100, size: 512 });
    expect(names['affine1.W']?.verdict).toBe('agrees');
  });

  it('names the networks there are', async () => {
    const { exitCode, errors } = await backprop('gradcheck', example('spiral'), '--network', 'Nobody');
    expect(exitCode).toBe(2);
    expect(errors).toContain('has no network Nobody, but: Spiral');
  });
});
