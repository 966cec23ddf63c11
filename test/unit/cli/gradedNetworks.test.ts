import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backprop, definition } from './backprop';

/** The data lies beside every definition of this test. */
const folder = path.dirname(definition(''));
writeFileSync(path.join(folder, 'one.csv'), 'a,b,y\n0.05,0.10,0.01\n');
writeFileSync(path.join(folder, 'three.csv'), 'a,b,y\n0.5,1,0.3\n-1,0.25,1.2\n2,-0.75,-0.4\n');

function network(answer: string, head = ''): string {
  return definition(
    `${head}network N {
  data = csv("one.csv", target="y")
  layers {
    hidden = Affine(2, init=[[0.15, 0.25], [0.20, 0.30]], bias=0.35)
    MeanSquaredError
  }
  train { batch = all }
  expect hidden = ${answer === '?' ? '?' : `[[0.3775, ${answer}]]`}
}
`.replace('MeanSquaredError', 'Affine(1)\n    MeanSquaredError'),
  );
}

const surfaces = (file: string): readonly (readonly string[])[] => [
  ['run', file, '--network', 'N'],
  ['train', file, '--json'],
  ['gradcheck', file, '--network', 'N'],
  ['why', file, 'grad(hidden)[0, 0]', '--network', 'N'],
];

/** By NumPy, with `da = dh * (a <= 0)`: the mask of the ReLU is inverted. */
function withInvertedMask(more = ''): string {
  return definition(`network N {
  data = csv("three.csv", target="y")
  layers {
    hidden = Affine(2, init=[[0.4, -0.3], [0.2, 0.6]], bias=0.1)
    relu = ReLU
    out = Affine(1, init=[[0.7], [-0.5]])
    MeanSquaredError
  }
  train { batch = all; shuffle = false }
  expect grad(relu) = [[-0.105, 0.075], [-0.68833333, 0.49166667], [0.43166667, -0.30833333]] within 1e-5
  expect grad(hidden) = [[0, 0], [-0.68833333, 0], [0, -0.30833333]] within 1e-5
  expect grad(hidden.W) = [[0.68833333, -0.61666667], [-0.17208333, 0.23125]] within 1e-5
  expect grad(hidden.b) = [-0.68833333, -0.30833333] within 1e-5
${more}}
`);
}

interface UnmetRow {
  readonly code: string;
  readonly mistake?: {
    readonly likeliest: { readonly kind: string; readonly text: string };
    readonly details: readonly string[];
  };
}

async function unmetRows(file: string): Promise<readonly UnmetRow[]> {
  const { output } = await backprop('check', file, '--json');
  return (JSON.parse(output) as readonly UnmetRow[]).filter(({ code }) => code === 'unmet-expectation');
}

describe('the mistake in a network', () => {
  it('is found at the first layer that differs, and what follows from it says so', async () => {
    const rows = await unmetRows(withInvertedMask());
    const follows = {
      kind: 'follows',
      text: 'This follows from your gradient of hidden: nothing else is wrong here.',
    };
    expect(rows.map(({ mistake }) => mistake?.likeliest)).toEqual([
      { kind: 'relu-mask', text: 'Your mask of relu is inverted: it lets through what must be blocked.' },
      follows,
      follows,
    ]);
    expect(rows[0]?.mistake?.details).toEqual([
      'The gradient of relu is right, so it goes wrong between relu and hidden.',
      'At [0, 0] your number is 0; the right one is -0.105.',
      'Other answers that follow from it: 2.',
    ]);
  });

  it('is not told while a ? stands in it', async () => {
    const rows = await unmetRows(withInvertedMask('  expect loss = ?\n'));
    expect(rows.map((row) => 'mistake' in row)).toEqual([false, false, false]);
  });
});

describe('expect in a network', () => {
  it('is graded by check, and its exit code tells', async () => {
    const right = await backprop('check', network('0.3925'));
    expect(right.exitCode).toBe(0);
    const file = network('0.4');
    const wrong = await backprop('check', file, '--json');
    expect(wrong.exitCode).toBe(1);
    const rows = JSON.parse(wrong.output) as readonly { readonly code: string; readonly message: string }[];
    expect(rows.filter(({ code }) => code === 'unmet-expectation').map(({ message }) => message)).toEqual([
      'Expected 0.4 at [0, 1], got 0.3925.',
    ]);
  });

  it('gives nothing away in a sheet: no command shows what is asked for before the answer is right', async () => {
    const head = 'sheet "S"\n';
    for (const answer of ['?', '0.4']) {
      const file = network(answer, head);
      const checked = await backprop('check', file);
      const shown = [checked, ...(await Promise.all(surfaces(file).map((words) => backprop(...words))))];
      for (const { output, errors } of shown) expect(`${output}${errors}`).not.toContain('0.3925');
      for (const { errors } of shown.slice(1))
        expect(errors).toContain('not shown, for you are asked for it: hidden\n');
      // An update tells the gradient, and an explanation walks the network.
      expect(shown.slice(1).map(({ exitCode }) => exitCode)).toEqual([0, 2, 0, 2]);
    }
    for (const words of surfaces(network('0.3925', head)))
      expect((await backprop(...words)).errors).not.toContain('not shown');
  });

  it('hides by a ? what it asks for, and nothing else', async () => {
    const file = definition(readFileSync(network('?'), 'utf8').replace('expect hidden', 'expect loss'));
    const plain = network('0.3925');
    const run = ['--network', 'N', '--json'];
    const [hidden, shown] = await Promise.all([
      backprop('run', file, ...run),
      backprop('run', plain, ...run),
    ]);
    const [asked, all] = [hidden, shown].map(({ output }) => JSON.parse(output) as Record<string, unknown>);
    expect(hidden.errors).toContain('not shown, for you are asked for it: loss\n');
    expect(typeof all?.['loss']).toBe('number');
    expect(asked).toEqual({ ...all, file, loss: '?' });
    const trained = await backprop('train', file, '--json', '--steps', '1');
    const [first = ''] = trained.output.split('\n');
    expect(trained.exitCode).toBe(0);
    expect(JSON.parse(first)).toMatchObject({ step: 0, trainLoss: '?' });
    const recorded = await backprop('train', file, '--record', path.dirname(file));
    expect([recorded.exitCode, recorded.errors]).toEqual([
      2,
      expect.stringContaining('a recording holds everything') as unknown,
    ]);
  });

  it('counts in a sheet, also against the one that was handed out', async () => {
    const head = 'sheet "S"\n';
    const original = network('?', head);
    const files = [network('0.3925', head), network('0.4', head)];
    const { output } = await backprop('check', '--grade', '--against', original, ...files);
    expect(
      output
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^.*: S: /, '')),
    ).toEqual(['1 of 1', '0 of 1']);
    const alone = await backprop('check', '--grade', String(files[0]));
    expect(alone.output).toContain('1 of 1');
  });
});
