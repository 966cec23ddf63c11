import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerScalarNames } from '../../../src/protocol/trainingFrame';
import type { Picture, PictureKind } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { expectHeat, largestOf } from './heat';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { pixelsAt, themeColors } from './pixels';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  await run.steps(12);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

/** A panel that shows the layers alone. */
async function openLayers(options: Parameters<NetworkBrowser['open']>[0] = {}): Promise<NetworkPage> {
  const panel = await browser.open({ tabs: ['layers'], width: 890, height: 2000, ...options });
  await panel.receive(await run.state());
  await requestsRest(panel);
  return panel;
}

/** Which rows are on the screen is known a moment after they are drawn. */
async function requestsRest(panel: NetworkPage): Promise<void> {
  let before = '';
  await expect
    .poll(
      async () => {
        const { pictures } = await panel.requests();
        const [last, now] = [before, JSON.stringify(pictures)];
        before = now;
        return pictures.length > 1 && now === last;
      },
      { interval: 200 },
    )
    .toBe(true);
}

/** Gives the panel what it requests, and returns the runtime's own pictures. */
async function show(panel: NetworkPage): Promise<readonly Picture[]> {
  await run.steps(1);
  const { raw, message } = await run.frame(await panel.requests());
  await panel.receive(message);
  return raw.views.pictures;
}

function pictureOf(pictures: readonly Picture[], name: string, kind: PictureKind): Picture {
  const found = pictures.find((each) => each.layer === run.layer(name) && each.kind === kind);
  if (found === undefined) throw new Error(`no picture of ${name}: ${kind}`);
  return found;
}

const rowOf = (panel: NetworkPage, name: string) => panel.page.locator(`[data-layer="${run.layer(name)}"]`);

async function requestedKinds(panel: NetworkPage, name: string): Promise<readonly PictureKind[]> {
  const { pictures } = await panel.requests();
  return pictures.filter(({ layer }) => layer === run.layer(name)).flatMap(({ kinds }) => kinds);
}

