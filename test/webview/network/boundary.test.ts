import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { TrainingViews } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { pixelsAt, themeColors, type Color } from './pixels';
import { example, RecordedRun } from './recording';
import { pictureOf, spiralPoints, spiralProbabilities } from './spiral';

let browser: NetworkBrowser;
let run: RecordedRun;
let state: HostToNetworkPanel;
let frame: Extract<HostToNetworkPanel, { kind: 'frame' }>;
const points = spiralPoints();
const picture = pictureOf(spiralProbabilities);
const views: TrainingViews = { pictures: [], boundary: picture, miniBatch: Int32Array.of(0, 5, 11) };

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  await run.steps(2);
  [state, frame] = [await run.state(), (await run.frame()).message];
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

async function showBoundary(panel: NetworkPage, shown: TrainingViews = views): Promise<void> {
  await panel.receive(state, { kind: 'points', points }, { ...frame, views: shown });
}

/** Switches the points off, so that nothing covers the regions. */
async function hidePoints(panel: NetworkPage): Promise<void> {
  await panel.page.getByRole('checkbox', { name: 'Training points' }).uncheck();
  await panel.page.getByRole('checkbox', { name: 'Test points' }).uncheck();
}

/** What the picture says between four of its cells. */
function answerAt(x: number, y: number): readonly number[] {
  const { columns, rows, outputs, cells } = picture;
  const u = ((x + 1.2) / 2.4) * (columns - 1);
  const v = ((y + 1.2) / 2.4) * (rows - 1);
  const [left, low] = [Math.floor(u), Math.floor(v)];
  return Array.from({ length: outputs }, (_, output) => {
    const cell = (column: number, row: number): number =>
      cells[(row * columns + column) * outputs + output] ?? NaN;
    const [across, up] = [u - left, v - low];
    return (
      (cell(left, low) * (1 - across) + cell(left + 1, low) * across) * (1 - up) +
      (cell(left, low + 1) * (1 - across) + cell(left + 1, low + 1) * across) * up
    );
  });
}

const plot = '[data-plot=boundary] canvas';

