/**
 * `node bench/editing-host.mjs [places]`, after `npm run build`: milliseconds by the clock of the extension
 * host, in a real VS Code, that diagnostics, completion, signature help and hover take at places all over
 * 1,000 lines; the way to the window and back is in them.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import { ensureBrowser } from '../scripts/ensure/browser.mjs';
import { ensureVsCodeServer } from '../scripts/ensure/vscode-server.mjs';
import { root } from '../scripts/process/root.mjs';
import { readableLine } from '../test/driver/results.mjs';
import { startServer } from '../test/driver/server.mjs';
import { writeSettings } from '../test/driver/settings.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from '../test/driver/workbench.mjs';
import { bundle } from './support/bundle.mjs';

const places = Number(process.argv[2] ?? '100');
const tests = await bundle('editingInHost');
const files = await ensureVsCodeServer();
const { folder, remove } = await temporaryFolder();
const [dataFolder, extensionsFolder] = [join(folder, 'data'), join(folder, 'extensions')];
const workspace = join(folder, 'work');
await mkdir(workspace);
await writeSettings(dataFolder, { 'backpropBench.places': places });
const server = await startServer({
  files,
  dataFolder,
  extensionsFolder,
  logFile: join(folder, 'server.log'),
  acceptsDevelopment: true,
});
const { browser, close } = await launchBrowser(await ensureBrowser());
try {
  const page = await newWindow(browser);
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
      const line = readableLine(format(...args));
      if (line !== undefined) console.log(line);
    },
  );
  const ended = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  await openWorkbench(page, workbenchAddress(server, { folder: workspace, extension: root, tests }));
  if ((await ended) !== 0) process.exitCode = 1;
} finally {
  await close();
  await server.stop();
  await remove();
}
