/**
 * node scripts/check-documents.mjs
 * Every link and path that the documents name leads to something, every npm script they name exists, and the
 * walks of docs/architecture.md name what is in their files.
 */
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { problemsOfWalks } from './checks/walks.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot } from './process/root.mjs';

await command(async () => {
  const scripts = Object.keys(JSON.parse(await readFile(inRoot('package.json'), 'utf8')).scripts);
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...(await readdir(inRoot('docs'), { recursive: true }))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ];
  /** @type {string[]} */
  const problems = [];
  let checked = 0;
  for (const document of documents) {
    const text = await readFile(inRoot(document), 'utf8');
    for (const { name, places } of namedFiles(document, text)) {
      checked++;
      if (!(await anyExists(places))) problems.push(`${document} names ${name}, which does not exist`);
    }
    for (const [, name = ''] of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
      checked++;
      if (!scripts.includes(name))
        problems.push(`${document} names npm run ${name}, which package.json lacks`);
    }
  }
  const walks = await problemsOfWalks();
  problems.push(...walks.problems);
  checked += walks.checked;
  for (const problem of problems) fail(problem);
  if (problems.length > 0) return 1;
  note(`${checked} paths and commands of ${documents.length} documents are there.`);
  return 0;
});

/**
 * Links, paths in backticks, and all files and folders of a layout, each with the places where it may be.
 * @param {string} document
 * @param {string} text
 * @returns {Generator<{ name: string, places: readonly string[] }>}
 */
function* namedFiles(document, text) {
  for (const [, name = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g))
    yield { name, places: [join(dirname(document), name)] };
  for (const [, name = ''] of text.matchAll(/`((?:src|test|docs|scripts|bench|data|webview)\/[\w./-]+)`/g))
    yield { name, places: [name] };
  const [, layout = ''] = /## Layout\n```\n([^]*?)```/.exec(text) ?? [];
  let folder = '';
  let inner = '';
  for (const line of layout.split('\n')) {
    const [, indent = '', first = ''] = /^( *)([\w.-]+\/)?/.exec(line) ?? [];
    if (indent === '') [folder, inner] = [first, ''];
    else if (indent.length === 2) inner = first;
    const words = line.replaceAll(/\{(\w+),\w+\}/g, '$1').match(/[\w./-]+/g) ?? [];
    const names = words.filter((word) => /\w\/$|^\.?[\w/-]+(\.\w+)+$/.test(word));
    for (const name of names) yield { name, places: [name, join(folder, name), join(folder, inner, name)] };
  }
}

/** @param {readonly string[]} paths */
async function anyExists(paths) {
  for (const path of paths) {
    const there = await access(inRoot(path)).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}
