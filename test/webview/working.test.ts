import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { answerQuestions, entryCause } from './answers';
import { PanelBrowser, type PanelPage } from './panelPage';
import type { PageOptions } from './webviewBrowser';
import { everyState, fixture, stateMessage } from './states';

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

describe('the panel and its host', () => {
  test('begin with ready, and the list of texts to translate', async () => {
    const panel = await browser.open();
    const [ready] = await panel.sent();
    expect(ready?.kind).toBe('ready');
    const texts = ready?.kind === 'ready' ? ready.texts : [];
    expect(texts).toContain('Run Backward');
    const strings = Object.fromEntries(texts.map((text) => [text, `⟦${text}⟧`]));
    await panel.receive({ kind: 'texts', language: 'ja', strings });
    await panel.receive(stateMessage(fixture('shopping')));
    expect(await panel.page.getByRole('button', { name: '⟦Run Backward⟧' }).count()).toBe(1);
    expect(await panel.page.locator('html').getAttribute('lang')).toBe('ja');
    panel.close();
  });

  test('malformed and unknown messages are refused with a reason, and change nothing', async () => {
    const panel = await openWith(fixture('shopping'));
    const state = fixture('shopping');
    const bad: readonly unknown[] = [
      { kind: 'launch' },
      { kind: 'reveal', node: 'apple' },
      'hello',
      { kind: 'state', play: false, state: { ...state, run: { ...state.run, values: [] } } },
      { kind: 'state', play: false, state: { ...state, extra: 1 } },
      {
        kind: 'state',
        play: false,
        state: { ...state, graph: { ...state.graph, nodes: [...(state.graph?.nodes ?? [])].reverse() } },
      },
    ];
    for (const message of bad) await panel.receiveAnything(message);
    const refusals = await panel.sentOf('refused');
    expect(refusals).toHaveLength(bad.length);
    for (const { reason } of refusals) expect(reason).not.toBe('');
    expect(await panel.edgeNumber('result/8', 'forward')).toBe('715.0000000000001');
    panel.close();
  });

  test('numbers in plain arrays are refused: they would have lost NaN on the way', async () => {
    const panel = await browser.open();
    const state = fixture('shopping');
    await panel.receiveAnything({
      kind: 'state',
      play: false,
      state: {
        ...state,
        run: { ...state.run, values: state.run?.values.map(() => ({ kind: 'whole', shape: [], data: [1] })) },
      },
    });
    expect((await panel.sentOf('refused'))[0]?.reason).toContain('Float64Array');
    panel.close();
  });

  test('no part of the panel breaks the content security policy', async () => {
    const panel = await openWith(fixture('tensors'));
    await panel.page.locator('[data-button="4"]').focus();
    await panel.page.keyboard.press('o');
    await panel.page.getByLabel('Show the graph as a table').click();
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: 'PNG, theme colors' }).click();
    await expect.poll(async () => (await panel.sentOf('export')).length).toBe(1);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });
});

