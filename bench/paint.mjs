// What is handed to `evaluate` runs in the page.
/* global addEventListener, document, requestAnimationFrame, MutationObserver */
/**
 * From the click on `Run Backward` to the numbers on the screen,
 * in a real VS Code: behind the lines, and in the graph.
 * `node bench/paint.mjs [rounds]`, after `npm run build`. The first run starts the worker and is told apart.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from '../scripts/ensure/browser.mjs';
import { inRoot } from '../scripts/process/root.mjs';
import { serveExtension } from '../test/driver/served.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';
import { Window } from '../test/driver/window.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from '../test/driver/workbench.mjs';

const rounds = Number(process.argv[2] ?? '15');
const { folder, remove } = await temporaryFolder();
await cp(inRoot('examples'), join(folder, 'examples'), { recursive: true });
const server = await serveExtension({ folder });
const { browser, close } = await launchBrowser(await ensureBrowser());
try {
  const page = await newWindow(browser, {});
  await openWorkbench(page, workbenchAddress(server, { folder: join(folder, 'examples') }));
  const window = new Window(page, folder);
  await window.openFile('shopping.backprop');
  await window.settle();
  const behind = [];
  for (let round = 0; round <= rounds; round++) {
    behind.push(await fromClick(window, '.view-line [class*="ced-"]'));
    await window.command('Backprop: Clear Values');
    await window.settle();
  }
  // Otherwise the numbers come one after the other, as the pass is played.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await window.command('Backprop: Open Panel');
  await window.waitFor({ selector: '[data-edge="5/0"]' });
  const graph = [];
  for (let round = 0; round < rounds; round++) {
    graph.push(await fromClick(window, '[data-edge="5/0"] text[data-direction="backward"][data-value]'));
    await window.command('Backprop: Clear Values');
    await window.settle();
  }
  console.log(
    `click to values behind the lines: first ${ms(behind[0])}, then median ${ms(median(behind.slice(1)))}`,
  );
  console.log(`click to gradients in the graph: median ${ms(median(graph))}`);
} finally {
  await close();
  await server.stop();
  await remove();
}

/**
 * Milliseconds from the mouse button to the first element that matches, in whichever frame it comes.
 * @param {Window} window
 * @param {string} selector
 */
async function fromClick({ page }, selector) {
  await page.evaluate(() => {
    addEventListener(
      'mousedown',
      () => {
        Reflect.set(globalThis, 'clickedAt', performance.timeOrigin + performance.now());
      },
      { capture: true, once: true },
    );
  });
  const seen = page.frames().map((frame) =>
    frame
      .evaluate(
        (wanted) =>
          new Promise((resolve) => {
            const look = () => {
              if (document.querySelector(wanted) === null) return;
              observer.disconnect();
              requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
            };
            const observer = new MutationObserver(look);
            observer.observe(document, { subtree: true, childList: true, attributes: true });
          }),
        selector,
      )
      .catch(() => new Promise(() => undefined)),
  );
  await page.locator('.codelens-decoration a', { hasText: 'Run Backward' }).click();
  const shownAt = Number(await Promise.race(seen));
  const clickedAt = Number(await page.evaluate(() => Reflect.get(globalThis, 'clickedAt')));
  return shownAt - clickedAt;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @param {number | undefined} value */
function ms(value) {
  return value === undefined ? '–' : `${value.toFixed(0)} ms`;
}
