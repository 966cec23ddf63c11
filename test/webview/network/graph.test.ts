import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerScalarNames, type TrainingFrame } from '../../../src/protocol/trainingFrame';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { NetworkLayer } from '../../../src/protocol/networkDescription';
import { faintTexts, seriousProblems } from '../axe';
import { themeNames } from '../webviewBrowser';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { example, RecordedRun } from './recording';

const steps = 12;
type Frame = Extract<HostToNetworkPanel, { kind: 'frame' }>;

let browser: NetworkBrowser;
let spiral: RecordedRun;
let digits: RecordedRun;
let state: HostToNetworkPanel;
let frame: Frame;
let raw: TrainingFrame;
let layers: readonly NetworkLayer[];

beforeAll(async () => {
  [browser, spiral, digits] = await Promise.all([
    NetworkBrowser.start(),
    RecordedRun.start(example('spiral')),
    RecordedRun.start(example('digits')),
  ]);
  state = await spiral.state();
  layers = layersOf(state);
  await spiral.steps(steps);
  ({ message: frame, raw } = await spiral.frame());
});
afterAll(async () => {
  await Promise.all([spiral.end(), digits.end()]);
  await browser.stop();
});

function layersOf(message: HostToNetworkPanel): readonly NetworkLayer[] {
  return message.kind === 'state' ? (message.state.network?.layers ?? []) : [];
}

function count(panel: NetworkPage, selector: string): Promise<number> {
  return panel.page.locator(selector).count();
}

/** Of the newest sample the engine took. */
function recorded(layer: number, name: (typeof layerScalarNames)[number]): number {
  const { values, steps: taken } = raw.series.scalars;
  const width = values.length / taken.length;
  return values.at(-width + layer * layerScalarNames.length + layerScalarNames.indexOf(name)) ?? NaN;
}

