import type { Chart } from 'chart.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingFrame } from '../../../src/protocol/trainingFrame';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { example, RecordedRun } from './recording';

declare global {
  interface HTMLCanvasElement {
    readonly chart?: Chart<'line', { x: number; y: number }[]>;
  }
}

let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;
let raw: TrainingFrame;
const steps = 40;

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  await run.steps(steps);
  const frame = await run.frame();
  raw = frame.raw;
  panel = await browser.open({ tabs: ['charts'] });
  await panel.receive(await run.neverRun());
  expect(await panel.page.getByText('Train to see loss').isVisible()).toBe(true);
  await panel.receive(await run.state(), frame.message);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

/** The points of a line as the chart has them. */
async function drawn(chart: string, line: string): Promise<readonly (readonly [number, number])[]> {
  return panel.page.locator(`[data-chart="${chart}"] canvas`).evaluate((canvas, label) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
    const dataset = canvas.chart?.data.datasets.find((candidate) => candidate.label === label);
    if (dataset === undefined) throw new Error(`no line ${label}`);
    return dataset.data.map(({ x, y }) => [x, y] as const);
  }, line);
}

describe('the charts of a run', () => {
  it('have the very losses the engine recorded, each at its step', async () => {
    const { losses } = raw.series;
    expect(losses.steps.length).toBe(steps);
    // Step 1 is the first: no update was done before it.
    const expected = Array.from(losses.steps, (done, at) => [done + 1, losses.values[at]]);
    // Nothing is drawn that is not on the screen.
    await panel.page.locator('[data-chart=loss]').scrollIntoViewIfNeeded();
    await expect.poll(() => drawn('loss', 'batch/recorded')).toEqual(expected);
  });

  it('have the newest numbers in their tables once the run rests, also off the screen', async () => {
    const { page } = panel;
    await page.locator('.sections:has([data-section=charts])').evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    const chart = page.locator('[data-chart=loss]');
    await expect.poll(async () => (await chart.boundingBox())?.y).toBeLessThan(0);
    await run.steps(3);
    await panel.receive((await run.frame()).message);
    await expect.poll(() => chart.locator('tbody th').last().textContent()).toMatch(/\b43$/);
  });

  it('name the step that every surface names, and have its values beside their lines', async () => {
    const place = panel.page.locator('.cursor-place');
    const legend = panel.page.locator('[data-chart="loss"] [data-line="batch"] .legend-value');
    await legend.scrollIntoViewIfNeeded();
    const newest = await legend.textContent();
    await panel.receive({ kind: 'moment', moment: { step: 20, epoch: 3, loss: Float64Array.of(0.5) } });
    await expect.poll(() => place.textContent()).toContain('step 20');
    await expect.poll(() => legend.textContent()).not.toBe(newest);
    await panel.receive({ kind: 'moment', moment: null });
    await expect.poll(() => legend.textContent()).toBe(newest);
  });

  it('have their tools in one line, however narrow they are', async () => {
    const narrow = await browser.open({ tabs: ['charts'], width: 560, height: 800 });
    await narrow.receive(await run.state(), (await run.frame()).message);
    for (let width = 560; width >= 340; width -= 20) {
      await narrow.page.setViewportSize({ width, height: 800 });
      await narrow.settled();
      const boxes = await narrow.page
        .locator('[data-section=charts] > .section-header .section-tools > *')
        .evaluateAll((tools) =>
          tools
            .filter((tool) => !tool.matches('.cursor-place, .toolbar-space'))
            .map((tool) => tool.getBoundingClientRect()),
        );
      const middles = boxes.map(({ top, bottom }) => (top + bottom) / 2);
      expect(middles.length).toBeGreaterThan(2);
      expect(Math.max(...middles) - Math.min(...middles), String(width)).toBeLessThan(4);
    }
    narrow.close();
  });

  it('are no wider than the narrowest panel', async () => {
    const narrow = await browser.open({ tabs: ['charts'], width: 220, height: 800 });
    await narrow.receive(await run.state(), (await run.frame()).message);
    const beyond = narrow.page
      .locator('.sections')
      .evaluate((sections) => sections.scrollWidth - sections.clientWidth);
    expect(await beyond).toBeLessThanOrEqual(0);
    narrow.close();
  });

  it('say of how much of the data the evaluations are', async () => {
    const state = await run.state();
    if (state.kind !== 'state' || state.state.run === null) throw new Error('not a run');
    const note = panel.page.locator('[data-chart=loss] > .hint');
    expect(await note.count()).toBe(0);
    const evaluated = { trainSamples: 12, testSamples: 24, finalTrainSamples: 200 };
    await panel.receive({ ...state, state: { ...state.state, run: { ...state.state.run, evaluated } } });
    const { message } = await run.frame({ pictures: [], boundary: true });
    await panel.receive(message);
    await expect
      .poll(() => note.textContent())
      .toBe(
        'Evaluated on 12 of 240 training samples and 24 of 60 test samples; at the start and the end on 200 and on all.',
      );
    // A recording from before that was written down.
    const unknown = structuredClone(state);
    delete unknown.state.run?.evaluated;
    await panel.receive(unknown);
    await panel.receive(message);
    await expect
      .poll(() => note.textContent())
      .toBe('On how many samples it was evaluated was not recorded.');
  });

  it('say that nothing was measured yet where an edit began everything anew', async () => {
    const { message } = await run.frame({ pictures: [], walkedBatch: true });
    const none = { steps: new Float64Array(), values: new Float64Array() };
    const series = {
      losses: none,
      evaluations: none,
      scalars: none,
      learningRates: { steps: Float64Array.of(43), values: Float64Array.of(0.01) },
    };
    await panel.receive(await run.edited(43));
    const status = { ...message.status, firstStep: 44 };
    await panel.receive({ ...message, anew: 'run', views: null, status, series });
    const chart = panel.page.locator('[data-chart=loss]');
    await chart.scrollIntoViewIfNeeded();
    await expect.poll(() => chart.locator('.chart-nothing').count()).toBe(1);
    const layers = panel.page.locator('[data-section=layers]');
    await expect.poll(() => layers.textContent()).toContain('Nothing has been computed yet');
  });
});

