import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingFrame } from '../../../src/protocol/trainingFrame';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { themeColors } from './pixels';
import { example, RecordedRun } from './recording';

const steps = 25;
let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;
let raw: TrainingFrame;

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  panel = await browser.open({ tabs: ['charts'], theme: 'dark', width: 890 });
  await run.steps(steps);
  const frame = await run.frame();
  raw = frame.raw;
  await panel.receive(await run.state(), frame.message);
  await panel.page.locator('[data-chart="updateRatio"]').scrollIntoViewIfNeeded();
  await settled('[data-chart="loss"]');
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

interface Exported {
  readonly name?: string;
  readonly format: string;
  readonly bytes: Uint8Array;
}

async function choose(menu: string, item: string, from: NetworkPage = panel): Promise<void> {
  await from.page.getByRole('button', { name: `Export: ${menu}`, exact: true }).click();
  await from.page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** What the host gets when something is chosen in an export menu. */
async function exported(menu: string, item: string, from: NetworkPage = panel): Promise<Exported> {
  const before = (await from.sentOf('export')).length;
  await choose(menu, item, from);
  // A picture takes seconds where the processor is shared.
  await expect.poll(async () => (await from.sentOf('export')).length, { timeout: 20_000 }).toBe(before + 1);
  const sent = (await from.sentOf('export'))[before];
  if (sent === undefined) throw new Error('nothing was exported');
  return sent;
}

function textOf({ bytes }: Exported): string {
  return new TextDecoder().decode(bytes);
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly corner: readonly number[];
  readonly colors: number;
}

/** Size, colour of the left upper corner and number of colours of a picture, as the browser decodes it. */
async function decoded({ bytes, format }: Exported): Promise<Decoded> {
  const type = format === 'png' ? 'image/png' : 'image/svg+xml';
  return panel.page.evaluate(
    async ([data, mime]) => {
      const image = new Image();
      image.src = `data:${mime};base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no context');
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      return {
        width: canvas.width,
        height: canvas.height,
        corner: Array.from(context.getImageData(0, 0, 1, 1).data),
        colors: new Set(pixels).size,
      };
    },
    [Buffer.from(bytes).toString('base64'), type] as const,
  );
}

async function size(selector: string): Promise<{ width: number; height: number }> {
  const box = await panel.page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the screen`);
  return { width: Math.ceil(box.width), height: Math.ceil(box.height) };
}

/** Charts and the sections above them fill one after the other. */
async function settled(selector: string): Promise<void> {
  for (let before = '', now = ' '; before !== now;) {
    before = now;
    await panel.settled(30);
    now = JSON.stringify(await panel.page.locator(selector).boundingBox());
  }
}

describe('a view as a file', () => {
  it('is an SVG in the colours of the theme, whose lines are paths and whose texts are text', async () => {
    const file = await exported('Loss', 'SVG, theme colors');
    expect([file.name, file.format]).toEqual(['spiral-loss', 'svg']);
    const { width, height, corner } = await decoded(file);
    expect({ width, height }).toEqual(await size('[data-chart="loss"]'));
    expect(corner).toEqual([31, 31, 31, 255]);
    const source = textOf(file);
    expect(source).not.toContain('<image');
    expect(source).not.toContain('var(');
    for (const word of ['Loss', 'mini-batch, smoothed', 'training data', 'test data']) {
      expect(source).toContain(`>${word}</text>`);
    }
  });

  it('has the losses that were measured, each at its step', async () => {
    const source = textOf(await exported('Loss', 'SVG, theme colors'));
    // Chart.js goes to the first point, and from there to each of them.
    const lines = [...source.matchAll(/ d="(M[\d. L-]+)"/g)].map(([, d = '']) =>
      d
        .split('L')
        .slice(1)
        .map((point) => point.split(' ').map(Number)),
    );
    const decode = (points: readonly (readonly number[])[]): Promise<readonly number[][]> =>
      panel.page.locator('[data-chart="loss"] canvas').evaluate((canvas, places) => {
        const scales = canvas instanceof HTMLCanvasElement ? canvas.chart?.scales : undefined;
        const [x, y] = [scales?.['x'], scales?.['y']];
        if (x === undefined || y === undefined) throw new Error('not a chart');
        return places.map(([across = NaN, down = NaN]) => [
          x.getValueForPixel(across) ?? NaN,
          y.getValueForPixel(down) ?? NaN,
        ]);
      }, points);
    const { losses } = raw.series;
    const far = (decoded: readonly number[][]): number =>
      Math.max(
        ...decoded.flatMap(([step = NaN, loss = NaN], at) => [
          Math.abs(step - ((losses.steps[at] ?? NaN) + 1)),
          Math.abs(loss - (losses.values[at] ?? NaN)),
        ]),
      );
    // Places are rounded to hundredths of a pixel: here less than a hundredth of a step and of a loss.
    const distances = await Promise.all(
      lines.filter(({ length }) => length === steps).map(async (points) => far(await decode(points))),
    );
    expect(distances.filter((distance) => distance < 0.01)).toHaveLength(1);
  });

  it('has the dashes, the clip and the numbers of the axes that the canvas has', async () => {
    const source = textOf(await exported('Gradient norm by layer', 'SVG, theme colors'));
    const labels = await panel.page.locator('[data-chart="gradientNorm"] canvas').evaluate((canvas) => {
      const scales = canvas instanceof HTMLCanvasElement ? canvas.chart?.scales : undefined;
      return Object.values(scales ?? {}).flatMap(({ ticks }) => ticks.map(({ label }) => String(label)));
    });
    expect(labels.length).toBeGreaterThan(3);
    for (const label of labels) expect(source).toContain(`>${label}</text>`);
    expect(source).toContain('stroke-dasharray="6 3"');
    const [, clip] = /<g clip-path="url\(#([^)]+)\)"><path/.exec(source) ?? [];
    expect(source).toContain(`<clipPath id="${clip}"`);
  });

  it('looks as the canvas does', async () => {
    const file = await exported('Loss', 'SVG, theme colors');
    const canvas = panel.page.locator('[data-chart="loss"] canvas');
    const share = await canvas.evaluate(
      async (shown, address) => {
        if (!(shown instanceof HTMLCanvasElement)) throw new Error('not a canvas');
        const image = new Image();
        image.src = address;
        await image.decode();
        const box = shown.getBoundingClientRect();
        const around = shown.closest('[data-chart]')?.getBoundingClientRect() ?? box;
        const [width, height] = [Math.floor(box.width), Math.floor(box.height)];
        const inkOf = (draw: (context: OffscreenCanvasRenderingContext2D) => void): readonly boolean[] => {
          const context = new OffscreenCanvas(width, height).getContext('2d');
          if (context === null) throw new Error('no context');
          context.fillStyle = 'rgb(31 31 31)';
          context.fillRect(0, 0, width, height);
          draw(context);
          const { data } = context.getImageData(0, 0, width, height);
          return Array.from({ length: width * height }, (_, at) => (data[4 * at + 2] ?? 0) > 90);
        };
        const expected = inkOf((context) => {
          context.drawImage(shown, 0, 0, box.width, box.height);
        });
        const drawn = inkOf((context) => {
          context.drawImage(image, around.left - box.left, around.top - box.top);
        });
        // Ink counts as found where there is some within a pixel: half pixels are rounded otherwise in both.
        const near = (ink: readonly boolean[], at: number): boolean =>
          [-1, 0, 1].some((row) => [-1, 0, 1].some((column) => ink[at + row * width + column] === true));
        const found = (of: readonly boolean[], among: readonly boolean[]): number => {
          const places = of.flatMap((isInk, at) => (isInk ? [at] : []));
          return places.filter((at) => near(among, at)).length / places.length;
        };
        return [found(expected, drawn), found(drawn, expected)];
      },
      `data:image/svg+xml;base64,${Buffer.from(file.bytes).toString('base64')}`,
    );
    for (const found of share) expect(found).toBeGreaterThan(0.97);
  });

  it('is white in print colours, and the panel is as before', async () => {
    const file = await exported('Loss', 'SVG, print colors');
    expect((await decoded(file)).corner).toEqual([255, 255, 255, 255]);
    const source = textOf(file);
    expect(source).toContain('stroke="#2166ac"');
    // The colours of the dark theme's lines and words are gone from it.
    expect(source).not.toContain('stroke="#59a4f9"');
    expect(await panel.page.evaluate(() => document.documentElement.className)).toBe('');
  });

  it('is a PNG twice as large as on the screen', async () => {
    const file = await exported('Accuracy', 'PNG, theme colors');
    const { width, height, colors } = await decoded(file);
    const shown = await size('[data-chart="accuracy"]');
    expect({ width, height }).toEqual({ width: 2 * shown.width, height: 2 * shown.height });
    expect(colors).toBeGreaterThan(20);
    expect((await decoded(await exported('Accuracy', 'PNG, print colors'))).corner).toEqual([
      255, 255, 255, 255,
    ]);
  });

  it('is a whole section, without what is there to be clicked', async () => {
    const source = textOf(await exported('Charts', 'SVG, theme colors'));
    for (const word of ['Charts', 'Gradient norm by layer', 'hidden', 'healthy: about 0.001']) {
      expect(source).toContain(`>${word}</text>`);
    }
    expect(source).not.toContain('Smoothing');
  });
});

/** In how many of some pictures a colour is. */
async function picturesWith(
  from: NetworkPage,
  sources: readonly string[],
  color: readonly number[],
): Promise<number> {
  return from.page.evaluate(
    async ([addresses, [red, green, blue]]) => {
      let count = 0;
      for (const address of addresses) {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let at = 0; at < data.length; at += 4) {
          if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue) continue;
          count++;
          break;
        }
      }
      return count;
    },
    [sources, color] as const,
  );
}