describe('the graph of a network', () => {
  it('says that nothing is computed before it is, and shows no thickness', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(await spiral.neverRun());
    expect(await count(panel, '[data-width]')).toBe(0);
    expect(await count(panel, '[data-norm]')).toBe(0);
    expect(await count(panel, '.edge .edge-line.is-backward.is-notComputed')).toBe(layers.length + 1);
    expect(await panel.page.locator('[data-button="0"]').getAttribute('aria-label')).toBe(
      'Affine, hidden, 32, 96 parameters, Gradient norm not computed, mean |dW| not computed, Update-to-weight ratio not computed',
    );
    expect(await panel.page.locator('[data-twin="graph"]').textContent()).toContain('not computed');
    panel.close();
  });

  it('draws every layer, what flows in between, and the loss', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(state, frame);
    for (const [at, { symbol, name, inputs }] of layers.entries()) {
      const text = await panel.page.locator(`[data-node="${at}"]`).textContent();
      expect(text).toContain(symbol);
      if (at < layers.length - 1) expect(text).toContain(name);
      expect(await count(panel, `[data-edge^="${at}/"]`)).toBe(inputs.length);
    }
    expect(await count(panel, '[data-node]')).toBe(layers.length + 2);
    // The data goes into the first layer, with the shape of a sample.
    expect(await panel.page.locator('[data-edge="0/0"]').textContent()).toBe('2');
    const loss = await panel.page.locator('[data-loss]').getAttribute('data-loss');
    expect(Number(loss)).toBeCloseTo(raw.series.losses.values.at(-1) ?? NaN, 3);
    panel.close();
  });

  it('has no text below 11 px, however narrow the panel is: the rest is scrolled to', async () => {
    for (const width of [350, 540, 1200]) {
      const panel = await browser.open({ tabs: ['graph'], width, height: 800 });
      await panel.receive(await digits.state());
      const sizes = await panel.page
        .locator('svg.graph text')
        .evaluateAll((texts) =>
          texts
            .filter((text): text is SVGTextElement => text instanceof SVGTextElement)
            .map((text) => parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM()?.a ?? 0)),
        );
      expect(sizes.length).toBeGreaterThan(10);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.99);
      panel.close();
    }
  });

  it('draws the gradient as thick as the norm that the engine recorded', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(state, frame);
    const norms = layers.map((_, layer) => recorded(layer, 'gradientNorm'));
    const largest = Math.max(...norms.filter((norm) => !Number.isNaN(norm)));
    // The gradient of a layer without parameters goes on to those of the layers before it.
    const behind = (layer: number): number =>
      (layers[layer]?.parameterCount ?? 0) > 0
        ? (norms[layer] ?? NaN)
        : behind(layers[layer]?.inputs[0] ?? NaN);
    for (const [user, { inputs }] of layers.entries()) {
      for (const [input, source] of inputs.entries()) {
        const line = panel.page.locator(`[data-edge="${user}/${input}"] .edge-line.is-backward`);
        if (source === -1) {
          expect(await line.count()).toBe(0);
          continue;
        }
        const expected = Math.max(1.25, 6 - 1.75 * Math.log10(largest / behind(source)));
        const drawn = await line.evaluate((path) => parseFloat(getComputedStyle(path).strokeWidth));
        expect(drawn, `${user}/${input}`).toBeCloseTo(expected, 1);
      }
    }
    const shown = await panel.page.locator('[data-edge="1/0"]').getAttribute('data-norm');
    expect(Number(shown)).toBe(norms[0]);
    panel.close();
  });

  it('has a table with every layer, its inputs, shape, parameters, norm and health', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(state, frame);
    await panel.page.getByLabel('Show as a table').first().click();
    const rows = panel.page.locator('[data-twin="graph"] tbody tr');
    expect(await rows.count()).toBe(layers.length);
    // It changes no faster than it can be read.
    await expect.poll(() => rows.first().textContent()).not.toContain('not computed');
    for (const [at, { name, type, parameterCount }] of layers.entries()) {
      const cells = await rows.nth(at).locator('th, td').allTextContents();
      expect(cells.slice(0, 2)).toEqual([name, type]);
      const norm = recorded(at, 'gradientNorm');
      expect(cells[5]).toBe(parameterCount > 0 ? String(Number(norm.toPrecision(6))) : '—');
    }
    expect(await rows.nth(4).textContent()).toContain('relu2, hidden');
    panel.close();
  });

  it('shows a finding at its layer with a sign and a word, and in the list with what helps', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    const finding = {
      rule: 'vanishing-gradient',
      severity: 'warning' as const,
      layer: 2,
      step: 4,
      text: 'It vanishes.',
      explanation: 'Because.',
      remedies: [{ text: 'Use ReLU.', isEdit: true }],
    };
    const resolved = { ...finding, rule: 'dead-relu', layer: 1, resolvedAt: 9 };
    await panel.receive(state, { ...frame, findings: [finding, resolved] });
    expect(await panel.page.locator('[data-badge]').count()).toBe(1);
    expect(await panel.page.locator('[data-badge="2"]').textContent()).toContain('vanishing');
    expect(await panel.page.locator('[data-button="2"]').getAttribute('aria-label')).toContain(
      'It vanishes.',
    );
    expect(await panel.page.locator('#tab-health').textContent()).toBe('Health1');
    await panel.openTab('health');
    const health = panel.page.locator('.health');
    expect(await health.textContent()).toContain('Open findings: 1');
    expect(await health.locator('[data-finding="vanishing-gradient"]').textContent()).toContain(
      `Gradient norm${String(Number(recorded(2, 'gradientNorm').toPrecision(6)))}`,
    );
    // What no longer holds is folded, and needs no fix.
    expect(await health.locator('[data-finding="dead-relu"]').isVisible()).toBe(false);
    await health.getByRole('button', { name: 'Fix: Use ReLU.' }).click();
    expect(await panel.sentOf('applyRemedy')).toEqual([
      { kind: 'applyRemedy', rule: 'vanishing-gradient', layer: 2, remedy: 0 },
    ]);
    await health.getByRole('button', { name: 'affine1' }).click();
    expect((await panel.sentOf('select')).at(-1)).toEqual({ kind: 'select', layer: 2, reveal: false });
    await expect.poll(() => panel.page.locator('#tab-layers').getAttribute('aria-selected')).toBe('true');
    await panel.openTab('graph');
    expect(await panel.page.locator('[data-node="2"]').getAttribute('class')).toContain('is-selected');
    panel.close();
  });

  it('is walked by keyboard, and leads to the source', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(state, frame);
    const { keyboard } = panel.page;
    await panel.page.locator('[data-button="-1"]').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Enter'])
      await keyboard.press(key);
    expect((await panel.sentOf('select')).at(-1)).toEqual({ kind: 'select', layer: 1, reveal: true });
    const card = panel.page.locator('[data-card="1"]');
    expect(await card.locator('[data-scalar="blockedShare"]').textContent()).toBe(
      `${(100 * recorded(1, 'blockedShare')).toLocaleString('en', { maximumFractionDigits: 1 })} %`,
    );
    const scale = (): Promise<string | null> =>
      panel.page.locator('.graph-content').getAttribute('transform');
    await keyboard.press('0');
    const fitted = await scale();
    await keyboard.press('+');
    await expect.poll(scale).not.toBe(fitted);
    await keyboard.press('0');
    await expect.poll(scale).toBe(fitted);
    panel.close();
  });

  it('lights up with the cursor in the editor', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(state, frame);
    // A choice in the graph opens the card, which then follows.
    await panel.page.locator('[data-button="0"]').focus();
    await panel.receive({ kind: 'reveal', layer: 5 });
    expect(await panel.page.locator('.node.is-pointed').getAttribute('data-node')).toBe('5');
    expect(await panel.page.locator('[data-card="5"] [data-rule="∂L/∂W"]').textContent()).toBe(
      '∂L/∂W32×3 = xᵀ32×30 · ∂L/∂y30×3',
    );
    await panel.page.locator('[data-node="3"]').hover();
    await expect.poll(async () => (await panel.sentOf('hover')).at(-1)).toEqual({ kind: 'hover', layer: 3 });
    panel.close();
  });

  it('shows a pass that was set going by hand, and nothing while training runs', async () => {
    const panel = await browser.open({ tabs: ['graph'], reduceMotion: false });
    const ready = { ...frame.status, step: 0 };
    await panel.receive(state, { ...frame, status: ready });
    await panel.receive({ ...frame, number: 90, status: { ...ready, isBetween: true } });
    await expect.poll(() => count(panel, '.node.is-current-forward')).toBe(1);
    await expect.poll(() => count(panel, '.node.is-current-backward'), { timeout: 4000 }).toBe(1);
    await expect.poll(() => count(panel, '.node.is-current'), { timeout: 4000 }).toBe(0);
    const running = { ...ready, state: 'running' as const, isBetween: false };
    for (const step of [1, 2, 3]) {
      await panel.receive({ ...frame, number: 90 + step, status: { ...running, step } });
      expect(await count(panel, '.node.is-current')).toBe(0);
    }
    panel.close();
  });
});

