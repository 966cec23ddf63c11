import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { convertPython } from '../../../src/convert/convertPython';
import type { Message } from '../../../src/engine/message';
import { formatMessage } from '../../../src/language';
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

describe('comments', () => {
  const shipped = join(import.meta.dirname, '../../../l10n/bundle.l10n.ja.json');
  const catalogue = new Map(
    Object.entries(v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync(shipped, 'utf8')))),
  );

  /** In Japanese, without what is quoted of a source: its names may be words of a sentence. */
  function inJapanese(source: string): (sentence: Message) => string {
    const spaced = source.replaceAll(/\s+/g, ' ');
    const localise = ({ text, values }: Message): string => {
      const written = values.map((value) => {
        if (typeof value === 'object') return localise(value);
        return spaced.includes(String(value).replace(/…$/, '')) ? '' : value;
      });
      return formatMessage({ text: catalogue.get(text) ?? text, values: written });
    };
    return localise;
  }

  const marked = ['changed_batches', 'evaluated_parts', 'keras_settings', 'lists_and_ranges', 'own_descents'];

  it('have no English sentence for a reader of Japanese', () => {
    let count = 0;
    const english = marked.flatMap((name) => {
      const source = readFileSync(join(root, 'beyond', `${name}.py`), 'utf8');
      const { text } = convertPython(source, { localise: inJapanese(source) });
      const comments = text.split('\n').filter((line) => /^\s*#/.test(line));
      count += comments.length;
      return comments.filter((line) => /[a-z]{2,} [a-z]{2,}/i.test(line));
    });
    expect(english).toEqual([]);
    expect(count).toBeGreaterThan(20);
  });
});
