import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backprop, definition, example } from '../backprop';

describe('backprop convert --to numpy', () => {
  it('prints the script of a definition, or writes it to a file', async () => {
    const { exitCode, output } = await backprop('convert', example('shopping'), '--to', 'numpy');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^# shopping\.backprop: .*\nimport numpy as np\n/);
    expect(output).toMatch(/\n# backward price\ndprice = 1\.0\n/);

    const file = definition('');
    const written = await backprop('convert', example('shopping'), '--to', 'numpy', '--out', file);
    expect(written).toMatchObject({ exitCode: 0, output: '' });
    expect(readFileSync(file, 'utf8').trimEnd()).toBe(output.trimEnd());
  });

  it.each([
    ['a blank', 'x = 2\ny = x * x\nexpect y = ?', /has open questions, and a script would answer them/],
    ['a wrong answer of a sheet', 'sheet "S"\nx = 2\ny = x * x\nexpect y = 5', /has open questions/],
    ['a mistake', 'x = 2\ny = relu(z)', /Unknown name z/],
    ['networks alone', '# nothing', /has no formula that can be written as Python/],
    ['too many numbers', 'x = randn(400, 400)', /would hold 160000 given numbers/],
  ])('refuses %s', async (_, text, sentence) => {
    const { exitCode, output, errors } = await backprop('convert', definition(text), '--to', 'numpy');
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toMatch(sentence);
  });

  it('writes a sheet whose answers are right', async () => {
    const sheet = definition('sheet "S"\nx = 2\ny = x * x\nexpect y = 4');
    expect((await backprop('convert', sheet, '--to', 'numpy')).output).toContain(
      'print("y =", y)  # expect y = 4',
    );
  });

  it('knows no other language', async () => {
    const { exitCode, errors } = await backprop('convert', example('shopping'), '--to', 'julia');
    expect([exitCode, errors.trim()]).toEqual([2, 'backprop: --to takes numpy, not julia.']);
  });
});
