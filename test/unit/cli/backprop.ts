import { execFileSync, spawn } from 'node:child_process';
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
  return outcomeOf(process.execPath, [bundle, ...words]);
}

/** The same where a file may have 512 bytes: as on a full disk, a part of a larger one is written. */
export function backpropInLittleRoom(...words: readonly string[]): Promise<Outcome> {
  return outcomeOf('sh', ['-c', 'ulimit -f 1; exec "$@"', 'sh', process.execPath, bundle, ...words]);
}

function outcomeOf(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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

/** A pipe with a name of its own. */
export function namedPipe(): string {
  const pipe = path.join(folder, `pipe ${String(++count)}`);
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
  return pipe;
}
