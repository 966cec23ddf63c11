/**
 * node scripts/count-house.mjs [FOLDER]
 * How the code in src and webview of a clone is cut: files, lines, files that one other imports, and files
 * that the tables of the walks of docs/architecture.md name. The figures of docs/decisions/one-of-each.md are
 * made with it.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { command } from './console/problem.mjs';
import { table } from './console/report.mjs';
import { root } from './process/root.mjs';

const ENDINGS = ['.ts', '.tsx', '/index.ts', '.web.ts'];

await command(async () => {
  const clone = resolve(process.argv[2] ?? root);
  const files = await codeFiles(clone);
  const lines = [...files.values()].map((text) => text.split('\n').length - 1);
  const importers = [...importersOf(files).values()];
  const total = lines.reduce((sum, count) => sum + count, 0);
  const share = (/** @type {number} */ part) => `${((part / files.size) * 100).toFixed(0)} %`;
  const short = lines.filter((count) => count < 50).length;
  const single = importers.filter((count) => count === 1).length;
  console.log(
    table([
      ['', 'number', ''],
      ['files', files.size, ''],
      ['lines', total, ''],
      ['lines a file', Math.round(total / files.size), ''],
      ['files under 50 lines', short, share(short)],
      ['files over 300 lines', lines.filter((count) => count > 300).length, ''],
      ['files with one importer', single, share(single)],
      ...(await walks(clone)).map(([title, count]) => [title, count, '']),
    ]),
  );
  return 0;
});

/**
 * How many files each walk names in its table, where the document has walks.
 * @param {string} clone
 * @returns {Promise<[string, number][]>}
 */
async function walks(clone) {
  const document = join(clone, 'docs', 'architecture.md');
  if (!existsSync(document)) return [];
  const [, text = ''] = (await readFile(document, 'utf8')).split(/^## Walks$/m);
  return text
    .split(/^### /m)
    .slice(1)
    .map((walk) => {
      const [title = '', ...lines] = walk.split('\n');
      const rows = lines.filter((line) => line.startsWith('|')).join('\n');
      const names = [...rows.matchAll(/`([^`\n]+\.tsx?)`/g)].map(([, name = '']) => basename(name));
      return [title.split(':')[0] ?? '', new Set(names).size];
    });
}

/** Their texts by path. @param {string} clone @returns {Promise<Map<string, string>>} */
async function codeFiles(clone) {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const folder of ['src', 'webview']
    .map((name) => join(clone, name))
    .filter((path) => existsSync(path))) {
    for (const name of await readdir(folder, { recursive: true })) {
      if (/(?<!\.d)\.tsx?$/.test(name))
        files.set(join(folder, name), await readFile(join(folder, name), 'utf8'));
    }
  }
  return files;
}

/** How many other files import each. @param {ReadonlyMap<string, string>} files */
function importersOf(files) {
  /** @type {Map<string, number>} */
  const counts = new Map([...files.keys()].map((file) => [file, 0]));
  for (const [file, text] of files) {
    const imported = new Set();
    for (const [, from = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      const path = join(dirname(file), from);
      const target = ENDINGS.map((ending) => path + ending).find((each) => files.has(each));
      if (target !== undefined && target !== file) imported.add(target);
    }
    for (const target of imported) counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return counts;
}
