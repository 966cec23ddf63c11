import { readFile } from 'node:fs/promises';
import { inRoot } from '../../scripts/process/root.mjs';
import { RESTRICTED } from './settings.mjs';

/**
 * The ways in which the extension is tested. A test runs in the runs
 * `default` and `packaged` unless its title contains `@only-…`; in another
 * run when its title contains that run's tag, such as `@web` or `@only-web`.
 *
 * @typedef {object} Run
 * @property {string} title
 * @property {string} option of the command line
 * @property {boolean} [packaged] tests the installed package instead of the folder
 * @property {boolean} [browserHost] in the extension host of the browser
 * @property {Record<string, unknown>} [settings]
 * @property {string} [locale]
 * @property {boolean} [withoutFolder] in an empty window
 * @property {boolean} [twoFolders] in a workspace of two folders
 *
 * @typedef {'default' | 'restricted' | 'web' | 'packaged' | 'empty' | 'japanese'} RunName
 */

/** @type {Record<RunName, Run>} */
export const RUNS = {
  default: { title: 'VS Code', option: '' },
  // Of two folders too: a run of their own would open VS Code once more for a few tests.
  restricted: {
    title: 'VS Code in Restricted Mode',
    option: '--trust',
    settings: RESTRICTED,
    twoFolders: true,
  },
  web: { title: 'VS Code, browser extension host', option: '--web-host', browserHost: true },
  packaged: { title: 'VS Code, packaged extension', option: '--vsix', packaged: true },
  // What somebody sees who has just installed it.
  empty: { title: 'VS Code, empty window', option: '--no-folder', packaged: true, withoutFolder: true },
  japanese: { title: 'VS Code in Japanese', option: '--locale ja', locale: 'ja' },
};

/** `publisher.name` of package.json. */
export async function extensionId() {
  /** @type {unknown} */
  const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'publisher' in manifest && 'name' in manifest) {
    return `${String(manifest.publisher)}.${String(manifest.name)}`;
  }
  throw new Error('package.json has no publisher or no name.');
}

/** VS Code's settings for a run. @param {Run} run */
export async function settingsOf(run) {
  const kind = run.browserHost ? { 'remote.extensionKind': { [await extensionId()]: ['web'] } } : {};
  return { ...run.settings, ...kind };
}
