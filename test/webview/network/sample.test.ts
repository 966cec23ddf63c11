import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { SampleView } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { pixelsAt, themeColors } from './pixels';
import { example, RecordedRun } from './recording';

const images = `network Images {
  data = digits(test=0.2)
  layers {
    Conv(6, size=3, pad=1, init=He)
    ReLU
    MaxPool(2)
    Affine(10)
    SoftmaxWithLoss
  }
  train {
    optimizer = Adam(lr=0.01)
    batch = 32
    epochs = 1
  }
}`;

let browser: NetworkBrowser;
let run: RecordedRun;
let curve: RecordedRun;
let state: HostToNetworkPanel;
let frame: HostToNetworkPanel;
let view: SampleView;
const choice = { part: 'train', index: 0 } as const;

beforeAll(async () => {
  [browser, run, curve] = await Promise.all([
    NetworkBrowser.start(),
    RecordedRun.start(images),
    RecordedRun.start(example('regression')),
  ]);
  await run.steps(4);
  const { message, raw } = await run.frame({ pictures: [], samples: [choice] });
  const [sample] = raw.views.samples ?? [];
  if (sample === undefined) throw new Error('there is no sample');
  [view, frame, state] = [sample, message, await run.state()];
});
afterAll(async () => {
  await Promise.all([run.end(), curve.end()]);
  await browser.stop();
});

async function open(options: Parameters<NetworkBrowser['open']>[0]): Promise<NetworkPage> {
  const panel = await browser.open({ tabs: ['sample'], ...options });
  await panel.receive(state, frame);
  return panel;
}

