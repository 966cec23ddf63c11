import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { slipsInJapanese } from './japanese.mjs';

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

/** Names and signs that are the same in Japanese. */
const SAME_IN_JAPANESE = new Set(['Backprop: {0}', 'CSV', 'JSON', 'dW', 'dout → dx', 'Backprop Lens']);

/**
 * What is wrong with a catalogue: keys that are missing, keys that nothing uses, translations that do not
 * have the places for values (`{0}`), the links and icons of the English text, what was left in English, and
 * what is not set or named as the rest of the Japanese.
 * @param {string} name for the messages
 * @param {Catalogue} catalogue
 * @param {ReadonlyMap<string, string>} expected English text by key
 */
export function compareCatalogue(name, catalogue, expected) {
  const problems = [];
  for (const [key, english] of expected) {
    const text = catalogue[key];
    if (text === undefined) problems.push(`${name}: missing: ${key}`);
    else if (marks(text) !== marks(english))
      problems.push(`${name}: other values, links or icons than in English: ${key}`);
    else if (name.endsWith('.ja.json') && isLeftInEnglish(text))
      problems.push(`${name}: left in English: ${key}`);
    if (name.endsWith('.ja.json'))
      problems.push(...slipsInJapanese(text ?? '').map((slip) => `${name}: ${slip}: ${text}`));
  }
  for (const key of Object.keys(catalogue)) if (!expected.has(key)) problems.push(`${name}: unused: ${key}`);
  return problems;
}

/** @param {string} text */
const marks = (text) => [...new Set(text.match(/\{\d+\}|\]\(\w+:[^)]*\)|\$\([\w-]+\)/g))].sort().join();

/** Words of two letters and more, and not one letter of Japanese. @param {string} text */
function isLeftInEnglish(text) {
  // A picture of what is in Japanese.
  if (text.endsWith('.ja.webp')) return false;
  const words = text.replaceAll(/\{\d+\}|`[^`]*`/g, '');
  const isJapanese = /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u.test(text);
  return !isJapanese && /[A-Za-z]{2}/.test(words) && !SAME_IN_JAPANESE.has(text);
}