describe('the rows of layers', () => {
  it('request the pictures of rows on the screen alone', async () => {
    const panel = await openLayers({ height: 460 });
    await rowOf(panel, 'hidden').scrollIntoViewIfNeeded();
    await expect
      .poll(() => requestedKinds(panel, 'hidden'))
      .toEqual(['activation', 'gradient', 'weights', 'weightGradient']);
    expect(await requestedKinds(panel, 'relu1')).toEqual(
      expect.arrayContaining(['activation', 'gradient', 'mask']),
    );
    // The overview shows what every layer gives.
    await expect.poll(() => requestedKinds(panel, 'affine2')).toEqual(['activation']);
    await rowOf(panel, 'softmaxwithloss1').scrollIntoViewIfNeeded();
    await expect.poll(() => requestedKinds(panel, 'affine2')).toContain('weights');
    await expect.poll(() => requestedKinds(panel, 'hidden')).toEqual(['activation']);
    panel.close();
  });

  it('draw what the runtime has: sign as hue, zero neutral, each its own scale or one for all layers', async () => {
    const panel = await openLayers();
    const pictures = await show(panel);
    const ofKind = (kind: PictureKind): readonly Picture[] =>
      pictures.filter((each) => each.kind === kind && each.layer !== run.layer('softmaxwithloss1'));
    const selector = (name: string, kind: PictureKind): string =>
      `[data-layer="${run.layer(name)}"] [data-picture="${kind}"] canvas`;
    for (const [name, kind] of [
      ['hidden', 'activation'],
      ['relu1', 'activation'],
      ['affine1', 'gradient'],
      ['affine1', 'weights'],
      ['affine2', 'weightGradient'],
    ] as const) {
      const picture = pictureOf(pictures, name, kind);
      await expectHeat(panel, selector(name, kind), picture, largestOf([picture]));
    }
    const zeros = Array.from(pictureOf(pictures, 'relu1', 'activation').cells).filter((value) => value === 0);
    expect(zeros.length).toBeGreaterThan(100);

    await panel.page.getByLabel('One scale for all layers').click();
    const hidden = pictureOf(pictures, 'hidden', 'activation');
    const common = largestOf(ofKind('activation'));
    expect(common).toBeGreaterThan(largestOf([hidden]));
    await expectHeat(panel, selector('hidden', 'activation'), hidden, common);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('keep their pictures through a frame of numbers only, also while it runs', async () => {
    const panel = await openLayers();
    await show(panel);
    const canvas = rowOf(panel, 'hidden').locator('[data-picture="activation"] canvas');
    await canvas.evaluate((element) => {
      element.setAttribute('data-seen', '');
    });
    await run.steps(1);
    const message = run.messageOf({ ...(await run.raw()), views: { pictures: [] } });
    expect(message.views).toBeNull();
    await panel.receive({ ...message, status: { ...message.status, state: 'running' } });
    expect(await canvas.getAttribute('data-seen')).toBe('');
    panel.close();
  });

  it('have the newest sparkline number once the run rests, also off the screen', async () => {
    const panel = await openLayers({ height: 300 });
    await show(panel);
    await rowOf(panel, 'affine2').scrollIntoViewIfNeeded();
    await run.steps(1);
    const { message } = await run.frame();
    const number = rowOf(panel, 'hidden').locator('.sparkline-name b');
    const before = await number.textContent();
    await panel.receive({ ...message, status: { ...message.status, state: 'running' } });
    await panel.settled(30);
    expect(await number.textContent()).toBe(before);
    const { status, series } = message;
    await panel.receive({
      ...message,
      number: message.number + 1,
      status: { ...status, state: 'paused' },
      series: { ...series, losses: { steps: new Float64Array(), values: new Float64Array() } },
    });
    await expect.poll(() => number.textContent()).not.toBe(before);
    panel.close();
  });

  it('say the numbers of the whole tensor, and the same in the table twin', async () => {
    const panel = await openLayers();
    const pictures = await show(panel);
    const cells = Array.from(pictureOf(pictures, 'hidden', 'activation').cells);
    const mean = cells.reduce((sum, value) => sum + value, 0) / cells.length;
    const figures = rowOf(panel, 'hidden').locator('.figure dd');
    await expect.poll(() => figures.count()).toBe(6);
    expect(Number(await figures.nth(0).textContent())).toBeCloseTo(mean, 2);
    expect(Number(await figures.nth(3).textContent())).toBeCloseTo(Math.min(...cells), 2);
    const twin = panel.page.getByRole('region', { name: 'Every layer of Spiral with its numbers' });
    const rows = twin.locator('tbody').first().locator('tr');
    await expect.poll(() => rows.nth(0).textContent()).toContain(await figures.nth(3).textContent());
    expect(await twin.textContent()).toContain('2×32 + 32 = 96');
    panel.close();
  });

  it('tell the exact number under the pointer', async () => {
    const panel = await openLayers();
    const pictures = await show(panel);
    const picture = pictureOf(pictures, 'affine1', 'weights');
    const canvas = rowOf(panel, 'affine1').locator('[data-picture="weights"] canvas');
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('the canvas is not on the screen');
    await canvas.hover({ position: { x: (box.width * 3.5) / 32, y: (box.height * 7.5) / 32 } });
    const tip = await panel.page.locator('.cell-tip').textContent();
    expect(tip).toMatch(/^input 7, output 3: /);
    expect(Math.fround(Number(tip?.split(': ')[1]))).toBe(picture.cells[7 * 32 + 3]);
    panel.close();
  });

  it('say “not computed” and what to do before anything has run', async () => {
    const panel = await browser.open();
    await panel.receive(await run.neverRun());
    const row = rowOf(panel, 'affine1');
    await row.scrollIntoViewIfNeeded();
    await expect
      .poll(() => row.locator('.thumb-missing').allTextContents())
      .toEqual(['not computed', 'not computed', 'not computed', 'not computed']);
    expect(await panel.page.locator('.layers-body > .hint').textContent()).toContain('Run Backward');
    expect(await row.locator('.thumb canvas').count()).toBe(0);
    expect(await row.textContent()).toContain('32×32 + 32 = 1,056');
    panel.close();
  });

  it('are brought into view when they are opened: whole, or from their top where they are higher', async () => {
    const panel = await openLayers({ width: 540, height: 800 });
    await show(panel);
    const sections = panel.page.locator('.sections');
    const top = async (name: string): Promise<number> =>
      ((await rowOf(panel, name).boundingBox())?.y ?? NaN) - ((await sections.boundingBox())?.y ?? NaN);
    const row = rowOf(panel, 'relu1');
    await row.evaluate((each) => {
      // Of the row its head alone is above the lower edge.
      const scroller = each.closest('.sections');
      scroller?.scrollBy(0, each.getBoundingClientRect().top - scroller.getBoundingClientRect().bottom + 60);
    });
    expect(await top('relu1')).toBeGreaterThan(100);
    await row.locator('.layer-toggle').click();
    const higher = async (): Promise<boolean> =>
      ((await row.boundingBox())?.height ?? 0) > ((await sections.boundingBox())?.height ?? NaN);
    await expect.poll(higher).toBe(true);
    await expect.poll(() => top('relu1')).toBeLessThan(10);
    expect(await top('relu1')).toBeGreaterThan(-2);
    panel.close();
  });

  it('have the numbers of a pass whose update is still to come beside its pictures', async () => {
    const own = await RecordedRun.start(example('spiral'));
    const panel = await openLayers();
    await panel.receive(await own.state());
    await own.command({ kind: 'compute' });
    const { message, raw } = await own.frame(await panel.requests());
    await panel.receive(message);
    const layer = own.layer('relu1');
    const place = layer * layerScalarNames.length + layerScalarNames.indexOf('blockedShare');
    const share = raw.views.walkedPass?.scalars[place] ?? NaN;
    expect(share).toBeGreaterThan(0);
    const said = panel.page.locator(`[data-layer="${layer}"] .sparkline-name b`);
    await expect.poll(async () => parseFloat((await said.textContent()) ?? '')).toBeCloseTo(100 * share, 0);
    panel.close();
    await own.end();
  });

  it('go by keyboard from row to row, open, close, and lead to the line of the file', async () => {
    const panel = await openLayers();
    await show(panel);
    const toggle = (name: string) => rowOf(panel, name).locator('.layer-toggle');
    // The focus alone chooses a layer only where it came by keyboard.
    await panel.page.locator('[data-section=layers] h2').click();
    await toggle('hidden').focus();
    await panel.page.keyboard.press('ArrowDown');
    expect(await toggle('relu1').evaluate((button) => button === document.activeElement)).toBe(true);
    await panel.page.keyboard.press('Space');
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => toggle('relu1').getAttribute('aria-expanded')).toBe('true');
    await panel.page.keyboard.press('ArrowLeft');
    await expect.poll(() => toggle('relu1').getAttribute('aria-expanded')).toBe('false');
    await rowOf(panel, 'affine1').locator('.layer-shape').click();
    const said = (await panel.sentOf('select')).map(({ layer, reveal }) => [layer, reveal]);
    expect(said).toEqual([
      [run.layer('relu1'), false],
      [run.layer('relu1'), true],
      [run.layer('affine1'), true],
    ]);
    await panel.receive({ kind: 'reveal', layer: run.layer('affine2') });
    expect(await rowOf(panel, 'affine2').getAttribute('class')).toContain('is-selected');
    panel.close();
  });

  it('are all reached by keyboard from the loss, which cannot be opened', async () => {
    const panel = await openLayers();
    await show(panel);
    const loss = run.layer('softmaxwithloss1');
    await panel.receive({ kind: 'reveal', layer: loss });
    const reachable = panel.page.locator('.layers [tabindex="0"]');
    await expect.poll(() => reachable.count()).toBe(1);
    await reachable.focus();
    const focused = (): Promise<string | null | undefined> =>
      panel.page.evaluate(() => document.activeElement?.closest('[data-layer]')?.getAttribute('data-layer'));
    for (const [key, layer] of [
      ['ArrowUp', loss - 1],
      ['Home', 0],
      ['End', loss],
      ['ArrowRight', loss],
      ['ArrowUp', loss - 1],
    ] as const) {
      await panel.page.keyboard.press(key);
      expect(await focused(), key).toBe(String(layer));
    }
    // From the name as from the button beside it.
    await rowOf(panel, 'relu1').locator('.layer-name .link').focus();
    await panel.page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(String(run.layer('relu1') + 1));
    panel.close();
  });

  it('take their sparklines back to the step looked at: its number, and a mark where it is', async () => {
    const panel = await openLayers();
    await run.steps(4);
    const { raw, message } = await run.frame(await panel.requests());
    await panel.receive(message);
    const { steps, values } = raw.series.scalars;
    const column = run.layer('hidden') * layerScalarNames.length + layerScalarNames.indexOf('gradientNorm');
    const norm = (row: number): number => values[row * (values.length / steps.length) + column] ?? NaN;
    const sparkline = rowOf(panel, 'hidden').locator('.sparkline');
    await sparkline.scrollIntoViewIfNeeded();
    const slider = panel.page.getByRole('slider', { name: 'Step looked at' });
    const [foreground] = await themeColors(panel, ['--foreground']);
    expect(steps.length).toBeGreaterThan(2);
    for (const [row, left] of [
      [0, 1.5],
      [steps.length - 1, 94.5],
    ] as const) {
      // Step 1 is the first: no update was done before it.
      const step = (steps[row] ?? NaN) + 1;
      await slider.fill(String(step));
      await panel.receive((await run.lookBack(step, await panel.requests())).message);
      await expect
        .poll(async () => Number(await sparkline.locator('b').textContent()) / norm(row))
        .toBeCloseTo(1, 2);
      const canvas = `[data-layer="${run.layer('hidden')}"] .sparkline canvas`;
      expect(await pixelsAt(panel, canvas, [{ x: left / 96, y: 0.02 }])).toEqual([foreground]);
    }
    panel.close();
  });

  it('have the blocked shares of their sparklines in a table', async () => {
    const panel = await openLayers();
    await run.steps(3);
    const { raw, message } = await run.frame(await panel.requests());
    await panel.receive(message);
    await panel.page.locator('[data-section=layers]').getByLabel('Show as a table').click();
    const table = panel.page.locator('[data-twin=layers]');
    const headings = await table.locator('thead th').allTextContents();
    expect(headings[1]).toBe('relu1, blocked');
    const { steps, values } = raw.series.scalars;
    const column = run.layer('relu1') * layerScalarNames.length + layerScalarNames.indexOf('blockedShare');
    const expected = Array.from(steps, (done, row) => [
      String(done + 1),
      `${(100 * (values[row * (values.length / steps.length) + column] ?? NaN)).toFixed(1)} %`,
    ]);
    const rows = (): Promise<(string | null)[][]> =>
      table
        .locator('tbody tr')
        .evaluateAll((lines) =>
          lines.map((line) => [...line.children].slice(0, 2).map(({ textContent }) => textContent)),
        );
    await expect.poll(rows).toEqual(expected);
    panel.close();
  });

  it('explain what is the matter with a layer, and what helps', async () => {
    const panel = await openLayers();
    const { message } = await run.frame(await panel.requests()).catch(() => ({ message: undefined }));
    expect(message).toBeDefined();
    if (message === undefined) return;
    const finding = { rule: 'dead-relu', severity: 'warning', layer: run.layer('relu1'), step: 9 } as const;
    await panel.receive({
      ...message,
      findings: [
        {
          ...finding,
          text: 'Half the units are dead.',
          explanation: 'They learn nothing.',
          remedies: [{ text: 'init=He', isEdit: true }],
        },
      ],
    });
    expect(await rowOf(panel, 'relu1').locator('.layer-badge').textContent()).toBe(
      'Half the units are dead.',
    );
    await rowOf(panel, 'relu1').locator('.layer-toggle').click();
    expect(await rowOf(panel, 'relu1').locator('.layer-finding').textContent()).toMatch(
      /They learn nothing\..*since step 9.*init=He/,
    );
    panel.close();
  });

  it.each(themeNames)(
    'are accessible and no wider than the panel in %s',
    { timeout: 180_000 },
    async (theme) => {
      const panel = await openLayers({ theme, width: 350 });
      await show(panel);
      await rowOf(panel, 'relu1').locator('.layer-toggle').click();
      await panel.page.locator('.layer-opened').scrollIntoViewIfNeeded();
      await panel.settled();
      await show(panel);
      for (const width of [350, 1200]) {
        await panel.page.setViewportSize({ width, height: 2000 });
        await panel.settled();
        await panel.page.locator('.layer-opened canvas').first().waitFor();
        expect(await seriousProblems(panel.page, theme)).toEqual([]);
        const overflow = await panel.page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
      }
      expect(await panel.violations()).toEqual([]);
      panel.close();
    },
  );
});