describe('the decision boundary', () => {
  it('has signs of classes in high contrast, and only as long as that is the theme', async () => {
    const panel = await browser.open({ tabs: ['boundary'], theme: 'highContrastDark', width: 900 });
    await showBoundary(panel);
    const signs = panel.page.getByRole('checkbox', { name: 'Class signs' });
    expect(await signs.isChecked()).toBe(true);
    for (const [theme, expected] of [
      ['dark', false],
      ['highContrastLight', true],
      ['light', false],
    ] as const) {
      await panel.setTheme(theme);
      await expect.poll(() => signs.isChecked()).toBe(expected);
    }
    panel.close();
  });

  it.each(themeNames)('has the colours of the most probable classes, in %s', async (theme) => {
    const panel = await browser.open({ tabs: ['boundary'], theme, width: 900, height: 1400 });
    await showBoundary(panel);
    await hidePoints(panel);
    const signs = panel.page.getByRole('checkbox', { name: 'Class signs' });
    // Regions can be told apart without colour where colours are few.
    expect(await signs.isChecked()).toBe(theme.startsWith('highContrast'));
    await signs.uncheck();
    const colors = await themeColors(panel, [
      '--ground',
      '--negative',
      '--positive',
      '--vscode-charts-green',
    ]);
    const [ground, ...classes] = colors;
    if (ground === undefined) throw new Error('no ground');
    const { columns, rows, outputs, cells } = picture;
    const places: { x: number; y: number; expected: Color }[] = [];
    for (let row = 1; row < rows - 1; row += 3) {
      for (let column = 1; column < columns - 1; column += 3) {
        const at = (row * columns + column) * outputs;
        const probabilities = Array.from(cells.subarray(at, at + outputs));
        const ranked = [...probabilities].sort((a, b) => b - a);
        const [most = 0, second = 0] = ranked;
        // A line covers the boundary itself.
        if (most - second < 0.35) continue;
        const color = classes[probabilities.indexOf(most)] ?? ground;
        const strength = 0.08 + (0.46 - 0.08) * ((most - 1 / 3) / (2 / 3));
        const expected = [0, 1, 2].map((channel) => {
          const from = ground[channel] ?? 0;
          return from + ((color[channel] ?? 0) - from) * strength;
        }) as unknown as Color;
        places.push({ x: column / (columns - 1), y: 1 - row / (rows - 1), expected });
      }
    }
    const seen = await pixelsAt(panel, plot, places);
    expect(places.length).toBeGreaterThan(200);
    seen.forEach((color, at) => {
      const expected = places[at]?.expected ?? ground;
      const off = Math.max(...expected.map((value, channel) => Math.abs(value - (color[channel] ?? 0))));
      expect(off, `${JSON.stringify(places[at])} is ${color.join(' ')}`).toBeLessThan(6);
    });
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('draws every point where it is, in the colour of its class', async () => {
    const panel = await browser.open({ tabs: ['boundary'], width: 900, height: 1400 });
    await showBoundary(panel, { pictures: [], boundary: picture });
    const colors = await themeColors(panel, ['--negative', '--positive', '--vscode-charts-green']);
    const { inputs, targets } = points.train;
    const alone = Array.from(targets, (_, at) => at).filter((at) =>
      [points.train, points.test].every((list) =>
        list.targets.every((_, other) => {
          if (list === points.train && other === at) return true;
          const dx = (list.inputs[2 * other] ?? 0) - (inputs[2 * at] ?? 0);
          const dy = (list.inputs[2 * other + 1] ?? 0) - (inputs[2 * at + 1] ?? 0);
          return Math.hypot(dx, dy) > 0.06;
        }),
      ),
    );
    expect(alone.length).toBeGreaterThan(20);
    const places = alone.map((at) => ({
      x: ((inputs[2 * at] ?? 0) + 1.2) / 2.4,
      y: 1 - ((inputs[2 * at + 1] ?? 0) + 1.2) / 2.4,
    }));
    const seen = await pixelsAt(panel, plot, places);
    seen.forEach((color, at) => {
      expect(color, String(alone[at])).toEqual(colors[targets[alone[at] ?? 0] ?? 0]);
    });
    // The legend counts those in the region of another class.
    const wrong = [points.train, points.test].flatMap((list) =>
      Array.from(list.targets).filter((target, at) => {
        const said = answerAt(list.inputs[2 * at] ?? 0, list.inputs[2 * at + 1] ?? 0);
        return said.indexOf(Math.max(...said)) !== target;
      }),
    );
    const counted = await panel.page.getByText('in the region of another class:').textContent();
    expect(Number(counted?.split(': ')[1])).toBe(wrong.length);
    expect(wrong.length).toBeGreaterThan(0);
    panel.close();
  });

  it('chooses a point by click and by keyboard, and reads it out', async () => {
    const panel = await browser.open({ tabs: ['boundary'], width: 900, height: 1400 });
    await showBoundary(panel);
    const canvas = panel.page.locator(plot);
    const at = 60;
    // The sections above fill one after the other: the place is taken anew for every attempt.
    const readout = async (): Promise<string | null> => {
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      if (box === null) throw new Error('no plot');
      const x = box.x + (((points.train.inputs[2 * at] ?? 0) + 1.2) / 2.4) * box.width;
      const y = box.y + (1 - ((points.train.inputs[2 * at + 1] ?? 0) + 1.2) / 2.4) * box.height;
      await panel.page.mouse.move(x, y);
      await panel.page.mouse.click(x, y);
      return panel.page.locator('.boundary-readout').textContent();
    };
    await expect.poll(readout).toContain(`Training sample ${at} · class ${points.train.targets[at]}`);
    await expect.poll(async () => (await panel.requests()).boundary).toBe(true);
    const kept = (): Promise<unknown> =>
      panel.page.evaluate(() => JSON.parse(sessionStorage.getItem('state') ?? '{}') as unknown);
    await expect.poll(kept).toMatchObject({ choices: { 'sample/part': 'train', 'sample/index': at } });

    await panel.page.mouse.move(5, 5);
    await panel.page.locator('.boundary-plot').focus();
    await panel.page.keyboard.press('Home');
    const said = panel.page.locator('.boundary-plot [aria-live]');
    await expect.poll(() => said.textContent()).toContain('Training sample 0');
    await panel.page.keyboard.press('ArrowUp');
    await expect.poll(() => said.textContent()).not.toContain('Training sample 0,');
    await panel.page.keyboard.press('End');
    const last = points.test.targets.length - 1;
    await expect.poll(() => said.textContent()).toContain(`Test sample ${last}`);
    await panel.page.keyboard.press('Enter');
    await expect.poll(kept).toMatchObject({ choices: { 'sample/part': 'test', 'sample/index': last } });
    panel.close();
  });

  it('says that the network gives no number where its answer is NaN', async () => {
    const panel = await browser.open({ tabs: ['boundary'], width: 900, height: 1400 });
    const broken = { ...picture, cells: picture.cells.map(() => NaN) };
    await showBoundary(panel, { pictures: [], boundary: broken });
    await panel.page.locator('.boundary-plot').focus();
    await panel.page.keyboard.press('Home');
    const said = panel.page.locator('.boundary-plot [aria-live]');
    await expect.poll(() => said.textContent()).toMatch(/the network says NaN$/);
    await panel.page.locator('[data-section=boundary]').getByLabel('Show as a table').click();
    const row = panel.page.locator('[data-twin=boundary] tbody tr').first();
    await expect.poll(() => row.locator('td').allTextContents()).toEqual(expect.arrayContaining(['NaN', '']));
    panel.close();
  });

  it('says what to do before anything has run, and has no place for data of many inputs', async () => {
    const panel = await browser.open({ tabs: ['boundary'] });
    await panel.receive(await run.neverRun());
    await expect
      .poll(() => panel.page.locator('[data-section=boundary]').textContent())
      .toContain('Nothing has been computed yet');
    if (state.kind !== 'state' || state.state.network === null) throw new Error('no network');
    await panel.receive({
      ...state,
      state: { ...state.state, network: { ...state.state.network, inputShape: [64] } },
    });
    expect(await panel.page.locator('[data-section=boundary]').count()).toBe(0);
    expect((await panel.requests()).boundary).toBeUndefined();
    panel.close();
  });
});
