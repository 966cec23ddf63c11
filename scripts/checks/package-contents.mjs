import { readdir, readFile, stat } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';

/** Larger than this, and it would no longer be a small extension (docs/architecture.md). */
export const LIMIT_BYTES = 1_500_000;

const AT_THE_ROOT =
  /^(package(\.nls(\.[\w-]+)?)?\.json|language-configuration\.json|ThirdPartyNotices\.txt|README\.md|LICENSE|CHANGELOG\.md)$/;
const IN_FOLDERS = /^(data|dist|examples|l10n|media|python|syntaxes)\//;
const ONLY_FOR_US = /\.(map|tsx?|mjs|LICENSE\.txt)$|^dist\/(test|cli)\b/;

/**
 * What `import()` brings: one import by value from what is
 * read at the start, and every window pays for it.
 */
const READ_LATE =
  /\/(src\/(convert|recording|data\/(formats|readers))|node_modules\/(papaparse|fflate|@lezer))\//;

/** Modules in the file that every window reads at the start, though they have a file of their own. */
async function readTooEarly() {
  /** @type {{ sources: string[] }} */
  const { sources } = JSON.parse(await readFile(inRoot('dist', 'extension.main.js.map'), 'utf8'));
  return sources.filter((source) => READ_LATE.test(source));
}

/** Files of the extension that its door for browsers does not load: there, whatever needs them would fail. */
async function missingInBrowsers() {
  const door = await readFile(inRoot('dist', 'extension.web.js'), 'utf8');
  const files = await readdir(inRoot('dist'));
  return files.filter(
    (file) => /^extension\.\w+\.js$/.test(file) && file !== 'extension.web.js' && !door.includes(`"${file}"`),
  );
}

/**
 * What is wrong with a package: files that nobody needs who
 * installs it, code that is read too early, or too many bytes.
 * @param {string} vsix
 * @returns {Promise<{ files: number, size: number, problems: string[] }>}
 */
export async function problemsOfPackage(vsix) {
  const { listFiles, PackageManager } = await import('@vscode/vsce');
  const files = await listFiles({ cwd: inRoot(), packageManager: PackageManager.None });
  const problems = files
    .filter((file) => !(AT_THE_ROOT.test(file) || IN_FOLDERS.test(file)) || ONLY_FOR_US.test(file))
    .map((file) => `${file} is in the package: name it in .vscodeignore`);
  for (const source of await readTooEarly()) {
    problems.push(`${source} is in extension.main.js: import its types alone, or the module by import()`);
  }
  for (const file of await missingInBrowsers()) problems.push(`src/extension.web.ts does not load ${file}.`);
  const { size } = await stat(vsix);
  if (size > LIMIT_BYTES) problems.push(`The package has ${size} bytes, more than ${LIMIT_BYTES}.`);
  return { files: files.length, size, problems };
}
