/**
 * Milliseconds that the extension takes to activate, as VS
 * Code itself counts them: loading its code and `activate()`.
 * `node bench/activation.mjs [rounds] [milliseconds]`, after `npm run build`: each round opens a definition
 * in a new window and reads `Developer: Show Running Extensions`.
 */
import { spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBrowser } from '../scripts/ensure/browser.mjs';
import { inRoot } from '../scripts/process/root.mjs';
import { serveExtension } from '../test/driver/served.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';
import { Window } from '../test/driver/window.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from '../test/driver/workbench.mjs';

const rounds = Number(process.argv[2] ?? '7');
/**
 * The extensions that come with VS Code start with the window, and share the process with ours: until then.
 */
const startUpMs = Number(process.argv[3] ?? '15000');
const { folder, remove } = await temporaryFolder();
await cp(inRoot('examples'), join(folder, 'examples'), { recursive: true });
// Chromium paints with the processor: it must not take the one of what is measured.
startOn(1);
const server = await serveExtension({ folder });
startOn(0);
const { browser, close } = await launchBrowser(await ensureBrowser());
try {
  const all = [];
  for (let round = 0; round < rounds; round++) all.push(await activation());
  all.sort((a, b) => a - b);
  console.log(`activation: median ${all[Math.floor(rounds / 2)]} ms, all: ${all.join(', ')}`);
} finally {
  await close();
  await server.stop();
  await remove();
}

/**
 * What is started from now on runs on that processor alone, where the system can do so.
 * @param {number} processor
 */
function startOn(processor) {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(processor), String(process.pid)]);
}

async function activation() {
  const page = await newWindow(browser, {});
  // The list shows the slowest first and renders no more than fits.
  await page.setViewportSize({ width: 1280, height: 2400 });
  await openWorkbench(page, workbenchAddress(server, { folder: join(folder, 'examples') }));
  const window = new Window(page, folder);
  await sleep(startUpMs);
  await window.openFile('shopping.backprop');
  await window.settle();
  await window.command('Developer: Show Running Extensions');
  const list = page.locator('.runtime-extensions-editor');
  await list.getByText('Backprop Lens').waitFor();
  const [, milliseconds = 'NaN'] = /Backprop Lens[^]*?Activation: (\d+)ms/.exec(await list.innerText()) ?? [];
  await page.context().close();
  return Number(milliseconds);
}
