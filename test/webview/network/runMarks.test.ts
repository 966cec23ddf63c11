import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunMark } from '../../../src/protocol/networkPanelState';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { themeColors } from './pixels';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;

const marks: RunMark[] = [
  { kind: 'edited', step: 8, removed: ['  relu()'], added: ['  tanh()', '  dropout(0.5)'] },
  { kind: 'learningRate', step: 20, value: 0.003 },
  { kind: 'parameter', step: 20, parameter: 'hidden.W', value: -2 },
];

async function markedState(): Promise<void> {
  const message = await run.state();
  if (message.kind !== 'state' || message.state.run === null) throw new Error('not a run');
  await panel.receive({ ...message, state: { ...message.state, run: { ...message.state.run, marks } } });
}

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  panel = await browser.open({ tabs: ['charts'], theme: 'dark', width: 890 });
  await run.steps(40);
  const { message } = await run.frame();
  await markedState();
  await panel.receive(message);
  await panel.settled(30);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

const chart = '[data-chart=loss]';

describe('what changed the course of a run', () => {
  it('is a line across every chart at its step, with a word', async () => {
    const { page } = panel;
    const lines = page.locator(`${chart} .mark-line`);
    await expect.poll(() => lines.count()).toBe(2);
    expect(await lines.locator('.mark-word').allTextContents()).toEqual(['edited', 'rate 0.003 +1']);
    for (const id of ['accuracy', 'gradientNorm', 'updateRatio', 'learningRate']) {
      expect(await page.locator(`[data-chart=${id}] .mark-line`).count()).toBe(2);
    }
    // Where the axis of the chart itself has the step.
    const places = await page.locator(`${chart} canvas`).evaluate((canvas) => {
      const scale = canvas instanceof HTMLCanvasElement ? canvas.chart?.scales['x'] : undefined;
      const left = canvas.getBoundingClientRect().left;
      return [8, 20].map((step) => left + (scale?.getPixelForValue(step) ?? NaN));
    });
    const rules = await page.locator(`${chart} .mark-rule`).all();
    const drawn = await Promise.all(rules.map(async (rule) => (await rule.boundingBox())?.x ?? NaN));
    drawn.forEach((x, at) => {
      expect(Math.abs(x - (places[at] ?? NaN))).toBeLessThan(1.5);
    });
  });

  it('shows the difference of the texts under the pointer and with the focus', async () => {
    const edited = panel.page.locator(`${chart} .mark-line`).first();
    const card = edited.locator('.mark-card');
    expect(await card.isVisible()).toBe(false);
    await edited.hover();
    expect(await card.isVisible()).toBe(true);
    expect(await card.locator('b').textContent()).toBe('Edited after step 8.');
    expect(await card.locator('.mark-removed').allTextContents()).toEqual(['− relu()']);
    expect(await card.locator('.mark-added').allTextContents()).toEqual(['+ tanh()', '+ dropout(0.5)']);
    await panel.page.mouse.move(0, 0);
    await expect.poll(() => card.isVisible()).toBe(false);
    // The keyboard comes from the chart to its first mark.
    await panel.page.locator(`${chart} .plot-area`).focus();
    await panel.page.keyboard.press('Tab');
    expect(await card.isVisible()).toBe(true);
    expect(await panel.page.locator('.cursor-place').textContent()).toMatch(/^step 8 /);
  });

  it('is in the table, in words', async () => {
    const heading = panel.page.locator(`${chart} .twin th`, { hasText: 'What changed the run' });
    await expect.poll(() => heading.count()).toBe(1);
    const cells = await panel.page.locator(`${chart} .twin tbody tr`).evaluateAll((rows) =>
      rows.flatMap((row) => {
        const [step, said] = [row.querySelector('th')?.textContent, row.lastElementChild?.textContent];
        return said === '' ? [] : [[step, said]];
      }),
    );
    expect(cells).toEqual([
      ['8 – 9', 'Edited after step 8. − relu() + tanh() + dropout(0.5)'],
      ['20 – 21', 'Learning rate set to 0.003 after step 20. hidden.W set to -2 after step 20.'],
    ]);
  });

  it('is in the small charts of the overview, to be seen and to be heard', async () => {
    const mini = panel.page.locator('[data-mini=loss]');
    expect(await mini.textContent()).toContain('Learning rate set to 0.003 after step 20.');
    const [color = []] = await themeColors(panel, ['--mark']);
    const columns = await mini.locator('canvas').evaluate((canvas, [red, green, blue]) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
      const { width, height } = canvas;
      const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      const isMark = (at: number): boolean =>
        data[at] === red && data[at + 1] === green && data[at + 2] === blue;
      return Array.from({ length: width }, (_, x) => x)
        .filter((x) => {
          const inColumn = Array.from({ length: height }, (_, y) => isMark(4 * (y * width + x)));
          return inColumn.filter(Boolean).length > height / 2;
        })
        .map((x) => x / width);
    }, color);
    expect(columns.length).toBeGreaterThanOrEqual(2);
    // Seen from the right end, for what is written at the axis takes some of the left.
    const [first = NaN, last = NaN] = [columns[0], columns.at(-1)];
    expect(Math.abs((1 - first) / (1 - last) - (40 - 8) / (40 - 20))).toBeLessThan(0.05);
    expect(last).toBeGreaterThan(20 / 40);
    expect(last).toBeLessThan(24 / 40);
  });
});
