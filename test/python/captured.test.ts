import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { convertCapturedStep } from '../../src/convert';
import { formatMessage } from '../../src/engine/message';
import { diskStore } from '../../src/platform/diskStore';
import { readCapturedUpdate } from '../../src/recording/capturedUpdate';
import { newFolder, python, recorderFile } from './training';

const here = path.dirname(fileURLToPath(import.meta.url));
const cli = path.join(here, '..', '..', 'dist', 'cli.js');

/** By kind of `captured.py`, what `backprop check` says of its definition, or why there is none. */
const said = new Map<string, readonly string[]>();
const texts = new Map<string, string>();

beforeAll(async () => {
  const folder = newFolder();
  const { code, errors } = await python([path.join(here, 'captured.py'), folder, path.dirname(recorderFile)]);
  expect([code, errors]).toEqual([0, '']);
  const files = new Map<string, string>();
  for (const recording of readdirSync(folder)) {
    const [kind = ''] = recording.split('-');
    const place = path.join(folder, recording);
    const captured = await readCapturedUpdate(diskStore(place));
    if (captured === undefined) throw new Error(`${kind} was not captured.`);
    expect(captured.update).toBe(3);
    const converted = convertCapturedStep({ ...captured, file: captured.name });
    if (!converted.ok) {
      said.set(kind, [formatMessage(converted.problem)]);
      continue;
    }
    const file = path.join(place, 'captures', 'step.backprop');
    writeFileSync(file, converted.text);
    texts.set(kind, converted.text);
    files.set(kind, file);
  }
  const words = [cli, 'check', ...files.values()];
  let output: string;
  try {
    output = execFileSync(process.execPath, words, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    output = (error as { readonly stdout: string }).stdout;
  }
  for (const [kind, file] of files) {
    const lines = output.split('\n').filter((line) => line.startsWith(`${file}:`));
    said.set(
      kind,
      lines.map((line) => line.slice(file.length + 1)),
    );
  }
}, 60_000);

it.each(['right', 'images'])('agrees with every layer of the model %s, forward and backward', (kind) => {
  expect(said.get(kind)).toEqual([]);
  // Every layer, the loss, every gradient of a layer and of a parameter.
  expect(texts.get(kind)?.match(/^ {2}expect /gm)).toHaveLength(kind === 'right' ? 17 : 23);
});

it('names what is behind a loss that sums', () => {
  expect(said.get('summed')?.[0]).toMatch(/These are sums over 12 numbers where \S+ takes their mean/);
});

it('names the first layer that differs, and what follows from it', () => {
  const [first = '', second] = said.get('scaled') ?? [];
  const line = Number(first.split(':')[0]);
  expect(texts.get('scaled')?.split('\n')[line - 1]).toContain('expect net_fc2 =');
  expect(second).toContain('This follows from your net_fc2');
});

it('says which parameters got no gradient behind a detached branch', () => {
  expect(said.get('detached')).toEqual([]);
  expect(texts.get('detached')).toContain(
    '# PyTorch gave net.fc1.weight no gradient: net_fc1.W has one only here.',
  );
});

it('says which layer cannot be computed here, and why', () => {
  expect(said.get('custom')).toEqual([
    'net.act is a Swish, of which only its author knows what it computes.',
  ]);
  expect(said.get('dropped')).toEqual([
    'net.drop drops units by chance, which nothing here can repeat: capture with p=0.',
  ]);
});
