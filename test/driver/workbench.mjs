import { pathToFileURL } from 'node:url';
import { onExit } from '../../scripts/process/cleanup.mjs';

/** Chromium as a container can run it, and without calls home. */
const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WINDOW = { width: 1280, height: 800 };
const WORKBENCH_LIMIT_MS = 180_000;

/**
 * @typedef {object} WorkbenchOptions
 * @property {string | undefined} folder or `.code-workspace` to open; `undefined`: an empty window
 * @property {string} [file] a file to show at once
 * @property {string} [extension] the folder of an unpackaged extension
 * @property {string} [tests] the module whose `run()` is the test suite
 */

/**
 * The address at which a server shows a folder, a workspace of several or an empty window.
 * @param {import('./server.mjs').Server} server
 * @param {WorkbenchOptions} options
 */
export function workbenchAddress(server, { folder, file, extension, tests }) {
  const address = new URL(server.origin);
  address.searchParams.set('tkn', server.token);
  // Without `ew` it would open the folder it had open last.
  if (folder === undefined) address.searchParams.set('ew', 'true');
  else
    address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', serverPath(folder));
  const payload = [['skipWelcome', 'true']];
  const remote = (/** @type {string} */ path) =>
    `vscode-remote://${server.authority}${pathToFileURL(path).pathname}`;
  if (file !== undefined) payload.push(['openFile', remote(file)]);
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/** A path as the server writes it in an address: `/home/me`, `/c:/Users/me`. @param {string} path */
const serverPath = (path) => decodeURIComponent(pathToFileURL(path).pathname);

/**
 * @param {string} executablePath
 * @returns {Promise<{ browser: import('playwright-core').Browser, close: () => Promise<void> }>}
 */
export async function launchBrowser(executablePath) {
  // Imported late: this file is loaded before the packages are installed.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_ARGUMENTS,
    // Its own handlers would end this process before the rest is undone.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { browser, close: onExit(() => browser.close()) };
}

/**
 * A window of its own, as a person would have it: nothing remembered from another.
 * @param {import('playwright-core').Browser} browser
 * @param {{ scale?: number }} [options] `scale`: device pixels per pixel
 */
export async function newWindow(browser, { scale = 1 } = {}) {
  const context = await browser.newContext({
    viewport: WINDOW,
    deviceScaleFactor: scale,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return context.newPage();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} address
 */
export async function openWorkbench(page, address) {
  await page.goto(address, { timeout: WORKBENCH_LIMIT_MS });
  // The theme comes last, when the extensions that bring themes are known.
  const ready = page.locator('.monaco-workbench[class*="vscode-theme-"] .statusbar');
  await ready.waitFor({ timeout: WORKBENCH_LIMIT_MS });
}
