import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert/convertPython';
import { checkText } from '../checkText';

const root = join(import.meta.dirname, '../../fixtures/convert');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => join(folder, name));
}

/** Mistakes of a definition that only its reader can mend. */
function errorsOf(text: string): string[] {
  const { diagnostics } = checkText(text);
  return diagnostics
    .filter(({ severity, code }) => severity === 'error' && code !== 'missing-loss')
    .map(({ message }) => JSON.stringify(message));
}

/** Lines of a source that a definition names as not understood. */
function linesMarked(text: string): number[] {
  const marks = text.matchAll(/# line (\d+): .*(?:is not understood|is not taken|are not taken)/g);
  return [...new Set([...marks].map(([, line]) => Number(line)))].sort((a, b) => a - b);
}

function linesToMark(source: string): number[] {
  return source.split('\n').flatMap((line, at) => (line.endsWith('# !') ? [at + 1] : []));
}

describe.each(['chapter', 'torch', 'keras', 'formulas', 'beyond'])('sources of the kind %s', (folder) => {
  it.each(sourcesIn(folder))('%s', async (name) => {
    const source = readFileSync(join(root, name), 'utf8');
    const { text } = convertPython(source);
    expect(errorsOf(text)).toEqual([]);
    expect(linesMarked(text)).toEqual(linesToMark(source));
    await expect(text).toMatchFileSnapshot(join(root, name.replace(/py$/, 'backprop')));
  });
});
