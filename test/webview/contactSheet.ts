import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showAtItsBest } from './answers';
import { PanelBrowser } from './panelPage';
import { themeNames } from './webviewBrowser';
import { everyState, stateMessage } from './states';

const folder = fileURLToPath(new URL('../../screenshots/panel/', import.meta.url));
const widths = (process.env['WIDTHS'] ?? '350,700,1200').split(',').map(Number);
const only = process.env['STATES']?.split(',');
const themes = themeNames.filter((name) => process.env['THEMES']?.split(',').includes(name) ?? true);

let browser: PanelBrowser;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

for (const theme of themes) {
  test(`photographs ${theme}`, async () => {
    let pictures = 0;
    for (const width of widths) {
      for (const [name, state] of Object.entries(everyState())) {
        if (only !== undefined && !only.includes(name)) continue;
        const panel = await browser.open({ theme, width, height: width < 500 ? 820 : 720 });
        await panel.receive(stateMessage(state));
        await showAtItsBest(panel, name, state);
        await panel.page.screenshot({ path: `${folder}${name}-${theme}-${width}.png` });
        panel.close();
        pictures++;
      }
    }
    expect(pictures).toBeGreaterThan(0);
  });
}
