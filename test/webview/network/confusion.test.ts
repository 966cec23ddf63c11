import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { ConfusionMatrix } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { themeColors } from './pixels';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
let state: HostToNetworkPanel;
let frame: HostToNetworkPanel;
let matrix: ConfusionMatrix;

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('iris'))]);
  await run.steps(12);
  const { message } = await run.frame();
  // The matrix of a frame may be of an evaluation before; a look back counts every sample.
  const { views } = (await run.lookBack(12, { pictures: [], confusion: 'test' })).raw;
  if (views.confusion === undefined) throw new Error('there is no matrix');
  [matrix, frame, state] = [views.confusion, { ...message, views }, await run.state()];
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

async function open(options: Parameters<NetworkBrowser['open']>[0]): Promise<NetworkPage> {
  const panel = await browser.open({ tabs: ['confusion'], ...options });
  await panel.receive(state, frame);
  return panel;
}

describe('the confusion matrix', () => {
  it.each(themeNames)(
    'has the counts of the engine and the colours of their shares, in %s',
    async (theme) => {
      const panel = await open({ theme, width: 700, height: 1400 });
      expect((await panel.requests()).confusion).toBe('test');
      const cells = panel.page.locator('[data-cell]');
      const shown = await cells.evaluateAll((buttons) =>
        buttons.map((button) => ({
          count: button.querySelector('.confusion-count')?.textContent ?? '',
          share: button.querySelector('.confusion-share')?.textContent ?? '',
          color: getComputedStyle(button.parentElement ?? button).backgroundColor,
        })),
      );
      const { classes, counts } = matrix;
      expect(shown.map(({ count }) => Number(count))).toEqual(Array.from(counts));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(run.description.testSamples);
      const [ground, blue, orange] = await themeColors(panel, ['--ground', '--negative', '--positive']);
      shown.forEach(({ share, color }, at) => {
        const row = Math.floor(at / classes);
        const total = counts
          .subarray(row * classes, (row + 1) * classes)
          .reduce((sum, count) => sum + count, 0);
        const part = (counts[at] ?? 0) / total;
        if (part === 0) {
          expect([share, color]).toEqual(['', 'rgba(0, 0, 0, 0)']);
          return;
        }
        expect(Number(share.replace(' %', ''))).toBe(Math.round(100 * part));
        const ink = row === at % classes ? blue : orange;
        const [red, green, bluePart] = color.match(/[\d.]+/g)?.map(Number) ?? [];
        [red, green, bluePart].forEach((value, channel) => {
          const from = ground?.[channel] ?? 0;
          const expected = from + ((ink?.[channel] ?? 0) - from) * (0.06 + 0.34 * Math.sqrt(part));
          expect(Math.abs((value ?? NaN) - expected)).toBeLessThan(1.5);
        });
      });
      const names = await panel.page.locator('.confusion tbody th').allTextContents();
      expect(names).toEqual(['setosa', 'versicolor', 'virginica']);
      expect(await seriousProblems(panel.page, theme)).toEqual([]);
      panel.close();
    },
  );

  it('says of which step it is, and what the overview measured where that differs', async () => {
    const panel = await open({ width: 540, height: 800 });
    const told = panel.page.locator('.confusion-right');
    const right = [0, 4, 8].reduce((sum, at) => sum + (matrix.counts[at] ?? 0), 0);
    const all = run.description.testSamples;
    await expect.poll(() => told.textContent()).toContain(`At step 12, ${right} of ${all} test samples`);
    expect(matrix.step).toBe(12);
    // One step later with other answers: the overview keeps the number of its last evaluation.
    const counts = matrix.counts.slice();
    counts.set([0, all, 0, 0, 0, 0, 0, 0, 0]);
    const { message } = await run.frame();
    if (message.views === null) throw new Error('there are no views');
    const later = { ...matrix, step: 13, counts };
    await panel.receive({ ...message, views: { ...message.views, confusion: later } });
    const number = panel.page.locator('[data-mini=accuracy] [data-line=test] .mini-number');
    const overview = (await number.textContent()) ?? '';
    expect(overview).toMatch(/%$/);
    await expect.poll(() => told.textContent()).toContain(`Overview: ${overview}, last measured at step`);
    panel.close();
  });

  it('is walked by keyboard and shows the samples of a cell, to follow one of them', async () => {
    const panel = await open({ width: 350, height: 1200 });
    const section = panel.page.locator('[data-section=confusion]');
    await section.locator('[data-cell="0"]').focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('ArrowDown');
    const focused = await panel.page.evaluate(() => document.activeElement?.getAttribute('data-cell'));
    expect(focused).toBe('5');
    await panel.page.keyboard.press('ArrowLeft');
    await panel.page.keyboard.press('Enter');
    const [asked] = await panel.sentOf('findSamples');
    expect(asked?.question).toMatchObject({ part: 'test', actual: 1, predicted: 1 });
    if (asked === undefined) return;
    await expect.poll(() => section.locator('.found').textContent()).toContain('Searching');

    const { question } = asked;
    const answer = await run.service.findSamples({ session: run.session, ...question });
    const { samples: found } = answer;
    expect(answer.total).toBe(matrix.counts[4]);
    // Of many a few are shown, and how many more there are.
    await panel.receive({
      kind: 'samplesFound',
      question,
      answer: { samples: found, total: found.length + 1234 },
    });
    const items = section.locator('.found-sample');
    expect(found.length).toBe(Math.min(question.limit, matrix.counts[4] ?? 0));
    await expect.poll(() => items.count()).toBe(found.length);
    expect(await section.locator('.found-more').textContent()).toBe('… and 1,234 more');
    const headed = section.locator('.found-heading');
    await headed.getByLabel('Show as a table').click();
    const rows = section.locator('[data-twin=found] tbody tr');
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(found.length);
    const cells = await rows.first().locator('th, td').allTextContents();
    const [loss = NaN] = found[0]?.figures ?? [];
    expect(cells.slice(0, 3)).toEqual([String(found[0]?.index), 'versicolor', 'versicolor']);
    expect(Number(cells[3])).toBeCloseTo(loss, 3);
    // Both are below the matrix, on the screen.
    const [grid, list] = [await section.locator('.confusion').boundingBox(), await headed.boundingBox()];
    expect((grid?.y ?? NaN) + (grid?.height ?? NaN)).toBeLessThanOrEqual(list?.y ?? NaN);
    const first = found[0];
    expect(await items.first().textContent()).toContain(`Sample ${first?.index}`);
    await items.first().click();
    await expect
      .poll(async () => (await panel.requests()).samples)
      .toEqual([{ part: 'test', index: first?.index }]);
    // It is followed in its own tab.
    expect(await panel.page.locator('#tab-sample').getAttribute('aria-selected')).toBe('true');
    await panel.openTab('confusion');
    await panel.receive({ kind: 'samplesFound', question, answer: 'The run has ended.' });
    await expect.poll(() => section.locator('.found').textContent()).toContain('The run has ended.');
    await section.getByLabel('Close the list').click();
    expect(await section.locator('.found').count()).toBe(0);

    await section.getByRole('button', { name: 'Training' }).click();
    await expect.poll(async () => (await panel.requests()).confusion).toBe('train');
    await expect.poll(() => section.textContent()).toContain('Being computed');
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    panel.close();
  });
});
