import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordingLibrary } from '../../../../src/editor/runs/recordingLibrary';
import type { RunNode } from '../../../../src/editor/runs/runTree';
import { within } from '../../../../src/recording/fileStore';
import { makeRecording } from '../../../../src/recording/recordingFolder';
import { runFile, writeRun, type DescribedRun } from '../../../../src/recording/runDescription';
import { MemoryStore } from '../../recording/memoryStore';
import { described } from '../../recording/runs';

/** What outlives a window. */
const disk = vi.hoisted((): { store: unknown } => ({ store: undefined }));
const kept = (): MemoryStore => disk.store as MemoryStore;
/** What VS Code does with the view made last. */
const shown = vi.hoisted(() => ({
  visible: true,
  /** What the view names while it is asked. */
  selection: [] as readonly unknown[],
  select: (_selection: readonly unknown[]): void => undefined,
  show: (_visible: boolean): void => undefined,
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const pathOf = ({ path }: { readonly path: string }): string => path.replace(/^\/+/, '');
  const store = (): MemoryStore => disk.store as MemoryStore;
  class Uri {
    private constructor(
      readonly scheme: string,
      readonly path: string,
    ) {}
    static readonly file = (path: string): Uri => new Uri('file', path);
    static readonly parse = (address: string): Uri => new Uri('file', new URL(address).pathname);
    static joinPath({ scheme, path }: Uri, ...parts: readonly string[]): Uri {
      return new Uri(scheme, new URL(parts.join('/'), `file://${path}/`).pathname.replace(/(.)\/$/, '$1'));
    }
    get fsPath(): string {
      return this.path;
    }
    toString(): string {
      return `${this.scheme}://${this.path}`;
    }
  }
  return {
    ...half,
    Uri,
    TreeItem: class {
      constructor(
        public label: string,
        readonly collapsibleState = 0,
      ) {}
    },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    ThemeIcon: class {
      constructor(readonly id: string) {}
    },
    ThemeColor: class {
      constructor(readonly id: string) {}
    },
    window: {
      ...half.window,
      createTreeView: () => ({
        get visible() {
          return shown.visible;
        },
        get selection() {
          return shown.selection;
        },
        onDidChangeSelection: (listener: (change: { selection: readonly unknown[] }) => void) => {
          shown.select = (selection) => {
            listener({ selection });
          };
          return { dispose: () => undefined };
        },
        onDidChangeVisibility: (listener: (change: { visible: boolean }) => void) => {
          shown.show = (visible) => {
            shown.visible = visible;
            listener({ visible });
          };
          return { dispose: () => undefined };
        },
        dispose: () => undefined,
      }),
    },
    workspace: {
      ...half.workspace,
      findFiles: () => Promise.resolve([]),
      asRelativePath: (file: Uri | string) =>
        (typeof file === 'string' ? file : file.path).replace('/workspace/', ''),
      fs: {
        createDirectory: async (uri: Uri) => {
          for (const part of pathOf(uri)
            .split('/')
            .map((_, at, parts) => parts.slice(0, at + 1).join('/')))
            await store().makeFolder(part);
        },
        readDirectory: async (uri: Uri) => (await store().list(pathOf(uri))).map(({ name }) => [name, 2]),
        rename: (from: Uri, to: Uri) => store().rename(pathOf(from), pathOf(to)),
        delete: (uri: Uri) => store().remove(pathOf(uri)),
      },
    },
  };
});

const { Uri } = (await import('vscode')) as unknown as { Uri: { file: (path: string) => vscode.Uri } };
const { Recordings } = await import('../../../../src/editor/runs/recordings');
const { RunsView } = await import('../../../../src/editor/runs/runsView');

/** A window with the view "Runs", open; another one has the same storage. */
class Window {
  private readonly recordings = new Recordings(Uri.file('/storage'), (path) =>
    within(kept(), path.replace(/^\//, '')),
  );
  readonly view = new RunsView(this.recordings, 'here');

  library(): Promise<RecordingLibrary> {
    return this.recordings.library();
  }

  async record(run: Partial<DescribedRun>): Promise<vscode.Uri> {
    const library = await this.library();
    const whole = described(run);
    const made = await library.make((store) => makeRecording(store, whole.name, new Date(whole.created)));
    await made.files.write(runFile, writeRun(whole));
    const uri = library.uriOf(made.folder);
    await library.changed(uri);
    return uri;
  }

  /** Every row as a screen reader has it, those of a group behind it. */
  async rows(): Promise<readonly string[]> {
    const spoken = async (node: RunNode): Promise<string> =>
      (await this.view.getTreeItem(node)).accessibilityInformation?.label ?? '';
    const rows: string[] = [];
    for (const group of await this.view.getChildren()) {
      rows.push(await spoken(group));
      for (const run of await this.view.getChildren(group)) rows.push(await spoken(run));
    }
    return rows;
  }

  close(): void {
    this.view.dispose();
    this.recordings.dispose();
  }
}

const origin = (network: string): DescribedRun['origin'] => ({
  kind: 'definition',
  file: 'file:///folder/nets.backprop',
  text: '',
  network,
  seed: 1,
});

/** @param minute of an hour of a day that is over */
const run = (
  network: string,
  minute: number,
  changes: Partial<DescribedRun> = {},
): Partial<DescribedRun> => ({
  name: network,
  origin: origin(network),
  created: `2026-11-29T04:${String(minute)}:00.000Z`,
  state: 'finished',
  step: 9,
  seconds: 2,
  latest: { loss: 0.25 },
  ...changes,
});

const time = (minute: number): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(`2026-11-29T04:${String(minute)}:00.000Z`),
  );

describe('the view "Runs"', () => {
  beforeEach(() => {
    disk.store = new MemoryStore();
  });

  it('has after a reload of the window what it had before', async () => {
    const before = new Window();
    await before.record(run('Kept', 10));
    const renamed = await before.record(run('Kept', 11));
    const removed = await before.record(run('Kept', 12));
    await before.record(run('Other', 13, { state: 'running', alive: '2026-11-29T04:13:09.000Z' }));
    await before.record({
      name: 'log',
      created: new Date(0).toISOString(),
      state: 'finished',
      seconds: 0.04,
    });
    const library = await before.library();
    await library.rename(renamed, 'the good one');
    await library.setPinned(renamed, true);
    await library.remove([removed]);
    const rows = await before.rows();
    expect(rows).toEqual([
      'Other, nets.backprop, 1 run',
      `${time(13)}, loss 0.250, 2 sec, lost: whoever recorded it is gone`,
      'Kept, nets.backprop, 2 runs',
      `the good one, ${time(11)}, loss 0.250, 2 sec, finished, pinned`,
      `${time(10)}, loss 0.250, 2 sec, finished`,
      'log, 1 run',
      'log, at an unknown time, under 0.1 sec, finished',
    ]);
    before.close();

    const after = new Window();
    expect(await after.rows()).toEqual(rows);
    const [, group] = await after.view.getChildren();
    const [row] = await after.view.getChildren(group);
    if (row?.kind !== 'recording') throw new Error('There is no row.');
    const item = await after.view.getTreeItem(row);
    expect(item.command).toMatchObject({ command: 'backprop.openRecording', arguments: [row.uri] });
    expect(item.contextValue).toBe('recording pinned definition');
    expect((await (await after.library()).read(row.uri)).ok).toBe(true);
    expect((await after.view.resolveTreeItem(item, row)).tooltip).toContain('9 steps');
    after.close();
  });

  it('says of a run that it is damaged once that was seen, also in the next window', async () => {
    const before = new Window();
    const uri = await before.record(run('Kept', 10));
    const whole = `${time(10)}, loss 0.250, 2 sec, finished`;
    expect(await before.rows()).toContain(whole);
    before.close();
    // In a window in which nobody has looked at the view yet.
    const window = new Window();
    const library = await window.library();
    const changed: unknown[] = [];
    const segment = 'segments/000001.safetensors';
    await library.filesOf(uri).write(segment, Uint8Array.of(1));
    await library.noteDamage(uri, [segment]);
    library.onDidChange((uris) => changed.push(uris));
    await library.noteDamage(uri, [segment]);
    expect(changed).toEqual([]);
    const damaged = `${time(10)}, damaged, loss 0.250, 2 sec, finished`;
    expect(await window.rows()).toContain(damaged);
    const [group] = await window.view.getChildren();
    const [row] = await window.view.getChildren(group);
    if (row === undefined) throw new Error('There is no row.');
    const item = await window.view.getTreeItem(row);
    expect(item.iconPath).toMatchObject({ id: 'warning' });
    expect(item.description).toContain('damaged');
    expect((await window.view.resolveTreeItem(item, row)).tooltip).toContain('Kept · finished · damaged\n');
    window.close();
    const after = new Window();
    expect(await after.rows()).toContain(damaged);
    await kept().write(`storage/recordings/${library.find(uri)?.folder ?? ''}/${segment}`, Uint8Array.of(2));
    await (await after.library()).refresh();
    expect(await after.rows()).toContain(whole);
    after.close();
  });

  it('tells in a list to choose from what state a run is in, and where its definition lies', async () => {
    const window = new Window();
    const uri = await window.record({
      name: 'XOR: optimizer = SGD(lr=0.5), seed = 1',
      state: 'stopped',
      origin: {
        kind: 'definition',
        file: 'file:///workspace/nets/xor.backprop',
        text: '',
        network: 'XOR',
        seed: 1,
      },
      latest: { trainLoss: 0.25 },
    });
    const entry = (await (await window.library()).list()).find((each) => each.uri.path === uri.path);
    if (entry === undefined || 'kind' in entry.run) throw new Error('It is not listed.');
    const { recordingPick } = await import('../../../../src/editor/runs/recordingPick');
    const { recordingTooltip } = await import('../../../../src/editor/runs/recordingItem');
    const pick = recordingPick(entry.run);
    expect(pick.label).toBe('XOR: optimizer = SGD(lr=0.5), seed = 1');
    expect(pick.description).toMatch(/ · stopped · loss 0\.25/);
    expect(pick.detail).toBe('nets/xor.backprop');
    expect(recordingTooltip(entry)).toMatch(/^XOR: optimizer = SGD\(lr=0\.5\), seed = 1 · stopped\n/);
    expect(recordingTooltip(entry)).toContain('\nnets/xor.backprop\n');
  });

  it('knows what is selected while its rows are drawn anew', async () => {
    const window = new Window();
    await window.record(run('Kept', 10));
    const [group] = await window.view.getChildren();
    const rows = await window.view.getChildren(group);
    // As long as they are drawn anew, the view names none.
    shown.select(rows);
    expect(window.view.selection).toEqual(rows);
    // They were selected while they were drawn: it names them when they are.
    shown.select([]);
    expect(window.view.selection).toEqual([]);
    shown.selection = rows;
    expect(window.view.selection).toEqual(rows);
    shown.selection = [];
    window.close();
  });

  it('is drawn anew when it is shown, where something changed while it was hidden', async () => {
    const window = new Window();
    await window.record(run('Kept', 10));
    let drawn = 0;
    window.view.onDidChangeTreeData(() => drawn++);
    shown.show(false);
    shown.show(true);
    expect(drawn).toBe(0);
    shown.show(false);
    await window.record(run('Kept', 11));
    shown.show(true);
    expect(drawn).toBe(1);
    window.close();
  });

  it('shows what another window records and removes, once it looks again', async () => {
    const [one, other] = [new Window(), new Window()];
    await one.record(run('Kept', 10));
    expect(await other.rows()).toHaveLength(2);
    const drawn: unknown[] = [];
    other.view.onDidChangeTreeData((nodes) => drawn.push(nodes));
    const second = await one.record(run('Kept', 11));
    await (await other.library()).refresh();
    expect(await other.rows()).toHaveLength(3);
    await (await one.library()).remove([second]);
    await (await other.library()).refresh();
    expect(await other.rows()).toHaveLength(2);
    await vi.waitFor(() => {
      expect(drawn).toEqual([undefined, undefined]);
    });
    one.close();
    other.close();
  });
});