describe('blocks and repeat', () => {
  it('fold and unfold, and stay so', async () => {
    const panel = await browser.open({ tabs: ['graph'] });
    const message = await digits.state();
    const all = layersOf(message);
    await panel.receive(message);
    const rounds = panel.page.locator('.node.is-group');
    expect(await rounds.count()).toBe(2);
    const members = all.filter(({ groups }) => groups[0]?.key === all[2]?.groups[0]?.key);
    const total = members.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
    expect(await rounds.first().textContent()).toContain(`${total.toLocaleString('en')} params`);
    const nodes = await count(panel, '[data-node]');

    await rounds.first().locator('[data-button]').focus();
    await panel.page.keyboard.press('o');
    await expect.poll(() => count(panel, '[data-node]')).toBe(nodes + members.length - 1);
    expect(await count(panel, '.frame')).toBe(1);
    // Every node of the group is within its frame, and no other is.
    const [inside, outside] = await panel.page.evaluate(
      (ids) => {
        const box = document.querySelector('.frame-line')?.getBoundingClientRect();
        if (box === undefined) return [[], []];
        const isIn = ({ x, y, width, height }: DOMRect): boolean =>
          x + width / 2 > box.left &&
          x + width / 2 < box.right &&
          y + height / 2 > box.top &&
          y + height / 2 < box.bottom;
        const drawn = [...document.querySelectorAll<SVGElement>('[data-button]')].filter((button) =>
          isIn(button.getBoundingClientRect()),
        );
        const names = drawn.map(({ dataset }) => Number(dataset['button']));
        return [names.filter((id) => ids.includes(id)), names.filter((id) => !ids.includes(id))];
      },
      members.map((member) => all.indexOf(member)),
    );
    expect(inside).toHaveLength(members.length);
    expect(outside).toEqual([]);

    await panel.page.reload();
    await panel.receive(message);
    expect(await count(panel, '.frame')).toBe(1);
    await panel.page.locator('.frame-button').press('Enter');
    await expect.poll(() => count(panel, '[data-node]')).toBe(nodes);
    panel.close();
  });
});

