import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateOfText } from './definitionStates';
import { PanelBrowser, type PanelPage } from './panelPage';
import { fixture, stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

async function openedAt(node: number, state = fixture('tensors')): Promise<PanelPage> {
  const panel = await browser.open();
  await panel.receive(stateMessage(state));
  await panel.page.locator(`[data-button="${node}"]`).focus();
  return panel;
}

/** The x of the ReLU of the fixture, which NumPy computed. */
const x = [-0.05, -0.35, 0.15, 1.8, 1.9, 1.6];
const said = x.map((number) => (number > 0 ? `passed: its x was ${number}` : `blocked: its x was ${number}`));

describe('every entry of the gradient of a ReLU', () => {
  test('says why in the card', async () => {
    const panel = await openedAt(4);
    expect(await panel.page.locator('.reasons td:last-child').allTextContents()).toEqual(said);
    panel.close();
  });

  test('says why in the tooltips of its edge, and of the gradient that comes out', async () => {
    const panel = await openedAt(3);
    const titles = await panel.page
      .locator('[data-edge="4/0"] g[data-direction="backward"] [data-entry] title')
      .allTextContents();
    expect(titles.map((title) => title.split('\n')[1])).toEqual(said);
    const card = await panel.page.locator('.numbers .entry-grid [data-entry] title').allTextContents();
    expect(card.slice(6).map((title) => title.split('\n')[1])).toEqual(said);
    panel.close();
  });

  test('says why in the table of the graph', async () => {
    const panel = await openedAt(4);
    const row = await panel.page.locator('tr:has([data-row="4"])').textContent();
    for (const reason of said) expect(row).toContain(`(${reason})`);
    panel.close();
  });
});

describe('a zero of a gradient', () => {
  const state = stateOfText('x = [[-1, 2], [-3, 4]]\ns = sum(relu(x))\nbackward s\n');

  test('is asked about by mouse, whichever it is', async () => {
    const panel = await openedAt(0, state);
    await panel.page.locator('.numbers .entry-grid').nth(1).locator('[data-entry="2"]').click();
    expect((await panel.sentOf('explainEntry')).map(({ question }) => question.entry)).toEqual([2]);
    // What is not zero is no question.
    await panel.page.locator('.numbers .entry-grid').nth(1).locator('[data-entry="3"]').click();
    expect(await panel.sentOf('explainEntry')).toHaveLength(1);
    panel.close();
  });

  test('is asked about by keyboard, whichever it is', async () => {
    const panel = await openedAt(0, state);
    const grid = panel.page.getByLabel('Choose an entry of ∂L/∂x to ask about');
    await grid.focus();
    expect(await grid.getAttribute('aria-valuetext')).toBe('∂L/∂x[0,0], blocked: its x was -1');
    await panel.page.keyboard.press('ArrowRight');
    expect(await panel.page.getByRole('button', { name: 'Why is ∂L/∂x[1,0] zero?' }).count()).toBe(1);
    await panel.page.keyboard.press('Enter');
    expect((await panel.sentOf('explainEntry')).map(({ question }) => question.entry)).toEqual([2]);
    panel.close();
  });
});

test('an operand without a name is called by its text in the table', async () => {
  const panel = await openedAt(8, fixture('shopping'));
  const row = await panel.page.locator('tr:has([data-row="8"])').textContent();
  expect(row).toContain('apple_price + orange_price: 1.1');
  panel.close();
});

test('the buttons of Step Through stay where they are, whatever the step says', async () => {
  for (const width of [350, 540, 1200]) {
    const panel = await browser.open({ width });
    await panel.receive(stateMessage({ ...fixture('shopping'), position: 0 }));
    const places = (): Promise<readonly unknown[]> =>
      panel.page.locator('.toolbar button').evaluateAll((buttons) =>
        buttons.map((button) => {
          const { left, top, right } = button.getBoundingClientRect();
          return [left, top, right <= window.innerWidth];
        }),
      );
    const before = await places();
    expect(before.every((place) => Array.isArray(place) && place[2] === true)).toBe(true);
    for (let step = 0; step < 8; step++) {
      await panel.page.getByLabel('One step on').click();
      expect(await places(), `step ${step} at ${width}`).toEqual(before);
    }
    panel.close();
  }
});
