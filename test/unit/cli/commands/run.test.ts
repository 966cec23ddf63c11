import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backprop, bundle, definition, example } from '../backprop';

interface RunJson {
  readonly file: string;
  readonly passes: readonly {
    readonly target: string | null;
    readonly values: Readonly<Record<string, unknown>>;
    readonly gradients: Readonly<Record<string, unknown>>;
  }[];
  readonly expects: readonly unknown[];
}

async function runJson(file: string): Promise<RunJson> {
  const { output, errors } = await backprop('run', file, '--json');
  expect(errors).toBe('');
  return JSON.parse(output) as RunJson;
}

describe('backprop run --json', () => {
  it('gives exactly the numbers of the chapter for apples and oranges', async () => {
    const { passes, expects } = await runJson(example('shopping'));
    expect(passes).toEqual([
      {
        target: 'price',
        values: {
          apple: 100,
          apple_num: 2,
          orange: 150,
          orange_num: 3,
          tax: 1.1,
          apple_price: 200,
          orange_price: 450,
          price: 715.0000000000001,
        },
        gradients: {
          apple: 2.2,
          apple_num: 110.00000000000001,
          orange: 3.3000000000000003,
          orange_num: 165,
          tax: 650,
          apple_price: 1.1,
          orange_price: 1.1,
          price: 1,
        },
      },
    ]);
    expect(expects).toHaveLength(6);
    expect(expects[0]).toEqual({ line: 15, ok: true, expected: 715, actual: 715.0000000000001 });
  });

  it.each([
    [2, 220.00000000000003, [2.2, 110.00000000000001, 200]],
    [5, 550, [5.5, 110.00000000000001, 500]],
  ])(
    "gives the chapter's numbers for %i apples under other names in another order",
    async (count, price, gradients) => {
      const { passes } = await runJson(
        definition(
          `消費税 = 1.1\nn = ${String(count)}\nりんご = 100\nz = (りんご * n) * 消費税\nbackward z\n`,
        ),
      );
      expect(passes[0]?.values['z']).toBe(price);
      expect([
        passes[0]?.gradients['りんご'],
        passes[0]?.gradients['n'],
        passes[0]?.gradients['消費税'],
      ]).toEqual(gradients);
    },
  );

  it('writes matrices as nested arrays, non-finite numbers as strings, and null where no gradient reaches', async () => {
    const { passes } = await runJson(
      definition('a = [[1, 0], [-1, 2]]\nb = 1 / a\nc = log(a)\nunused = 3\ns = sum(b)\nbackward s\n'),
    );
    expect(passes[0]?.values['b']).toEqual([
      [1, 'Infinity'],
      [-1, 0.5],
    ]);
    expect(passes[0]?.values['c']).toEqual([
      [0, '-Infinity'],
      ['NaN', Math.log(2)],
    ]);
    expect(passes[0]?.gradients['unused']).toBeNull();
    expect(passes[0]?.gradients['c']).toBeNull();
    expect(passes[0]?.gradients['a']).toEqual([
      [-1, '-Infinity'],
      [-1, -0.25],
    ]);
  });

  it('has a pass for every backward, and one without target where there is none', async () => {
    const two = await runJson(definition('x = 3\ny = x * x\nz = y + x\nbackward y\nbackward z\n'));
    expect(two.passes.map(({ target, gradients }) => [target, gradients['x']])).toEqual([
      ['y', 6],
      ['z', 7],
    ]);
    const none = await runJson(definition('x = 3\ny = x * x\n'));
    expect(none.passes).toEqual([{ target: null, values: { x: 3, y: 9 }, gradients: { x: null, y: null } }]);
  });

  it('gives no blank away', async () => {
    const file = definition('x = 3\ny = x * x\nbackward y\nexpect y = ?\nexpect grad(x) = ?\n');
    const { passes, expects } = await runJson(file);
    expect(passes[0]?.values['y']).toBe('?');
    expect(passes[0]?.gradients['x']).toBe('?');
    expect(expects).toEqual([
      { line: 4, ok: null, expected: '?', actual: null },
      { line: 5, ok: null, expected: '?', actual: null },
    ]);
    const { output, exitCode } = await backprop('run', file);
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/\b[69]\b/);
  });
});

describe('backprop run', () => {
  it('exits with 1 for an unmet expectation and says which', async () => {
    const { exitCode, output } = await backprop(
      'run',
      definition('x = 3\ny = x * 2\nbackward y\nexpect grad(x) = 4\n'),
    );
    expect(exitCode).toBe(1);
    expect(output).toContain('✗ grad(x): Expected 4, got 2. (line 4)');
  });

  it('exits with 2 for errors in the file and computes nothing', async () => {
    const { exitCode, output, errors } = await backprop('run', definition('x = 3\ny = z * 2\n'));
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(errors).toMatch(/definition \d+\.backprop:2:5: error: .*z.* \[unknown-name\]\n$/);
  });

  it('exits with 2 for a label that is no class', async () => {
    const { exitCode, errors } = await backprop(
      'run',
      definition('x = [[1, 2]]\nt = [2]\nl = softmax_with_loss(x, t)\nbackward l\n'),
    );
    expect(exitCode).toBe(2);
    expect(errors).toContain('[wrong-value]');
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('says in a sentence, with a place, that all values together are too many, before any memory is taken', async () => {
    const sums = Array.from({ length: 9 }, (_, at) => `z${String(at)} = x + y\n`).join('');
    const file = definition(`x = zeros([4096, 1])\ny = zeros([1, 4096])\n${sums}`);
    const { exitCode, errors } = await backprop('run', file);
    expect(exitCode).toBe(2);
    expect(errors).toBe(
      `${file}:10:6: error: With this value 134225920 numbers would have to be built; 134217728 is the most here. [tensor-too-large]\n`,
    );
  });

  it('prints a table with every digit', async () => {
    const { output } = await backprop('run', example('shopping'));
    expect(output).toMatch(/^price +number +715\.0000000000001 +1$/m);
    expect(output).toMatch(/^apple_num +number +2 +110\.00000000000001$/m);
  });

  it('reads files with a byte order mark and Windows line ends', async () => {
    const text = readFileSync(example('shopping'), 'utf8').replaceAll('\n', '\r\n');
    expect((await backprop('run', definition(`\uFEFF${text}`))).exitCode).toBe(0);
  });

  it('ends with one line where its output is closed', async () => {
    const child = spawn(process.execPath, [bundle, 'run', example('tensors')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(1);
    expect(errors).toBe('backprop: nobody reads the output any more.\n');
  });
});
