import type * as vscode from 'vscode';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { PanelHost } from '../../../../../src/editor/panels/host/panelHost';
import type { PanelContent, PanelPage, PanelPlace } from '../../../../../src/editor/panels/host/panelHost';
import { webviewHtml } from '../../../../../src/editor/panels/host/webviewHtml';
import { PanelRegistry } from '../../../../../src/editor/panels/host/panelRegistry';
import { readKeptPlace } from '../../../../../src/protocol/panelMessages';
import type { MessageFromPanel } from '../../../../../src/protocol/panelMessages';
import * as fake from './fakeVscode';

vi.mock('vscode', () => import('./fakeVscode'));

/** A message that only this kind of panel sends. */
interface Question {
  readonly kind: 'question';
}

const logged: string[] = [];
const note = (text: string): void => {
  logged.push(text);
};
const parts = {
  light: { show: () => undefined, dispose: () => undefined },
  log: { info: note, warn: note, error: note },
} as unknown as ConstructorParameters<typeof PanelHost>[3];

class TestPanel implements PanelContent<Question> {
  readonly host: PanelHost<{ readonly kind: string }, Question>;
  readonly calls: string[] = [];
  /** Holds an answer up, as a computation does. */
  computed: Promise<void> = Promise.resolve();

  constructor(place: PanelPlace, webviewPanel: vscode.WebviewPanel, page: PanelPage) {
    this.host = new PanelHost(place, webviewPanel, page, parts, (received) =>
      received === 'nonsense'
        ? { ok: false, reason: 'no kind' }
        : { ok: true, message: received as Question | MessageFromPanel },
    );
    this.host.show(this);
  }

