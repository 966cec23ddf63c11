import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { stateOfText } from './definitionStates';
import { PanelBrowser, type PanelPage } from './panelPage';
import { everyState, fixture, stateMessage } from './states';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

const tensors = stateOfText(
  readFileSync(new URL('../../examples/tensors.backprop', import.meta.url), 'utf8'),
);

/** Zoomed in and scrolled away in a small pane with the table open, while numbers still fade in. */
async function openedBadly(state: FormulaPanelState): Promise<PanelPage> {
  const panel = await browser.open({ width: 420, height: 420, reduceMotion: false });
  await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
  await panel.receive(stateMessage(state));
  await panel.page.locator(`[data-button="${state.graph?.passes[0]?.target ?? 0}"]`).focus();
  for (let press = 0; press < 5; press++) await panel.page.keyboard.press('+');
  await panel.page.getByLabel('Show the graph as a table').click();
  return panel;
}

async function exported(panel: PanelPage, item: string): Promise<Uint8Array> {
  const before = (await panel.sentOf('export')).length;
  await panel.page.getByRole('button', { name: 'Export' }).click();
  await panel.page.getByRole('menuitem', { name: item }).click();
  // A picture takes seconds where the processor is shared.
  await expect.poll(async () => (await panel.sentOf('export')).length, { timeout: 20_000 }).toBe(before + 1);
  return (await panel.sentOf('export')).at(-1)?.bytes ?? new Uint8Array();
}

interface DrawnCell {
  readonly edge: string;
  readonly direction: string;
  readonly entry: number;
  /** A point in the cell beside its number. */
  readonly x: number;
  readonly y: number;
  readonly ground: string;
  readonly tint: string | null;
}

interface Drawing {
  readonly texts: readonly string[];
  /** Texts that nobody would see. */
  readonly unseen: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  readonly nodes: readonly string[];
  readonly cells: readonly DrawnCell[];
}

/** What is in an SVG file, opened by itself. */
async function drawingOf(panel: PanelPage, svg: string): Promise<Drawing> {
  await panel.page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  return panel.page.evaluate(() => {
    const root = document.querySelector('svg');
    if (root === null) throw new Error('no svg');
    const whole = root.getBoundingClientRect();
    const isSeen = (element: Element): boolean => {
      const { opacity, fill, fillOpacity, stroke, paintOrder } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isInside =
        box.left >= whole.left &&
        box.top >= whole.top &&
        box.right <= whole.right &&
        box.bottom <= whole.bottom;
      // An edge that is painted over the letters leaves nothing of them.
      const isCovered = stroke !== 'none' && !paintOrder.startsWith('stroke');
      return opacity === '1' && fill !== 'none' && fillOpacity === '1' && isInside && !isCovered;
    };
    const texts = [...root.querySelectorAll('text')];
    const wordsOf = (element: Element): string =>
      [...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])).join('');
    const edgeOf = (element: Element): string =>
      element.closest('[data-edge]')?.getAttribute('data-edge') ?? '';
    return {
      texts: texts.map(wordsOf),
      unseen: texts.filter((each) => !isSeen(each)).map(wordsOf),
      numbers: Object.fromEntries(
        [...root.querySelectorAll('text[data-value]')].map((element) => [
          `${edgeOf(element)} ${element.getAttribute('data-direction') ?? ''}`,
          Number(element.getAttribute('data-value')),
        ]),
      ),
      nodes: [...root.querySelectorAll('[data-node]')].map((node) => node.getAttribute('data-node') ?? ''),
      cells: [...root.querySelectorAll('[data-edge] [data-direction] [data-entry]')].map((cell) => {
        const [ground, tint] = cell.querySelectorAll('rect');
        const box = ground?.getBoundingClientRect() ?? new DOMRect();
        const isTint = tint?.getAttribute('fill') !== 'none';
        return {
          edge: edgeOf(cell),
          direction: cell.closest('[data-direction]')?.getAttribute('data-direction') ?? '',
          entry: Number(cell.getAttribute('data-entry')),
          x: box.left - whole.left + 3,
          y: box.top - whole.top + 3,
          ground: ground?.getAttribute('fill') ?? '',
          tint: isTint ? (tint?.getAttribute('fill') ?? null) : null,
        };
      }),
    };
  });
}

/** What the state says stands on an edge. */
function numbersOn(state: FormulaPanelState, edge: string, direction: string): Float64Array | undefined {
  const [user = '', input = ''] = edge.split('/');
  const nodes = state.graph?.nodes ?? [];
  const isResult = user === 'result';
  const place = nodes.findIndex(({ id }) => id === Number(isResult ? input : user));
  const source = isResult ? nodes[place]?.id : nodes[place]?.inputs[Number(input)]?.node;
  const sourcePlace = nodes.findIndex(({ id }) => id === source);
  const run = state.run;
  const back = isResult ? null : run?.passes[0]?.edges[place]?.[Number(input)]?.contribution;
  const shown =
    direction === 'forward' ? run?.values[sourcePlace] : (back ?? run?.passes[0]?.gradients[sourcePlace]);
  return shown?.kind === 'whole' ? shown.data : undefined;
}

type Color = readonly [number, number, number];