describe('stepping', () => {
  test('begins at the last node and goes backward, showing only what is reached', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.getByRole('button', { name: 'Step Through' }).click();
    expect(await panel.page.locator('.step-text').textContent()).toBe(
      'Step 5 of 8 · backward through × price',
    );
    expect(await panel.page.locator('.legend').innerText()).toContain('not reached yet');
    expect(await panel.edgeNumber('8/1', 'backward')).toBe('650');
    expect(await panel.edgeNumber('7/0', 'backward')).toBe('?');
    expect(await panel.edgeNumber('5/0', 'backward')).toBe('?');
    await panel.page.getByLabel('One step on').click();
    expect(await panel.edgeNumber('7/0', 'backward')).toBe('1.1');
    await panel.page.getByLabel('One step back').click();
    expect(await panel.edgeNumber('7/0', 'backward')).toBe('?');
    expect((await panel.sentOf('step')).map(({ position }) => position)).toEqual([5, 6, 5]);
    panel.close();
  });

  test('can go back through the forward half, where values are not reached yet', async () => {
    const panel = await openWith({ ...fixture('shopping'), position: 1 });
    expect(await panel.edgeNumber('7/0', 'forward')).toBe('200');
    expect(await panel.edgeNumber('7/1', 'forward')).toBe('?');
    expect(await panel.edgeNumber('result/8', 'forward')).toBe('?');
    expect(await panel.edgeNumber('result/8', 'backward')).toBe('?');
    panel.close();
  });

  test('shows the chain rule of every node in three stages, with the chapter’s numbers', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.getByRole('button', { name: 'Step Through' }).click();
    const cards: string[][] = [];
    for (let step = 5; step <= 8; step++) {
      cards.push(await panel.page.locator('.rule .stage-content').allTextContents());
      if (step < 8) await panel.page.getByLabel('One step on').click();
    }
    expect(cards).toEqual([
      ['∂L/∂x = ∂L/∂z × y', '= 1 × y', '= 1 × 1.1 = 1.1', '∂L/∂y = ∂L/∂z × x', '= 1 × x', '= 1 × 650 = 650'],
      ['∂L/∂x = ∂L/∂z', '= 1.1', '∂L/∂x = 1.1', '∂L/∂y = ∂L/∂z', '= 1.1', '∂L/∂y = 1.1'],
      [
        '∂L/∂x = ∂L/∂z × y',
        '= 1.1 × y',
        '= 1.1 × 3 = 3.3',
        '∂L/∂y = ∂L/∂z × x',
        '= 1.1 × x',
        '= 1.1 × 150 = 165',
      ],
      [
        '∂L/∂x = ∂L/∂z × y',
        '= 1.1 × y',
        '= 1.1 × 2 = 2.2',
        '∂L/∂y = ∂L/∂z × x',
        '= 1.1 × x',
        '= 1.1 × 100 = 110',
      ],
    ]);
    panel.close();
  });
});

describe('a matrix in the chain rule', () => {
  test('shows its shapes, and one entry worked out', async () => {
    const state = fixture('tensors');
    const panel = await openWith(state);
    await panel.page.locator('[data-button="3"]').focus();
    const rule = panel.page.getByLabel('Chain rule for W');
    expect(await rule.locator('.stage-content').nth(1).textContent()).toBe('2×3 = xᵀ2×2 · ∂L/∂y2×3');
    await rule.getByLabel('Choose an entry of ∂L/∂W').press('ArrowRight');
    await rule.getByLabel('Choose an entry of ∂L/∂W').press('ArrowDown');
    await expect
      .poll(async () => (await panel.sentOf('workOutEntry')).at(-1)?.question)
      .toEqual({ revision: 1, pass: 0, node: 3, input: 1, entry: 4 });
    await answerQuestions(panel, state);
    expect(await rule.locator('.terms').textContent()).toContain('dW[1,1] = Σ x[·,1] · dout[·,1]');
    const total = Number(await rule.locator('[data-total]').getAttribute('data-total'));
    const gradient = state.run?.passes[0]?.gradients[1];
    expect(total).toBeCloseTo(gradient?.kind === 'whole' ? (gradient.data[4] ?? NaN) : NaN, 12);
    panel.close();
  });

  test('an answer about an older revision is dropped', async () => {
    const state = fixture('tensors');
    const panel = await openWith(state);
    await panel.page.locator('[data-button="3"]').focus();
    const question = { revision: 0, pass: 0, node: 3, input: 1, entry: 0 };
    await panel.receive({ kind: 'entryWorkedOut', question, answer: 'an old answer' });
    expect(await panel.page.locator('.inspector').textContent()).not.toContain('an old answer');
    panel.close();
  });
});

describe('why a gradient is zero', () => {
  test('is asked of a zero, answered as a chain, and lit up in the graph', async () => {
    const panel = await openWith(fixture('tensors'));
    await panel.page.locator('[data-button="3"]').focus();
    await panel.page.getByRole('button', { name: 'Why is ∂L/∂h[0,0] zero?' }).click();
    const [asked] = await panel.sentOf('explainEntry');
    expect(asked?.question).toEqual({ revision: 1, pass: 0, node: 3, entry: 0, of: 'gradient' });
    if (asked !== undefined)
      await panel.receive({ kind: 'entryExplained', question: asked.question, answer: entryCause });
    expect(await panel.page.locator('.causes-card .link').allTextContents()).toEqual([
      entryCause.sentence,
      entryCause.causes[0]?.sentence,
      entryCause.causes[0]?.causes[0]?.sentence,
    ]);
    const lit = await panel.page
      .locator('.node.is-lit[data-node]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')));
    expect(lit.sort()).toEqual(['3', '4', '6']);
    expect(await panel.page.locator('[data-edge="4/0"]').getAttribute('class')).toContain('is-lit');
    panel.close();
  });
});

