import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Picture, PictureKind } from '../../../src/protocol/trainingViews';
import { blend, middles } from './heat';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { pixelsAt, themeColors, type Color } from './pixels';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  // Beyond one epoch: which units were blocked throughout it is known then.
  await run.steps(10);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

interface Opened {
  readonly panel: NetworkPage;
  readonly pictures: readonly Picture[];
}

/** A panel in which one layer is opened, and what the runtime gave it. */
async function open(name: string, change: (picture: Picture) => Picture = (same) => same): Promise<Opened> {
  const panel = await browser.open();
  await panel.receive(await run.state());
  const toggle = panel.page.locator(`[data-layer="${run.layer(name)}"] .layer-toggle`);
  await toggle.scrollIntoViewIfNeeded();
  await toggle.click();
  await expect
    .poll(async () =>
      (await panel.requests()).pictures.some(({ layer, whole }) => layer === run.layer(name) && whole),
    )
    .toBe(true);
  await run.steps(1);
  const { message, raw } = await run.frame(await panel.requests());
  const pictures = raw.views.pictures.map(change);
  await panel.receive({ ...message, views: { ...raw.views, pictures } });
  await panel.page.locator('.opened-picture canvas[tabindex]').first().waitFor();
  return { panel, pictures };
}

function pictureOf(pictures: readonly Picture[], name: string, kind: PictureKind): Picture {
  const found = pictures.find((each) => each.layer === run.layer(name) && each.kind === kind);
  if (found === undefined) throw new Error(`no picture of ${name}: ${kind}`);
  return found;
}

