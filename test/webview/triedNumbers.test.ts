import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateOfText } from './definitionStates';
import { PanelBrowser, type PanelPage } from './panelPage';
import { stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

const text = 'price = 2\nnumber = 3\ntotal = price * number\nbackward total\n';
const state = stateOfText(text);

async function opened(): Promise<PanelPage> {
  const panel = await browser.open();
  await panel.receive(stateMessage(state));
  return panel;
}

/** The numbers that were tried, in the order in which they were sent. */
async function triedValues(panel: PanelPage): Promise<readonly number[]> {
  return (await panel.sentOf('try')).map(({ edit }) => edit.value);
}

async function press(panel: PanelPage, edge: string): Promise<{ x: number; y: number }> {
  const box = await panel.page.locator(`[data-edge="${edge}"] text[data-direction="forward"]`).boundingBox();
  if (box === null) throw new Error('the number is not on the screen');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await panel.page.mouse.move(at.x, at.y);
  await panel.page.mouse.down();
  return at;
}

describe('a number that is dragged', () => {
  test('is tried one at a time, and of many only the newest', async () => {
    const panel = await opened();
    const { x, y } = await press(panel, '2/0');
    await panel.page.mouse.move(x + 120, y, { steps: 60 });
    expect(await triedValues(panel)).toEqual([3]);
    await panel.receive({ kind: 'tried', number: 1 });
    // Six pixels a step: twenty of them above 2.
    expect(await triedValues(panel)).toEqual([3, 22]);
    await panel.receive({ kind: 'tried', number: 2 });
    await panel.page.mouse.up();
    expect(await triedValues(panel)).toEqual([3, 22]);
    // It was no click: no field has opened.
    expect(await panel.page.locator('.edit-box').count()).toBe(0);
    expect(await panel.sentOf('edit')).toEqual([]);
    panel.close();
  });

  test('goes back to what it was with Escape', async () => {
    const panel = await opened();
    const { x, y } = await press(panel, '2/1');
    await panel.page.mouse.move(x - 30, y);
    await panel.receive({ kind: 'tried', number: 1 });
    await panel.page.keyboard.press('Escape');
    await panel.page.mouse.move(x + 90, y);
    await panel.page.mouse.up();
    expect(await triedValues(panel)).toEqual([-2, 3]);
    panel.close();
  });

  test('stays under the pointer while everything follows, and is marked until it is in the file', async () => {
    const panel = await opened();
    const number = panel.page.locator('[data-edge="2/0"] text[data-direction="forward"]');
    const before = await number.boundingBox();
    const { x, y } = await press(panel, '2/0');
    await panel.page.mouse.move(x + 30, y);
    const tried = stateOfText(text.replace('price = 2', 'price = 7'), 2);
    await panel.receive(stateMessage({ ...tried, edits: [{ node: 0, entry: 0, value: 7 }] }), {
      kind: 'tried',
      number: 1,
    });
    expect(await number.boundingBox()).toMatchObject({ y: before?.y, height: before?.height });
    expect(await panel.edgeNumber('result/2', 'forward')).toBe('21');
    expect(await panel.edgeNumber('2/1', 'backward')).toBe('7');
    expect(await number.getAttribute('class')).toContain('is-tried');
    await panel.page.mouse.up();
    // A drag leaves the focus on no element.
    await panel.page.keyboard.press('Escape');
    expect((await panel.sent()).at(-1)).toEqual({ kind: 'discardEdits' });
    panel.close();
  });

  test('of a matrix is one of its entries', async () => {
    const panel = await browser.open();
    await panel.receive(stateMessage(stateOfText('X = [[1, 2], [0.5, 4]]\ns = sum(X)\nbackward s\n')));
    const cell = panel.page.locator('[data-edge="1/0"] g[data-direction="forward"] [data-entry="2"]');
    const box = await cell.boundingBox();
    if (box === null) throw new Error('the entry is not on the screen');
    await panel.page.mouse.move(box.x + 10, box.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + 10 + 18, box.y + 10);
    await panel.page.mouse.up();
    expect((await panel.sentOf('try'))[0]?.edit).toEqual({ node: 0, entry: 2, value: 0.53 });
    panel.close();
  });
});

describe('a number changed by keys', () => {
  test('takes steps that suit it, larger with Shift and smaller with Alt', async () => {
    const panel = await opened();
    await panel.page.locator('[data-button="0"]').focus();
    await panel.page.keyboard.press('F2');
    const field = panel.page.locator('.edit-box input');
    const after = async (start: string, key: string): Promise<string> => {
      await field.fill(start);
      await field.press(key);
      return field.inputValue();
    };
    expect(await after('2', 'ArrowUp')).toBe('3');
    expect(await after('150', 'ArrowDown')).toBe('140');
    expect(await after('1.1', 'ArrowUp')).toBe('1.2');
    expect(await after('0.2', 'ArrowUp')).toBe('0.21');
    expect(await after('-0.05', 'ArrowUp')).toBe('-0.049');
    expect(await after('0', 'ArrowUp')).toBe('0.1');
    expect(await after('1.1', 'Shift+ArrowUp')).toBe('2.1');
    expect(await after('1.1', 'Alt+ArrowDown')).toBe('1.09');
    expect(await after('1e-9', 'ArrowUp')).toBe('1.1e-9');
    panel.close();
  });

  test('is tried at once, and taken back with Escape', async () => {
    const panel = await opened();
    await panel.page.locator('[data-button="1"]').focus();
    await panel.page.keyboard.press('F2');
    await panel.page.keyboard.press('ArrowUp');
    await panel.receive({ kind: 'tried', number: 1 });
    await panel.page.keyboard.press('ArrowUp');
    await panel.receive({ kind: 'tried', number: 2 });
    await panel.page.keyboard.press('Escape');
    expect(await triedValues(panel)).toEqual([4, 5, 3]);
    expect(await panel.sentOf('edit')).toEqual([]);
    panel.close();
  });

  test('leads on to the next entry of a matrix with Tab', async () => {
    const panel = await browser.open();
    await panel.receive(stateMessage(stateOfText('X = [[1, 2], [3, 4]]\ns = sum(X)\nbackward s\n')));
    await panel.page.locator('[data-button="0"]').focus();
    await panel.page.keyboard.press('F2');
    await panel.page.keyboard.type('9');
    await panel.page.keyboard.press('Tab');
    expect(await panel.page.locator('.edit-box input').inputValue()).toBe('2');
    await panel.page.keyboard.press('ArrowUp');
    expect((await panel.sentOf('edit'))[0]?.edit).toEqual({ node: 0, entry: 0, value: 9 });
    expect((await panel.sentOf('try'))[0]?.edit).toEqual({ node: 0, entry: 1, value: 3 });
    panel.close();
  });
});
