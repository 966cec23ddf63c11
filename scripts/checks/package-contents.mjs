import { readFile, stat } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';

/** Larger than this, and it would no longer be a small extension (docs/architecture.md). */
export const LIMIT_BYTES = 1_500_000;

const AT_THE_ROOT =
  /^(package(\.nls(\.[\w-]+)?)?\.json|language-configuration\.json|ThirdPartyNotices\.txt|README\.md|LICENSE|CHANGELOG\.md)$/;
const IN_FOLDERS = /^(data|dist|examples|l10n|media|syntaxes)\//;
const ONLY_FOR_US = /\.(map|tsx?|mjs|LICENSE\.txt)$|^dist\/(test|cli)\b/;

/**
 * What `import()` brings: one import by value from what is
 * read at the start, and every window pays for it.
 */
const READ_LATE = /\/(src\/(convert|data\/(formats|readers))|node_modules\/(papaparse|fflate|@lezer))\//;

/** Modules in the file that every window reads at the start, though they have a file of their own. */
async function readTooEarly() {
  /** @type {{ sources: string[] }} */
  const { sources } = JSON.parse(await readFile(inRoot('dist', 'extension.js.map'), 'utf8'));
  return sources.filter((source) => READ_LATE.test(source));
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
    problems.push(`${source} is in extension.js: import its types alone, or the module by import()`);
  }
  const { size } = await stat(vsix);
  if (size > LIMIT_BYTES) problems.push(`The package has ${size} bytes, more than ${LIMIT_BYTES}.`);
  return { files: files.length, size, problems };
}
