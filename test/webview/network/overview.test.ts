import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import { evaluationNames, layerScalarNames, type TrainingFrame } from '../../../src/protocol/trainingFrame';
import { faintTexts, seriousProblems } from '../axe';
import { themeNames, type PageOptions } from '../webviewBrowser';
import { blend, expectHeat, largestOf, middles } from './heat';
import { NetworkBrowser, type NetworkPage, type Tab } from './networkPage';
import { pixelsAt, themeColors } from './pixels';
import { example, RecordedRun } from './recording';

const steps = 40;
let browser: NetworkBrowser;
const runs: RecordedRun[] = [];
beforeAll(async () => {
  browser = await NetworkBrowser.start();
});
afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.end()));
});
afterAll(async () => {
  await browser.stop();
});

type Frame = Extract<HostToNetworkPanel, { kind: 'frame' }>;

interface Shown {
  readonly panel: NetworkPage;
  readonly run: RecordedRun;
  /** The frame that has everything the panel requests. */
  readonly message: Frame;
  readonly raw: TrainingFrame;
  /** All that was measured before. */
  readonly before: TrainingFrame;
}

/** A panel of a run of its own with all that it requests, as beside an editor unless told otherwise. */
async function show(
  text: string,
  options: PageOptions & { readonly tabs?: readonly Tab[] } = {},
): Promise<Shown> {
  const run = await RecordedRun.start(text);
  runs.push(run);
  await run.steps(steps);
  const panel = await browser.open({ width: 540, height: 800, ...options });
  await panel.receive(await run.state());
  const points = await run.service.dataPoints({ session: run.session });
  if (points !== undefined) await panel.receive({ kind: 'points', points });
  const before = await run.frame();
  await panel.receive(before.message);
  // What is on the screen is known a moment after it is drawn.
  await expect.poll(async () => (await panel.requests()).pictures.length).toBeGreaterThan(2);
  await panel.settled(6);
  await run.steps(1);
  const frame = await run.frame(await panel.requests());
  await panel.receive(frame.message);
  await panel.settled(6);
  return { panel, run, ...frame, before: before.raw };
}

interface Place {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

async function placesOf(panel: NetworkPage, selector: string): Promise<readonly Place[]> {
  return panel.page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const name = `${element.classList.value} ${element.textContent.slice(0, 30)}`;
      return { name, left, top, right, bottom };
    }),
  );
}

/** Pairs that cover one another by more than rounding. */
function overlapsOf(places: readonly Place[]): string[] {
  return places.flatMap((one, at) =>
    places
      .slice(at + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1,
      )
      .map((other) => `${one.name} and ${other.name}`),
  );
}

/** Texts that are wider or higher than the place they have. */
async function cutTexts(panel: NetworkPage): Promise<readonly string[]> {
  return panel.page
    .locator(
      '.network-toolbar, .mini-head, .strip-title, .strip-title-line, .strip-picture, .sample-said, .most-probable > *, .panel-tab',
    )
    .evaluateAll((elements) =>
      elements
        .filter(
          ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
            scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
        )
        .map((element) => `${element.classList.value}: ${element.textContent}`),
    );
}

/** What training changes, in the overview and around it. */
const alive = '.counter, [data-mini], .data-view, [data-strip], .scrub-place';
const boxes =
  '.train-button, .counter, [data-mini], .data-view, [data-strip], .panel-tab, .scrub-track, .scrub-place';

