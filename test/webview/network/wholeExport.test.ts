import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PictureKind, TrainingViews, ViewRequests } from '../../../src/protocol/trainingViews';
import { expectHeatColors, largestOf, middles } from './heat';
import { NetworkBrowser, type NetworkPage, type Tab } from './networkPage';
import { imageColors, themeColors } from './pixels';
import { RecordedRun } from './recording';

const definition = `network Deep {
  data = spiral(classes=3, points=40, test=0.2)
  layers {
    first = Affine(12)
    Tanh
    repeat 4 {
      Affine(12)
      ReLU
    }
    last = Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    batch = 16
    epochs = 20
    seed = 1
  }
}
`;

let browser: NetworkBrowser;

beforeAll(async () => {
  browser = await NetworkBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

/** A panel with one open tab, whose requests are answered as the extension's host does. */
class OpenPanel {
  private answered: ViewRequests | undefined;
  /** What it was sent when it requested the most. */
  views: TrainingViews = { pictures: [] };

  private constructor(
    readonly panel: NetworkPage,
    readonly run: RecordedRun,
    private readonly tab: Tab,
  ) {}

  static async of(tab: Tab, height: number, from: NetworkBrowser = browser): Promise<OpenPanel> {
    const panel = await from.open({ tabs: [tab], theme: 'dark', width: 700, height });
    const run = await RecordedRun.start(definition);
    await run.steps(6);
    const opened = new OpenPanel(panel, run, tab);
    const points = await run.service.dataPoints({ session: run.session });
    await panel.receive(await run.state(), { kind: 'points', points: points ?? null });
    await panel.settled(10);
    await opened.answer();
    await panel.settled(10);
    return opened;
  }

  /** The same requests have the same answer: the runtime sends no frame until there is something new. */
  private async answer(): Promise<void> {
    const requests = await this.panel.requests();
    if (isDeepStrictEqual(requests, this.answered)) return;
    this.answered = requests;
    const { raw, message } = await this.run.frame(requests);
    // The run stands still: what was requested for the file is there also when less is requested again.
    if (raw.views.pictures.length >= this.views.pictures.length) this.views = raw.views;
    await this.panel.receive(message);
  }

  /** The open tab as an SVG. @param meanwhile before anything that is requested for it is answered */
  async exportTab(meanwhile?: () => Promise<void>): Promise<string> {
    const { page } = this.panel;
    const header = page.locator(`[data-section=${this.tab}] > .section-header`);
    await header.getByRole('button', { name: /^Export/ }).click();
    await page.getByRole('menuitem', { name: 'SVG, theme colors', exact: true }).click();
    await meanwhile?.();
    return this.exported();
  }

  async exportOverview(): Promise<string> {
    const { page } = this.panel;
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const group = page.getByRole('group', { name: 'Export the overview' });
    await group.getByRole('button', { name: 'SVG, theme colors', exact: true }).click();
    return this.exported();
  }

  /** The file that comes; what the view requests meanwhile is answered. */
  private async exported(): Promise<string> {
    const { panel } = this;
    const exports = async (): Promise<number> => {
      await this.answer();
      return (await panel.sentOf('export')).length;
    };
    await expect.poll(exports, { timeout: 20_000 }).toBe(1);
    const [file] = await panel.sentOf('export');
    return new TextDecoder().decode(file?.bytes);
  }

  async close(): Promise<void> {
    await this.run.end();
    this.panel.close();
  }
}

interface Parsed {
  readonly texts: readonly string[];
  /** Texts that are not within the picture. */
  readonly outside: readonly string[];
  readonly images: readonly { readonly name: string; readonly address: string }[];
}

/** What an SVG shows, as the browser lays it out. */
function parsed(panel: NetworkPage, source: string): Promise<Parsed> {
  return panel.page.evaluate((text) => {
    const document_ = new DOMParser().parseFromString(text, 'image/svg+xml');
    const picture = document.importNode(document_.documentElement, true);
    document.body.append(picture);
    const frame = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll('text')];
    const found = {
      texts: texts.map((each) => each.textContent.trim()),
      outside: texts
        .filter((each) => {
          const { left, right, top, bottom } = each.getBoundingClientRect();
          return (
            left < frame.left - 2 ||
            right > frame.right + 2 ||
            top < frame.top - 2 ||
            bottom > frame.bottom + 2
          );
        })
        .map((each) => each.textContent),
      images: [...picture.querySelectorAll('image')].map((image) => ({
        name: image.querySelector('title')?.textContent ?? '',
        address: image.getAttribute('href') ?? '',
      })),
    };
    picture.remove();
    return found;
  }, source);
}

const kindNames: Readonly<Record<PictureKind, string>> = {
  activation: 'Activation',
  gradient: 'Gradient',
  mask: 'Mask',
  weights: 'Weights',
  weightGradient: 'dW',
};

describe('an exported view', () => {
  it('has all layers, those scrolled away and folded too, with the colours of their numbers', async () => {
    const opened = await OpenPanel.of('layers', 420);
    const { panel } = opened;
    await panel.page.locator('.layer-group button').first().click();
    await panel.settled(10);
    const rows = await panel.page.locator('.layers .layer').count();
    const { texts, outside, images: all } = await parsed(panel, await opened.exportTab());
    expect(texts.filter((text) => text === 'on its way')).toEqual([]);
    expect(outside).toEqual([]);
    expect(texts).toEqual(expect.arrayContaining([...opened.run.layerNames]));
    const { pictures } = opened.views;
    // Six layers with weights have four pictures, Tanh has two, and so have four ReLUs beside their masks.
    expect(pictures.filter(({ kind, shape }) => kind !== 'mask' && shape.length > 0)).toHaveLength(
      6 * 4 + 5 * 2,
    );
    const colors = await themeColors(panel, ['--neutral', '--positive', '--negative']);
    for (const picture of pictures) {
      const { layer, kind, shape } = picture;
      const start = `${kindNames[kind]} of ${opened.run.layerNames[layer]},`;
      const images = all.filter(({ name }) => name.startsWith(start));
      expect([start, images.length]).toEqual([start, shape.length === 0 ? 0 : kind === 'mask' ? 2 : 1]);
      if (kind === 'mask' || shape.length === 0) continue;
      const drawn = await imageColors(panel.page, images[0]?.address ?? '', middles(picture));
      expectHeatColors(drawn, picture, largestOf([picture]), colors);
    }
    // Afterwards the group is folded as before.
    await expect.poll(() => panel.page.locator('.layers .layer').count()).toBe(rows);
    await opened.close();
  });

  it('waits for the pictures of a run that goes on, however seldom it takes them', async () => {
    // All pages of a browser have its clock.
    const own = await NetworkBrowser.start();
    const opened = await OpenPanel.of('layers', 420, own);
    const { panel, run } = opened;
    await panel.page.clock.install();
    const exported = await opened.exportTab(async () => {
      const { message } = await run.frame();
      // Numbers alone: the pictures would have taken too large a share of the time.
      await panel.receive({ ...message, status: { ...message.status, state: 'running' }, views: null });
      await panel.page.clock.runFor(30_000);
      expect(await panel.sentOf('export')).toEqual([]);
    });
    const { texts } = await parsed(panel, exported);
    expect(texts).toEqual(expect.arrayContaining([...run.layerNames]));
    expect(texts.filter((text) => text === 'on its way')).toEqual([]);
    await opened.close();
    await own.stop();
  });

  it('has all of a graph that was zoomed into, with every word and number', async () => {
    const opened = await OpenPanel.of('graph', 760);
    const { panel } = opened;
    for (let click = 0; click < 4; click++)
      await panel.page.locator('[data-section=graph]').getByRole('button', { name: 'Zoom in' }).click();
    await panel.settled(10);
    const shown = await panel.page
      .locator('.graph-content text')
      .evaluateAll((all) => all.map((each) => each.textContent.trim()));
    const { texts, outside } = await parsed(panel, await opened.exportTab());
    expect(outside).toEqual([]);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((text) => !texts.includes(text))).toEqual([]);
    expect(await panel.page.locator('[data-loss]').getAttribute('data-loss')).toMatch(/^\d/);
    await opened.close();
  });

  it('has every count of the confusion matrix, and how many were right', async () => {
    const opened = await OpenPanel.of('confusion', 420);
    const { texts, outside } = await parsed(opened.panel, await opened.exportTab());
    expect(outside).toEqual([]);
    const { counts, classes } = opened.views.confusion ?? { counts: [], classes: 0 };
    expect(classes).toBe(3);
    const numbers = texts.filter((text) => /^\d+$/.test(text)).map(Number);
    for (const count of counts) {
      const at = numbers.indexOf(count);
      expect(at, `${count} of ${counts.join()} in ${texts.join(' ')}`).toBeGreaterThanOrEqual(0);
      numbers.splice(at, 1);
    }
    const right = [0, 1, 2].reduce((sum, index) => sum + (counts[index * 4] ?? 0), 0);
    expect(texts.join(' ')).toContain(`${right} of `);
    await opened.close();
  });

  it('has every bar of a distribution, as long as its count', async () => {
    const opened = await OpenPanel.of('distributions', 420);
    const source = await opened.exportTab();
    expect((await parsed(opened.panel, source)).outside).toEqual([]);
    const { counts, bins, steps } = opened.views.distribution ?? { counts: [], bins: 0, steps: [] };
    const newest = [...counts].slice((steps.length - 1) * bins);
    expect(newest.length).toBeGreaterThan(10);
    const bars = [...source.matchAll(/<rect data-bin[^>]*? width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(bars).toHaveLength(bins);
    const most = Math.max(...newest);
    const longest = Math.max(...bars);
    newest.forEach((count, bin) => {
      expect((bars[bin] ?? NaN) / longest).toBeCloseTo(count / most, 3);
    });
    await opened.close();
  });

  it('has the regions and all points of the plane as they are on the screen', async () => {
    const opened = await OpenPanel.of('boundary', 900);
    const { panel } = opened;
    const { images, outside } = await parsed(panel, await opened.exportTab());
    expect(outside).toEqual([]);
    const shown = await panel.page
      .locator('[data-plot=boundary] canvas')
      .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
    expect(images.map(({ address }) => address)).toEqual([shown]);
    await opened.close();
  });

  it('has the numbers of a sample, all its layers, and what the network takes it for', async () => {
    const opened = await OpenPanel.of('sample', 420);
    const { texts, outside } = await parsed(opened.panel, await opened.exportTab());
    expect(outside).toEqual([]);
    const [sample] = opened.views.samples ?? [];
    if (sample?.gradients === undefined) throw new Error('its gradient was not requested');
    expect(texts).toEqual(expect.arrayContaining([...opened.run.layerNames]));
    const percents = Array.from(sample.prediction, (share) => `${Number((100 * share).toFixed(1))} %`);
    expect(texts.filter((text) => text.endsWith(' %'))).toEqual(percents);
    expect(texts.join(' ')).toContain(`Loss ${Number((sample.loss[0] ?? NaN).toPrecision(4))}`);
    await opened.close();
  });

  it('has all of the overview: its numbers, the plane, and every layer with its picture', async () => {
    const opened = await OpenPanel.of('health', 420);
    const { panel, run } = opened;
    const { texts, outside, images } = await parsed(panel, await opened.exportOverview());
    expect(outside).toEqual([]);
    const titles = texts.filter((text) => ['Affine', 'Tanh', 'ReLU'].includes(text));
    expect(titles).toHaveLength(run.layerNames.length - 1);
    const { losses } = (await run.frame()).raw.series;
    expect(losses.values).toHaveLength(0);
    // The plane, two charts, and a picture in each of the layers but the loss.
    expect(images).toHaveLength(1 + 2 + run.layerNames.length - 1);
    const picture = opened.views.pictures.find(
      ({ layer, kind }) => layer === run.layer('last') && kind === 'activation',
    );
    if (picture === undefined) throw new Error('the last layer was not requested');
    const colors = await themeColors(panel, ['--neutral', '--positive', '--negative']);
    const drawn = await imageColors(panel.page, images.at(-1)?.address ?? '', middles(picture));
    expectHeatColors(drawn, picture, largestOf([picture]), colors);
    await opened.close();
  });

  it.each(['charts', 'distributions', 'boundary', 'confusion', 'sample', 'health'] as const)(
    'has the words and numbers that are seen, though it stands in a low panel: %s',
    async (tab) => {
      const opened = await OpenPanel.of(tab, 420);
      const { panel } = opened;
      const { texts, outside } = await parsed(panel, await opened.exportTab());
      expect(outside).toEqual([]);
      expect(texts).not.toContain('Being computed…');
      const seen = await panel.page.locator(`[data-section=${tab}] .section-body`).evaluate((body) => {
        const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const element = node.parentElement;
          const isLeft = element?.closest(
            '.visually-hidden, .twin, button, label, select, details, .mark-card',
          );
          if (isLeft != null || element?.checkVisibility() !== true) continue;
          const words = (node.nodeValue ?? '').trim();
          // A text that is broken into lines is several in the picture.
          if (words !== '' && words.length < 20) found.push(words);
        }
        return found;
      });
      const all = texts.join(' ');
      expect(seen.filter((words) => !all.includes(words))).toEqual([]);
      await opened.close();
    },
  );
});
