/**
 * `node bench/live.mjs [keys] [files]`, after `npm run build`, on Linux: processor time that a keystroke in a
 * file of formulas costs the extension host and its worker, in a real VS Code, with values that follow and
 * without.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBrowser } from '../scripts/ensure/browser.mjs';
import { serveExtension } from '../test/driver/served.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';
import { Window } from '../test/driver/window.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from '../test/driver/workbench.mjs';

const keys = Number(process.argv[2] ?? '100');
/** How many of the files below, the smallest first. */
const files = Number(process.argv[3] ?? '3');

/** Far enough apart that each is answered before the next: none is skipped. */
const MILLISECONDS_BETWEEN_KEYS = 250;
/** What happens some time after the last key, such as a check after a pause, belongs to it. */
const REST_MS = 1500;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** The first line has the number that is typed into, the last one the pass. */
const FILES = {
  '100 lines': chain(100),
  '1,000 lines': chain(1000),
  'a product of 200×200 matrices':
    'k = 1\nA = randn(200, 200, seed=1)\nB = A @ A * k\ns = sum(B)\nbackward s\n',
};

const { folder, remove } = await temporaryFolder();
const server = await serveExtension({ folder });
const { browser, close } = await launchBrowser(await ensureBrowser());
try {
  for (const [name, text] of Object.entries(FILES).slice(0, files)) {
    const costs = [];
    for (const live of [true, false]) costs.push(await costOfKey(text, live));
    const [on, off] = costs.map((cost) => `${cost.toFixed(1)} ms`);
    console.log(`${name}: ${on} a key with values that follow, ${off} without`);
  }
} finally {
  await close();
  await server.stop();
  await remove();
}

/** @param {number} lines */
function chain(lines) {
  const values = Array.from({ length: lines - 2 }, (_, at) => `v${at + 1} = v${at} * 1.0001 + 0.5`);
  return ['v0 = 1', ...values, `backward v${lines - 2}`, ''].join('\n');
}

/**
 * Milliseconds of processor time for each key.
 * @param {string} text
 * @param {boolean} live
 */
async function costOfKey(text, live) {
  const workspace = join(folder, `work-${Math.random().toString(36).slice(2)}`);
  await mkdir(join(workspace, '.vscode'), { recursive: true });
  await writeFile(
    join(workspace, '.vscode', 'settings.json'),
    JSON.stringify({ 'backprop.liveValues': live }),
  );
  await writeFile(join(workspace, 'file.backprop'), text);
  const page = await newWindow(browser, {});
  await openWorkbench(page, workbenchAddress(server, { folder: workspace }));
  const window = new Window(page, folder);
  await window.openFile('file.backprop');
  await window.settle();
  await window.command('Backprop: Run Backward');
  await window.waitFor({ selector: '.view-line [class*="ced-"]' });
  await window.press('Control+Home');
  await window.press('End');
  await window.settle();
  const hosts = await extensionHosts();
  const before = await processorTime(hosts);
  for (let key = 0; key < keys; key++) {
    await window.press(key % 2 === 0 ? '5' : 'Backspace');
    await sleep(MILLISECONDS_BETWEEN_KEYS);
  }
  await sleep(REST_MS);
  const after = await processorTime(hosts);
  await page.context().close();
  return (after - before) / keys;
}

/** The extension hosts that this process has started, by way of the server. */
async function extensionHosts() {
  const processes = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const parents = new Map();
  const hosts = [];
  for (const id of processes) {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    parents.set(id, /^PPid:\s+(\d+)$/m.exec(status)?.[1]);
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--type=extensionHost')) hosts.push(id);
  }
  const own = String(process.pid);
  return hosts.filter((host) => {
    let id = host;
    while (id !== undefined && id !== own) id = parents.get(id);
    return id === own;
  });
}

/**
 * Milliseconds that processes, with all their threads, have had a processor.
 * @param {readonly string[]} ids
 */
async function processorTime(ids) {
  let ticks = 0;
  for (const id of ids) {
    const statistics = await readFile(`/proc/${id}/stat`, 'utf8');
    // After the name in brackets, which may hold anything, field 12 is the user's time and 13 the system's.
    const fields = statistics.slice(statistics.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * TICK_MS;
}
