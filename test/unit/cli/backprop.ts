import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The command as it is shipped: the bundle, in a process of its own. */
export const bundle = path.resolve(import.meta.dirname, '../../../dist/cli.js');

export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

export function backprop(...words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, output, errors });
    });
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'backprop cli '));
let count = 0;

/** A file of its own in a folder whose name has spaces. */
export function definition(text: string | Uint8Array): string {
  const file = path.join(folder, `definition ${String(++count)}.backprop`);
  writeFileSync(file, text);
  return file;
}

export const example = (name: string): string =>
  path.resolve(import.meta.dirname, `../../../examples/${name}.backprop`);
