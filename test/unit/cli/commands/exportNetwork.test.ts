import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backprop, backpropInLittleRoom, definition, example } from '../backprop';

const folder = path.join(mkdtempSync(path.join(tmpdir(), 'exported ')), 'new one');

const network = (layers: string, train = 'train { optimizer = SGD(lr=0.1); batch = 4 }'): string =>
  `network Net {\n  data = xor()\n  layers {\n${layers}\n  }\n  ${train}\n}\n`;

describe('backprop export', () => {
  it('writes a script and its numbers, and nothing over what is there', async () => {
    const words = ['export', example('spiral'), '--to', 'pytorch', '--out', folder];
    const { exitCode, output } = await backprop(...words);
    expect(exitCode).toBe(0);
    const files = ['data.npz', 'initial.npz', 'train.py'];
    expect(output.trim().split('\n').sort()).toEqual(files.map((name) => path.join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(readFileSync(path.join(folder, 'train.py'), 'utf8')).toMatch(
      /^"""Spiral of spiral\.backprop in PyTorch/,
    );

    const again = await backprop(...words);
    expect(again.exitCode).toBe(2);
    expect(again.errors).toMatch(/it has train\.py, initial\.npz, data\.npz already/);
  });

  it.runIf(process.platform === 'linux')('ends where a file system takes no folder', async () => {
    const words = ['export', example('spiral'), '--to', 'numpy', '--out', '/proc/foo/bar'];
    const { exitCode, errors } = await backprop(...words);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(
      /^backprop: Nothing could be written to \/proc\/foo\/bar: there is no such file or folder\./,
    );
  });

  it.runIf(process.platform !== 'win32')('leaves no half of a script where there is no room', async () => {
    const out = path.join(folder, 'in', 'full');
    const words = ['export', example('spiral'), '--to', 'numpy', '--out', out];
    const { exitCode, errors } = await backpropInLittleRoom(...words);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(
      /^backprop: Nothing could be written to .*: it is larger than a file may be here\.\n$/,
    );
    expect(existsSync(path.dirname(out))).toBe(false);
  });

  it.each([
    [
      'at its line what PyTorch cannot do the same',
      network('    Affine(3)\n    BatchNorm\n    Affine(2)\n    SoftmaxWithLoss', 'train { batch = 1 }'),
      [],
      /:5:5: error: PyTorch refuses BatchNorm where a mini-batch has a single sample/,
    ],
    [
      'open questions',
      network('    hidden = Affine(2)\n    SoftmaxWithLoss').replace('data =', 'expect loss = ?\n  data ='),
      [],
      /is exported once it is asked for nothing/,
    ],
    [
      'another library',
      network('    Affine(2)\n    SoftmaxWithLoss'),
      ['--to', 'julia'],
      /--to takes pytorch or numpy, not julia/,
    ],
    [
      'two libraries',
      network('    Affine(2)\n    SoftmaxWithLoss'),
      ['--to', 'pytorch', '--to', 'numpy'],
      /--to is given twice/,
    ],
    ['a network without train', network('    Affine(2)\n    SoftmaxWithLoss', ''), [], /has no train block/],
  ])('refuses %s', async (_, text, words, sentence) => {
    const out = path.join(folder, 'refused');
    const { exitCode, errors } = await backprop(
      'export',
      definition(text),
      '--out',
      out,
      ...(words.length === 0 ? ['--to', 'pytorch'] : words),
    );
    expect(errors).toMatch(sentence);
    expect(exitCode).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});