describe('a smoothed line', () => {
  // By NumPy: np.average(h[: n + 1], weights=0.6 ** np.arange(n, -1, -1.0)),
  // of h = measured, and np.exp of that of h = np.log(measured).
  const measured = [1, 100, 1, 10];
  const mean = [1, 62.87499999999999, 31.306122448979593, 21.514705882352942];
  const meanOfLogarithms = [1, 17.78279410038923, 4.094915062380426, 6.17221685905989];
  let page: NetworkPage;

  const values = (label: string): Promise<readonly number[]> =>
    page.page.locator('[data-chart=loss] canvas').evaluate((canvas, name) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
      return (
        canvas.chart?.data.datasets.find((candidate) => candidate.label === name)?.data.map(({ y }) => y) ??
        []
      );
    }, label);
  const legend = (): Promise<string | null> =>
    page.page.locator('[data-chart=loss] [data-line=batch] .legend-value').textContent();
  const isClose = (found: readonly number[], expected: readonly number[]): boolean =>
    found.length === expected.length &&
    found.every((value, at) => Math.abs(value / (expected[at] ?? NaN) - 1) < 1e-12);

  beforeAll(async () => {
    page = await browser.open({ tabs: ['charts'] });
    const { message } = await run.frame();
    const none = { steps: new Float64Array(), values: new Float64Array() };
    const losses = { steps: Float64Array.of(0, 1, 2, 3), values: Float64Array.from(measured) };
    await page.receive(await run.state(), {
      ...message,
      anew: 'run',
      views: null,
      status: { ...message.status, step: 4 },
      series: { losses, evaluations: none, scalars: none, learningRates: none },
    });
    await page.page.locator('[data-chart=loss]').scrollIntoViewIfNeeded();
  });
  afterAll(() => {
    page.close();
  });

  it('is the running mean, with what was measured behind it, and its value stands in the legend', async () => {
    await expect.poll(async () => isClose(await values('batch/smoothed'), mean)).toBe(true);
    expect(await values('batch/recorded')).toEqual(measured);
    expect(await legend()).toBe('21.51');
    // The overview has the number that stands beside the text, and the legend says that it has another.
    expect(await page.page.locator('[data-chart=loss] [data-line=batch] .legend-name').textContent()).toBe(
      'mini-batch, smoothed',
    );
    expect(await page.page.locator('[data-mini=loss] [data-line=batch]').textContent()).toContain('10.0');
  });

  it('is the running mean of the logarithms on a logarithmic axis', async () => {
    await page.page.getByRole('button', { name: 'Log', exact: true }).click();
    await expect.poll(async () => isClose(await values('batch/smoothed'), meanOfLogarithms)).toBe(true);
    expect(await values('batch/recorded')).toEqual(measured);
    await expect.poll(legend).toBe('6.172');
  });

  it('is what was measured where nothing is smoothed', async () => {
    await page.page.locator('.smoothing input').fill('0');
    await expect.poll(() => values('batch/smoothed')).toEqual([]);
    await expect.poll(legend).toBe('10.00');
  });
});
