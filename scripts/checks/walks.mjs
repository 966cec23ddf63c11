import { readdir, readFile } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';

const DOCUMENT = 'docs/architecture.md';
const FOLDERS = ['src', 'webview', 'test', 'docs'];
const IS_FILE = /\.(tsx?|md)$/;

/**
 * The walks of docs/architecture.md name files that are there, one each, and every other word in backticks
 * stands in one of the files of its walk: who follows one with the files open finds what it says.
 * @returns {Promise<{ problems: string[], checked: number }>}
 */
export async function problemsOfWalks() {
  const text = await readFile(inRoot(DOCUMENT), 'utf8');
  const paths = await allPaths();
  /** @type {string[]} */
  const problems = [];
  let checked = 0;
  for (const walk of text
    .split(/^## Walks$/m)[1]
    ?.split(/^### /m)
    .slice(1) ?? []) {
    const [title = ''] = walk.split('\n');
    const words = [...walk.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
    const found = new Set();
    for (const name of words.filter((word) => IS_FILE.test(word))) {
      const here = paths.filter((path) => path === name || path.endsWith(`/${name}`));
      checked++;
      if (here.length !== 1) problems.push(`${DOCUMENT}, ${title}: ${here.length} files are called ${name}`);
      for (const path of here) found.add(path);
    }
    const texts = await Promise.all([...found].map((path) => readFile(inRoot(path), 'utf8')));
    for (const word of words.filter((each) => !IS_FILE.test(each) && !each.includes('/'))) {
      const name = word.split('.').at(-1) ?? '';
      checked++;
      if (!texts.some((each) => new RegExp(`\\b${name}\\b`).test(each)))
        problems.push(`${DOCUMENT}, ${title}: ${word} stands in no file of the walk`);
    }
  }
  return { problems, checked };
}

/** All files that a walk may name, below the root. */
async function allPaths() {
  const paths = [];
  for (const folder of FOLDERS) {
    for (const path of await readdir(inRoot(folder), { recursive: true }))
      if (IS_FILE.test(path)) paths.push(`${folder}/${path.replaceAll('\\', '/')}`);
  }
  return paths;
}