function colorOf(css: string): Color {
  const [red = 0, green = 0, blue = 0] = (/\(([^)]*)\)/.exec(css)?.[1] ?? '')
    .split(/[\s,/]+/)
    .filter((part) => part !== '' && part !== 'srgb')
    .map(Number);
  return css.startsWith('color(srgb') ? [red * 255, green * 255, blue * 255] : [red, green, blue];
}

describe('a graph as a picture', () => {
  for (const [name, state] of Object.entries({
    shopping: fixture('shopping'),
    shared: fixture('shared'),
    tensors,
    table: everyState()['many'] ?? fixture('shopping'),
  })) {
    test(`of ${name} has every node, every number and every caption, whatever is scrolled and zoomed`, async () => {
      const panel = await openedBadly(state);
      const svg = new TextDecoder().decode(await exported(panel, 'SVG, theme colors'));
      const { texts, unseen, numbers, nodes, cells } = await drawingOf(panel, svg);
      expect(unseen).toEqual([]);
      const graph = state.graph?.nodes ?? [];
      expect([...nodes].sort()).toEqual(graph.map(({ id }) => String(id)).sort());
      for (const node of graph) {
        expect(texts).toContain(node.kind === 'data' ? node.name || node.expression : node.symbol);
        if (node.name !== '') expect(texts).toContain(node.name);
      }
      let compared = 0;
      for (const node of graph) {
        for (const [input, { rule }] of node.inputs.entries()) {
          const edge = `${node.id}/${input}`;
          for (const direction of rule === '' ? ['forward'] : ['forward', 'backward']) {
            const data = numbersOn(state, edge, direction);
            if (data === undefined) continue;
            const drawn =
              data.length === 1 && `${edge} ${direction}` in numbers
                ? [numbers[`${edge} ${direction}`]]
                : cells
                    .filter((cell) => cell.edge === edge && cell.direction === direction)
                    .map(({ entry }) => data[entry]);
            expect(drawn, `${edge} ${direction}`).toEqual(Array.from(data, (value) => value + 0));
            compared++;
          }
        }
      }
      expect(compared).toBeGreaterThan(4);
      panel.close();
    });
  }

  for (const colors of ['theme', 'print'] as const) {
    test(`in ${colors} colors has in every cell of a matrix the color of its number, to the pixel`, async () => {
      const panel = await openedBadly(tensors);
      const svg = new TextDecoder().decode(await exported(panel, `SVG, ${colors} colors`));
      const png = await exported(panel, `PNG, ${colors} colors`);
      const { cells } = await drawingOf(panel, svg);
      const pixels = await panel.page.evaluate(
        async ({ bytes, points }) => {
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
          const context = canvas.getContext('2d');
          if (context === null) throw new Error('no 2d context');
          context.drawImage(bitmap, 0, 0);
          // Twice the size of the drawing.
          return points.map(({ x, y }) => [
            ...context.getImageData(Math.round(2 * x), Math.round(2 * y), 1, 1).data,
          ]);
        },
        { bytes: Uint8Array.from(png), points: cells.map(({ x, y }) => ({ x, y })) },
      );
      const strength = colors === 'print' ? 0.5 : 0.34;
      expect(cells.length).toBeGreaterThan(50);
      cells.forEach(({ edge, direction, entry, ground, tint }, at) => {
        const data = numbersOn(tensors, edge, direction) ?? new Float64Array();
        const reach = Math.max(...data.map(Math.abs));
        const share = reach === 0 ? 0 : (strength * Math.abs(data[entry] ?? NaN)) / reach;
        const [from, to] = [colorOf(ground), colorOf(tint ?? ground)];
        for (const channel of [0, 1, 2] as const) {
          const expected = from[channel] + share * (to[channel] - from[channel]);
          const drawn = pixels[at]?.[channel] ?? NaN;
          expect(Math.abs(drawn - expected), `${edge} ${direction} ${entry}`).toBeLessThanOrEqual(2);
        }
      });
      panel.close();
    });
  }
});

describe('the numbers of a graph as a file', () => {
  test('CSV has a row for every number of every node', async () => {
    const panel = await openedBadly(tensors);
    const csv = new TextDecoder().decode(await exported(panel, 'Numbers of all nodes as CSV'));
    const [heading, ...rows] = csv.trimEnd().split('\n');
    expect(heading).toBe('node,expression,operation,shape,line,entry,value,gradient of loss');
    const sizes = (tensors.graph?.nodes ?? []).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(rows).toHaveLength(sizes.reduce((a, b) => a + b, 0));
    const h = rows.filter((row) => row.startsWith('h,'));
    expect(h.map((row) => Number(row.split(',').at(-2)))).toEqual([
      ...(numbersOn(tensors, '4/0', 'forward') ?? []),
    ]);
    expect(h[0]).toContain('"affine(X, W, b)"');
    panel.close();
  });

  test('JSON nests them as their shapes say, a row of a matrix in a line', async () => {
    const panel = await openedBadly(tensors);
    const json = new TextDecoder().decode(await exported(panel, 'Numbers of all nodes as JSON'));
    const { nodes } = JSON.parse(json) as { nodes: { name: string; value: unknown }[] };
    expect(nodes.find(({ name }) => name === 'W')?.value).toEqual([
      [0.2, -0.4, 0.1],
      [0.7, 0.3, 0.5],
    ]);
    expect(json).toMatch(/^ +\[0\.2, -0\.4, 0\.1\],$/m);
    panel.close();
  });
});