describe('why a value is not a number', () => {
  /** The matrix h of the fixture, computed, with a NaN and an infinity in it. */
  function broken(): FormulaPanelState {
    const state = fixture('tensors');
    const place = state.graph?.nodes.findIndex(({ id }) => id === 3) ?? -1;
    const value = state.run?.values[place];
    if (state.run === null || value?.kind !== 'whole') throw new Error('The fixture has no value h.');
    const data = value.data.slice();
    data.set([NaN, -Infinity], 1);
    const values = state.run.values.map((other, at) => (at === place ? { ...value, data } : other));
    return { ...state, run: { ...state.run, values } };
  }

  test('is asked in the card by the keyboard, and answered', async () => {
    const panel = await openWith(broken());
    await panel.page.locator('[data-button="3"]').focus();
    const button = panel.page.getByRole('button', { name: 'Why is h[0,1] not a finite number?' });
    await button.focus();
    await panel.page.keyboard.press('Enter');
    const question = { revision: 1, pass: 0, node: 3, entry: 1, of: 'value' } as const;
    expect((await panel.sentOf('explainEntry')).map((asked) => asked.question)).toEqual([question]);
    // An answer about the gradient of the same entry is another one's.
    const other = { ...question, of: 'gradient' } as const;
    await panel.receive({ kind: 'entryExplained', question: other, answer: entryCause });
    expect(await panel.page.locator('.causes-card .link').count()).toBe(0);
    await panel.receive({ kind: 'entryExplained', question, answer: entryCause });
    expect(await panel.page.locator('.causes-card .link').count()).toBe(3);
    panel.close();
  });

  test('is asked in the card by the arrow keys, of whichever entry', async () => {
    const panel = await openWith(broken());
    await panel.page.locator('[data-button="3"]').focus();
    const grid = panel.page.getByLabel('Choose an entry of h to ask about');
    await grid.focus();
    expect(await grid.getAttribute('aria-valuetext')).toBe('h[0,1]');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    // What is chosen of the gradient is another choice.
    expect(await panel.page.getByRole('button', { name: 'Why is ∂L/∂h[0,0] zero?' }).count()).toBe(1);
    expect((await panel.sentOf('explainEntry')).map(({ question }) => question)).toEqual([
      { revision: 1, pass: 0, node: 3, entry: 2, of: 'value' },
    ]);
    panel.close();
  });

  test('is not asked of what is sealed', async () => {
    const panel = await openWith(broken());
    await panel.page.locator('[data-button="3"]').focus();
    const button = panel.page.getByRole('button', { name: /^Why is h\[/ });
    expect(await button.count()).toBe(1);
    const state = broken();
    const place = state.graph?.nodes.findIndex(({ id }) => id === 3) ?? -1;
    if (state.run === null) throw new Error('The fixture has not run.');
    const values = state.run.values.map((value, at) =>
      at === place && value !== null ? ({ kind: 'sealed', shape: value.shape } as const) : value,
    );
    await panel.receive(stateMessage({ ...state, run: { ...state.run, values } }));
    await panel.page.locator('[data-edge^="4/"] .blank').first().click();
    expect(await button.count()).toBe(0);
    expect(await panel.page.getByLabel('Choose an entry of h to ask about').count()).toBe(0);
    expect(await panel.sentOf('explainEntry')).toEqual([]);
    panel.close();
  });

  test('is asked in the graph by pointing at the entry, and not of a finite one', async () => {
    const panel = await openWith(broken());
    const cells = panel.page.locator('[data-edge^="4/"] [data-direction="forward"] [data-value]');
    await cells.nth(0).click();
    await cells.nth(2).click();
    expect((await panel.sentOf('explainEntry')).map((asked) => asked.question)).toEqual([
      { revision: 1, pass: 0, node: 3, entry: 2, of: 'value' },
    ]);
    panel.close();
  });
});

describe('a number of the file', () => {
  test('is edited in place and written back on request', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.locator('[data-edge="5/1"] text[data-direction="forward"]').click();
    const field = panel.page.getByLabel('New number for apple_num');
    await field.fill('five');
    await field.press('Enter');
    expect(await panel.page.getByRole('alert').textContent()).toBe('This is not a number.');
    await field.fill('5');
    await field.press('Enter');
    expect(await panel.sentOf('edit')).toEqual([{ kind: 'edit', edit: { node: 1, entry: 0, value: 5 } }]);
    await panel.receive(stateMessage(everyState()['edited']));
    await panel.page.getByRole('button', { name: 'Write to file' }).click();
    await panel.page.getByRole('button', { name: 'Undo' }).click();
    expect((await panel.sent()).slice(-2).map(({ kind }) => kind)).toEqual(['writeEdits', 'discardEdits']);
    panel.close();
  });

  test('is typed from the very next key on: nothing waits for the paint', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.locator('[data-button="0"]').focus();
    const label = await panel.page.evaluate(async () => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', bubbles: true }));
      // A task comes after all promises and, with no frame between, before any paint.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = resolve;
        port1.postMessage(null);
      });
      return document.activeElement?.getAttribute('aria-label');
    });
    expect(label).toBe('New number for apple');
    panel.close();
  });

  test('stays as it was after Escape', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.locator('[data-button="0"]').focus();
    await panel.page.keyboard.press('F2');
    await panel.page.keyboard.type('7');
    await panel.page.keyboard.press('Escape');
    expect(await panel.sentOf('edit')).toEqual([]);
    expect(await panel.page.evaluate(() => document.activeElement?.getAttribute('data-button'))).toBe('0');
    panel.close();
  });
});