describe('the pictures of the layers in print colours', () => {
  it('are all in those while the network trains, and afterwards none of the panel is', async () => {
    const layers = await browser.open({ tabs: ['layers'], theme: 'dark', width: 890, height: 1500 });
    await layers.receive(await run.state());
    await layers.page.locator('[data-section="layers"]').scrollIntoViewIfNeeded();
    const requestedPictures = async (): Promise<number> => (await layers.requests()).pictures.length;
    await expect.poll(requestedPictures).toBeGreaterThan(4);
    await layers.settled(30);
    await run.steps(1);
    const { message } = await run.frame(await layers.requests());
    await layers.receive({ ...message, status: { ...message.status, state: 'running' } });
    const [neutral = []] = await themeColors(layers, ['--neutral']);
    const onScreen = (): Promise<string[]> =>
      layers.page
        .locator('.layers canvas.heatmap')
        .evaluateAll((all) => all.map((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : '')));
    // What a ReLU blocks gives zeros, in the neutral colour.
    const zeros = async (): Promise<number> => picturesWith(layers, await onScreen(), neutral);
    await expect.poll(zeros).toBeGreaterThan(2);
    // They are drawn one after the other.
    await layers.settled(60);
    const before = await zeros();

    const file = await exported('Layers', 'SVG, print colors', layers);
    const images = [...textOf(file).matchAll(/<image[^>]* href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(images.length).toBeGreaterThan(10);
    const printNeutral = [239, 239, 239];
    expect(await picturesWith(layers, images, printNeutral)).toBeGreaterThanOrEqual(before);
    expect(await picturesWith(layers, images, neutral)).toBe(0);
    const after = await onScreen();
    expect(await picturesWith(layers, after, printNeutral)).toBe(0);
    expect(await picturesWith(layers, after, neutral)).toBe(before);
    layers.close();
  });
});

describe('what became of an export', () => {
  const notice = ({ page }: NetworkPage): Promise<string | null> =>
    page.locator('main > p[role=status]').textContent();

  it('is said, and no longer after a while', async () => {
    await panel.page.clock.install();
    await choose('Loss', 'Copy the picture');
    // Whether the clipboard may be written is up to the browser.
    await expect.poll(() => notice(panel)).toMatch(/^(Copied\.|The picture could not be copied: .+)$/);
    await panel.page.clock.fastForward(5000);
    expect(await notice(panel)).not.toBe('');
    await panel.page.clock.fastForward(2000);
    await expect.poll(() => notice(panel)).toBe('');
  });

  it('is said where it failed', async () => {
    const failing = await browser.open();
    await run.steps(1);
    await failing.receive(await run.state(), (await run.frame()).message);
    await failing.page.evaluate(() => {
      XMLSerializer.prototype.serializeToString = () => {
        throw new Error('too large');
      };
    });
    await choose('Loss', 'SVG, theme colors', failing);
    await expect.poll(() => notice(failing)).toBe('The picture could not be made: Error: too large');
    expect((await failing.sentOf('log')).at(-1)?.text).toContain('too large');
    failing.close();
  });
});

describe('a run as a file', () => {
  it('is a CSV with every number that was measured, under its step', async () => {
    const file = await exported('Charts', 'The run as CSV');
    expect([file.name, file.format]).toEqual(['spiral-run', 'csv']);
    const [header = '', ...rows] = textOf(file).trimEnd().split('\n');
    const names = header.split(',');
    const column = (name: string): ReadonlyMap<number, number> => {
      const at = names.indexOf(name);
      if (at < 0) throw new Error(`no column ${name}: ${header}`);
      const cells = rows.map((row) => row.split(','));
      return new Map(
        cells.filter((row) => row[at] !== '').map((row) => [Number(row[0]), Number(row[at])] as const),
      );
    };
    expect([...column('loss').values()]).toEqual([...raw.series.losses.values]);
    expect([...column('loss').keys()]).toEqual(Array.from(raw.series.losses.steps, (done) => done + 1));
    expect(column('testLoss').get(0)).toBe(raw.series.evaluations.values[2]);
    const width = raw.series.scalars.values.length / raw.series.scalars.steps.length;
    const first = Array.from(
      raw.series.scalars.steps,
      (_step, row) => raw.series.scalars.values[row * width],
    );
    expect([...column('hidden.gradientNorm').values()]).toEqual(first);
  });

  it('is JSON with the same numbers, a row on a line, and what the run is of', async () => {
    const source = textOf(await exported('Charts', 'The run as JSON'));
    const parsed = JSON.parse(source) as {
      readonly network: string;
      readonly step: number;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (number | null)[])[];
    };
    expect([parsed.network, parsed.step]).toEqual(['Spiral', steps]);
    const at = parsed.columns.indexOf('loss');
    const losses = parsed.rows.filter((row) => row[at] !== null);
    expect(losses.map((row) => row[at])).toEqual([...raw.series.losses.values]);
    expect(losses.map(([step]) => step)).toEqual(Array.from(raw.series.losses.steps, (done) => done + 1));
    const lines = source.split('\n').filter((line) => /^\s+\[[\d., e+\-a-z]+\],?$/.test(line));
    expect(lines).toHaveLength(parsed.rows.length);
  });

  it('goes to the clipboard as text', async () => {
    await panel.page.getByRole('button', { name: 'Export: Charts' }).click();
    await panel.page.getByRole('menuitem', { name: 'Copy the run as CSV' }).click();
    const [copied] = await panel.sentOf('copy');
    expect(copied?.text.split('\n')[0]).toMatch(/^step,loss,learningRate,trainLoss,trainAccuracy/);
    expect(await panel.violations()).toEqual([]);
  });
});
