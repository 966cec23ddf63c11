import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { stateOfText } from './definitionStates';
import { PanelBrowser, type PanelPage } from './panelPage';
import { randomDefinition } from './randomDefinitions';
import { everyState, stateMessage } from './states';
import type { PageOptions } from './webviewBrowser';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

async function openWith(state: FormulaPanelState, options: PageOptions = {}): Promise<PanelPage> {
  const panel = await browser.open(options);
  await panel.receive(stateMessage(state));
  return panel;
}

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.backprop`, import.meta.url), 'utf8');

/** A pane beside an editor, a wide one and a narrow one. */
const panes = [
  { width: 540, height: 800 },
  { width: 1200, height: 720 },
  { width: 350, height: 700 },
] as const;
/** The first two at a zoom of 200 %. */
const zoomedPanes = [
  { width: 270, height: 400, scale: 2 },
  { width: 600, height: 360, scale: 2 },
] as const;

interface Fault {
  readonly kind: string;
  readonly of: string;
}

/** What is wrong with a drawn graph: things that lie over each other, out of reach, or too small to read. */
function faultsOf(panel: PanelPage): Promise<readonly Fault[]> {
  return panel.page.evaluate(() => {
    interface Box {
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
    }
    interface Item {
      readonly name: string;
      readonly box: Box;
      readonly element: Element;
    }
    const faults: Fault[] = [];
    const scroller = document.querySelector('.graph-scroll');
    const drawing = document.querySelector('svg.graph');
    if (scroller === null || drawing === null) return [{ kind: 'missing', of: 'graph' }];
    const surface = drawing.getBoundingClientRect();
    const nameOf = (element: Element): string => {
      const owner = element.closest('[data-node], [data-edge], [data-result]');
      const data = owner instanceof SVGElement ? Object.entries(owner.dataset)[0] : undefined;
      return `${element.getAttribute('class') ?? element.tagName} of ${(data ?? []).join(' ')}: ${element.textContent.slice(0, 30)}`;
    };
    const things = '.node-shape, .node-caption, .node-sum, text.edge-number, .edge-tensor, .blank';
    const items: Item[] = [...drawing.querySelectorAll(things)]
      .filter((element) => element.parentElement?.closest('.blank, .edge-tensor') == null)
      .map((element) => {
        // Numbers of our own: the browser takes its time for each side of a `DOMRect`.
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return { element, name: nameOf(element), box: { left, right, top, bottom } };
      });
    const apart = (a: Box, b: Box): boolean =>
      a.right <= b.left + 0.5 ||
      b.right <= a.left + 0.5 ||
      a.bottom <= b.top + 0.5 ||
      b.bottom <= a.top + 0.5;
    items.forEach((item, at) => {
      for (const other of items.slice(at + 1))
        if (!apart(item.box, other.box)) faults.push({ kind: 'overlap', of: `${item.name} | ${other.name}` });
      const { left, right, top, bottom } = item.box;
      if (left < surface.left || right > surface.right || top < surface.top || bottom > surface.bottom)
        faults.push({ kind: 'cut off', of: item.name });
    });
    // A line passes beside what it does not lead to, and beside every number.
    for (const line of drawing.querySelectorAll<SVGPathElement>('.edge-line')) {
      const matrix = line.getScreenCTM();
      if (matrix === null || getComputedStyle(line).stroke === 'none') continue;
      const length = line.getTotalLength();
      const ends = line.closest('[data-edge]')?.getAttribute('data-edge') ?? '';
      for (let along = 8; along < length - 8; along += 3) {
        const point = line.getPointAtLength(along);
        const { x, y } = point.matrixTransform(matrix);
        const hit = items.find(({ box, element }) => {
          if (x <= box.left || x >= box.right || y <= box.top || y >= box.bottom) return false;
          const inverse = element instanceof SVGGeometryElement ? element.getScreenCTM()?.inverse() : null;
          // The box of a round node is larger than the node.
          return (
            !(element instanceof SVGGeometryElement) ||
            (inverse != null && element.isPointInFill(new DOMPoint(x, y).matrixTransform(inverse)))
          );
        });
        if (hit === undefined) continue;
        faults.push({ kind: 'crossed', of: `${hit.name} by edge ${ends}` });
        break;
      }
    }
    for (const words of drawing.querySelectorAll('text')) {
      const matrix = words instanceof SVGGraphicsElement ? words.getScreenCTM() : null;
      const size = parseFloat(getComputedStyle(words).fontSize) * (matrix?.a ?? 0);
      if (size < 10.99) faults.push({ kind: `text of ${size.toFixed(1)} px`, of: nameOf(words) });
    }
    for (const shape of drawing.querySelectorAll('.node-button')) {
      const outer = shape.querySelector('.node-shape')?.getBoundingClientRect();
      const inner = shape.querySelector('.node-symbol')?.getBoundingClientRect();
      if (outer === undefined || inner === undefined) continue;
      if (inner.left < outer.left || inner.right > outer.right)
        faults.push({ kind: 'sticks out', of: nameOf(shape) });
    }
    // Nothing is out of reach: what is larger than the pane can be scrolled to.
    const isWhole = scroller.scrollWidth >= surface.width - 1 && scroller.scrollHeight >= surface.height - 1;
    if (!isWhole) faults.push({ kind: 'out of reach', of: 'graph' });
    return faults;
  });
}

interface Trial {
  /** Which of the panes it is opened in, counted round: each of them in one test or another. */
  readonly first?: number;
  /** What the graph is of, for whoever reads the failure. */
  readonly text?: string;
  readonly prepare?: (panel: PanelPage) => Promise<void>;
}

/** A panel that is opened in one pane and brought to the others has no fault in any of them. */
async function expectNoFaults(
  state: FormulaPanelState,
  sizes: readonly PageOptions[],
  { first = 0, text = '', prepare }: Trial = {},
): Promise<void> {
  const start = first % sizes.length;
  const panel = await openWith(state, sizes[start]);
  await prepare?.(panel);
  for (const { width = NaN, height = NaN } of [...sizes.slice(start), ...sizes.slice(0, start)]) {
    await panel.page.setViewportSize({ width, height });
    await panel.settled(4);
    expect(await faultsOf(panel), `${width} × ${height} ${text}`).toEqual([]);
  }
  panel.close();
}

describe('a graph', () => {
  const states: Readonly<Record<string, FormulaPanelState>> = {
    ...everyState(),
    'the example shopping': stateOfText(example('shopping')),
    'the example tensors': stateOfText(example('tensors')),
  };
  for (const [first, [name, state]] of Object.entries(states).entries()) {
    if (state.graph === null) continue;
    test(`of ${name} fits every pane, and nothing in it overlaps`, async () => {
      await expectNoFaults(state, panes, { first });
      await expectNoFaults(state, zoomedPanes, { first });
    });
  }

  for (let seed = 1; seed <= 30; seed++) {
    const text = randomDefinition(seed);
    test(`of random formulas (${seed}) fits, and nothing in it overlaps`, async () => {
      await expectNoFaults(stateOfText(text), panes.slice(0, 2), { first: seed, text });
    });
  }

  test('with everything opened has no overlap either', async () => {
    const state = stateOfText(example('tensors'));
    const prepare = async (panel: PanelPage): Promise<void> => {
      for (const node of state.graph?.nodes ?? []) {
        if (node.picture === 'none') continue;
        await panel.page.locator(`[data-button="${node.id}"]`).focus();
        await panel.page.keyboard.press('o');
      }
      await panel.settled();
    };
    for (const sizes of [panes, zoomedPanes]) await expectNoFaults(state, sizes, { prepare });
  });
});

/** The scale the graph is drawn at, and whether all of it is in the pane. */
function placeOf(panel: PanelPage): Promise<{ scale: number; isWhole: boolean }> {
  return panel.page.evaluate(() => {
    const scroller = document.querySelector('.graph-scroll');
    const content = document.querySelector('.graph-content');
    const scale = Number(/scale\(([^)]+)\)/.exec(content?.getAttribute('transform') ?? '')?.[1]);
    const isWhole =
      scroller !== null &&
      scroller.scrollWidth <= scroller.clientWidth &&
      scroller.scrollHeight <= scroller.clientHeight;
    return { scale, isWhole };
  });
}

describe('the graph follows its pane', () => {
  test('it is fitted when opened, when the pane changes and when the graph does', async () => {
    const panel = await openWith(stateOfText(example('shopping')), { width: 1200, height: 720 });
    const opened = await placeOf(panel);
    expect(opened.isWhole).toBe(true);
    await panel.page.keyboard.press('Tab');
    await panel.page.locator('[data-button="0"]').focus();
    for (let press = 0; press < 4; press++) await panel.page.keyboard.press('+');
    await panel.settled();
    expect((await placeOf(panel)).isWhole).toBe(false);

    await panel.page.setViewportSize({ width: 1500, height: 720 });
    await panel.settled(4);
    expect((await placeOf(panel)).isWhole).toBe(true);

    for (let press = 0; press < 6; press++) await panel.page.keyboard.press('+');
    await panel.settled();
    expect((await placeOf(panel)).isWhole).toBe(false);
    // Other numbers leave what a person zoomed to.
    await panel.receive(stateMessage(stateOfText(example('shopping').replace('= 100', '= 120'), 2)));
    expect((await placeOf(panel)).isWhole).toBe(false);
    await panel.receive(stateMessage(stateOfText('a = 2\nb = 3\nc = a * b\nbackward c\n', 3)));
    expect((await placeOf(panel)).isWhole).toBe(true);
    panel.close();
  });

  test('the first example is seen whole in a pane that only a dense graph fits', async () => {
    const panel = await openWith(stateOfText(example('shopping')), { width: 700, height: 720 });
    expect((await placeOf(panel)).isWhole).toBe(true);
    expect(await faultsOf(panel)).toEqual([]);
    panel.close();
  });

  test('nothing lies over the card, however low the pane is', async () => {
    const panel = await openWith(stateOfText(example('shopping')), { width: 210, height: 330, scale: 2 });
    const boxes = await panel.page.evaluate(() =>
      ['.graph-scroll', '.legend', '.inspector'].map((name) => {
        const box = document.querySelector(name)?.getBoundingClientRect();
        return { top: box?.top ?? NaN, bottom: box?.bottom ?? NaN };
      }),
    );
    const [graph, legend, card] = boxes;
    expect(graph?.bottom).toBeLessThanOrEqual(card?.top ?? NaN);
    expect(legend?.bottom).toBeLessThanOrEqual(card?.top ?? NaN);
    expect((graph?.bottom ?? NaN) - (graph?.top ?? NaN)).toBeGreaterThan(120);
    panel.close();
  });

  test('what is larger than the pane is scrolled, not shrunk', async () => {
    const panel = await openWith(stateOfText(example('tensors')), { width: 350, height: 700 });
    const { scale, isWhole } = await placeOf(panel);
    expect(isWhole).toBe(false);
    expect(scale * 12).toBeGreaterThanOrEqual(10.99);
    // The last node is reached with the wheel alone.
    await panel.page.mouse.move(150, 200);
    await panel.page.mouse.wheel(0, 4000);
    await panel.page.mouse.wheel(4000, 0);
    const last = panel.page.locator('[data-result]').last();
    await expect
      .poll(async () => {
        const [node, pane] = [
          await last.boundingBox(),
          await panel.page.locator('.graph-scroll').boundingBox(),
        ];
        return (
          node !== null && pane !== null && node.y + node.height <= pane.y + pane.height && node.y >= pane.y
        );
      })
      .toBe(true);
    panel.close();
  });
});
