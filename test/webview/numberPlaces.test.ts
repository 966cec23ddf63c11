import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exactNumber, shortNumber } from '../../src/protocol/numberText';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { PanelBrowser } from './panelPage';
import { fixture, stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

/** The shopping example with another price of an apple. */
function priced(price: number): FormulaPanelState {
  const state = fixture('shopping');
  if (state.run === null) throw new Error('the fixture has run');
  const values = state.run.values.map((value, at) =>
    at === 0 ? { kind: 'whole' as const, shape: [], data: Float64Array.of(price) } : value,
  );
  return { ...state, run: { ...state.run, values } };
}

describe.each(['en', 'de', 'fr', 'ja'])('a number in %s', (language) => {
  test.each([1234567, 0.1 + 0.2, 2.5, -1.5e-9, 1e21])('reads the same in every place: %d', async (price) => {
    const panel = await browser.open();
    await panel.receive({ kind: 'texts', language, strings: {} });
    await panel.receive(stateMessage(priced(price)));
    await panel.page.locator('[data-button="0"]').focus();
    // As the editor writes it beside the line, and in a hover.
    const short = shortNumber(price, language);
    const exact = exactNumber(price, language);
    const edge = panel.page.locator('[data-edge="5/0"] text[data-direction="forward"]');
    const title = await edge.locator('title').textContent();
    expect(title?.split(' = ')[1]).toBe(exact);
    expect(await edge.textContent()).toBe(`${title ?? ''}${short}`);
    expect(await panel.page.locator('.numbers dd').first().textContent()).toBe(exact);
    expect(await panel.page.locator('tr:has([data-row="0"]) > td').nth(2).textContent()).toBe(exact);
    expect(await panel.page.locator('[data-button="0"]').getAttribute('aria-label')).toContain(exact);
    panel.close();
  });
});

test('the line below a number that can be changed is below it in Japanese, too', async () => {
  const picture = async (language: string): Promise<Buffer> => {
    const panel = await browser.open();
    await panel.receive({ kind: 'texts', language, strings: {} });
    await panel.receive(stateMessage(priced(1234.5)));
    const number = panel.page.locator('[data-edge="5/0"] text.can-click[data-direction="forward"]');
    const box = await number.boundingBox();
    if (box === null) throw new Error('the number is not on the screen');
    const { x, y, width, height } = box;
    const taken = await panel.page.screenshot({ clip: { x, y: y - 6, width, height: height + 12 } });
    panel.close();
    return taken;
  };
  expect((await picture('ja')).equals(await picture('en'))).toBe(true);
});

test('a number is typed as the file has it, whatever the language', async () => {
  const panel = await browser.open();
  await panel.receive({ kind: 'texts', language: 'de', strings: {} });
  await panel.receive(stateMessage(priced(2.5)));
  await panel.page.locator('[data-button="0"]').focus();
  await panel.page.keyboard.press('F2');
  expect(await panel.page.locator('.edit-box input').inputValue()).toBe('2.5');
  await panel.page.keyboard.type('3.5');
  await panel.page.keyboard.press('Enter');
  expect((await panel.sentOf('edit'))[0]?.edit.value).toBe(3.5);
  panel.close();
});
