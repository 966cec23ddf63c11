import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showAtItsBest } from './answers';
import { faintTexts, seriousProblems } from './axe';
import { PanelBrowser } from './panelPage';
import { ownColors, themeNames } from './webviewBrowser';
import { everyState, fixture, stateMessage } from './states';

const widths = [350, 700, 1200] as const;
const height = 760;
/** Its many numbers have the colours of the others: one theme shows what is its own. */
const themesOf = (name: string) => (name === 'large' ? themeNames.slice(0, 1) : themeNames);
/** Two hundred nodes tell axe no more than nine do. */
const states = Object.entries(everyState()).filter(([name]) => name !== 'many');

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

describe('in every theme, however wide the panel', () => {
  test.each(states)('%s is accessible', async (name, state) => {
    const panel = await browser.open({ theme: themeNames[0], width: widths[0], height });
    await panel.receive(stateMessage(state));
    await showAtItsBest(panel, name, state);
    for (const theme of themesOf(name)) {
      await panel.setTheme(theme);
      for (const width of widths) {
        await panel.page.setViewportSize({ width, height });
        await panel.settled();
        const place = `${name} in ${theme} at ${width} pixels`;
        // Whatever has a colour at the width between is seen at one of the others, too.
        if (theme === themeNames[0] || width !== widths[1])
          expect(await seriousProblems(panel.page, theme), place).toEqual([]);
        expect(await faintTexts(panel.page), place).toEqual([]);
        const overflow = await panel.page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(overflow, `${place} is wider than the panel`).toBeLessThanOrEqual(0);
      }
    }
    expect(await panel.violations(), name).toEqual([]);
    panel.close();
  });

  test('values and gradients have the colours they have beside the lines', async () => {
    const panel = await browser.open({ theme: themeNames[0] });
    await panel.receive(stateMessage(fixture('shopping')));
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      const drawn = await panel.page.evaluate(() => {
        const styles = getComputedStyle(document.documentElement);
        return ['--forward', '--backward'].map((name) => styles.getPropertyValue(name));
      });
      const colors = ownColors(theme);
      expect(drawn, theme).toEqual([
        colors['--vscode-backprop-valueForeground'],
        colors['--vscode-backprop-gradientForeground'],
      ]);
      expect(drawn.join(), theme).toMatch(/^#[\da-f]{6},#[\da-f]{6}$/);
    }
    panel.close();
  });
});