describe('the keyboard', () => {
  test('walks along the edges, and Enter shows the line', async () => {
    const panel = await openWith(fixture('shopping'));
    const here = (): Promise<string | null | undefined> =>
      panel.page.evaluate(() => document.activeElement?.getAttribute('data-button'));
    await panel.page.locator('[data-button="0"]').focus();
    const way: (string | null | undefined)[] = [];
    for (const key of [
      'ArrowRight',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowDown',
      'ArrowLeft',
      'Home',
      'End',
    ]) {
      await panel.page.keyboard.press(key);
      way.push(await here());
    }
    expect(way).toEqual(['5', '7', '8', '7', '5', '6', '2', '0', '8']);
    await panel.page.keyboard.press('Enter');
    expect((await panel.sentOf('select')).at(-1)).toEqual({ kind: 'select', node: 8, reveal: true });
    panel.close();
  });

  test('sees the node it has come to, however small the panel', async () => {
    const panel = await openWith(fixture('tensors'), { width: 350, height: 500 });
    const isWhole = (): Promise<boolean> =>
      panel.page.evaluate(() => {
        const node = document.querySelector('[data-button="8"] .node-shape')?.getBoundingClientRect();
        const graph = document.querySelector('.graph-scroll')?.getBoundingClientRect();
        return (
          node !== undefined &&
          graph !== undefined &&
          node.left >= graph.left &&
          node.right <= graph.right &&
          node.top >= graph.top &&
          node.bottom <= graph.bottom
        );
      });
    expect(await isWhole()).toBe(false);
    await panel.page.locator('[data-button="8"]').focus();
    await panel.settled();
    expect(await isWhole()).toBe(true);
    panel.close();
  });

  test('reaches everything with Tab, and what has the focus can be seen', async () => {
    const panel = await openWith(fixture('shopping'));
    const reached = new Set<string>();
    for (let at = 0; at < 14; at++) {
      await panel.page.keyboard.press('Tab');
      const focus = await panel.page.evaluate(() => {
        const element = document.activeElement;
        if (element === null) return null;
        const halo = element.querySelector('.node-halo');
        const visible =
          getComputedStyle(element).outlineStyle !== 'none' ||
          (halo !== null && getComputedStyle(halo).stroke !== 'none');
        return { name: element.getAttribute('aria-label') ?? element.textContent, visible };
      });
      if (focus === null) continue;
      reached.add(focus.name);
      expect(focus.visible, focus.name).toBe(true);
    }
    const all = [...reached].join('\n');
    for (const part of [
      'Run Backward',
      'Step Through',
      'Zoom in',
      'Show the graph as a table',
      'Export',
      'apple, value',
      'Node',
    ]) {
      expect(all).toContain(part);
    }
    panel.close();
  });
});

