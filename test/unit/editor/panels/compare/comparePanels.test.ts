import type * as vscode from 'vscode';
import { expect, it, vi } from 'vitest';
import type { ComparePanelParts } from '../../../../../src/editor/panels/compare/comparePanel';
import { ComparePanels } from '../../../../../src/editor/panels/compare/comparePanels';
import * as fake from '../host/fakeVscode';

vi.mock('vscode', async () => {
  const half = await import('../host/fakeVscode');
  /** With the query in which the addresses of recordings stand. */
  class Uri {
    constructor(
      readonly scheme: string,
      readonly path: string,
      readonly query = '',
    ) {}
    static readonly from = ({ scheme, path, query }: Uri): Uri => new Uri(scheme, path, query);
    static readonly parse = (text: string): Uri =>
      new Uri(text.split('://')[0] ?? '', text.split('://')[1] ?? '');
    static readonly joinPath = ({ scheme, path }: Uri, ...parts: readonly string[]): Uri =>
      new Uri(scheme, [path, ...parts].join('/'));
    toString(): string {
      return `${this.scheme}://${this.path}${this.query}`;
    }
  }
  return { ...half, Uri, commands: { registerCommand: () => ({ dispose: () => undefined }) } };
});

it('shows the variants that are run again in their own panel, whose title and note follow', async () => {
  const { Uri } = (await import('vscode')) as unknown as { Uri: { parse: (text: string) => vscode.Uri } };
  const library = { filesOf: () => ({ list: () => Promise.reject(new Error('ENOENT')) }) };
  const parts = {
    recordings: { library: () => Promise.resolve(library) },
    light: { show: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as ComparePanelParts;
  const panels = new ComparePanels(Uri.parse('file:///extension'), parts, () => []);
  const recordings = (...names: readonly string[]): vscode.Uri[] =>
    names.map((name) => Uri.parse(`file:///${name}.bprun`));
  const panel = await panels.openVariants('a.backprop Rates', recordings('one'));
  const [view, ...others] = fake.webviewPanels;
  if (view === undefined || others.length > 0) throw new Error('There is not one panel.');
  const problems = (): string =>
    view.posted
      .flatMap(
        (message) => (message as { comparison?: { problems: readonly string[] } }).comparison?.problems ?? [],
      )
      .join(' ');
  const look = (): void => {
    view.posted.length = 0;
    view.received.fire({ kind: 'ready', texts: [] });
    view.received.fire({ kind: 'choose', choice: { bySeed: true, layer: null } });
  };
  panel.keep(recordings('one', 'two'), '1 of 2 variants is whole.');
  look();
  await vi.waitFor(() => {
    expect(problems()).toContain('1 of 2 variants is whole.');
  });
  expect(view.title).toBe('Compare 2 Runs');

  // Run again, the first is known and the second begins anew.
  expect(await panels.openVariants('a.backprop Rates', recordings('one', 'again'))).toBe(panel);
  look();
  await vi.waitFor(() => {
    expect(problems()).toContain('again.bprun is no longer there.');
  });
  expect(problems()).not.toContain('two.bprun');
  expect(problems()).not.toContain('whole');
  expect(await panels.openVariants('a.backprop Other', recordings('other'))).not.toBe(panel);
  expect(fake.webviewPanels).toHaveLength(2);

  // One that was closed is opened anew.
  view.dispose();
  expect(await panels.openVariants('a.backprop Rates', recordings('one', 'again'))).not.toBe(panel);
  panels.dispose();
});
