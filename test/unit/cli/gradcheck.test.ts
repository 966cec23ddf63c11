import { describe, expect, it } from 'vitest';
import { backprop, definition, example } from './backprop';

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
    expect(pass?.verdict).toBe('good');
    expect(Object.keys(pass?.names ?? {})).toEqual(['X', 'W', 'b']);
    for (const { relativeDifference } of Object.values(pass?.names ?? {}))
      expect(relativeDifference).toBeLessThan(1e-7);
  });

  it('says where a corner keeps it from judging', async () => {
    const { output } = await backprop('gradcheck', definition('x = [0, 1]\ny = sum(relu(x))\nbackward y\n'));
    expect(output).toContain('look closer (a corner lies within the step)');
  });

  it('needs a backward', async () => {
    const { exitCode, errors } = await backprop('gradcheck', definition('x = 1\n'));
    expect(exitCode).toBe(2);
    expect(errors).toContain('has no backward');
  });
});
