import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert/convertPython';
import { parse } from '../../../src/language/parser/parser';
import { examplesFolder } from '../exampleFiles';
import { pythonWithTorch, runPython } from '../python';
import { backprop } from '../cli/backprop';

/** A copy of an example with the files beside it, to be changed. */
function copyOf(example: string): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'backprop-example-')), example);
  cpSync(path.join(examplesFolder, example), folder, { recursive: true });
  return folder;
}

const inFolder = 'import os, runpy, sys; os.chdir(sys.argv[1]); runpy.run_path(sys.argv[2])';

function runScript(folder: string, script: string): void {
  runPython(['-B', '-c', inFolder, folder, script]);
}

/** Fails where two archives do not hold the same arrays, but for the last digits of another machine. */
const sameArrays = `
import sys, numpy as np
ours, theirs = (np.load(file) for file in sys.argv[1:])
assert ours.files == theirs.files, (ours.files, theirs.files)
for name in ours.files:
    assert ours[name].dtype == theirs[name].dtype, name
    np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-10, atol=1e-13, err_msg=name)
`;

/** A module for the weights, which are not compared: they are what the gradients are computed of. */
const withoutSafetensors = `
import sys, types
sys.modules["safetensors"] = types.ModuleType("safetensors")
sys.modules["safetensors.torch"] = types.ModuleType("safetensors.torch")
sys.modules["safetensors.torch"].save_file = lambda *_: None
`;

/** The weights were trained in 32 bits, which other machines and versions round in another way. */
const nearlySameArrays = sameArrays.replace('rtol=1e-10, atol=1e-13', 'rtol=1e-3, atol=1e-5');

/** The right line of `Relu.backward`, in place of the planted one. */
function repair(script: string): void {
  const wrong = 'dout[dout <= 0] = 0';
  const source = readFileSync(script, 'utf8');
  expect(source.split(wrong)).toHaveLength(2);
  writeFileSync(script, source.replace(wrong, 'dout[self.mask] = 0'));
}

describe('the example of a TwoLayerNet with a mistake', () => {
  const check = (folder: string): ReturnType<typeof backprop> =>
    backprop('check', path.join(folder, 'my-net.backprop'));

  it('has beside it what its script writes', () => {
    const folder = copyOf('my-net');
    runScript(folder, 'my_net.py');
    runPython([
      '-c',
      sameArrays,
      path.join(examplesFolder, 'my-net/my_net.npz'),
      path.join(folder, 'my_net.npz'),
    ]);
  });

  it('names the mistake, and says of what follows from it that it does', async () => {
    const { exitCode, output } = await check(path.join(examplesFolder, 'my-net'));
    const found = output
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('error'));
    expect(exitCode).toBe(1);
    expect(found).toEqual([
      expect.stringMatching(
        /:24:15: .* This follows from your gradient of affine1\.b: nothing else is wrong here\. /,
      ),
      expect.stringMatching(
        /:25:15: .* Your mask of relu1 is taken from the gradient: it belongs to affine1\. /,
      ),
    ]);
  });

  it('has nothing wrong once the line is right and the script has run again', async () => {
    const folder = copyOf('my-net');
    repair(path.join(folder, 'my_net.py'));
    runScript(folder, 'my_net.py');
    const { exitCode, output } = await check(folder);
    expect([output, exitCode]).toEqual(['No errors.\n', 0]);
  });
});

describe('the example of a PyTorch model', () => {
  const file = path.join(examplesFolder, 'my-model/my-model.backprop');
  const text = readFileSync(file, 'utf8');

  it('agrees with what PyTorch saved, and no longer where a number is another', async () => {
    const { exitCode, output } = await backprop('check', file);
    expect([output, exitCode]).toEqual(['No errors.\n', 0]);
    const folder = copyOf('my-model');
    const changed = path.join(folder, 'my-model.backprop');
    writeFileSync(changed, text.replace('npz("my_model.npz", "loss")', '0.676'));
    expect((await backprop('check', changed)).output).toContain('[unmet-expectation]');
  });

  it('has beside it what its script writes', () => {
    const folder = copyOf('my-model');
    const program = pythonWithTorch();
    const run = (args: readonly string[]): void => {
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
      expect(status === 0 ? '' : stderr).toBe('');
    };
    run(['-B', '-c', `${withoutSafetensors}\n${inFolder}`, folder, 'my_model.py']);
    const saved = path.join(folder, 'my_model.npz');
    run(['-c', nearlySameArrays, path.join(examplesFolder, 'my-model/my_model.npz'), saved]);
  });

  it('has the layers and the optimiser that its script converts to', () => {
    const { text: converted } = convertPython(
      readFileSync(path.join(examplesFolder, 'my-model/my_model.py'), 'utf8'),
    );
    // The weights of the file take the place of an initialisation, and some layers have names.
    expect(layersOf(text)).toEqual(layersOf(converted).map((layer) => layer.replace(', init=PyTorch', '')));
    expect(text).toContain('optimizer = Adam(lr=0.01)');
    expect(converted).toContain('optimizer = Adam(lr=0.01)');
  });
});

/** The layers as they are called, without names. */
function layersOf(text: string): string[] {
  const network = parse(text).file.statements.find(({ kind }) => kind === 'network');
  const layers =
    network?.kind === 'network' ? network.members.find(({ kind }) => kind === 'layers') : undefined;
  if (layers?.kind !== 'layers') throw new Error('The text has no layers.');
  return layers.items.map(({ start, end }) => text.slice(start, end).replace(/^\w+\s*= /, ''));
}
