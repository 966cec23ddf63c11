import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showAtItsBest } from './answers';
import { faintTexts, seriousProblems } from './axe';
import { PanelBrowser } from './panelPage';
import { themeNames } from './webviewBrowser';
import { everyState, stateMessage } from './states';

const widths = [350, 700, 1200] as const;
/** Two hundred nodes tell axe no more than nine do. */
const states = Object.entries(everyState()).filter(([name]) => name !== 'many');

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

for (const theme of themeNames) {
  describe(`in the theme ${theme}`, () => {
    for (const width of widths) {
      test(`every state is accessible at ${width} pixels`, { timeout: 240_000 }, async () => {
        for (const [name, state] of states) {
          const panel = await browser.open({ theme, width });
          await panel.receive(stateMessage(state));
          await showAtItsBest(panel, name, state);
          expect(await seriousProblems(panel.page), name).toEqual([]);
          expect(await faintTexts(panel.page), name).toEqual([]);
          const overflow = await panel.page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow, `${name} is wider than the panel`).toBeLessThanOrEqual(0);
          expect(await panel.violations(), name).toEqual([]);
          panel.close();
        }
      });
    }
  });
}