  load(): void {
    this.calls.push('load');
    this.host.post({ kind: 'state' });
  }
  async handle(): Promise<void> {
    this.calls.push('handle');
    await this.computed;
    this.host.post({ kind: 'answer' });
  }
  unload(): void {
    this.calls.push('unload');
  }
  recover(): void {
    this.calls.push('recover');
  }
  refreshFile(): void {
    this.calls.push('refreshFile');
  }
  followCursor(_document: unknown, line: number): void {
    this.calls.push(`cursor ${line}`);
  }
  placeOfError(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  restore(kept: unknown): Promise<void> {
    this.calls.push(`restore ${JSON.stringify(kept)}`);
    return Promise.resolve();
  }
  dispose(): void {
    this.calls.push('dispose');
  }
}

const uri = (text: string): vscode.Uri => fake.Uri.parse(text) as unknown as vscode.Uri;
const made: TestPanel[] = [];
let code: Promise<void> = Promise.resolve();

function registry(): PanelRegistry<TestPanel> {
  return new PanelRegistry<TestPanel>({
    viewType: 'test',
    page: {
      extension: uri('file:///extension'),
      view: 'formulas',
      titleOf: ({ uri: { path } }) => `Test: ${path}`,
    },
    loadCode: async () => {
      await code;
      return {
        readKeptPlace,
        create: (...given) => {
          const panel = new TestPanel(...given);
          made.push(panel);
          return panel;
        },
      };
    },
  });
}

async function opened(
  place = 'file:///a/x.backprop',
): Promise<{ panel: TestPanel; page: fake.FakeWebviewPanel }> {
  const panel = await panels.open({ uri: uri(place) });
  const page = fake.webviewPanels.at(-1);
  if (page === undefined) throw new Error('no panel was created');
  page.received.fire({ kind: 'ready', texts: ['Table'] });
  return { panel, page };
}

function restored(webviewPanel: fake.FakeWebviewPanel, kept: unknown): Promise<void> {
  return panels.deserializeWebviewPanel(webviewPanel as unknown as vscode.WebviewPanel, kept);
}

let panels = registry();
beforeEach(() => {
  panels.dispose();
  fake.webviewPanels.length = 0;
  made.length = 0;
  logged.length = 0;
  code = Promise.resolve();
  panels = registry();
});

test.each([
  ['file:///a/x.backprop', '/a/x.svg'],
  ['file:///storage/recordings/XOR-2026.bprun', '/folder/XOR-2026.svg'],
  ['untitled:///Untitled-1', '/folder/Untitled-1.svg'],
])('an export of %s is proposed where it is looked for', async (place, expected) => {
  fake.proposed.length = 0;
  const { page } = await opened(place);
  page.received.fire({ kind: 'export', format: 'svg', bytes: new Uint8Array() });
  await vi.waitFor(() => {
    expect(fake.proposed).toEqual([expected]);
  });
  // What was exported before is not to be replaced by the next.
  fake.existing.add(expected);
  page.received.fire({ kind: 'export', format: 'svg', bytes: new Uint8Array() });
  await vi.waitFor(() => {
    expect(fake.proposed).toEqual([expected, expected.replace('.svg', '-2.svg')]);
  });
  fake.existing.clear();
});

describe('a panel that is closed early', () => {
  test('while its code is read is never touched again', async () => {
    let arrive = (): void => undefined;
    code = new Promise((resolve) => {
      arrive = resolve;
    });
    const webviewPanel = new fake.FakeWebviewPanel();
    const restoring = restored(webviewPanel, { document: 'file:///a/x.backprop' });
    webviewPanel.dispose();
    arrive();
    await expect(restoring).resolves.toBeUndefined();
    expect(made).toEqual([]);
  });

  test('while an answer is computed gets none', async () => {
    const { panel, page } = await opened();
    let finish = (): void => undefined;
    panel.computed = new Promise((resolve) => {
      finish = resolve;
    });
    const answered = panel.computed.then(() => Promise.resolve());
    page.received.fire({ kind: 'question' });
    page.dispose();
    finish();
    await answered;
    expect(page.posted.slice(1)).toEqual([{ kind: 'state' }]);
    expect(logged).toEqual([]);
    expect(panel.calls).toEqual(['unload', 'load', 'handle', 'dispose']);
  });

  test('gives back everything it listened to, and is opened anew', async () => {
    const before = fake.selection.count;
    const { panel, page } = await opened();
    expect(fake.selection.count).toBe(before + 1);
    page.dispose();
    expect(fake.selection.count).toBe(before);
    expect(() => {
      panel.host.reveal();
      panel.host.moveTo(uri('file:///b.backprop'));
      panel.host.post({ kind: 'state' });
    }).not.toThrow();
    const again = await opened();
    expect(again.panel).not.toBe(panel);
  });
});

describe('a panel', () => {
  test('is opened once for a place, and comes to the front', async () => {
    const { panel, page } = await opened();
    page.isInFront = false;
    expect(await panels.open({ uri: uri('file:///a/x.backprop') })).toBe(panel);
    expect(page.isInFront).toBe(true);
    expect(await panels.open({ uri: uri('file:///a/x.backprop'), network: 'N' })).not.toBe(panel);
    expect(fake.webviewPanels).toHaveLength(2);
  });

  test('goes with a folder that is renamed, and gets a new page for its new address', async () => {
    const { panel, page } = await opened();
    const other = await opened('file:///other/x.backprop');
    fake.renamed.fire({
      files: [{ oldUri: fake.Uri.parse('file:///a'), newUri: fake.Uri.parse('file:///b') }],
    });
    expect(panel.host.uri.toString()).toBe('file:///b/x.backprop');
    expect(page.title).toBe('Test: /b/x.backprop');
    expect(page.pages).toBe(2);
    expect(other.page.pages).toBe(1);
    expect(await panels.open({ uri: uri('file:///b/x.backprop') })).toBe(panel);
  });

  test('hears when its file comes or goes', async () => {
    const { panel } = await opened();
    fake.deleted.fire(fake.Uri.parse('file:///a/x.backprop'));
    fake.created.fire(fake.Uri.parse('file:///a/y.backprop'));
    expect(panel.calls).toEqual(['unload', 'load', 'refreshFile']);
  });

  test('is sent nothing while it is hidden, and everything when it is ready again', async () => {
    const { panel, page } = await opened();
    page.isInFront = false;
    page.viewState.fire();
    panel.host.post({ kind: 'state' });
    expect(page.posted).toHaveLength(2);
    page.isInFront = true;
    page.viewState.fire();
    page.received.fire({ kind: 'ready', texts: [] });
    expect(page.posted).toHaveLength(4);
    expect(panel.calls).toEqual(['unload', 'load', 'unload', 'load']);
  });

  test('translates the texts its page asks for', async () => {
    const { page } = await opened();
    expect(page.posted[0]).toEqual({ kind: 'texts', language: 'en', strings: { Table: 'Table' } });
  });

  test('logs what it cannot read, and each reason of its page once', async () => {
    const { panel, page } = await opened();
    page.received.fire('nonsense');
    page.received.fire('nonsense');
    page.received.fire({ kind: 'refused', reason: 'number is missing' });
    page.received.fire({ kind: 'refused', reason: 'number is missing' });
    expect(logged).toEqual([
      'The formulas panel sent a message that was refused: no kind',
      'The formulas panel refused a message: number is missing',
    ]);
    expect(panel.calls).toEqual(['unload', 'load', 'recover', 'recover']);
  });

  test('logs so many refusals and no more, however many its page thinks of', async () => {
    const { page } = await opened();
    for (let each = 0; each < 1000; each++) {
      page.received.fire({ kind: 'refused', reason: `${String(each)} ${'x'.repeat(1e5)}` });
    }
    expect(logged.length).toBeLessThanOrEqual(100);
    expect(Math.max(...logged.map(({ length }) => length))).toBeLessThan(1000);
  });

  test('says what went wrong with something a person asked for', async () => {
    const { panel, page } = await opened();
    panel.computed = Promise.reject(new Error('out of memory'));
    page.received.fire({ kind: 'question' });
    await vi.waitFor(() => {
      expect(page.posted.at(-1)).toEqual({ kind: 'notice', text: 'out of memory' });
    });
    expect(logged).toEqual(['question of the formulas panel failed: out of memory']);
  });
});

describe('after a reload', () => {
  test('a panel is back where it was, with what its page has kept', async () => {
    const webviewPanel = new fake.FakeWebviewPanel();
    const kept = { document: 'file:///a/x.backprop', network: 'N', step: 7 };
    await restored(webviewPanel, kept);
    const [panel] = made;
    expect(panel?.host.uri.toString()).toBe('file:///a/x.backprop');
    expect(panel?.host.network).toBe('N');
    expect(panel?.calls).toEqual(['unload', `restore ${JSON.stringify(kept)}`]);
    expect(webviewPanel.pages).toBe(1);
  });

  test.each([[undefined], [null], [{}], [{ document: '' }], [{ document: 7 }], [{ document: 'file:////a' }]])(
    'a panel that kept %j is closed',
    async (kept) => {
      const webviewPanel = new fake.FakeWebviewPanel();
      await restored(webviewPanel, kept);
      expect(webviewPanel.isClosed).toBe(true);
      expect(made).toEqual([]);
    },
  );
});

test('a page runs its own files and nothing else, and sends nothing anywhere', () => {
  const webview = {
    cspSource: 'own:',
    asWebviewUri: (asset: unknown) => asset,
  } as unknown as vscode.Webview;
  const page = { view: 'network' as const, title: 'N', uri: uri('file:///a.backprop') };
  const html = webviewHtml(webview, uri('file:///extension'), page);
  const nonce = /<script nonce="(\w+)"/.exec(html)?.[1];
  expect(nonce).toBeDefined();
  const loaded = [...html.matchAll(/<script nonce="(\w+)" src="[^"]*\/(\w+\.js)"/g)];
  expect(loaded.map(([, , file]) => file)).toEqual(['shared.js', 'charts.js', 'network.js']);
  expect(new Set(loaded.map(([, own]) => own)).size).toBe(1);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split('; ');
  expect(policy).toEqual([
    `default-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `script-src 'nonce-${String(nonce)}'`,
    'style-src own:',
    'font-src own:',
    'img-src own: data: blob:',
  ]);
});
