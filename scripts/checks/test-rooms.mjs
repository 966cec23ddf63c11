import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { inRoot } from '../process/root.mjs';

const TESTS = 'test/unit';

/**
 * Unit tests that lie elsewhere than their subjects: `test/unit/A` tests what is in `src/A`. A test is named
 * after a module there, or imports something from there.
 * @returns {Promise<{ checked: number, problems: string[] }>}
 */
export async function testsWithoutRoom() {
  const names = (await readdir(inRoot(TESTS), { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  const problems = [];
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  for (const folder of new Set(names.filter((name) => name.endsWith('.ts')).map(posix.dirname))) {
    if (!existsSync(inRoot('src', folder))) problems.push(`${TESTS}/${folder}: there is no src/${folder}`);
  }
  for (const name of tests) {
    const folder = posix.join('src', posix.dirname(name));
    if (existsSync(inRoot(folder)) && !(await isAbout(name, folder)))
      problems.push(`${TESTS}/${name} tests no module of ${folder}`);
  }
  return { checked: tests.length, problems };
}

/**
 * By its name or by what it imports, itself or through its own helpers.
 * @param {string} test relative to the tests
 * @param {string} folder of src
 */
async function isAbout(test, folder) {
  const [subject = ''] = posix.basename(test).split('.');
  if (existsSync(inRoot(folder, `${subject}.ts`))) return true;
  const seen = new Set([posix.join(TESTS, test)]);
  for (const file of seen) {
    const text = await readFile(inRoot(file), 'utf8');
    for (const [, from = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      const path = posix.join(posix.dirname(file), from);
      // A part is also tested through the façade of what it belongs to.
      const isFacade = folder.startsWith(`${path}/`) && existsSync(inRoot(path, 'index.ts'));
      if (path === folder || path.startsWith(`${folder}/`) || isFacade) return true;
      if (path.startsWith(`${TESTS}/`) && existsSync(inRoot(`${path}.ts`))) seen.add(`${path}.ts`);
    }
  }
  return false;
}
