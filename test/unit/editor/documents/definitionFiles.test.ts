import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DefinitionFiles } from '../../../../src/editor/documents/definitionFiles';
import * as fake from '../panels/host/fakeVscode';

const { creations, deletions, found, search } = vi.hoisted(() => ({
  /** Who is told that a path has come, by the pattern of its watcher. */
  creations: new Map<string, (uri: unknown) => void>(),
  /** Who is told that a path is gone, by the pattern of its watcher. */
  deletions: new Map<string, (uri: unknown) => void>(),
  found: { paths: [] as string[] },
  /** What the answer of a search that begins now waits for. */
  search: { delay: undefined as Promise<undefined> | undefined },
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  const nothing = { dispose: (): void => undefined };
  return {
    ...half,
    FileType: { File: 1, Directory: 2 },
    window: { ...half.window, tabGroups: { all: [], onDidChangeTabs: event } },
    workspace: {
      ...half.workspace,
      textDocuments: [],
      fs: { stat: ({ path }: { path: string }) => Promise.resolve({ type: path.endsWith('inner') ? 2 : 1 }) },
      onDidDeleteFiles: event,
      onDidChangeWorkspaceFolders: event,
      onDidOpenTextDocument: event,
      onDidCloseTextDocument: event,
      findFiles: () => {
        const uris = found.paths.map((path) => half.Uri.parse(`file://${path}`));
        return search.delay === undefined ? Promise.resolve(uris) : search.delay.then(() => uris);
      },
      createFileSystemWatcher: (pattern: string) => ({
        ...nothing,
        onDidCreate: (listener: (uri: unknown) => void) => {
          creations.set(pattern, listener);
          return nothing;
        },
        onDidChange: event,
        onDidDelete: (listener: (uri: unknown) => void) => {
          deletions.set(pattern, listener);
          return nothing;
        },
      }),
    },
  };
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function expectRefresh(deleted: string, refreshes: number): Promise<void> {
  found.paths = ['/course/lessons/first/a.backprop', '/course/b.backprop'];
  const files = new DefinitionFiles();
  let changes = 0;
  files.onDidChange(() => changes++);
  expect((await files.list()).size).toBe(2);
  found.paths = ['/course/b.backprop'];
  // VS Code reports only the folder, which the pattern of definitions does not match.
  deletions.get('**/*')?.(fake.Uri.parse(`file://${deleted}`));
  await vi.runAllTimersAsync();
  expect(changes).toBe(refreshes);
  expect((await files.list()).size).toBe(2 - refreshes);
  files.dispose();
}

test('a folder with definitions that is deleted outside the editor takes them out of the list', async () => {
  await expectRefresh('/course/lessons/first', 1);
  await expectRefresh('/course/lessons', 1);
});

test('what else is deleted is no reason to look again', async () => {
  await expectRefresh('/course/build', 0);
  await expectRefresh('/course/lessons/first/notes.txt', 0);
});

test('a folder that comes may have brought definitions: it is looked into', async () => {
  found.paths = ['/course/b.backprop'];
  const files = new DefinitionFiles();
  let changes = 0;
  files.onDidChange(() => changes++);
  expect((await files.list()).size).toBe(1);
  found.paths.push('/course/inner/a.backprop');
  for (const path of ['/course/notes.txt', '/course/Makefile', '/course/node_modules/inner']) {
    creations.get('**/*')?.(fake.Uri.parse(`file://${path}`));
  }
  await vi.runAllTimersAsync();
  expect(changes).toBe(0);
  creations.get('**/*')?.(fake.Uri.parse('file:///course/inner'));
  await vi.runAllTimersAsync();
  expect(changes).toBe(1);
  expect((await files.list()).size).toBe(2);
  files.dispose();
});

test('what no watcher reported is found by looking again, and only a difference is a change', async () => {
  found.paths = ['/course/b.backprop'];
  const files = new DefinitionFiles();
  let changes = 0;
  files.onDidChange(() => changes++);
  await files.list();
  await files.lookForChanges();
  expect(changes).toBe(0);
  found.paths = ['/course/b.backprop', '/course/c.backprop'];
  await files.lookForChanges();
  expect(changes).toBe(1);
  expect((await files.list()).size).toBe(2);
  files.dispose();
});

test('a write that is told of several times is no change of the list, and the latest look counts', async () => {
  found.paths = ['/course/b.backprop'];
  const files = new DefinitionFiles();
  let changes = 0;
  files.onDidChange(() => changes++);
  await files.list();
  const tell = creations.get('**/*.backprop');
  found.paths = ['/course/b.backprop', '/course/c.backprop'];
  for (let time = 0; time < 3; time++) {
    tell?.(fake.Uri.parse('file:///course/c.backprop'));
    await vi.runAllTimersAsync();
  }
  expect(changes).toBe(1);

  // The first look sees one file more, and answers after the second, which does not.
  let answer = (): void => undefined;
  search.delay = new Promise((resolve) => {
    answer = () => {
      resolve(undefined);
    };
  });
  found.paths = ['/course/b.backprop', '/course/c.backprop', '/course/d.backprop'];
  const first = files.lookForChanges();
  search.delay = undefined;
  found.paths = ['/course/b.backprop'];
  await files.lookForChanges();
  answer();
  await first;
  expect((await files.list()).size).toBe(1);
  expect(changes).toBe(2);
  files.dispose();
});

test('a definition that is deleted and written again is to be read again', () => {
  const files = new DefinitionFiles();
  const changed: string[] = [];
  files.onDidChangeContent(({ path }) => changed.push(path));
  const uri = fake.Uri.parse('file:///course/b.backprop');
  deletions.get('**/*.backprop')?.(uri);
  // A view may read it now, and find nothing.
  creations.get('**/*.backprop')?.(uri);
  expect(changed).toEqual(['/course/b.backprop', '/course/b.backprop']);
  files.dispose();
});
