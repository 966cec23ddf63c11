import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showAtItsBest } from './answers';
import { PanelBrowser } from './panelPage';
import { sheetPlan, writeSheet, type SheetEntry } from './sheetPlan';
import { everyState, stateMessage } from './states';

const folder = fileURLToPath(new URL('../../screenshots/panel/', import.meta.url));
const { themes, only, widths = ['460', '700', '1200'] } = sheetPlan();
const taken: SheetEntry[] = [];

let browser: PanelBrowser;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  writeSheet(folder, 'The formula panel', taken);
  await browser.stop();
});

for (const theme of themes) {
  test(`photographs ${theme}`, async () => {
    const before = taken.length;
    for (const layout of widths) {
      const width = Number(layout);
      for (const [name, state] of Object.entries(everyState())) {
        if (only !== undefined && !only.includes(name)) continue;
        const panel = await browser.open({ theme, width, height: width < 500 ? 820 : 720 });
        await panel.receive(stateMessage(state));
        await showAtItsBest(panel, name, state);
        const file = `${name}-${theme}-${layout}.png`;
        await panel.page.screenshot({ path: `${folder}${file}` });
        panel.close();
        taken.push({ name, theme, layout, file });
      }
    }
    expect(taken.length).toBeGreaterThan(before);
  });
}