const distance = (a: Color, b: Color): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe('the whole mask of a ReLU', () => {
  it('shows what is blocked forward, and where dout stopped, as the runtime has them', async () => {
    const { panel, pictures } = await open('relu1');
    const mask = pictureOf(pictures, 'relu1', 'mask');
    const dout = pictureOf(pictures, 'relu1', 'gradient');
    const [ground, foreground, forward, backward, neutral] = await themeColors(panel, [
      '--ground',
      '--foreground',
      '--forward',
      '--backward',
      '--neutral',
    ]);
    const hatch = blend(neutral, foreground, 0.5);
    const stopped = blend(ground, foreground, 0.16);
    for (const [direction, tint] of [
      ['forward', forward],
      ['backward', backward],
    ] as const) {
      const drawn = await pixelsAt(panel, `[data-mask="${direction}"] canvas`, middles(mask));
      const passed = blend(ground, tint, 0.5);
      drawn.forEach((color, cell) => {
        const isBlocked = mask.cells[cell] === 1;
        const isNothing = direction === 'backward' && !isBlocked && dout.cells[cell] === 0;
        const expectedColors = isBlocked
          ? [hatch, stopped]
          : [isNothing ? blend(neutral, neutral, 0) : passed];
        const nearest = Math.min(...expectedColors.map((each) => distance(color, each)));
        expect(nearest, `${direction} cell ${cell}`).toBeLessThan(4);
      });
    }
    expect(await panel.page.locator('.mask-lesson').textContent()).toBe(
      'true means blocked: x ≤ 0, so y is 0 and dout stops here.',
    );
    panel.close();
  });

  it('says of the cell under the cursor what became of it, and asks why a number is zero', async () => {
    const { panel, pictures } = await open('relu1');
    const mask = pictureOf(pictures, 'relu1', 'mask');
    const blocked = mask.cells.findIndex((value, cell) => value === 1 && cell < mask.columns);
    expect(blocked).toBeGreaterThanOrEqual(0);
    const canvas = panel.page.locator('[data-mask="forward"] canvas');
    await canvas.focus();
    for (let press = 0; press <= blocked; press++) await panel.page.keyboard.press('ArrowRight');
    expect(await panel.page.locator('[data-mask="forward"] [aria-live]').textContent()).toBe(
      `unit 0, sample ${blocked}: blocked, x ≤ 0`,
    );
    await panel.page.getByRole('button', { name: 'Why is this zero?' }).click();
    const question = {
      layer: run.layer('relu1'),
      kind: 'activation',
      entry: blocked * mask.fullRows,
    } as const;
    expect((await panel.sentOf('explainEntry')).map((asked) => asked.question)).toEqual([question]);

    const cause = { sentence: 'Blocked by relu1: its x was −0.3.', layer: run.layer('relu1'), causes: [] };
    const answer = {
      ...cause,
      causes: [{ sentence: 'hidden gave −0.3.', layer: run.layer('hidden'), causes: [] }],
    };
    await panel.receive({ kind: 'entryExplained', question, answer });
    expect(await panel.page.locator('.layer-opened .causes-card').textContent()).toContain(
      'hidden gave −0.3.',
    );
    expect(await panel.page.locator(`[data-layer="${run.layer('hidden')}"]`).getAttribute('class')).toContain(
      'is-on-path',
    );
    panel.close();
  });

  it('has a table for both: what is blocked forward, and what became of dout', async () => {
    const { panel, pictures } = await open('relu1');
    const mask = pictureOf(pictures, 'relu1', 'mask');
    const dout = pictureOf(pictures, 'relu1', 'gradient');
    await panel.page.getByLabel('Show the cells as a table').click();
    const cellsOf = async (what: string): Promise<(string | null)[][]> =>
      panel.page
        .getByRole('region', { name: what })
        .locator('tbody tr')
        .evaluateAll((lines) =>
          lines.map((line) => [...line.querySelectorAll('td')].map(({ textContent }) => textContent)),
        );
    const shown = { rows: 16, columns: 10 };
    const expected = (read: (cell: number) => string): string[][] =>
      Array.from({ length: shown.rows }, (_, row) =>
        Array.from({ length: shown.columns }, (__, column) => read(row * mask.columns + column)),
      );
    const isBlocked = (cell: number): boolean => mask.cells[cell] === 1;
    await expect
      .poll(() => cellsOf('what was blocked forward'))
      .toEqual(expected((cell) => (isBlocked(cell) ? 'blocked' : 'passed')));
    const backward = await cellsOf('where the gradient was zeroed backward');
    backward.forEach((row, y) => {
      row.forEach((said, x) => {
        const cell = y * mask.columns + x;
        const [, number = '', fate] = /^dout (\S+) (stopped|passed on)$/.exec(said ?? '') ?? [];
        expect(Math.fround(Number(number)), `${y}, ${x}: ${said}`).toBe(dout.cells[cell]);
        expect(fate).toBe(isBlocked(cell) ? 'stopped' : 'passed on');
      });
    });
    expect(backward.flat()).toHaveLength(shown.rows * shown.columns);
    panel.close();
  });

  it('says nearly all, not all, where a single entry got through', async () => {
    const { panel, pictures } = await open('relu1', (picture) =>
      picture.kind === 'mask'
        ? { ...picture, cells: Uint8Array.from(picture.cells, (_, cell) => Number(cell > 0)) }
        : picture,
    );
    const { cells } = pictureOf(pictures, 'relu1', 'mask');
    expect(cells.length).toBeGreaterThan(500);
    expect(await panel.page.locator('.dead-units').textContent()).toContain(
      `In this mini-batch ${(100 - 100 / cells.length).toFixed(1)} % of all entries are blocked.`,
    );
    panel.close();
  });

  it('says which dead units it cannot know: of an epoch that is not over, and of one that was not kept', async () => {
    const withoutDead = ({ deadUnits: _, ...picture }: Picture): Picture => picture;
    const { panel } = await open('relu1', withoutDead);
    const sentence = panel.page.locator('.dead-units');
    expect(await sentence.textContent()).toContain('is known when an epoch is over');
    const slider = panel.page.getByRole('slider', { name: 'Step looked at' });
    for (const [step, said] of [
      [3, 'is known when an epoch is over'],
      [9, 'was not kept'],
    ] as const) {
      await slider.fill(String(step));
      const { raw, message } = await run.lookBack(step, await panel.requests());
      if (message.kind !== 'lookBack' || typeof message.answer === 'string') throw new Error('no answer');
      const views = { ...raw.views, pictures: raw.views.pictures.map(withoutDead) };
      await panel.receive({ ...message, answer: { ...message.answer, views } });
      await expect.poll(() => sentence.textContent()).toContain(said);
    }
    panel.close();
  });

  it('marks the units blocked for a whole epoch, and sorts by the share blocked', async () => {
    const dead = [3, 17];
    const { panel, pictures } = await open('relu1', (picture) => {
      if (picture.kind !== 'mask' || picture.layer !== run.layer('relu1')) return picture;
      // A healthy run has none: two units are blocked here throughout.
      const cells = Uint8Array.from(picture.cells, (value, cell) =>
        dead.includes(Math.floor(cell / picture.columns)) ? 1 : value,
      );
      const deadUnits = Uint8Array.from({ length: picture.fullRows }, (_, unit) =>
        Number(dead.includes(unit)),
      );
      return { ...picture, cells, deadUnits };
    });
    expect(await panel.page.locator('.dead-some').textContent()).toBe(
      '✕ Blocked for every sample of the last epoch: 2 of 32 units (6 %): 3, 17',
    );
    await panel.page.getByLabel('Order of units').selectOption('share');
    const { rows, columns, cells } = pictureOf(pictures, 'relu1', 'mask');
    const shares = Array.from({ length: rows }, (_, row) =>
      Array.from(cells.slice(row * columns, (row + 1) * columns)).reduce((sum, value) => sum + value, 0),
    );
    const first = shares.indexOf(Math.max(...shares));
    const label = panel.page.locator('[data-mask="forward"] .axis.is-down .tick').first();
    await expect.poll(() => label.textContent()).toBe(dead.includes(first) ? `✕ ${first}` : String(first));
    panel.close();
  });
});

