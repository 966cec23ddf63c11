import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faintTexts, seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { compared, exampleRun, seededRuns, snapshotsFor, threeOptimizers } from './comparedExamples';
import { CompareBrowser, type ComparePage } from './comparePage';

let browser: CompareBrowser;
const panels: ComparePage[] = [];
beforeAll(async () => {
  browser = await CompareBrowser.start();
});
afterEach(() => {
  for (const panel of panels.splice(0)) panel.close();
});
afterAll(async () => {
  await browser.stop();
});

/** A panel with these runs, its snapshots included. */
async function show(
  runs = threeOptimizers,
  options: Parameters<CompareBrowser['open']>[0] = {},
  problems: readonly string[] = [],
): Promise<ComparePage> {
  const panel = await browser.open(options);
  panels.push(panel);
  const choice = (await panel.sentOf('choose')).at(-1)?.choice;
  await panel.receive(compared(runs, choice, problems));
  await answerSnapshots(panel);
  return panel;
}

async function answerSnapshots(panel: ComparePage): Promise<void> {
  await panel.settled(4);
  const asked = (await panel.sentOf('requestSnapshots')).at(-1);
  if (asked !== undefined) await panel.receive(snapshotsFor(asked.request));
  await panel.settled(4);
}

const text = (panel: ComparePage, selector: string): Promise<string> =>
  panel.page.locator(selector).first().innerText();
const texts = (panel: ComparePage, selector: string): Promise<string[]> =>
  panel.page.locator(selector).allInnerTexts();

describe('the first look', () => {
  it('says which run is best, and by how much', async () => {
    const panel = await show();
    expect(await text(panel, '.headline-best')).toBe(
      'Adam(lr=0.001) has the lowest test loss: 0.0609. Next is Momentum(lr=0.01) with 0.0805, 32 % more.',
    );
    expect(await text(panel, '.headline')).toContain(
      'Highest test accuracy: Adam(lr=0.001) with 98 %, 0.52 points before Momentum(lr=0.01).',
    );
    const [chart] = await panel.page.locator('[data-chart="testLoss"]').all();
    const box = await chart?.boundingBox();
    expect((box?.y ?? 800) + (box?.height ?? 800)).toBeLessThan(400);
  });

  it('names all that are as good, and what the seeds have to do with it', async () => {
    const [first, second] = threeOptimizers;
    if (first === undefined || second === undefined) throw new Error('There are no runs.');
    const tied = { ...first, figures: second.figures };
    const panel = await show([tied, second, exampleRun({ optimizer: 'Adam(lr=9)', speed: 0.001 })]);
    expect(await text(panel, '.headline-best')).toMatch(
      /^SGD\(lr=0\.01\) and Momentum\(lr=0\.01\) have the lowest test loss: 0\.0805\. Next is Adam/,
    );
    expect(await text(panel, '.headline')).toMatch(
      /Highest test accuracy: SGD\(lr=0\.01\) and Momentum\(lr=0\.01\), each with 97\.5 %, \S+ points before Adam/,
    );
    const seeds = await show(seededRuns);
    expect(await text(seeds, '.headline-best + p')).toMatch(
      /^This is more than the seed: these are medians, and the seeds lie at 0\.06\d* … 0\.1\d* and at 0\.\d+ … 0\.\d+\.$/,
    );
    const near = seededRuns.map((run, at) => ({
      ...run,
      figures: { ...run.figures, testLoss: 1 + at / 10 },
    }));
    expect(await text(await show(near), '.headline-best + p')).toMatch(
      /^This may be the seed: these are medians, and the seeds lie at 1 … 1\.4 and at 1\.1 … 1\.5\.$/,
    );
    const one = await show(seededRuns.filter((_, at) => at % 2 === 0));
    expect(await text(one, '.headline-best + p')).toMatch(/It is the median of 3 seeds, which lie at/);
  });

  it('says where figures and curves are of part of the samples', async () => {
    const partly = threeOptimizers.map(({ run, ...rest }, at) => {
      const evaluated = { trainSamples: 20, testSamples: 15, finalTrainSamples: 100 };
      const state = at === 0 ? ('lost' as const) : run.state;
      return { ...rest, run: { ...run, evaluated, state, step: 392 } };
    });
    const panel = await show(partly);
    expect(await text(panel, '.headline')).toContain(
      'The last figures of SGD(lr=0.01) are of 15 of 60 samples: it was not evaluated at its end.',
    );
    expect(await text(panel, '[data-chart="testLoss"]')).toContain(
      'Between start and end evaluated on 15 of 60 samples.',
    );
    expect(await text(panel, '[data-chart="trainLoss"]')).toContain(
      'Between start and end evaluated on 20 of 240 samples, at both on 100.',
    );
    const [first, ...others] = threeOptimizers;
    if (first === undefined) throw new Error('There is no run.');
    const old = structuredClone(first);
    delete old.run.evaluated;
    const unknown = await show([old, ...others]);
    expect(await text(unknown, '[data-chart="testLoss"]')).toContain(
      'On how many samples SGD(lr=0.01) was evaluated was not recorded.',
    );
  });

  it('says what the matter is: lost numbers, other data, recordings that are gone', async () => {
    const lost = exampleRun({ optimizer: 'SGD(lr=9)', speed: 0.01, lostAt: 40 });
    const other = {
      ...lost,
      run: { ...lost.run, data: { source: 'csv("a.csv")', trainSamples: 1, testSamples: 1 } },
    };
    const panel = await show([...threeOptimizers, other], {}, ['a.bprun is no longer there.']);
    const said = await text(panel, '.headline');
    expect(said).toContain('SGD(lr=9): the loss was not finite at step 40.');
    expect(said).toContain('their losses need not mean the same');
    expect(said).toContain('a.bprun is no longer there.');
    expect(await text(panel, '.headline-best')).toContain('Adam(lr=0.001) has the lowest');
  });

  it('has words before the recordings are read, and where none can be', async () => {
    const panel = await browser.open();
    panels.push(panel);
    expect(await text(panel, '.empty')).toBe('Reading the recordings…');
    await panel.receive(compared([], undefined, ['a.bprun is damaged: its run.json cannot be read.']));
    expect(await text(panel, 'main')).toContain('None of the recordings can be compared.');
    expect(await text(panel, 'main')).toContain('a.bprun is damaged');
  });
});

