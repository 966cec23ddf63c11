import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { installDebianPackages, isDebian } from './debian.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC_APPLICATIONS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A browser of the Chromium family: `CHROMIUM_PATH`, then what is installed, then Debian's own.
 * @returns {Promise<string>} its executable
 */
export async function ensureBrowser() {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    if (await executable(chosen)) return chosen;
    throw new Problem(`CHROMIUM_PATH is ${chosen}, which is not a program.`);
  }
  const found = await installedBrowser();
  if (found !== undefined) return found;
  if ((await isDebian()) && (await installDebianPackages(['chromium']))) {
    const installed = await installedBrowser();
    if (installed !== undefined) return installed;
  }
  throw new Problem(
    'No Chromium, Chrome or Edge was found, and none could be installed.',
    'Install one of them, or name it: CHROMIUM_PATH=/path/to/chrome npm test',
  );
}

/** Debian packages without which no browser is here. @returns {Promise<string[]>} */
export async function missingBrowserPackages() {
  const isThere = Boolean(process.env['CHROMIUM_PATH']) || (await installedBrowser()) !== undefined;
  return isThere ? [] : ['chromium'];
}

async function installedBrowser() {
  for (const candidate of candidates()) if (await executable(candidate)) return candidate;
  return undefined;
}

function candidates() {
  if (process.platform === 'darwin') {
    return MAC_APPLICATIONS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  const { PATH: path = '', PROGRAMFILES: programs = '', 'PROGRAMFILES(X86)': programs86 = '' } = process.env;
  if (process.platform === 'win32') {
    return [programs, programs86].flatMap((folder) => WINDOWS_PROGRAMS.map((name) => join(folder, name)));
  }
  return NAMES.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)));
}

/** @param {string} path */
async function executable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