describe('the weights of an opened layer', () => {
  async function openWeights(): Promise<NetworkPage> {
    const { panel } = await open('affine1');
    await panel.page.getByRole('tab', { name: 'Weights' }).click();
    await expect
      .poll(async () =>
        (await panel.requests()).pictures.some(({ kinds, whole }) => whole && kinds.includes('weights')),
      )
      .toBe(true);
    await run.steps(1);
    await panel.receive((await run.frame(await panel.requests())).message);
    return panel;
  }

  it('are not changed while an earlier step is looked at', async () => {
    const panel = await openWeights();
    const canvas = panel.page.locator('.opened-picture canvas[tabindex]');
    await canvas.focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    const field = panel.page.locator('.edit-weight input');
    expect(await field.count()).toBe(1);
    await panel.page.getByRole('slider', { name: 'Step looked at' }).fill('5');
    await panel.receive((await run.lookBack(5, await panel.requests())).message);
    await expect.poll(() => field.count()).toBe(0);
    const hint = panel.page.locator('.heat-view > .hint');
    expect(await hint.first().textContent()).toContain('A weight can be changed at the newest step only.');
    expect(await panel.page.getByRole('button', { name: 'Change this number' }).count()).toBe(0);
    await canvas.focus();
    await panel.page.keyboard.press('Enter');
    expect(await field.count()).toBe(0);
    await panel.page.keyboard.press('l');
    await canvas.focus();
    await panel.page.keyboard.press('Enter');
    expect(await field.count()).toBe(1);
    panel.close();
  });

  it('are changed by hand: Enter sends the number, Escape and what is no number do not', async () => {
    const panel = await openWeights();
    const canvas = panel.page.locator('.opened-picture canvas[tabindex]');
    await canvas.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown'])
      await panel.page.keyboard.press(key);
    await panel.page.keyboard.press('Enter');
    const field = panel.page.locator('.edit-weight input');
    await field.fill('1');
    await field.press('Escape');
    expect(await field.count()).toBe(0);
    await panel.page.keyboard.press('Enter');
    await field.fill('many');
    await field.press('Enter');
    expect(await panel.page.getByRole('alert').textContent()).toBe('This is not a number.');
    await field.fill('-0.25');
    await field.press('Enter');
    const orders = (await panel.sentOf('command')).map(({ command }) => command);
    // The first arrow only shows where the cursor is.
    expect(orders).toEqual([{ kind: 'setParameter', parameter: 'affine1.W', entry: 32 + 2, value: -0.25 }]);
    panel.close();
  });
});
