import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let spiral: RecordedRun;
let regression: RecordedRun;
beforeAll(async () => {
  [browser, spiral, regression] = await Promise.all([
    NetworkBrowser.start(),
    RecordedRun.start(example('spiral')),
    RecordedRun.start(example('regression')),
  ]);
  await Promise.all([spiral.steps(3), regression.steps(3)]);
});
afterAll(async () => {
  await Promise.all([spiral.end(), regression.end()]);
  await browser.stop();
});

async function show(run: RecordedRun, width: number): Promise<NetworkPage> {
  const panel = await browser.open({ width, height: 800 });
  await panel.receive(await run.state(), (await run.frame()).message);
  return panel;
}

function open(panel: NetworkPage): Promise<(string | null)[]> {
  return panel.page
    .locator('[data-section]')
    .evaluateAll((all) => all.map((section) => section.getAttribute('data-section')));
}

describe('the tabs of a network', () => {
  it('are walked by arrow keys, one of them in the order of Tab, each with a panel of its name', async () => {
    const panel = await show(spiral, 540);
    const { page } = panel;
    const names = await page.getByRole('tab').allTextContents();
    expect(names).toEqual([
      'Layers',
      'Charts',
      'Distributions',
      'Boundary',
      'Confusion',
      'Sample',
      'Graph',
      'Health',
    ]);
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
    await page.getByRole('tab', { name: 'Layers' }).focus();
    for (const [key, name, section] of [
      ['ArrowRight', 'Charts', 'charts'],
      ['End', 'Health', 'health'],
      ['ArrowRight', 'Layers', 'layers'],
      ['ArrowLeft', 'Health', 'health'],
      ['Home', 'Layers', 'layers'],
      ['ArrowRight', 'Charts', 'charts'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => open(panel), { message: key }).toEqual([section]);
      const focused = page.locator(':focus');
      expect(await focused.textContent()).toBe(name);
      expect(await focused.getAttribute('aria-selected')).toBe('true');
      const controlled = await focused.getAttribute('aria-controls');
      expect(await page.getByRole('tabpanel', { name }).getAttribute('id')).toBe(controlled);
    }
    panel.close();
  });

  it('that cannot apply are not there', async () => {
    const panel = await show(regression, 540);
    const names = await panel.page.getByRole('tab').allTextContents();
    expect(names).toEqual(['Layers', 'Charts', 'Distributions', 'Fit', 'Sample', 'Graph', 'Health']);
    panel.close();
    const wine = await RecordedRun.start(example('iris'));
    const other = await show(wine, 540);
    expect(await other.page.getByRole('tab').allTextContents()).not.toContain('Boundary');
    other.close();
    await wine.end();
  });

  it.each([455, 540, 900])('stand in one line at %i pixels, also when something is found', async (width) => {
    const panel = await show(spiral, width);
    const height = (): Promise<number> =>
      panel.page
        .locator('.panel-tabs')
        .first()
        .evaluate((tabs) => tabs.getBoundingClientRect().height);
    const before = await height();
    expect(before).toBeLessThan(40);
    const finding = {
      rule: 'dead-relu',
      severity: 'warning' as const,
      layer: 1,
      step: 2,
      text: 'It is dead.',
      explanation: 'Because.',
      remedies: [],
    };
    await spiral.steps(1);
    const { message } = await spiral.frame();
    await panel.receive({ ...message, findings: [finding] });
    await expect.poll(() => panel.page.locator('.tab-findings').count()).toBe(1);
    expect(await height()).toBe(before);
    panel.close();
  });

  it('request nothing while they are hidden', async () => {
    const panel = await show(spiral, 540);
    await panel.openTab('health');
    const idle = await panel.requests();
    expect(idle.confusion).toBeUndefined();
    expect(idle.distribution).toBeUndefined();
    expect(idle.pictures.flatMap(({ kinds }) => kinds)).not.toContain('weights');
    await panel.openTab('distributions');
    expect((await panel.requests()).distribution).toBeDefined();
    await panel.openTab('confusion');
    expect((await panel.requests()).distribution).toBeUndefined();
    expect((await panel.requests()).confusion).toBe('test');
    panel.close();
  });

  it.each([
    [540, 1],
    [899, 1],
    [900, 2],
    [1599, 2],
    [1600, 3],
    [2200, 3],
  ])('stand in columns that fill the width: at %i pixels in %i', async (width, count) => {
    const panel = await show(spiral, width);
    await expect.poll(() => panel.page.locator('.column').count()).toBe(count);
    const columns = await panel.page.locator('.column').evaluateAll((all) =>
      all.map((column) => {
        const { left, right, top, bottom } = column.getBoundingClientRect();
        return { left, right, top, bottom };
      }),
    );
    expect(columns[0]?.left).toBe(0);
    expect(columns.at(-1)?.right).toBe(width);
    for (const [at, column] of columns.entries()) {
      expect(column.right - column.left).toBeCloseTo(width / count, -1);
      if (at > 0) expect(column.left).toBeCloseTo(columns[at - 1]?.right ?? NaN, 0);
      expect(column.top).toBe(columns[0]?.top);
    }
    const wider = await panel.page
      .locator('.sections, .panel-tabs, .overview')
      .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
    expect(wider).toBe(0);
    panel.close();
  });

  it('stay open over a reload and other widths', async () => {
    const panel = await show(spiral, 1700);
    const { page } = panel;
    expect(await open(panel)).toEqual(['layers', 'charts', 'boundary']);
    for (const tab of ['graph', 'distributions', 'sample'] as const) await panel.openTab(tab);
    await page.reload();
    await panel.receive(await spiral.state(), (await spiral.frame()).message);
    expect(await open(panel)).toEqual(['graph', 'distributions', 'sample']);
    await page.setViewportSize({ width: 1000, height: 800 });
    // Of what is in one column now, the one that was opened last.
    await expect.poll(() => open(panel)).toEqual(['graph', 'sample']);
    await page.setViewportSize({ width: 540, height: 800 });
    await expect.poll(() => open(panel)).toEqual(['sample']);
    await page.setViewportSize({ width: 1700, height: 800 });
    await expect.poll(() => open(panel)).toEqual(['graph', 'distributions', 'sample']);
    panel.close();
  });
});
