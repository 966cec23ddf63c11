/**
 * node scripts/check-notices.mjs [--write]
 * ThirdPartyNotices.txt has the licence of everything that ships with the extension and is not ours: the
 * packages that src and webview import, what those depend on, and the data. docs/architecture.md names those
 * that are imported.
 * --write: makes it anew.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { command, Problem } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot } from './process/root.mjs';

const FILE = 'ThirdPartyNotices.txt';
const DOCUMENT = 'docs/architecture.md';
/** Its standard library is part of the compiled kernels, which import nothing. */
const COMPILED_IN = ['assemblyscript'];
/** Values only: what is imported as a type is gone after the build. */
const IMPORTS =
  /(?:^(?:import|export) (?!type\b)[^;]*?from |\bimport\()'([^'.][^']*)'|url\('([^'.][^']*)'\)/gm;

await command(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
  const imported = await importedPackages();
  const packages = await withTheirOwn(imported);
  const text = await notices(packages);
  if (values.write) await writeFile(inRoot(FILE), text);
  const written = await readFile(inRoot(FILE), 'utf8').catch(() => '');
  if (written !== text) {
    fail(`${FILE} is not what the imports and their licences say: node scripts/check-notices.mjs --write`);
    return 1;
  }
  const unnamed = await unnamedPackages(imported);
  for (const name of unnamed) fail(`${DOCUMENT}: the table of dependencies does not name ${name}`);
  if (unnamed.length > 0) return 1;
  note(`${FILE} has the licences of ${packages.length} packages and of the data.`);
  return 0;
});

/** @param {ReadonlySet<string>} imported */
async function unnamedPackages(imported) {
  const [, text = ''] = (await readFile(inRoot(DOCUMENT), 'utf8')).split(/^## Dependencies$/m);
  const [section = ''] = text.split(/^## /m);
  const words = new Set(section.match(/@?[\w./-]+/g));
  return [...imported].filter((name) => !words.has(name));
}

/** @returns {Promise<Set<string>>} */
async function importedPackages() {
  const found = new Set(COMPILED_IN);
  for (const folder of ['src', 'webview']) {
    for (const name of await readdir(inRoot(folder), { recursive: true })) {
      if (!/\.(tsx?|css)$/.test(name)) continue;
      for (const [, module, asset] of (await readFile(inRoot(folder, name), 'utf8')).matchAll(IMPORTS)) {
        const [scope = '', rest = ''] = (module ?? asset ?? '').split('/');
        if (scope !== 'vscode' && !scope.startsWith('node:') && !scope.startsWith('data:'))
          found.add(scope.startsWith('@') ? `${scope}/${rest}` : scope);
      }
    }
  }
  return found;
}

/** In alphabetical order. @param {ReadonlySet<string>} imported */
async function withTheirOwn(imported) {
  const found = new Set(imported);
  // The compiler's own packages stay on the machine that compiles.
  for (const name of found) {
    if (COMPILED_IN.includes(name)) continue;
    for (const dependency of Object.keys((await manifestOf(name)).dependencies ?? {})) found.add(dependency);
  }
  return [...found].sort();
}

/**
 * @param {string} name
 * @returns {Promise<{ version: string, license: string, dependencies?: Record<string, string> }>}
 */
async function manifestOf(name) {
  return JSON.parse(await readFile(inRoot('node_modules', name, 'package.json'), 'utf8'));
}

/** @param {readonly string[]} packages */
async function notices(packages) {
  const parts = [
    'Backprop Lens contains the work of others, under the licences below.\n',
    `The data in data/\n\n${await readFile(inRoot('data', 'README.md'), 'utf8')}`,
  ];
  for (const name of packages) {
    const { version, license } = await manifestOf(name);
    parts.push(`${name} ${version} (${license})\n\n${(await licenceOf(name)).trim()}\n`);
  }
  return parts.map((part) => part.replaceAll('\r\n', '\n')).join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} name */
async function licenceOf(name) {
  const files = await readdir(inRoot('node_modules', name));
  const file = files.find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  if (file === undefined) throw new Problem(`The package ${name} has no file with its licence.`);
  return readFile(inRoot('node_modules', name, file), 'utf8');
}
