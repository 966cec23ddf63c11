import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelFinding, RunMark } from '../../../src/protocol/networkPanelState';
import type { TrainingFrame } from '../../../src/protocol/trainingFrame';
import type { Picture } from '../../../src/protocol/trainingViews';
import { expectHeatColors, largestOf, middles } from './heat';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { imageColors, type Color } from './pixels';
import { example, RecordedRun } from './recording';

const evil = `${example('spiral')}\n# </script></pre><script>document.title = "run"</script><img src="x" onerror="1"> & "'\n`;
const steps = 30;
const marks: RunMark[] = [{ kind: 'edited', step: 12, removed: ['<b>ReLU</b>'], added: ['Tanh'] }];
const finding: PanelFinding = {
  rule: 'dead-relu',
  severity: 'warning',
  layer: 1,
  step: 7,
  text: 'Half of <i>the units</i> are dead.',
  explanation: 'They give zero for every sample.',
  remedies: [{ text: 'Lower the learning rate', isEdit: true }],
};

let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;
/** The report as a page of its own. */
let page: Page;
let html: string;
let raw: TrainingFrame;
let loaded: string[];
let pictures: readonly Picture[];

async function choose(item: string): Promise<void> {
  await panel.page
    .locator('[data-section=health]')
    .getByRole('button', { name: /^Export/ })
    .click();
  await panel.page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Of how many layers the panel requests the gradients of the weights: the overview needs none. */
async function weightGradients(): Promise<number> {
  const asked = (await panel.requests()).pictures.filter(({ kinds }) => kinds.includes('weightGradient'));
  return asked.length;
}

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(evil)]);
  // Neither the layers nor the charts are open.
  panel = await browser.open({ tabs: ['health'], theme: 'dark', width: 540, height: 500 });
  await run.steps(steps);
  const frame = await run.frame();
  raw = frame.raw;
  const state = await run.state();
  if (state.kind !== 'state' || state.state.run === null) throw new Error('not a run');
  // The panel was told of the run as a whole when it began; frames came since.
  const status = { ...state.state.run.status, step: 1, epoch: 1 };
  const told = { ...state.state, run: { ...state.state.run, status, marks, findings: [finding] } };
  await panel.receive({ ...state, state: told }, { ...frame.message, findings: [finding] });
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

/** The colours of an image of the report at the middles of a grid. */
async function colorsOf(selector: string, picture: Picture): Promise<readonly Color[]> {
  const address = await page.locator(selector).getAttribute('src');
  return imageColors(page, address ?? '', middles(picture));
}

describe('the report of a run', () => {
  it('is made of pictures that are requested for it, and handed to the host as one file', async () => {
    await choose('A report (HTML)');
    await expect.poll(weightGradients).toBe(3);
    const answered = await run.frame(await panel.requests());
    ({ pictures } = answered.raw.views);
    await panel.receive(answered.message);
    await expect.poll(async () => (await panel.sentOf('export')).length).toBe(1);
    const [file] = await panel.sentOf('export');
    if (file === undefined) throw new Error('nothing was exported');
    expect([file.name, file.format]).toEqual(['spiral-report', 'html']);
    html = new TextDecoder().decode(file.bytes);

    const chromium = panel.page.context().browser();
    if (chromium === null) throw new Error('no browser');
    page = await chromium.newPage();
    loaded = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) loaded.push(request.url());
    });
    await page.setContent(html);
  });

  it('has the definition letter for letter, and runs nothing that stands in it', async () => {
    expect(await page.locator('#definition pre').textContent()).toBe(evil);
    expect(await page.title()).toBe('Spiral: report of a run');
    expect(await page.locator('script, iframe, link, [onerror]').count()).toBe(0);
    expect(html.toLowerCase()).not.toContain('<script');
  });

  it('says how far the run is, as of the newest frame', async () => {
    expect(await page.locator('#facts').textContent()).toContain(`step ${steps} of`);
  });

  it('needs nothing but itself', () => {
    expect(loaded.filter((address) => address !== 'about:blank')).toEqual([]);
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
  });

  it('has the curves, with the newest values, all numbers as a table, and the marks', async () => {
    const loss = page.locator('[data-curve=loss]');
    const { losses, evaluations } = raw.series;
    const trained = Number(
      await loss.locator('.legend li', { hasText: 'training data' }).locator('b').textContent(),
    );
    const newest = evaluations.values.at(-4) ?? NaN;
    expect(Math.abs(trained / newest - 1)).toBeLessThan(1e-3);
    const rows = loss.locator('tbody tr');
    expect(await rows.count()).toBe(steps + 1);
    const last = Number(await rows.last().locator('td').first().textContent());
    expect(Math.abs(last / (losses.values.at(-1) ?? NaN) - 1)).toBeLessThan(1e-3);
    const source = decodeURIComponent((await loss.locator('img').getAttribute('src')) ?? '');
    expect(source).toContain('>edited</text>');
    expect(source).toContain('stroke="#2166ac"');
    expect(source).not.toContain('var(');
    expect(await page.locator('[data-curve]').count()).toBe(5);
    expect(await page.locator('#course li').textContent()).toBe('Edited after step 12.− <b>ReLU</b>+ Tanh');
  });

  it('has what the health rules found, and what may help', async () => {
    const health = await page.locator('#health').textContent();
    expect(health).toContain('Half of <i>the units</i> are dead.');
    expect(health).toContain('Lower the learning rate');
  });

  it('has the pictures of every layer, though their tab was closed: each cell has the colour of its number', async () => {
    expect(pictures.length).toBeGreaterThan(15);
    expect(await page.locator('#pictures img').count()).toBe(
      pictures.filter(({ shape }) => shape.length > 0).length,
    );
    const print: readonly Color[] = [
      [239, 239, 239],
      [224, 130, 20],
      [67, 147, 195],
    ];
    for (const kind of ['activation', 'gradient', 'weights', 'weightGradient'] as const) {
      const picture = pictures.find((each) => each.kind === kind && each.layer === run.layer('hidden'));
      if (picture === undefined) throw new Error(`no ${kind}`);
      const drawn = await colorsOf(`[data-picture="hidden/${kind}"] img`, picture);
      expectHeatColors(drawn, picture, largestOf([picture]), print);
    }
  });

  it('can be read in the light, in the dark and on paper', async () => {
    const colors = (): Promise<readonly string[]> =>
      page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body);
        return [color, backgroundColor];
      });
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await colors()).toEqual(['rgb(27, 27, 27)', 'rgb(255, 255, 255)']);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await colors()).toEqual(['rgb(228, 228, 228)', 'rgb(30, 30, 30)']);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    expect(await colors()).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.emulateMedia({ colorScheme: null, media: null });
  });
});

describe('waiting for pictures', () => {
  it('says how many are there, and ends without a file where it is cancelled', async () => {
    const before = (await panel.sentOf('export')).length;
    await run.steps(1);
    // A frame without the pictures of closed tabs: they must be requested anew.
    await panel.receive((await run.frame({ pictures: [], confusion: 'train' })).message);
    await choose('A report (HTML)');
    const progress = panel.page.locator('.export-progress');
    await expect.poll(() => progress.textContent()).toMatch(/^Waiting for pictures: \d+ of \d+/);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => progress.count()).toBe(0);
    expect((await panel.sentOf('export')).length).toBe(before);
    await expect.poll(weightGradients).toBe(0);
  });
});
