import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const lesson = readFileSync(
  new URL('../../examples/lessons/en/1-local-computation.backprop', import.meta.url),
  'utf8',
);
const twoResults = 'a = 2\nb = 3\nc = a * b\nbackward c\nd = a + 4\nbackward d\ne = b * 10\n';

/** What is drawn, by the names that are written. */
async function drawn(panel: PanelPage): Promise<readonly string[]> {
  await panel.settled();
  const names = await panel.page.locator('.node-caption, .node-name, .node-symbol').allTextContents();
  return [...new Set(names)].filter((name) => /^[a-z]/.test(name)).sort();
}

const idOf = (name: string): number =>
  stateOfText(twoResults).graph?.nodes.find((node) => node.name === name)?.id ?? NaN;

test('of several results the graph shows the one that is chosen, and all on demand', async () => {
  const panel = await browser.open();
  await panel.receive(stateMessage(stateOfText(twoResults)));
  const shown = panel.page.getByRole('combobox');
  expect(await shown.locator('option').allTextContents()).toEqual([
    'backward c',
    'backward d',
    'e',
    'The whole file',
  ]);
  expect(await drawn(panel)).toEqual(['a', 'b', 'c']);
  // The gradient of a number that another result uses as well is that of this one.
  expect(await panel.edgeNumber(`${idOf('c')}/0`, 'backward')).toBe('3');
  await shown.selectOption('backward d');
  expect(await drawn(panel)).toEqual(['a', 'd']);
  expect(await panel.page.locator('[data-row]').allTextContents()).toEqual(['a', '4', 'd']);
  expect((await panel.sentOf('choosePass')).at(-1)).toEqual({ kind: 'choosePass', pass: 1 });
  await shown.selectOption('e');
  expect(await drawn(panel)).toEqual(['b', 'e']);
  await shown.selectOption('The whole file');
  expect(await drawn(panel)).toEqual(['a', 'b', 'c', 'd', 'e']);
  // What was chosen outlives a reload of the window.
  await panel.page.reload();
  await panel.receive(stateMessage(stateOfText(twoResults)));
  expect(await drawn(panel)).toEqual(['a', 'b', 'c', 'd', 'e']);
  panel.close();
});

test('the graph follows the cursor to another result, but not away from a walk or from the whole file', async () => {
  const panel = await browser.open();
  await panel.receive(stateMessage(stateOfText(twoResults)));
  // A number that both use leaves what is drawn.
  await panel.receive({ kind: 'reveal', node: idOf('b') });
  expect(await drawn(panel)).toEqual(['a', 'b', 'c']);
  await panel.receive({ kind: 'reveal', node: idOf('e') });
  expect(await drawn(panel)).toEqual(['b', 'e']);
  await panel.receive({ kind: 'reveal', node: null, pass: 1 });
  expect(await drawn(panel)).toEqual(['a', 'd']);
  await panel.page.getByRole('button', { name: 'Step Through' }).click();
  await panel.receive({ kind: 'reveal', node: idOf('c') });
  expect(await drawn(panel)).toEqual(['a', 'd']);
  await panel.page.getByLabel('Stop stepping').click();
  await panel.page.getByRole('combobox').selectOption('The whole file');
  await panel.receive({ kind: 'reveal', node: idOf('c') });
  expect(await drawn(panel)).toEqual(['a', 'b', 'c', 'd', 'e']);
  panel.close();
});

test('a walk brings back what its pass is about', async () => {
  const panel = await browser.open();
  await panel.receive(stateMessage(stateOfText(twoResults)));
  await panel.page.getByRole('combobox').selectOption('e');
  await panel.page.getByRole('button', { name: 'Step Through' }).click();
  expect(await drawn(panel)).toEqual(['a', 'b', 'c']);
  panel.close();
});

const panes = [
  { width: 540, height: 800 },
  { width: 420, height: 800 },
  { width: 270, height: 400, scale: 2 },
] as const;

for (const pane of panes) {
  test(`the name of what is shown is read whole at ${pane.width} px`, async () => {
    const panel = await browser.open(pane);
    await panel.receive(stateMessage(stateOfText(lesson)));
    await panel.receive({ kind: 'reveal', node: null, pass: 1 });
    await panel.settled();
    const { room, needed } = await panel.page.getByRole('combobox').evaluate((select) => {
      const copy = document.createElement('span');
      copy.textContent = 'backward basket_price';
      copy.style.font = getComputedStyle(select).font;
      document.body.append(copy);
      const needed = copy.getBoundingClientRect().width;
      copy.remove();
      const { paddingLeft, paddingRight } = getComputedStyle(select);
      return { room: select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight), needed };
    });
    expect(room).toBeGreaterThanOrEqual(needed);
    panel.close();
  });
}

test('each part of the first lesson is whole and readable beside the editor', async () => {
  const panel = await browser.open({ width: 540, height: 800 });
  const state = stateOfText(lesson);
  await panel.receive(stateMessage(state));
  for (const pass of (state.graph?.passes ?? []).keys()) {
    await panel.receive({ kind: 'reveal', node: null, pass });
    await panel.settled(4);
    const isWhole = await panel.page.evaluate(() => {
      const scroller = document.querySelector('.graph-scroll');
      return (
        scroller !== null &&
        scroller.scrollWidth <= scroller.clientWidth &&
        scroller.scrollHeight <= scroller.clientHeight
      );
    });
    expect(isWhole, `pass ${pass}`).toBe(true);
  }
  panel.close();
});
