import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {Record<string, string>} Catalogue text by key */

/** @param {string} file @returns {Promise<Catalogue>} empty when there is no such file */
export async function readCatalogue(file) {
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
}

/**
 * The translations beside an English catalogue: `package.nls.ja.json` beside `package.nls.json`.
 * @param {string} folder
 * @param {string} base the English file's name without `.json`
 */
export async function translationsOf(folder, base) {
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(`${base}.`) && name.endsWith('.json') && name !== `${base}.json`)
    .map((name) => join(folder, name));
}

/**
 * What is wrong with a catalogue: keys that are missing, keys that nothing uses, and translations that do not
 * have the places for values (`{0}`) of the English text.
 * @param {string} name for the messages
 * @param {Catalogue} catalogue
 * @param {ReadonlyMap<string, string>} expected English text by key
 */
export function compareCatalogue(name, catalogue, expected) {
  const problems = [];
  for (const [key, english] of expected) {
    const text = catalogue[key];
    if (text === undefined) problems.push(`${name}: missing: ${key}`);
    else if (placeholders(text) !== placeholders(english))
      problems.push(`${name}: other values than in English: ${key}`);
  }
  for (const key of Object.keys(catalogue)) if (!expected.has(key)) problems.push(`${name}: unused: ${key}`);
  return problems;
}

/** @param {string} text */
const placeholders = (text) => [...new Set(text.match(/\{\d+\}/g))].sort().join();
