import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateOfText } from './definitionStates';
import { PanelBrowser } from './panelPage';
import { stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

const state = stateOfText('price = 2.5\nsum = price + 4\ny = sum * 1.1\nbackward y\n');

test('every node and operand has a name in the table, also a number that has none in the file', async () => {
  const panel = await browser.open();
  await panel.receive(stateMessage(state));
  const rows = panel.page.locator('tr:has([data-row])');
  const texts = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td, th')].map((cell) => cell.textContent.trim())),
  );
  expect(texts).toHaveLength(state.graph?.nodes.length ?? -1);
  const names = texts.map(([name = '']) => name);
  expect([...names].sort()).toEqual(['1.1', '4', 'price', 'sum', 'y']);
  // ∂/∂ of `sum * 1.1`: each operand by its name.
  expect(texts.find(([name]) => name === 'y')?.[5]).toBe('sum: 1.1; 1.1: 6.5');
  panel.close();
});

test('a result is said once: where a gradient is only handed on, the card names whose it is', async () => {
  const panel = await browser.open();
  await panel.receive(stateMessage(state));
  const sum = state.graph?.nodes.find(({ name }) => name === 'sum');
  await panel.page.locator(`[data-button="${sum?.id ?? ''}"]`).click();
  const stages = panel.page.locator('.rule .stage-content');
  await expect.poll(() => stages.count()).toBeGreaterThan(2);
  const written = await stages.allTextContents();
  expect(written.filter((text) => /= (\S+) = \1(\s|$)/.test(text))).toEqual([]);
  expect(written.filter((text) => text.endsWith('= 1.1')).some((text) => text.startsWith('∂'))).toBe(true);
  panel.close();
});
