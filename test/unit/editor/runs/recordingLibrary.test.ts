import type * as vscode from 'vscode';
import { expect, it, vi } from 'vitest';
import { RecordingLibrary } from '../../../../src/editor/runs/recordingLibrary';
import type { FileStore } from '../../../../src/recording/fileStore';
import * as fake from '../panels/host/fakeVscode';

vi.mock('vscode', async () => ({
  ...(await import('../panels/host/fakeVscode')),
  workspace: {
    fs: { readDirectory: () => Promise.resolve([]) },
    findFiles: () => Promise.resolve([]),
  },
}));

it('finds what was made since the look that is under way, for everybody who asks meanwhile', async () => {
  /** Answers one look after the other. */
  const looks: ((names: readonly string[]) => void)[] = [];
  const store = {
    folders: () => new Promise<readonly string[]>((resolve) => looks.push(resolve)),
    modified: () => Promise.resolve(1),
    read: () => Promise.reject(new Error('There is no such file.')),
    write: () => Promise.resolve(),
    rename: () => Promise.resolve(),
  } as unknown as FileStore;
  const storage = fake.Uri.parse('file:///storage') as unknown as vscode.Uri;
  const library = new RecordingLibrary(storage, () => store);
  const folders = (): readonly string[] => library.entries.map(({ folder }) => folder);

  const before = library.refresh();
  await vi.waitFor(() => {
    expect(looks).toHaveLength(1);
  });
  const meanwhile = [library.refresh(), library.refresh()];
  looks[0]?.([]);
  await before;
  expect(folders()).toEqual([]);
  await vi.waitFor(() => {
    expect(looks).toHaveLength(2);
  });
  looks[1]?.(['made.bprun']);
  await Promise.all(meanwhile);
  expect(folders()).toEqual(['made.bprun']);
  expect(looks).toHaveLength(2);
});

it('is looked at anew for whoever decides by it, and not for whoever draws it', async () => {
  let names: readonly string[] = [];
  const store = {
    folders: () => Promise.resolve(names),
    modified: () => Promise.resolve(1),
    read: () => Promise.reject(new Error('There is no such file.')),
    write: () => Promise.resolve(),
    rename: () => Promise.resolve(),
  } as unknown as FileStore;
  const storage = fake.Uri.parse('file:///storage') as unknown as vscode.Uri;
  const library = new RecordingLibrary(storage, () => store);
  expect(await library.list()).toEqual([]);
  names = ['made.bprun'];
  expect(await library.list()).toEqual([]);
  expect(await library.listAnew()).toMatchObject([{ folder: 'made.bprun' }]);
});
