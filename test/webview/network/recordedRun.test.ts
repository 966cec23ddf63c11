import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faintTexts, seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { RecordingFolder } from './recordingFolder';

const text = `network Recorded {
  data = spiral(classes=3, points=40, noise=0.2, test=0.2)
  layers {
    hidden = Affine(8)
    relu = ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = Adam(lr=0.02)
    batch     = 24
    epochs    = 30
  }
}
`;

let browser: NetworkBrowser;
let recording: RecordingFolder;
beforeAll(async () => {
  [browser, recording] = await Promise.all([NetworkBrowser.start(), RecordingFolder.record(text)]);
});
afterAll(async () => {
  recording.remove();
  await browser.stop();
});

type Options = Parameters<NetworkBrowser['open']>[0];

/** The panel of the recording with what it requests. */
async function show(options: Options = {}, state = recording.state()): Promise<NetworkPage> {
  const panel = await browser.open({ width: 540, height: 800, ...options });
  recording.reopen();
  await panel.receive(state, await recording.frame({ pictures: [] }));
  await panel.settled(6);
  await panel.receive(await recording.frame(await panel.requests()));
  await panel.settled(6);
  return panel;
}

describe('the panel of a recorded run', () => {
  it.each([540, 320, 1440])('has its menus inside a window of %d pixels', async (width) => {
    const { page } = await show({ width });
    for (const anchor of await page.locator('.menu-anchor:visible > button:enabled').all()) {
      await anchor.click();
      const { x = NaN, width: wide = NaN } = (await page.locator('.menu').boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + wide).toBeLessThanOrEqual(width);
      await page.keyboard.press('Escape');
    }
  });

  it('has no control that would have to compute, and no tab that would be empty', async () => {
    const panel = await show();
    const { page } = panel;
    expect(await page.getByRole('tab').allTextContents()).toEqual([
      'Layers',
      'Charts',
      'Distributions',
      'Graph',
      'Health',
    ]);
    const buttons = await page.locator('.network-toolbar button').allTextContents();
    expect(buttons.map((button) => button.trim())).toEqual(['Compute Again', '']);
    expect(await page.locator('.data-view, .rate, .pace').count()).toBe(0);
    // A layer that is opened has neither images of samples nor weights to be changed.
    await page.getByRole('button', { name: 'Open hidden' }).click();
    await panel.settled();
    await panel.receive(await recording.frame(await panel.requests()));
    expect(await page.locator('.layer-opened [role=tab]').allTextContents()).not.toContain('Images');
    await page.locator('.layer-opened [role=tab]', { hasText: 'Weights' }).click();
    await panel.settled();
    await panel.receive(await recording.frame(await panel.requests()));
    await page.locator('.opened-picture canvas[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.cell-line').textContent()).toMatch(/\d/);
    expect(await page.locator('.cell-line button').count()).toBe(0);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('computes again when it is asked to, where that can be done', async () => {
    const panel = await show();
    await panel.page.getByRole('button', { name: 'Compute Again' }).click();
    expect(await panel.sentOf('recompute')).toEqual([{ kind: 'recompute' }]);
    await panel.receive(recording.state(undefined, false));
    await expect.poll(() => panel.page.getByRole('button', { name: 'Compute Again' }).count()).toBe(0);
    panel.close();
  });

  it('goes from one stored step to the next', async () => {
    const panel = await show();
    const { page } = panel;
    const { steps } = recording;
    const slider = page.locator('.scrub input[type=range]');
    expect(await slider.getAttribute('max')).toBe(String(steps.length - 1));
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const asked = (await panel.sentOf('scrub')).map(({ step }) => step);
    expect(asked).toEqual(steps.slice(0, 3));
    const third = steps[2] ?? NaN;
    await panel.receive(await recording.lookBack(third, await panel.requests()));
    await expect
      .poll(() => page.locator('.scrub-place').textContent())
      .toContain(`step ${String(third)} of 120`);
    expect(await page.locator('.scrub-place').textContent()).toContain(
      `picture 3 of ${String(steps.length)}`,
    );
    panel.close();
  });

  it('goes to the nearest stored step from a chart', async () => {
    const panel = await show({ tabs: ['charts'] });
    const plot = panel.page.locator('[data-chart="loss"] canvas').first();
    const box = await plot.boundingBox();
    await plot.click({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 } });
    const [asked] = await panel.sentOf('scrub');
    expect(recording.steps).toContain(asked?.step);
    panel.close();
  });

  it('draws how numbers were spread over the stored steps', async () => {
    const panel = await show({ tabs: ['distributions'] });
    await expect.poll(() => panel.page.locator('.histogram-bar').count()).toBe(64);
    const counts = await panel.page
      .locator('.histogram-bar')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('data-count'))));
    // Eight units for each of the samples of the last mini-batch.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8 * 24);
    panel.close();
  });

  it('says that nothing was recorded yet where there are only words', async () => {
    const panel = await show({ tabs: ['charts'] }, recording.state([]));
    expect(await panel.page.getByRole('tab').allTextContents()).toEqual(['Charts', 'Graph']);
    panel.close();
  });
});

describe.each(themeNames)('a recorded run in the theme %s', (theme) => {
  it.each([
    ['460 pixels', { width: 460, height: 800 }],
    ['1200 pixels', { width: 1200, height: 800 }],
    ['200 %', { width: 270, height: 400, scale: 2 }],
  ] as const)('is accessible and fits at %s', async (_, options) => {
    const panel = await show({ theme, ...options });
    const { page } = panel;
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    const outside = await page
      .locator('.network-toolbar > *, .scrub > *')
      .evaluateAll(
        (parts) => parts.filter((part) => part.getBoundingClientRect().right > window.innerWidth).length,
      );
    expect(outside).toBe(0);
    const words = page.locator('.recorded-name, .recorded-about');
    const cut = await words.evaluateAll((parts) =>
      parts.flatMap((part) => (part.scrollWidth > part.clientWidth + 1 ? part.textContent : [])),
    );
    if (options.width > 270) expect(cut).toEqual([]);
    expect(await seriousProblems(page, theme)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    await page.screenshot({ path: `screenshots/recorded-${theme}-${String(options.width)}.png` });
    panel.close();
  });

  it('hands over a report where it is asked for one, under the name of the recording', async () => {
    const panel = await show({ tabs: ['charts'] });
    await panel.page.getByRole('button', { name: 'More' }).click();
    expect(await panel.page.getByRole('button', { name: 'A report (HTML)' }).count()).toBe(1);
    await panel.page.keyboard.press('Escape');
    await panel.receive({ kind: 'makeReport' });
    await panel.settled(6);
    await panel.receive(await recording.frame(await panel.requests()));
    await expect.poll(async () => (await panel.sentOf('export')).length).toBe(1);
    const [file] = await panel.sentOf('export');
    expect(file?.name).toBe('recorded-report');
    expect(new TextDecoder().decode(file?.bytes)).toContain('Recorded: report of a run');
  });
});
