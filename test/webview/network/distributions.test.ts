import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { DistributionHistory } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { historyOf } from './histories';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { pixelsAt, themeColors } from './pixels';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
let state: HostToNetworkPanel;
let frame: Extract<HostToNetworkPanel, { kind: 'frame' }>;
let history: DistributionHistory;
const steps = 24;

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  history = await historyOf(run, run.layer('hidden'), 'activation', steps);
  [state, frame] = [await run.state(), (await run.frame()).message];
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

async function showHistory(panel: NetworkPage, shown: DistributionHistory = history): Promise<void> {
  await panel.receive(state, { ...frame, views: { pictures: [], distribution: shown } });
}

async function bars(panel: NetworkPage): Promise<readonly { count: number; width: number }[]> {
  return panel.page.locator('.histogram-bar').evaluateAll((elements) =>
    elements.map((element) => ({
      count: Number(element.getAttribute('data-count')),
      width: Number(element.getAttribute('width')),
    })),
  );
}

function countsOf(row: number): number[] {
  return Array.from(history.counts.subarray(row * history.bins, (row + 1) * history.bins));
}

describe('distributions over time', () => {
  it.each(themeNames)('draw every share of every step in %s', async (theme) => {
    const panel = await browser.open({ tabs: ['distributions'], theme, width: 700, height: 1000 });
    await showHistory(panel);
    const [ground, ink] = await themeColors(panel, ['--ground', '--forward']);
    const { bins } = history;
    const shares = Array.from({ length: steps }, (_, row) => {
      const counts = countsOf(row);
      const entries = counts.reduce((sum, count) => sum + count, 0);
      return counts.map((count) => count / entries);
    });
    const largest = Math.max(...shares.flat());
    const cells = shares.flatMap((row, step) => row.map((share, bin) => ({ share, step, bin })));
    const seen = await pixelsAt(
      panel,
      '[data-plot=distribution] canvas',
      cells.map(({ step, bin }) => ({ x: (step + 0.5) / steps, y: 1 - (bin + 0.5) / bins })),
    );
    cells.forEach(({ share, step, bin }, at) => {
      const strength = Math.sqrt(share / largest);
      for (const channel of [0, 1, 2] as const) {
        const from = ground?.[channel] ?? 0;
        const expected = from + ((ink?.[channel] ?? 0) - from) * strength;
        expect(Math.abs((seen[at]?.[channel] ?? 0) - expected), `step ${step} bin ${bin}`).toBeLessThan(2);
      }
    });
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('show the histogram of the newest step, and of any other by scrub bar, pointer and table', async () => {
    const panel = await browser.open({ tabs: ['distributions'], width: 700, height: 1000 });
    await showHistory(panel);
    const requests = await panel.requests();
    expect(requests.distribution).toEqual({ layer: run.layer('hidden'), kind: 'activation' });
    // As the toolbar counts: the last of so many steps is the newest.
    await expect
      .poll(() => panel.page.locator('.distribution-readout b').textContent())
      .toBe(`Step ${steps}`);
    const newest = await bars(panel);
    expect(newest.map(({ count }) => count)).toEqual(countsOf(steps - 1));
    const most = Math.max(...countsOf(steps - 1));
    const longest = Math.max(...newest.map(({ width }) => width));
    newest.forEach(({ count, width }) => {
      expect(width / longest).toBeCloseTo(count / most, 6);
    });

    // They have no slider of their own: the scrub bar moves them with everything else.
    const slider = panel.page.getByRole('slider');
    expect(await slider.count()).toBe(1);
    await slider.focus();
    await panel.page.keyboard.press('Home');
    await expect.poll(async () => (await bars(panel)).map(({ count }) => count)).toEqual(countsOf(0));
    await panel.page.keyboard.press('ArrowRight');
    const readout = panel.page.locator('.distribution-readout b');
    await expect.poll(() => readout.textContent()).toBe('Step 2');

    const box = await panel.page.locator('[data-plot=distribution] canvas').boundingBox();
    if (box === null) throw new Error('no strip');
    await panel.page.mouse.move(box.x + box.width * (10.4 / steps), box.y + 40);
    await expect.poll(async () => (await bars(panel)).map(({ count }) => count)).toEqual(countsOf(10));
    await panel.page.mouse.click(box.x + box.width * (12.4 / steps), box.y + 40);
    await panel.page.mouse.move(5, 5);
    // A click looks back at that step, everywhere.
    await expect.poll(() => readout.textContent()).toBe('Step 13');
    expect((await panel.sentOf('scrub')).map(({ step }) => step)).toEqual([1, 2, 13]);

    await panel.page.locator('[data-section=distributions]').getByLabel('Show as a table').click();
    const column = panel.page.locator('[data-twin=distribution] tbody tr td:nth-child(3)');
    await expect.poll(async () => (await column.allTextContents()).map(Number)).toEqual(countsOf(12));
    panel.close();
  });

  it('say which step is shown where the one looked at was not sampled, and why the strip begins late', async () => {
    const panel = await browser.open({ tabs: ['distributions'], width: 700, height: 1000 });
    const kept = [0, 8, 16];
    await showHistory(panel, {
      ...history,
      steps: Float64Array.from(kept),
      counts: Int32Array.from(kept.flatMap(countsOf)),
      nonFinite: new Int32Array(kept.length),
    });
    const section = panel.page.locator('[data-section=distributions]');
    await panel.page.getByRole('slider').fill('11');
    await expect
      .poll(() => section.textContent())
      .toContain(
        'Step 11 was not sampled, only some steps of a long run are: this is step 9, the nearest that was.',
      );
    expect((await bars(panel)).map(({ count }) => count)).toEqual(countsOf(8));
    await panel.page.getByRole('slider').fill('17');
    await expect.poll(() => section.textContent()).not.toContain('was not sampled');
    expect(await section.textContent()).not.toContain('before an edit');
    await panel.receive(await run.edited(8));
    await expect
      .poll(() => section.textContent())
      .toContain('Kept from step 9 on: the steps before it are of the definition before an edit.');
    panel.close();
  });

  it('say how many entries are in no bin, and what cannot be shown', async () => {
    const panel = await browser.open({ tabs: ['distributions'], width: 350, height: 900 });
    const nonFinite = new Int32Array(steps);
    nonFinite[steps - 1] = 7;
    await showHistory(panel, { ...history, nonFinite });
    const section = panel.page.locator('[data-section=distributions]');
    await expect.poll(() => section.textContent()).toContain('7 are NaN or infinite');
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);

    await section.getByLabel('Layer').selectOption('relu1');
    await expect.poll(() => section.textContent()).toContain('Being computed');
    const requested = async (): Promise<unknown> => (await panel.requests()).distribution;
    await expect.poll(requested).toEqual({ layer: run.layer('relu1'), kind: 'activation' });
    await section.getByRole('button', { name: 'Weights' }).click();
    await expect.poll(() => section.textContent()).toContain('relu1 has no weights');
    await expect.poll(requested).toBeUndefined();
    await panel.receive(await run.neverRun());
    await section.getByRole('button', { name: 'Gradients' }).click();
    await expect.poll(() => section.textContent()).toContain('Nothing has been computed yet');
    panel.close();
  });
});