describe.each(themeNames)('the overview in the theme %s', (theme) => {
  it.each(['spiral', 'iris'])('of %s is on the first screen: whole, apart and readable', async (name) => {
    const { panel } = await show(example(name), { theme });
    for (const place of await placesOf(panel, alive)) {
      expect(place.left, place.name).toBeGreaterThanOrEqual(0);
      expect(place.top, place.name).toBeGreaterThanOrEqual(0);
      expect(place.right, place.name).toBeLessThanOrEqual(540);
      expect(place.bottom, place.name).toBeLessThanOrEqual(800);
    }
    expect(overlapsOf(await placesOf(panel, boxes))).toEqual([]);
    expect(await cutTexts(panel)).toEqual([]);
    const strip = await panel.page.locator('.strip').boundingBox();
    expect(strip?.height).toBeLessThanOrEqual(216);
    // More than a third of the screen is left for what is below.
    const [column] = await placesOf(panel, '.sections');
    expect((column?.bottom ?? 0) - (column?.top ?? 0)).toBeGreaterThan(800 / 3);
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await faintTexts(panel.page)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('overlaps nothing at 200 %', async () => {
    const { panel } = await show(example('spiral'), { theme, width: 270, height: 400, scale: 2 });
    expect(overlapsOf(await placesOf(panel, '.train-button, .counter, .icon-button'))).toEqual([]);
    expect(overlapsOf(await placesOf(panel, '[data-mini], .data-view, .panel-tab'))).toEqual([]);
    expect(overlapsOf(await placesOf(panel, '[data-strip]'))).toEqual([]);
    const wider = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    panel.close();
  });
});

describe('what is the matter', () => {
  it('is closed in its corner, however long its sentence and its button are', async () => {
    const { panel, run } = await show(example('spiral'), { tabs: ['health'] });
    const text = 'The run is of an earlier text. Save the file, and it goes on with the new one.';
    await panel.receive(await run.state({ kind: 'stale', text }));
    for (const width of [540, 460, 320, 220]) {
      await panel.page.setViewportSize({ width, height: 800 });
      await panel.settled();
      const [strip, close] = await Promise.all(
        ['.status', '.status .icon-button'].map((part) => panel.page.locator(part).boundingBox()),
      );
      expect((close?.y ?? NaN) - (strip?.y ?? NaN), String(width)).toBeLessThan(12);
      expect((close?.x ?? NaN) + (close?.width ?? NaN), String(width)).toBeGreaterThan(width - 16);
    }
    panel.close();
  });
});

describe('the toolbar', () => {
  it.each([30, 90_000])('of a run of %i epochs is never wider than the panel', async (epochs) => {
    const { panel } = await show(example('spiral').replace(/(epochs += )\d+/, `$1${epochs}`), {
      tabs: ['health'],
    });
    for (let width = 210; width <= 700; width += 20) {
      await panel.page.setViewportSize({ width, height: 450 });
      await panel.settled();
      const beyond = await panel.page
        .locator('.network-toolbar')
        .evaluate((bar) => bar.scrollWidth - bar.clientWidth);
      expect(beyond, String(width)).toBeLessThanOrEqual(0);
    }
    panel.close();
  });
});

describe('the network as a strip', () => {
  it('has the numbers of the engine in its nodes: activations by colour, and what a ReLU blocked', async () => {
    const { panel, run, raw } = await show(example('spiral'), { scale: 4 });
    const pictureOf = (name: string, kind: 'activation' | 'mask') => {
      const found = raw.views.pictures.find(
        (picture) => picture.layer === run.layer(name) && picture.kind === kind,
      );
      if (found === undefined) throw new Error(`no ${kind} of ${name}`);
      return found;
    };
    const canvasOf = (name: string): string => `[data-strip="${run.layer(name)}"] canvas`;
    // Not of the layers whose rows are below: those would be requested anyway.
    for (const name of ['affine2', 'add1']) {
      const picture = pictureOf(name, 'activation');
      await expect.poll(() => panel.page.locator(canvasOf(name)).count()).toBe(1);
      await expectHeat(panel, canvasOf(name), picture, largestOf([picture]));
    }
    const mask = pictureOf('relu2', 'mask');
    const [ground, forward] = await themeColors(panel, ['--ground', '--forward']);
    const passed = blend(ground, forward, 0.5).map(Math.round);
    const colors = await pixelsAt(panel, canvasOf('relu2'), middles(mask));
    const isPassed = colors.map((color) =>
      color.every((part, at) => Math.abs(part - (passed[at] ?? 0)) <= 1),
    );
    expect(isPassed).toEqual(Array.from(mask.cells, (blocked) => blocked === 0));
    panel.close();
  });

  it('draws its edges as thick as the gradient norm that the engine recorded', async () => {
    const { panel, run } = await show(example('spiral'));
    const state = await run.state();
    const layers = state.kind === 'state' ? (state.state.network?.layers ?? []) : [];
    await run.steps(1);
    const { message, raw } = await run.frame(await panel.requests());
    await panel.receive(message);
    const scalars = raw.series.scalars;
    const width = scalars.values.length / scalars.steps.length;
    const norms = layers.map(
      (_, layer) =>
        scalars.values.at(
          -width + layer * layerScalarNames.length + layerScalarNames.indexOf('gradientNorm'),
        ) ?? NaN,
    );
    const largest = Math.max(...norms.filter((norm) => !Number.isNaN(norm)));
    const behind = (layer: number): number =>
      (layers[layer]?.parameterCount ?? 0) > 0
        ? (norms[layer] ?? NaN)
        : behind(layers[layer]?.inputs[0] ?? NaN);
    for (const [user, { inputs }] of layers.entries()) {
      for (const [input, source] of inputs.entries()) {
        const line = panel.page.locator(`[data-strip-edge="${user}/${input}"] .edge-line.is-backward`);
        if (source === -1) {
          expect(await line.count()).toBe(0);
          continue;
        }
        const expected = Math.max(1.25, 6 - 1.75 * Math.log10(largest / behind(source)));
        const drawn = (): Promise<number> =>
          line.evaluate((path) => parseFloat(getComputedStyle(path).strokeWidth));
        await expect.poll(drawn, { message: `${user}/${input}` }).toBeCloseTo(expected, 1);
      }
    }
    panel.close();
  });

  it('shows the whole of a network whose titles alone would not fit, and says them whole', async () => {
    const { panel } = await show(
      'block Part(units) {\n Affine(units)\n ReLU\n Affine(units)\n ReLU\n Affine(units)\n ReLU\n}\nnetwork Blocks {\n data = spiral(points=60)\n layers {\n Affine(8)\n repeat 6 { Part(8) }\n Affine(3)\n SoftmaxWithLoss\n }\n train { epochs = 20 }\n}',
      { width: 760, tabs: ['health'] },
    );
    const strip = panel.page.locator('.strip');
    expect(await strip.evaluate((each) => each.scrollWidth - each.clientWidth)).toBeLessThanOrEqual(0);
    expect(await strip.evaluate((each) => getComputedStyle(each).getPropertyValue('--strip-after'))).toBe(
      '0px',
    );
    const title = panel.page.locator('.strip-title', { hasText: 'repeat 6' }).first();
    expect(await title.locator('.strip-title-line').allTextContents()).toEqual(['repeat 6 ', '1/6 ']);
    expect(await cutTexts(panel)).toEqual([]);
    panel.close();
  });

  it('scrolls where a network is too wide, and requests what is seen of it alone', async () => {
    const { panel } = await show(
      `network Deep {\n data = spiral(points=200)\n layers {\n ${Array.from({ length: 14 }, () => 'Affine(8)\n Sigmoid').join('\n ')}\n Affine(3)\n SoftmaxWithLoss\n }\n train { epochs = 100 }\n}`,
      { tabs: ['health'] },
    );
    const titles = panel.page.locator('.strip-title');
    expect(await titles.count()).toBe(31);
    for (const size of await titles.evaluateAll((all) => all.map((one) => getComputedStyle(one).fontSize)))
      expect(parseFloat(size)).toBeGreaterThanOrEqual(11);
    expect(overlapsOf(await placesOf(panel, '[data-strip]'))).toEqual([]);
    const layersOf = async (): Promise<readonly number[]> =>
      (await panel.requests()).pictures.map(({ layer }) => layer);
    expect(await layersOf()).toContain(0);
    expect(await layersOf()).not.toContain(25);
    const faded = async (): Promise<readonly string[]> =>
      panel.page.locator('.strip').evaluate((each) => {
        const look = getComputedStyle(each);
        return [look.getPropertyValue('--strip-before'), look.getPropertyValue('--strip-after')];
      });
    expect(await faded()).toEqual(['0px', '36px']);
    await panel.page.locator('[data-strip="-1"]').focus();
    await panel.page.keyboard.press('End');
    await expect.poll(layersOf).toContain(25);
    expect(await faded()).toEqual(['36px', '0px']);
    const [last] = (await placesOf(panel, '[data-strip]')).slice(-1);
    expect(last?.right).toBeLessThanOrEqual(540);
    panel.close();
  });

  it('has room for the longest loss there is', async () => {
    const { panel } = await show(example('spiral'));
    const room = await panel.page.locator('.strip-loss').evaluate((loss) => {
      loss.textContent = '0.00285';
      const node = loss.closest('[data-strip]')?.getBoundingClientRect();
      const { left, right } = loss.getBoundingClientRect();
      return Math.min(left - (node?.left ?? NaN), (node?.right ?? NaN) - right);
    });
    expect(room).toBeGreaterThanOrEqual(0);
    panel.close();
  });

  it('is walked by arrow keys, and Enter opens the layer below', async () => {
    const { panel, run } = await show(example('spiral'), { tabs: ['charts'] });
    await panel.page.locator('[data-strip="-1"]').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await panel.page.keyboard.press(key);
    const relu = run.layer('relu1');
    await expect.poll(() => panel.page.locator('#tab-layers').getAttribute('aria-selected')).toBe('true');
    await expect
      .poll(() => panel.page.locator(`[data-layer="${relu}"]`).getAttribute('class'))
      .toContain('is-selected');
    expect(
      await panel.page.locator(`[data-layer="${relu}"]`).evaluate((row) => row.getBoundingClientRect().top),
    ).toBeLessThan(800);
    panel.close();
  });
});

describe('the parts of the overview', () => {
  it.each([
    ['[data-mini=loss]', 'charts'],
    ['[data-mini=accuracy]', 'charts'],
    ['.data-view', 'boundary'],
    ['[data-strip="-1"]', 'sample'],
  ] as const)('lead on: %s opens %s', async (part, tab) => {
    const { panel } = await show(example('spiral'), { tabs: ['health'] });
    await panel.page.locator(part).focus();
    await panel.page.keyboard.press('Enter');
    await expect.poll(() => panel.page.locator(`#tab-${tab}`).getAttribute('aria-selected')).toBe('true');
    panel.close();
  });

  it('show the values that the engine measured, and those of the step looked back at', async () => {
    const { panel, run, before, raw } = await show(example('spiral'), { tabs: ['health'] });
    const number = panel.page.locator('[data-mini=loss] [data-line=train] .mini-number');
    const batch = panel.page.locator('[data-mini=loss] [data-line=batch] .mini-number');
    const shown = Number(await number.textContent());
    const measured = [before, raw].flatMap(({ series }) => Array.from(series.evaluations.values));
    const newest = measured.at(-evaluationNames.length);
    expect(newest).toBeGreaterThan(0);
    expect(Math.abs(shown - (newest ?? NaN))).toBeLessThan(5e-3 * shown);
    // Neither smoothed nor newer than what stands beside the text.
    const named = { step: 38, epoch: 5, loss: Float64Array.of(0.54321) };
    await panel.receive({ kind: 'moment', moment: named });
    await expect.poll(() => batch.textContent()).toBe('0.543');
    expect(await panel.page.locator('.strip-loss').textContent()).toBe('0.543');
    await panel.page.locator('.scrub-track input').fill('20');
    const { message } = await run.lookBack(20, await panel.requests());
    await panel.receive(message);
    const loss = before.series.losses.values[19] ?? NaN;
    await expect.poll(async () => Number(await batch.textContent())).toBe(Number(loss.toPrecision(3)));
    panel.close();
  });

  it('say what to do before anything has run, draw the network from what is known, and show no zeros', async () => {
    const panel = await browser.open({ width: 540, height: 800 });
    const run = await RecordedRun.start(example('spiral'));
    runs.push(run);
    await panel.receive(await run.neverRun());
    const overview = panel.page.locator('.overview');
    expect(await overview.textContent()).toContain('Train, and watch it learn here');
    expect(await panel.page.locator('.mini-chart, .data-view').count()).toBe(0);
    expect(await panel.page.locator('[data-strip="0"] .strip-shape').textContent()).toBe('32');
    expect(await panel.page.locator('.strip-loss').textContent()).toBe('–');
    expect(await seriousProblems(panel.page)).toEqual([]);
    panel.close();
  });

  it('writes the shape of a layer whole where its node is narrow', async () => {
    const panel = await browser.open({ width: 540, height: 800 });
    const run = await RecordedRun.start(example('digits'));
    runs.push(run);
    await panel.receive(await run.neverRun());
    const shape = panel.page.locator(`[data-strip="${run.layer('conv1')}"] .strip-shape`);
    expect(await shape.textContent()).toBe('16×8×8');
    expect(await cutTexts(panel)).toEqual([]);
    panel.close();
  });

  it('say of what is sealed that it is asked for, instead of leaving it empty', async () => {
    const panel = await browser.open({ width: 540, height: 800 });
    const run = await RecordedRun.start(example('spiral'));
    runs.push(run);
    await panel.receive(await run.state());
    await run.command({ kind: 'compute' });
    const { message } = await run.frame();
    const noPoints = { steps: new Float64Array(), values: new Float64Array() };
    const views = { pictures: [], ...message.views, sealed: { pictures: [], views: ['boundary' as const] } };
    const series = { losses: noPoints, evaluations: noPoints, scalars: noPoints };
    await panel.receive({ ...message, views, series: { ...message.series, ...series } });
    const chart = panel.page.locator('[data-mini="loss"]');
    await expect.poll(() => chart.textContent()).toContain('not shown: you are asked for it');
    expect(await panel.page.locator('.data-view').textContent()).toContain('Not shown');
    panel.close();
  });

  it('draw the network as its data usually is while its files are missing, and say what can be done', async () => {
    const panel = await browser.open({ width: 540, height: 800 });
    const run = await RecordedRun.start(example('digits'));
    runs.push(run);
    const fixes = ['Use digits() instead', 'How to get the files'];
    const text = 'data/mnist/train-images-idx3-ubyte was not found beside this file.';
    await panel.receive(await run.neverRun({ kind: 'missing', text, line: 3, fixes }));
    expect(await panel.page.locator('.status').textContent()).toContain(text);
    expect(await panel.page.locator('[data-strip]').count()).toBeGreaterThan(8);
    expect(await panel.page.locator('.train-button').isDisabled()).toBe(true);
    // The buttons stand below the sentence, which keeps its width.
    const sentence = await panel.page.locator('.status-text').boundingBox();
    expect(sentence?.width).toBeGreaterThan(320);
    expect(await panel.page.locator('.overview').textContent()).not.toContain('Train, and watch');
    for (const name of fixes) await panel.page.getByRole('button', { name }).click();
    expect(await panel.sentOf('applyFix')).toEqual([
      { kind: 'applyFix', fix: 0 },
      { kind: 'applyFix', fix: 1 },
    ]);
    expect(await seriousProblems(panel.page)).toEqual([]);
    panel.close();
  });

  it('of data with many inputs show one sample, and what the network takes it for', async () => {
    const { panel, raw } = await show(example('iris'), { tabs: ['health'] });
    expect((await panel.requests()).samples).toEqual([{ part: 'train', index: 0 }]);
    const [sample] = raw.views.samples ?? [];
    if (sample === undefined) throw new Error('no sample');
    for (const [at, probability] of sample.prediction.entries()) {
      const said = await panel.page.locator(`.most-probable [data-class="${at}"]`).textContent();
      expect(parseFloat(/([\d.]+) %/.exec(said ?? '')?.[1] ?? '')).toBeCloseTo(100 * probability, 0);
    }
    // The longest number there is has room, also in bold.
    const widths = await panel.page.locator('.most-probable-number').evaluateAll((numbers) =>
      numbers.map((number) => {
        number.textContent = '> 99.99 %';
        return { needed: number.scrollWidth, given: number.clientWidth };
      }),
    );
    for (const { needed, given } of widths) expect(needed).toBeLessThanOrEqual(given);
    panel.close();
  });
});