describe('source and graph', () => {
  test('a click lights up the line, and the cursor’s line the node', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.locator('[data-node="6"]').click();
    expect((await panel.sentOf('select')).at(-1)).toEqual({ kind: 'select', node: 6, reveal: true });
    await panel.page.locator('[data-node="7"]').hover();
    expect((await panel.sentOf('hover')).at(-1)).toEqual({ kind: 'hover', node: 7 });
    await panel.receive({ kind: 'reveal', node: 4 });
    expect(await panel.page.locator('[data-node="4"]').getAttribute('class')).toContain('is-pointed');
    expect(await panel.page.locator('.inspector h2').textContent()).toBe('tax');
    panel.close();
  });
});

describe('what was looked at', () => {
  test('is the same after a reload: selection, zoom, step, open pictures, table', async () => {
    const panel = await openWith(fixture('tensors'));
    await panel.page.locator('[data-button="4"]').focus();
    await panel.page.keyboard.press('o');
    await panel.page.keyboard.press('+');
    await panel.page.getByLabel('Show the graph as a table').click();
    await panel.page.getByRole('button', { name: 'Step Through' }).click();
    await panel.page.getByLabel('One step on').click();
    const look = (): Promise<unknown> =>
      panel.page.evaluate(() => ({
        transform: document.querySelector('.graph-content')?.getAttribute('transform'),
        selected: document.querySelector('.node.is-selected')?.getAttribute('data-node'),
        step: document.querySelector('.step-text')?.textContent,
        open: document.querySelector('[data-button="4"]')?.getAttribute('aria-expanded'),
        table: document.querySelector('[data-twin="graph"]')?.className,
      }));
    const before = await look();
    await panel.page.reload();
    await panel.receive(stateMessage(fixture('tensors')));
    expect(await look()).toEqual(before);
    // The host has forgotten the step, so the panel tells it.
    expect((await panel.sentOf('step')).length).toBe(1);
    panel.close();
  });

  test('what another version kept is not trusted', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.evaluate(() => {
      sessionStorage.setItem('state', '{"selected":"apple","viewport":{"x":"wide"}}');
    });
    await panel.page.reload();
    await panel.receive(stateMessage(fixture('shopping')));
    expect(await panel.edgeNumber('result/8', 'forward')).toBe('715.0000000000001');
    panel.close();
  });
});