describe('the table of runs', () => {
  it('has the settings that differ and the last numbers, the best marked in a word', async () => {
    const panel = await show();
    expect(await texts(panel, '.runs thead th')).toEqual([
      'Run',
      'Test loss',
      'Test accuracy',
      'Training loss',
      'Training accuracy',
      'optimizer',
      'definition',
      'Steps',
      'Time',
      'State',
    ]);
    expect(await texts(panel, '.runs tbody [data-column="testLoss"]')).toEqual([
      '0.0609best',
      '0.0805',
      '0.532',
    ]);
    expect(await texts(panel, '.runs tbody [data-column="definition"]')).toEqual([
      'text 3',
      'text 2',
      'text 1',
    ]);
  });

  it('has what was changed meanwhile with its step, beside the text that a run began with', async () => {
    const [first, second] = threeOptimizers;
    if (first?.run.origin?.kind !== 'definition' || second?.run.origin?.kind !== 'definition')
      throw new Error('There are no texts.');
    const edits = [
      { kind: 'learningRate' as const, step: 40, value: 0.5 },
      { kind: 'definition' as const, step: 1200, text: second.run.origin.text },
    ];
    const panel = await show([{ ...first, run: { ...first.run, edits } }, second]);
    const row = '.runs tbody [data-run="SGD(lr=0.01)"]';
    expect(await texts(panel, `${row} .edit`)).toEqual([
      'after step 40: learning rate 0.5',
      'after step 1,200: text 2',
    ]);
    expect(await text(panel, `${row} [data-column="definition"]`)).toBe('text 1');
    expect(await text(panel, `${row} [data-column="optimizer"]`)).toBe('SGD(lr=0.01)');
  });

  it('sorts by any column, both ways, by keyboard', async () => {
    const panel = await show();
    const names = (): Promise<string[]> => texts(panel, '.runs tbody th .legend-name');
    await panel.page.locator('.runs thead button', { hasText: 'optimizer' }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.settled();
    expect(await names()).toEqual(['Adam(lr=0.001)', 'Momentum(lr=0.01)', 'SGD(lr=0.01)']);
    await panel.page.keyboard.press('Enter');
    await panel.settled();
    expect(await names()).toEqual(['SGD(lr=0.01)', 'Momentum(lr=0.01)', 'Adam(lr=0.001)']);
    expect(await panel.page.locator('th[aria-sort="descending"]').innerText()).toContain('optimizer');
  });

  it('hides a run in all charts, in the tables and among the layers, also after a reload', async () => {
    const panel = await show();
    await panel.page.locator('[data-run="SGD(lr=0.01)"] .legend-entry').first().click();
    await answerSnapshots(panel);
    const lines = (): Promise<number[]> =>
      panel.page
        .locator('.chart canvas')
        .evaluateAll((canvases) =>
          canvases.map((canvas) => (canvas as HTMLCanvasElement).chart?.data.datasets.length ?? -1),
        );
    expect(new Set(await lines())).toEqual(new Set([2]));
    expect(await panel.page.locator('.layers-of-run').count()).toBe(2);
    const asked = (await panel.sentOf('requestSnapshots')).at(-1)?.request;
    expect(asked?.moments.map(({ run }) => run)).toEqual([1, 2]);
    await panel.page.reload();
    await panel.settled();
    await panel.receive(compared(threeOptimizers));
    expect(await panel.page.locator('.runs tr.is-hidden').count()).toBe(1);
  });
});

describe('the curves', () => {
  it('can be told apart without colour, in dashes and markers', async () => {
    const panel = await show();
    const looks = await panel.page
      .locator('.runs .swatch')
      .evaluateAll((swatches) =>
        swatches.map((swatch) =>
          [...swatch.querySelectorAll('path')]
            .map((path) => path.getAttribute('stroke-dasharray') ?? path.getAttribute('d'))
            .join(),
        ),
      );
    expect(new Set(looks).size).toBe(3);
  });

  it('say what stands at the cursor, by pointer and by keyboard, the best first', async () => {
    const panel = await show();
    const area = panel.page.locator('[data-chart="testLoss"] .plot-area');
    await area.focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    expect(await text(panel, '.chart-values-place')).toBe('step 399');
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('ArrowRight');
    await panel.settled();
    expect(await text(panel, '.chart-values-place')).toBe('step 8');
    const [adam] = threeOptimizers.slice(-1).map(({ curves }) => curves.testLoss.values[1] ?? NaN);
    expect(await texts(panel, '.chart-values .legend-name')).toEqual([
      'Adam(lr=0.001)',
      'Momentum(lr=0.01)',
      'SGD(lr=0.01)',
    ]);
    expect(Number((await texts(panel, '.chart-values .legend-value'))[0])).toBeCloseTo(adam ?? NaN, 3);
    await panel.page.keyboard.press('Escape');
    await panel.settled();
    expect(await panel.page.locator('.chart-values').count()).toBe(0);
    const box = await area.boundingBox();
    if (box === null) throw new Error('The chart is not there.');
    await panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await panel.settled();
    expect(await text(panel, '.chart-values-place')).toMatch(/^step 1\d\d$|^step 2\d\d$/);
    expect(await panel.page.locator('.step-line.is-cursor').count()).toBeGreaterThan(2);
  });

  it('stand over epochs where that is chosen, and on a logarithmic axis', async () => {
    const panel = await show();
    await panel.page.getByRole('button', { name: 'Epochs' }).click();
    await panel.page.getByRole('button', { name: 'Log', exact: true }).click();
    await panel.settled(4);
    const axes = await panel.page.locator('[data-chart="testLoss"] canvas').evaluate((canvas) => {
      const { scales } = (canvas as HTMLCanvasElement).chart ?? {};
      return [scales?.['x']?.max ?? NaN, scales?.['y']?.type ?? ''];
    });
    expect(axes[0]).toBeCloseTo(399 / 8, 6);
    expect(axes[1]).toBe('logarithmic');
  });

  it('of runs that differ only by their seed are a band, until it is taken apart', async () => {
    const panel = await show(seededRuns);
    expect(await texts(panel, '.runs tbody th')).toEqual([
      expect.stringMatching(/Adam.*3 runs/s),
      expect.stringMatching(/SGD.*3 runs/s),
    ]);
    const range = await text(panel, '.runs tbody .figure-range');
    expect(range).toMatch(/^0\.06\d* … 0\.1\d*$/);
    await panel.page.getByRole('button', { name: 'Seeds as a band' }).click();
    await panel.settled();
    const choice = (await panel.sentOf('choose')).at(-1)?.choice;
    expect(choice).toEqual({ bySeed: false, layer: null });
    await panel.receive(compared(seededRuns, choice));
    expect(await panel.page.locator('.runs tbody tr').count()).toBe(6);
  });

  it('of gradients are of the layer that is chosen', async () => {
    const panel = await show();
    await panel.page.getByLabel('Of layer').selectOption('affine2');
    await panel.settled();
    expect((await panel.sentOf('choose')).at(-1)?.choice).toEqual({ bySeed: true, layer: 'affine2' });
  });

  it('follow a run that is being written', async () => {
    const panel = await show();
    const [first, ...others] = threeOptimizers;
    if (first === undefined) throw new Error('There is no run.');
    const values = first.curves.testLoss.values.map((value) => value / 100);
    const better = {
      ...first,
      curves: { ...first.curves, testLoss: { ...first.curves.testLoss, values } },
      figures: { ...first.figures, testLoss: values.at(-1) ?? NaN },
    };
    await panel.receive(compared([better, ...others]));
    expect(await text(panel, '.headline-best')).toContain('SGD(lr=0.01) has the lowest test loss');
    const shown = await panel.page
      .locator('[data-chart="testLoss"] canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).chart?.data.datasets[0]?.data.at(-1)?.y);
    expect(shown).toBeCloseTo(values.at(-1) ?? NaN, 9);
  });
});

describe('the layers', () => {
  it('are histograms of every layer at the last snapshot, on one axis for all runs', async () => {
    const panel = await show();
    expect(await panel.page.locator('.layers-of-run figure').count()).toBe(15);
    const ends = await texts(panel, '[data-layer="affine1"] .plot-number:nth-of-type(2)');
    expect(new Set(ends).size).toBe(1);
    const asked = (await panel.sentOf('requestSnapshots')).at(-1)?.request;
    expect(asked).toMatchObject({ kind: 'activation', layer: null });
    expect(asked?.moments.map(({ step }) => step)).toEqual([400, 400, 400]);
  });

  it('stand under each other, also where a run has other layers and more is said of one', async () => {
    const panel = await show();
    const asked = (await panel.sentOf('requestSnapshots')).at(-1)?.request;
    if (asked === undefined) throw new Error('Nothing was asked for.');
    const answer = snapshotsFor(asked);
    const [first, ...others] = answer.snapshots;
    if (first === undefined) throw new Error('There is no snapshot.');
    const fewer = { ...first, pictures: first.pictures.filter(({ layer }) => layer !== 'relu1') };
    await panel.receive({ ...answer, snapshots: [fewer, ...others] });
    await panel.settled(4);
    for (const layer of ['affine1', 'affine2', 'relu2', 'affine3']) {
      const boxes = await panel.page
        .locator(`[data-layer="${layer}"] .spread`)
        .evaluateAll((drawn) => drawn.map((each) => Math.round(each.getBoundingClientRect().left)));
      expect(boxes).toHaveLength(3);
      expect(new Set(boxes).size).toBe(1);
    }
  });

  it('are asked for at another moment, of another kind and of one layer with its cells', async () => {
    const panel = await show();
    await panel.page.locator('.moment input').focus();
    await panel.page.keyboard.press('Home');
    await panel.page.locator('[data-section="layers"] select').nth(0).selectOption('weights');
    await panel.page.locator('[data-section="layers"] select').nth(1).selectOption('affine2');
    await answerSnapshots(panel);
    const asked = (await panel.sentOf('requestSnapshots')).at(-1)?.request;
    expect(asked).toMatchObject({ kind: 'weights', layer: 'affine2' });
    expect(asked?.moments[0]).toEqual({ run: 0, step: 1 });
    expect(await panel.page.locator('.cell-picture').count()).toBe(3);
    expect(await panel.page.locator('.layers-of-run canvas').count()).toBeGreaterThanOrEqual(3);
  });

  it('have a table of the same numbers', async () => {
    const panel = await show();
    const rows = panel.page.locator('[data-twin="layers"] tbody tr');
    await expect.poll(() => rows.count()).toBe(15);
    const shares = (await rows.first().locator('td').allTextContents())
      .slice(-8)
      .map((cell) => parseFloat(cell));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  });
});

describe('what leaves the panel', () => {
  async function exported(panel: ComparePage, item: string): Promise<string> {
    await panel.page.getByRole('button', { name: 'Export: Runs' }).click();
    await panel.page.getByRole('menuitem', { name: item, exact: true }).click();
    await panel.settled();
    const file = (await panel.sentOf('export')).at(-1);
    return new TextDecoder().decode(file?.bytes);
  }

  it('are the curves and the runs as CSV, and all of it as JSON, with every digit', async () => {
    const panel = await show();
    const curves = (await exported(panel, 'CSV, curves')).split('\n');
    expect(curves[0]).toBe('run,measure,step,value,lowest,highest');
    const exact = threeOptimizers[0]?.curves.testLoss.values[3];
    expect(curves).toContain(`SGD(lr=0.01),testLoss,24,${String(exact)},,`);
    const runs = await exported(panel, 'CSV, runs and settings');
    expect(runs.split('\n')[1]).toMatch(/^SGD\(lr=0\.01\),1,finished,400,.*,SGD\(lr=0\.01\),1$/);
    const { lines } = JSON.parse(await exported(panel, 'JSON')) as { lines: { name: string }[] };
    expect(lines.map(({ name }) => name)).toEqual(['SGD(lr=0.01)', 'Momentum(lr=0.01)', 'Adam(lr=0.001)']);
  });

  it('is a chart as SVG, whose bands and lines are shapes', async () => {
    const panel = await show(seededRuns);
    await panel.page.getByRole('button', { name: 'Export: Test loss' }).click();
    await panel.page.getByRole('menuitem', { name: 'SVG, theme colors' }).click();
    await expect.poll(async () => (await panel.sentOf('export')).length).toBe(1);
    const [file] = await panel.sentOf('export');
    const picture = new TextDecoder().decode(file?.bytes);
    expect(file?.name).toBe('comparison-testLoss');
    expect(picture.match(/opacity="0\.2"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(picture).not.toContain('<image');
  });

  it('is the question for what differs between two definitions', async () => {
    const panel = await show();
    await panel.page.getByLabel('Second definition').selectOption({ label: 'Adam(lr=0.001)' });
    await panel.page.getByRole('button', { name: 'Show', exact: true }).click();
    expect((await panel.sentOf('showDifference')).at(-1)).toEqual({
      kind: 'showDifference',
      left: 0,
      right: 2,
    });
  });
});

describe('for everybody', () => {
  it.each(themeNames)('has no serious problem that axe finds: %s', async (theme) => {
    const panel = await show(theme === 'dark' ? threeOptimizers : seededRuns, {
      theme,
      choices: {
        pictureLayer: theme === 'light' ? 'affine1' : '',
        'table/curves': true,
        'table/layers': true,
      },
    });
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await faintTexts(panel.page)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
  });

  it.each([
    [460, 1],
    [540, 2],
  ])('nothing is cut off at %i pixels and a zoom of %i', async (width, zoom) => {
    const panel = await show(seededRuns, { width: width / zoom, height: 800 / zoom, scale: zoom });
    const wider = await panel.page.evaluate(() => {
      const main = document.querySelector('main');
      return (main?.scrollWidth ?? Infinity) - (main?.clientWidth ?? 0);
    });
    expect(wider).toBeLessThanOrEqual(0);
    const names = panel.page.locator('.legend-name, .runs td, .layer-pictures figcaption, .chart-note');
    const cut = await names.evaluateAll((parts) =>
      parts.flatMap((part) => (part.scrollWidth > part.clientWidth + 1 ? part.textContent : [])),
    );
    expect(cut).toEqual([]);
  });

  it('holds 64 runs', async () => {
    const many = Array.from({ length: 64 }, (_, at) =>
      exampleRun({ optimizer: `SGD(lr=0.0${String(at)})`, speed: at / 9000 }),
    );
    const panel = await show(many);
    expect(await panel.page.locator('.runs tbody tr').count()).toBe(64);
    expect(await text(panel, '.headline-best')).toContain('SGD(lr=0.063) has the lowest test loss');
  });
});
