import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { PanelBrowser, type PanelPage } from './panelPage';
import { everyState, fixture, stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

async function openWith(state: FormulaPanelState): Promise<PanelPage> {
  const panel = await browser.open();
  await panel.receive(stateMessage(state));
  return panel;
}

/** People are shown no sign of a zero. */
const shown = (data: Float64Array): readonly number[] => Array.from(data, (number) => number + 0);

/** The number or numbers the state has for a value. */
function valueOf(state: FormulaPanelState, node: number): readonly number[] {
  const value = state.run?.values[node];
  return value?.kind === 'whole' ? shown(value.data) : [];
}

/** What comes back through one use, as the state says it. */
function shareOf(state: FormulaPanelState, user: number, input: number): readonly number[] | undefined {
  const run = state.run?.passes[0];
  const source = state.graph?.nodes[user]?.inputs[input]?.node ?? -1;
  const back = run?.edges[user]?.[input]?.contribution ?? run?.gradients[source];
  return back?.kind === 'whole' ? shown(back.data) : undefined;
}

describe('the numbers on the edges', () => {
  test('are the chapter’s, with every digit', async () => {
    const panel = await openWith(fixture('shopping'));
    const drawn = async (edge: string): Promise<readonly string[]> => [
      await panel.edgeNumber(edge, 'forward'),
      await panel.edgeNumber(edge, 'backward'),
    ];
    expect(await drawn('5/0')).toEqual(['100', '2.2']);
    expect(await drawn('5/1')).toEqual(['2', '110.00000000000001']);
    expect(await drawn('6/0')).toEqual(['150', '3.3000000000000003']);
    expect(await drawn('6/1')).toEqual(['3', '165']);
    expect(await drawn('8/1')).toEqual(['1.1', '650']);
    expect(await drawn('8/0')).toEqual(['650', '1.1']);
    expect(await drawn('result/8')).toEqual(['715.0000000000001', '1']);
    panel.close();
  });

  for (const name of ['shopping', 'tensors', 'shared'] as const) {
    test(`of ${name} are those of the state, on every edge`, async () => {
      const state = fixture(name);
      const panel = await openWith(state);
      let compared = 0;
      for (const node of state.graph?.nodes ?? []) {
        for (const [input, { node: source }] of node.inputs.entries()) {
          const edge = `${node.id}/${input}`;
          const number = state.graph?.nodes[source]?.shape.length === 0;
          const read = async (direction: 'forward' | 'backward'): Promise<readonly number[]> =>
            number ? [Number(await panel.edgeNumber(edge, direction))] : panel.edgeEntries(edge, direction);
          expect(await read('forward'), `value on ${edge}`).toEqual(valueOf(state, source));
          const share = shareOf(state, node.id, input);
          if (share === undefined) expect(await panel.edgeNumber(edge, 'backward')).toBe('–');
          else expect(await read('backward'), `gradient on ${edge}`).toEqual(share);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(4);
      panel.close();
    });
  }

  test('of a value used three times add up in sight', async () => {
    const panel = await openWith(fixture('shared'));
    expect(await panel.page.locator('[data-node="0"] .node-sum').textContent()).toBe('3 + 3 + 2 = 8');
    panel.close();
  });

  test('are question marks before the first run, never zeros', async () => {
    const panel = await openWith({
      ...fixture('shopping'),
      run: null,
      status: { kind: 'neverRun', text: 'Run it.' },
    });
    const numbers = await panel.page.locator('.edge-number').allTextContents();
    expect(new Set(numbers)).toEqual(new Set(['?']));
    expect(await panel.page.getByRole('status').first().textContent()).toContain('Run it.');
    panel.close();
  });

  test('of a large tensor are summed up in words that can be read', async () => {
    const state = everyState()['large'];
    const run = state?.run;
    if (state === undefined || run == null) throw new Error('the fixture has run');
    const statistics = Float64Array.of(0.020124000000000575, 0.1 + 0.2, -0.9, 0.12210000000000004, 18000, 0);
    const panel = await openWith({
      ...state,
      run: {
        ...run,
        values: run.values.map((value) => (value?.kind === 'thumbnail' ? { ...value, statistics } : value)),
      },
    });
    expect(await panel.page.locator('body').textContent()).toContain(
      'mean 0.020124, standard deviation 0.3, from -0.9 to 0.1221, 18,000 zeros, 0 not finite',
    );
    panel.close();
  });

  test('of a blank are in no part of the page', async () => {
    const state = fixture('shopping');
    const run = state.run;
    if (run === null) throw new Error('the fixture has run');
    const panel = await openWith({
      ...state,
      run: {
        ...run,
        passes: run.passes.map((pass) => ({
          ...pass,
          gradients: pass.gradients.map((gradient, at) =>
            at === 0 ? { kind: 'sealed', shape: [] } : gradient,
          ),
        })),
      },
    });
    await panel.page.locator('[data-button="5"]').focus();
    expect(await panel.page.locator('[data-edge="5/0"] .blank text').textContent()).toBe('?');
    expect(await panel.page.locator('body').innerHTML()).not.toMatch(/>2\.2<|"2\.2"/);
    panel.close();
  });

  test('that are NaN or infinite say so', async () => {
    const state = fixture('shopping');
    const run = state.run;
    if (run === null) throw new Error('the fixture has run');
    const strange = [NaN, Infinity, -Infinity];
    const panel = await openWith({
      ...state,
      run: {
        ...run,
        values: run.values.map((value, at) => {
          const number = strange[at];
          return number === undefined ? value : { kind: 'whole', shape: [], data: Float64Array.of(number) };
        }),
      },
    });
    expect(await panel.edgeNumber('5/0', 'forward')).toBe('NaN');
    expect(await panel.edgeNumber('5/1', 'forward')).toBe('∞');
    expect(await panel.edgeNumber('6/0', 'forward')).toBe('-∞');
    panel.close();
  });
});

describe('the table twin', () => {
  test('has every node with its numbers, also while it is not shown', async () => {
    const state = fixture('shopping');
    const panel = await openWith(state);
    const rows = await panel.page.locator('[data-twin="graph"] tbody tr').allTextContents();
    expect(rows).toHaveLength(state.graph?.nodes.length ?? -1);
    const row = panel.page.locator('tr:has([data-row="5"]) > *');
    expect(await row.allTextContents()).toEqual([
      'apple_price',
      '×',
      'number',
      '200',
      '1.1',
      'apple: 2; apple_num: 100',
      '8',
    ]);
    panel.close();
  });
});

describe('a picture', () => {
  test('of a ReLU hatches what the mask blocked, forward and backward', async () => {
    const panel = await openWith(fixture('tensors'));
    await panel.page.locator('[data-button="4"]').focus();
    await panel.page.keyboard.press('o');
    const grids = panel.page.locator('[data-node="4"] .grid');
    expect(await grids.count()).toBe(2);
    for (const at of [0, 1]) {
      const hatched = grids.nth(at).locator('.cell:has(.cell-hatch)');
      expect(
        await hatched.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-entry'))),
      ).toEqual(['0', '1']);
      expect(
        await hatched.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value'))),
      ).toEqual(['0', '0']);
    }
    panel.close();
  });

  test('of a Softmax draws each prediction as high as it is', async () => {
    const state = fixture('tensors');
    const panel = await openWith(state);
    await panel.page.locator('[data-button="8"]').focus();
    const bars = panel.page.locator('.card-picture .bar-prediction');
    const heights = await bars.evaluateAll((found) => found.map((bar) => Number(bar.getAttribute('height'))));
    const saved = state.run?.saved[8]?.['y'];
    const shares = saved?.kind === 'whole' ? [...saved.data].slice(0, 3) : [];
    const full = (heights[0] ?? NaN) / (shares[0] ?? NaN);
    expect(heights).toHaveLength(3);
    heights.forEach((height, at) => {
      expect(height / full).toBeCloseTo(shares[at] ?? NaN, 12);
    });
    panel.close();
  });

  test('of a Sigmoid puts a point on the curve for every input', async () => {
    const panel = await openWith(fixture('tensors'));
    await panel.page.locator('[data-button="5"]').focus();
    expect(await panel.page.locator('.card-picture .curve-point').count()).toBe(6);
    expect(await panel.page.locator('.card-picture .tangent').count()).toBe(6);
    panel.close();
  });

  test('keeps zero neutral whatever the other numbers are', async () => {
    const panel = await openWith(fixture('tensors'));
    const zeros = panel.page.locator('[data-edge="6/0"] g[data-direction="forward"] [data-value="0"]');
    expect(await zeros.count()).toBe(2);
    expect(await zeros.locator('.cell-positive, .cell-negative').count()).toBe(0);
    panel.close();
  });

  test('gives each number as much of its colour as it has of the number farthest from zero', async () => {
    const panel = await openWith(fixture('tensors'));
    const grids = await panel.page.locator('.edge-tensor .grid').evaluateAll((all) =>
      all.map((grid) =>
        [...grid.querySelectorAll('[data-value]')].map((cell) => {
          const tint = cell.querySelector<SVGElement>('.cell-positive, .cell-negative');
          return {
            value: Number(cell.getAttribute('data-value')),
            share: Number(tint?.style.getPropertyValue('--share') ?? 0),
            isPositive: tint?.classList.contains('cell-positive') ?? false,
          };
        }),
      ),
    );
    const cells = grids.flatMap((grid) => {
      const reach = Math.max(...grid.map(({ value }) => Math.abs(value)));
      return grid.map((cell) => ({ ...cell, reach }));
    });
    expect(cells.filter(({ value }) => value < 0).length).toBeGreaterThan(3);
    for (const { value, share, isPositive, reach } of cells) {
      expect(share).toBeCloseTo(reach === 0 ? 0 : Math.abs(value) / reach, 3);
      expect(isPositive).toBe(value > 0);
    }
    panel.close();
  });
});