const deep = (rounds: string): string =>
  `network Deep {\n data = spiral(points=10)\n layers {\n ${rounds}\n Affine(3)\n SoftmaxWithLoss\n }\n train { epochs = 1 }\n}`;

describe('a deep network', () => {
  it('of 200 layers is drawn whole, and moves by one attribute alone', async () => {
    const run = await RecordedRun.start(
      deep(Array.from({ length: 66 }, () => 'Affine(8)\n ReLU\n BatchNorm').join('\n ')),
    );
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(await run.state());
    expect(await count(panel, '[data-node]')).toBe(202);
    const changed = await panel.page.evaluate(() => {
      const svg = document.querySelector('.graph');
      if (svg === null) throw new Error('no graph');
      const observer = new MutationObserver(() => undefined);
      observer.observe(svg, { attributes: true, childList: true, subtree: true });
      const send = (type: string, x: number): void => {
        svg.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: 150, button: 0, pointerId: 1 }));
      };
      // A pointer that is not there cannot be captured.
      svg.setPointerCapture = () => undefined;
      send('pointerdown', 600);
      for (let x = 1; x <= 60; x++) send('pointermove', 600 - 4 * x);
      const records = observer.takeRecords();
      send('pointerup', 360);
      return records.map(({ type, attributeName }) => attributeName ?? type);
    });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThanOrEqual(60);
    expect(new Set(changed).size).toBe(1);
    panel.close();
    await run.end();
  });

  it('of more nodes than can be told apart is not drawn, and says where its layers stand', async () => {
    const run = await RecordedRun.start(deep('repeat 250 { Affine(4)\n ReLU }\n repeat 260 { ReLU }'));
    const panel = await browser.open({ tabs: ['graph'] });
    await panel.receive(await run.state());
    await expect
      .poll(() => panel.page.locator('.graph-not-drawn').textContent())
      .toContain('A graph of 514 nodes could not be read');
    expect(await count(panel, '[data-node]')).toBe(0);
    expect(await count(panel, '[data-twin="graph"] tbody tr')).toBeGreaterThan(0);
    panel.close();
    await run.end();
  });
});

describe.each(themeNames)('in the theme %s', (theme) => {
  it.each([350, 1200])('the graph is accessible at %i pixels', async (width) => {
    const panel = await browser.open({ tabs: ['graph'], theme, width });
    const finding = {
      rule: 'non-finite',
      severity: 'error' as const,
      layer: 0,
      step: 4,
      text: 'It is NaN.',
      explanation: 'Because.',
      remedies: [{ text: 'Lower the rate.', isEdit: true }],
    };
    await panel.receive(state, { ...frame, findings: [finding] }, { kind: 'reveal', layer: 0 });
    expect(await seriousProblems(panel.page, theme)).toEqual([]);
    expect(await faintTexts(panel.page)).toEqual([]);
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });
});
