import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DefinitionTree } from '../../../../src/editor/sidebar/definitionTree';
import type { Entry } from '../../../../src/editor/sidebar/entries';
import type { CheckedFile } from '../../../../src/language';
import { layerScalarNames } from '../../../../src/protocol/trainingFrame';
import { checkText } from '../../checkText';
import * as fake from '../panels/host/fakeVscode';

const disk = vi.hoisted(() => ({
  text: '',
  open: [] as unknown[],
  /** Tells that a definition was written. */
  tell: (_: unknown): void => undefined,
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  const nothing = { dispose: (): void => undefined };
  const listen = () => nothing;
  class Plain {
    readonly parts: readonly unknown[];
    constructor(...parts: readonly unknown[]) {
      this.parts = parts;
    }
  }
  return {
    ...half,
    ThemeIcon: Object.assign(Plain, { File: {} }),
    ThemeColor: Plain,
    FileType: { File: 1, Directory: 2 },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    TreeItem: Plain,
    Range: Plain,
    Position: Plain,
    window: { ...half.window, tabGroups: { all: [], onDidChangeTabs: event } },
    workspace: {
      ...half.workspace,
      get textDocuments() {
        return disk.open;
      },
      fs: {
        stat: () => Promise.resolve({ size: disk.text.length }),
        readFile: () => Promise.resolve(new TextEncoder().encode(disk.text)),
      },
      onDidDeleteFiles: event,
      onDidChangeWorkspaceFolders: event,
      onDidOpenTextDocument: event,
      onDidCloseTextDocument: event,
      findFiles: () => Promise.resolve([half.Uri.parse('file:///a/b.backprop')]),
      createFileSystemWatcher: (pattern: string) => ({
        ...nothing,
        onDidCreate: listen,
        onDidDelete: listen,
        onDidChange: (listener: (uri: unknown) => void) => {
          if (pattern === '**/*.backprop') disk.tell = listener;
          return nothing;
        },
      }),
    },
  };
});

const uri = fake.Uri.parse('file:///a/b.backprop');
const didCheck = new fake.EventEmitter<{ readonly uri: fake.Uri }>();
const didShow = new fake.EventEmitter<readonly unknown[]>();
let inEditor: CheckedFile;

function tree(run?: unknown): DefinitionTree {
  const { event } = new fake.EventEmitter<unknown>();
  const parts = [
    { onDidCheck: didCheck.event, onDidClose: event, check: () => ({ file: inEditor }) },
    { onDidChange: event, environmentOf: () => ({}) },
    { onDidChange: event, find: () => undefined },
    { find: () => run },
    { onDidShow: didShow.event },
  ] as unknown as ConstructorParameters<typeof DefinitionTree>;
  return new DefinitionTree(...parts);
}

beforeEach(() => {
  vi.useFakeTimers();
  disk.open = [];
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks for all that VS Code draws of the one file there is. */
async function draw(definitions: DefinitionTree): Promise<void> {
  for (const file of await definitions.getChildren()) {
    definitions.getTreeItem(file);
    for (const row of await definitions.getChildren(file)) definitions.getTreeItem(row);
  }
}

// VS Code makes the buttons of a row anew with it: a click that has begun on one is lost.
test('rows are drawn anew only where something else stands in them', async () => {
  disk.text = 'x = 2\n';
  const definitions = tree();
  let redraws = 0;
  definitions.onDidChangeTreeData(() => redraws++);
  const told = async (): Promise<number> => {
    redraws = 0;
    disk.tell(uri);
    disk.tell(uri);
    await vi.runAllTimersAsync();
    return redraws;
  };
  await draw(definitions);
  expect(await told()).toBe(0);
  disk.text = 'x = 3\n';
  expect(await told()).toBe(1);
  await draw(definitions);
  expect(await told()).toBe(0);

  const checked = async (): Promise<number> => {
    redraws = 0;
    didCheck.fire({ uri });
    await vi.runAllTimersAsync();
    return redraws;
  };
  disk.open = [{ uri, isClosed: false }];
  inEditor = checkText('x = 3\ny = z\n');
  expect(await checked()).toBe(1);
  await draw(definitions);
  expect(await checked()).toBe(0);
  // What is known of its data has changed.
  inEditor = checkText('x = 3\ny = z\n');
  expect(await checked()).toBe(1);
  definitions.dispose();
});

test('the row of a file that nobody looked into is drawn anew for what stands beside it alone', async () => {
  disk.text = 'x = 2\n';
  const definitions = tree();
  let redraws = 0;
  definitions.onDidChangeTreeData(() => redraws++);
  for (const file of await definitions.getChildren()) definitions.getTreeItem(file);
  disk.open = [{ uri, isClosed: false }];
  for (const [text, expected] of [
    ['x = 2\n', 0],
    ['x = 2\ny = 3\n', 0],
    ['x = 2\ny = z\n', 1],
  ] as const) {
    inEditor = checkText(text);
    redraws = 0;
    didCheck.fire({ uri });
    await vi.runAllTimersAsync();
    expect([text, redraws]).toEqual([text, expected]);
  }
  definitions.dispose();
});

test('while a network trains only the layers whose numbers changed are drawn anew, not the row with buttons', async () => {
  disk.text = 'network N {\n  data = xor()\n  layers { Affine(4); ReLU; Affine(2); SoftmaxWithLoss }\n}\n';
  const at = (step: number, norms: readonly number[]): object => {
    const scalars = new Float64Array(4 * layerScalarNames.length).fill(NaN);
    for (const [layer, norm] of norms.entries())
      scalars[layer * layerScalarNames.length + layerScalarNames.indexOf('gradientNorm')] = norm;
    return { step, epoch: step, epochs: 9, loss: 1 / step, scalars };
  };
  const run = { uri, network: 'N', isLive: true, isRunning: true, stale: false, shown: at(1, [1, NaN, 1]) };
  const definitions = tree(run);
  const redrawn: Entry[] = [];
  definitions.onDidChangeTreeData((entries = []) => redrawn.push(...entries));
  const [file] = await definitions.getChildren();
  const [network] = await definitions.getChildren(file);
  if (network === undefined) throw new Error('There is no network.');
  const layers = await definitions.getChildren(network);
  for (const entry of [network, ...layers]) definitions.getTreeItem(entry);
  const told = async (): Promise<readonly Entry[]> => {
    redrawn.length = 0;
    didShow.fire([run]);
    await vi.runAllTimersAsync();
    return [...redrawn];
  };
  expect(await told()).toEqual([]);
  run.shown = at(2, [1, NaN, 0.5]);
  expect(await told()).toEqual([layers[2]]);
  // It stands still: now the row of the network says how far it has come.
  run.isRunning = false;
  expect(await told()).toContain(network);
  expect(definitions.getTreeItem(network).description).toMatch(/ · epoch 2 of 9 · loss 0\.5/);
  run.shown = at(9, [1, NaN, 0.5]);
  expect(definitions.getTreeItem(network).description).toMatch(/ · epoch 9 · loss 0\.11/);
  definitions.dispose();
});
