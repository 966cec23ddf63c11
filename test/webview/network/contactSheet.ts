import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sheetPlan, writeSheet, type SheetEntry } from '../sheetPlan';
import { NetworkBrowser } from './networkPage';
import { everyPicture, photograph } from './sheetPictures';
import { RunsOfPictures } from './sheetRuns';

const folder = fileURLToPath(new URL('../../../screenshots/network/', import.meta.url));
const { themes, only, widths } = sheetPlan();
/** In CSS pixels, and how many of the screen are in one: at a zoom of 200 % a panel has half the room. */
const layouts = [
  { name: '540', width: 540, scale: 1, isForAll: true },
  { name: '460', width: 460, scale: 1, isForAll: false },
  { name: '900', width: 900, scale: 1, isForAll: false },
  { name: '1200', width: 1200, scale: 1, isForAll: false },
  { name: '600-zoomed', width: 600, scale: 2, isForAll: false },
];

let browser: NetworkBrowser;
const runs = new RunsOfPictures();
const taken: SheetEntry[] = [];
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await NetworkBrowser.start();
});
afterAll(async () => {
  writeSheet(folder, 'The network panel', taken);
  await runs.end();
  await browser.stop();
});

for (const theme of themes) {
  test(`photographs the network panel, ${theme}`, async () => {
    const before = taken.length;
    for (const { name: layout, width, scale, isForAll } of layouts) {
      if (widths !== undefined && !widths.includes(layout)) continue;
      for (const [name, picture] of Object.entries(everyPicture)) {
        if (only !== undefined ? !only.includes(name) : !isForAll && picture.isKey !== true) continue;
        const panel = await browser.open({ theme, width, height: width < 600 ? 800 : 720, scale });
        const file = `${name}-${theme}-${layout}.png`;
        panel.page.setDefaultTimeout(10_000);
        await photograph(panel, runs, picture, `${folder}${file}`);
        panel.close();
        taken.push({ name, theme, layout, file });
      }
    }
    expect(taken.length).toBeGreaterThan(before);
  });
}