describe('one sample on its way through the network', () => {
  it.each(themeNames)('shows its image, its feature maps and the prediction, in %s', async (theme) => {
    const panel = await open({ theme, width: 1200, height: 2000 });
    expect((await panel.requests()).samples).toEqual([choice]);
    const section = panel.page.locator('[data-section=sample]');

    // Of the image a pixel for every number: from the neutral colour to that of the text.
    const input = view.input.values ?? new Float32Array();
    const [neutral, ink, positive] = await themeColors(panel, ['--neutral', '--foreground', '--positive']);
    const places = Array.from(input, (_, at) => ({
      x: ((at % 8) + 0.5) / 8,
      y: (Math.floor(at / 8) + 0.5) / 8,
    }));
    const seen = await pixelsAt(panel, '[data-section=sample] .stage:first-child canvas', places);
    // The digits are scaled to 0 to 1.
    input.forEach((value, at) => {
      for (const channel of [0, 1, 2] as const) {
        const from = neutral?.[channel] ?? 0;
        const expected = from + ((ink?.[channel] ?? 0) - from) * value;
        expect(Math.abs((seen[at]?.[channel] ?? 0) - expected)).toBeLessThan(3);
      }
    });

    // Six maps of 8 × 8 with a cell between them: zero is neutral, what a ReLU passes is of the positive hue.
    const maps = view.layers[run.layer('relu1')]?.values ?? new Float32Array();
    const [across, down] = [2, 3];
    const [columns, rows] = [across * 9 - 1, down * 9 - 1];
    const mapPlaces = Array.from(maps, (_, at) => {
      const [map, inMap] = [Math.floor(at / 64), at % 64];
      const column = (map % across) * 9 + (inMap % 8);
      const row = Math.floor(map / across) * 9 + Math.floor(inMap / 8);
      return { x: (column + 0.5) / columns, y: (row + 0.5) / rows };
    });
    const mapSeen = await pixelsAt(panel, '[data-stage=relu1] canvas', mapPlaces);
    const away = (color: readonly number[], from: readonly number[] = []): number =>
      Math.hypot(...color.map((value, channel) => value - (from[channel] ?? 0)));
    const limit = Math.max(...maps);
    expect(maps.filter((value) => value === 0).length).toBeGreaterThan(20);
    maps.forEach((value, at) => {
      const color = mapSeen[at] ?? [];
      if (value === 0) expect(away(color, neutral)).toBeLessThan(2);
      else if (value > limit / 2) expect(away(color, positive)).toBeLessThan(away(color, neutral));
    });

    const shown = await section.locator('.probabilities li').evaluateAll((items) =>
      items.map((item) => ({
        value: Number(item.getAttribute('data-value')),
        isTarget: item.classList.contains('is-target'),
      })),
    );
    expect(shown.map(({ value }) => Math.fround(value))).toEqual(Array.from(view.prediction));
    expect(shown.findIndex(({ isTarget }) => isTarget)).toBe(view.target[0]);
    expect(await section.locator('.verdict').textContent()).toContain(
      `Loss ${Number(view.loss[0]?.toPrecision(4))}`,
    );
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('has bars and a table with the numbers of the engine', async () => {
    const panel = await open({ width: 700, height: 1400 });
    const scores = view.layers[run.layer('affine1')]?.values ?? new Float32Array();
    const bars = await panel.page.locator('[data-stage=affine1] [data-entry]').evaluateAll((groups) =>
      groups.map((group) => ({
        value: Number(group.getAttribute('data-value')),
        height: Number(group.querySelector('.bars-bar')?.getAttribute('height')),
        isNegative: group.querySelector('.is-negative') !== null,
      })),
    );
    expect(bars.map(({ value }) => Math.fround(value))).toEqual(Array.from(scores));
    const tallest = bars.reduce((most, bar) => (bar.height > most.height ? bar : most));
    for (const { value, height, isNegative } of bars) {
      expect(isNegative).toBe(value < 0);
      expect(height / tallest.height).toBeCloseTo(Math.abs(value / tallest.value), 1);
    }

    await panel.page.locator('[data-section=sample]').getByLabel('Show as a table').click();
    const rows = await panel.page
      .locator('[data-twin=sample] tbody tr')
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
    const numbers = rows.filter(([name]) => name === 'Prediction').map(([, , value]) => Number(value));
    expect(numbers.map(Math.fround)).toEqual(Array.from(view.prediction));
    const pixels = rows.filter(([name]) => name === 'Input').map(([, , value]) => Number(value));
    expect(pixels.map(Math.fround)).toEqual(Array.from(view.input.values ?? []));
    // Every layer is in it; of large ones the first numbers, and how many more there are.
    expect(rows.length).toBeLessThanOrEqual(400);
    for (const name of ['conv1', 'relu1', 'maxpool1', 'affine1']) {
      const values = Array.from(view.layers[run.layer(name)]?.values ?? []);
      const ofLayer = rows.filter(([layer]) => layer === name).map(([, place, value]) => [place, value]);
      const [lastPlace, lastValue] = ofLayer.at(-1) ?? [];
      const shown = lastPlace === '…' ? ofLayer.slice(0, -1) : ofLayer;
      expect(shown.map(([, value]) => Math.fround(Number(value)))).toEqual(values.slice(0, shown.length));
      if (values.length <= 96) expect(shown.length).toBe(values.length);
      else {
        expect(shown.length).toBeGreaterThanOrEqual(96);
        expect(lastValue).toMatch(new RegExp(`^${values.length - shown.length} more`));
      }
    }
    panel.close();
  });

  it('has every number of a stage at hand for the keyboard', async () => {
    const panel = await open({ width: 700, height: 1400 });
    const maps = view.layers[run.layer('relu1')]?.values ?? new Float32Array();
    const scores = view.layers[run.layer('affine1')]?.values ?? new Float32Array();
    const reading = async (stage: string): Promise<readonly [string, number]> => {
      const text = await panel.page.locator(`[data-stage=${stage}] .stage-reading`).textContent();
      const [place = '', value = ''] = text?.split(' = ') ?? [];
      return [place, Math.fround(Number(value))];
    };
    await panel.page.locator('[data-stage=relu1] canvas').focus();
    // The first arrow only shows where the cursor is.
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown'])
      await panel.page.keyboard.press(key);
    expect(await reading('relu1')).toEqual(['relu1[0,2,1]', maps[2 * 8 + 1]]);
    await panel.page.locator('[data-stage=affine1] svg').focus();
    await panel.page.keyboard.press('End');
    expect(await reading('affine1')).toEqual(['affine1[9]', scores[9]]);
    await panel.page.keyboard.press('ArrowLeft');
    expect(await reading('affine1')).toEqual(['affine1[8]', scores[8]]);
    expect(await panel.page.locator('[data-stage=affine1] [aria-live]').textContent()).toContain(
      'affine1[8]',
    );
    panel.close();
  });

  it('shows its gradient below what it became, with the same numbers in the table', async () => {
    const { message, raw } = await run.frame({ pictures: [], samples: [choice], sampleGradients: true });
    const { samples: [sample] = [] } = raw.views;
    if (sample?.gradients === undefined) throw new Error('there is no gradient');
    const panel = await browser.open({ tabs: ['sample'], width: 700, height: 2400 });
    await panel.receive(state, message);
    expect((await panel.requests()).sampleGradients).toBe(true);
    const places = await panel.page
      .locator('[data-gradient-of]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-gradient-of')));
    expect(places).toEqual(['Input', 'conv1', 'relu1', 'maxpool1', 'affine1']);
    const bars = await panel.page
      .locator('[data-gradient-of=affine1] [data-entry]')
      .evaluateAll((groups) => groups.map((group) => Number(group.getAttribute('data-value'))));
    const gradient = Array.from(sample.gradients.layers[run.layer('affine1')]?.values ?? []);
    expect(bars.map(Math.fround)).toEqual(gradient);
    // Softmax with cross-entropy: the probabilities, less one at the target.
    gradient.forEach((value, at) => {
      const expected = (sample.prediction[at] ?? NaN) - (at === sample.target[0] ? 1 : 0);
      expect(value).toBeCloseTo(expected, 5);
    });
    await panel.page.locator('[data-section=sample]').getByLabel('Show as a table').click();
    const rows = await panel.page
      .locator('[data-twin=sample] tbody tr')
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
    const ofInput = rows.filter(([name]) => name === 'Input').map(([, , , number]) => Number(number));
    expect(ofInput.map(Math.fround)).toEqual(Array.from(sample.gradients.input.values ?? []));
    expect(await seriousProblems(panel.page)).toEqual([]);
    panel.close();
  });

  it('goes to other samples by number, one by one, and to the most wrong', async () => {
    const panel = await open({ width: 700, height: 1400 });
    const section = panel.page.locator('[data-section=sample]');
    const sample = async (): Promise<unknown> => (await panel.requests()).samples?.[0];
    await section.getByLabel('Next sample').click();
    await expect.poll(sample).toEqual({ part: 'train', index: 1 });
    // Until it comes the one before stays, and says which it is.
    expect(await section.locator('[aria-busy=true] .verdict').textContent()).toContain('Training sample 0');
    const field = section.getByRole('textbox', { name: 'Sample' });
    await field.fill('17');
    await field.press('Enter');
    await expect.poll(sample).toEqual({ part: 'train', index: 17 });
    await field.fill('9999999');
    await field.press('Enter');
    expect(await field.inputValue()).toBe('17');
    await section.getByLabel('Sample before').click();
    await expect.poll(sample).toEqual({ part: 'train', index: 16 });

    await section.getByRole('button', { name: 'Most wrong' }).click();
    const asked = (await panel.sentOf('findSamples')).at(-1);
    if (asked === undefined) throw new Error('nothing was asked');
    const { question } = asked;
    expect(question.actual).toBeUndefined();
    const answer = await run.service.findSamples({ session: run.session, ...question });
    await panel.receive({ kind: 'samplesFound', question, answer });
    await expect.poll(() => section.locator('.found-sample canvas').count()).toBe(question.limit);
    await section.locator('.found-sample').nth(2).click();
    await expect.poll(sample).toEqual({ part: 'train', index: answer.samples[2]?.index });
    panel.close();
  });

  it('sets the value beside the target where values are fitted, and draws the curve they lie on', async () => {
    await curve.steps(30);
    const { message, raw } = await curve.frame({ pictures: [], boundary: true, samples: [choice] });
    const { samples: [sample] = [], boundary } = raw.views;
    const points = await curve.service.dataPoints({ session: curve.session });
    if (sample === undefined || boundary === undefined || points === undefined) throw new Error('not there');
    const panel = await browser.open({ tabs: ['sample'], width: 900, height: 1400 });
    await panel.receive(await curve.state(), { kind: 'points', points }, message);
    expect(await panel.page.locator('[data-section=confusion]').count()).toBe(0);
    expect(await panel.page.locator('#tab-confusion').count()).toBe(0);
    const [target, prediction] = await panel.page.locator('.fitted td').allTextContents();
    expect(Number(target)).toBeCloseTo(sample.target[0] ?? NaN, 5);
    expect(Number(prediction)).toBeCloseTo(sample.prediction[0] ?? NaN, 5);

    await panel.openTab('boundary');
    expect(await panel.page.locator('[data-section=boundary] h2').textContent()).toBe('Fitted curve');
    expect(await panel.page.locator('.boundary-legend').textContent()).toContain('Fitted curve');
    // Also where points are: they lie below it.
    const [forward] = await themeColors(panel, ['--forward']);
    const all = points.train.targets;
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = 0.15 * (high - low);
    const columns = Array.from({ length: 40 }, (_, at) => 4 + 6 * at).filter((at) => at < boundary.columns);
    const places = columns.map((column) => ({
      x: column / (boundary.columns - 1),
      y: 1 - ((boundary.cells[column] ?? NaN) - low + room) / (high - low + 2 * room),
    }));
    const seen = await pixelsAt(panel, '[data-plot=boundary] canvas', places);
    seen.forEach((color, at) => {
      expect(color, `column ${columns[at]}`).toEqual(forward);
    });
    panel.close();
  });

  it('says what to do before anything has run', async () => {
    const panel = await browser.open({ tabs: ['sample'] });
    await panel.receive(await run.neverRun());
    await expect
      .poll(() => panel.page.locator('[data-section=sample]').textContent())
      .toContain('Nothing has been computed yet');
    panel.close();
  });
});