describe('running', () => {
  test('plays forward, then backward, and ends with every number', async () => {
    const panel = await browser.open({ reduceMotion: false });
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
    await panel.receive(stateMessage(fixture('shopping'), true));
    expect(await panel.edgeNumber('result/8', 'forward')).toBe('?');
    const order = await panel.page.evaluate(async () => {
      const phases: string[] = [];
      while (
        document.querySelector('[data-edge="5/0"] text[data-direction="backward"]')?.textContent === '?'
      ) {
        const now = document.querySelector('.node.is-current-forward') !== null ? 'forward' : 'backward';
        if (document.querySelector('.node.is-current') !== null && phases.at(-1) !== now) phases.push(now);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return phases;
    });
    expect(order).toEqual(['forward', 'backward']);
    await expect.poll(() => panel.edgeNumber('5/0', 'backward')).toBe('2.2');
    panel.close();
  });

  test('shows everything at once under reduced motion, the system’s or VS Code’s', async () => {
    const byVsCode = await browser.open({ reduceMotion: true });
    await byVsCode.receive(stateMessage(fixture('shopping'), true));
    expect(await byVsCode.edgeNumber('5/0', 'backward')).toBe('2.2');
    byVsCode.close();
    const bySystem = await browser.open({ reduceMotion: false });
    await bySystem.page.emulateMedia({ reducedMotion: 'reduce' });
    await bySystem.receive(stateMessage(fixture('shopping'), true));
    expect(await bySystem.edgeNumber('5/0', 'backward')).toBe('2.2');
    expect(
      await bySystem.page
        .locator('.edge-line')
        .first()
        .evaluate((line) => getComputedStyle(line).animationName),
    ).toBe('none');
    bySystem.close();
  });
});

describe('two hundred nodes', () => {
  test('are all drawn, and new numbers move none of them', async () => {
    const state = everyState()['many'];
    if (state?.run == null) throw new Error('there is no such state');
    const panel = await openWith(state);
    const nodes = panel.page.locator('.node[data-node]');
    expect(await nodes.count()).toBe(state.graph?.nodes.length);
    const places = (): Promise<readonly (string | null)[]> =>
      nodes.evaluateAll((found) => found.map((node) => node.getAttribute('transform')));
    const before = await places();
    await panel.page.evaluate(() => {
      for (const node of document.querySelectorAll('.node')) Object.assign(node, { isTheSame: true });
    });
    const values = state.run.values.map(() => ({
      kind: 'whole' as const,
      shape: [],
      data: Float64Array.of(123456.789),
    }));
    await panel.receive(stateMessage({ ...state, revision: 2, run: { ...state.run, values } }));
    expect(await panel.edgeNumber('2/0', 'forward')).toBe('123456.789');
    expect(await places()).toEqual(before);
    expect(await nodes.evaluateAll((found) => found.every((node) => 'isTheSame' in node))).toBe(true);
    panel.close();
  });
});

describe('what is done to two hundred nodes', () => {
  /** How many elements of the drawing change in the course of something. */
  async function changedBy(panel: PanelPage, work: () => Promise<void>): Promise<readonly string[]> {
    await panel.page.evaluate(() => {
      const drawing = document.querySelector('svg.graph');
      const changed = new Set<Node>();
      const observer = new MutationObserver((records) => {
        for (const { target } of records) changed.add(target);
      });
      if (drawing !== null)
        observer.observe(drawing, { subtree: true, attributes: true, childList: true, characterData: true });
      Object.assign(window, {
        changedNames: () =>
          [...changed].map((node) => (node instanceof Element ? (node.getAttribute('class') ?? '') : 'text')),
      });
    });
    await work();
    await panel.settled();
    return panel.page.evaluate(() => (Reflect.get(window, 'changedNames') as () => string[])());
  }

  test('dragging and zooming moves the whole, and draws nothing anew', async () => {
    const panel = await openWith(everyState()['many'] ?? fixture('shopping'));
    const { mouse } = panel.page;
    const changed = await changedBy(panel, async () => {
      await mouse.move(600, 330);
      await mouse.down();
      await mouse.move(300, 300, { steps: 20 });
      await mouse.up();
      await panel.page.keyboard.down('Control');
      await mouse.wheel(0, -200);
      await panel.page.keyboard.up('Control');
    });
    expect([...new Set(changed)].sort()).toEqual(['graph', 'graph-content']);
    panel.close();
  });

  test('a step draws anew what it reaches, and no more', async () => {
    const panel = await openWith({ ...(everyState()['many'] ?? fixture('shopping')), position: 120 });
    const changed = await changedBy(panel, async () => {
      await panel.page.getByLabel('One step on').click();
    });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(40);
    panel.close();
  });
});

describe('export', () => {
  for (const [choice, ground] of [
    ['SVG, theme colors', 'rgb(31, 31, 31)'],
    ['SVG, print colors', 'rgb(255, 255, 255)'],
  ] as const) {
    test(`${choice}: a picture that needs nothing outside it`, async () => {
      const panel = await openWith(fixture('shopping'));
      await panel.page.getByRole('button', { name: 'Export' }).click();
      await panel.page.getByRole('menuitem', { name: choice }).click();
      await expect.poll(async () => (await panel.sentOf('export')).length).toBe(1);
      const [exported] = await panel.sentOf('export');
      const svg = new TextDecoder().decode(exported?.bytes);
      expect(svg).toContain('715');
      expect(svg).not.toMatch(/var\(|class=|http:\/\/127/);
      expect(svg).toMatch(new RegExp(`<rect[^>]*fill="${ground.replaceAll(/[()]/g, '\\$&')}"`));
      await panel.page.setContent(svg);
      expect(await panel.page.locator('svg text').count()).toBeGreaterThan(20);
      panel.close();
    });
  }

  test('PNG: twice the size of the drawing', async () => {
    const panel = await openWith(fixture('shopping'));
    await panel.page.getByRole('button', { name: 'Export' }).click();
    await panel.page.getByRole('menuitem', { name: 'PNG, print colors' }).click();
    // A picture takes seconds where the processor is shared.
    await expect.poll(async () => (await panel.sentOf('export')).length, { timeout: 20_000 }).toBe(1);
    const bytes = (await panel.sentOf('export'))[0]?.bytes ?? new Uint8Array();
    expect([...bytes.slice(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    const width = new DataView(bytes.buffer).getUint32(16);
    expect(width).toBeGreaterThan(1000);
    panel.close();
  });
});
