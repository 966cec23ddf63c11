import type * as vscode from 'vscode';
import { expect, it, vi } from 'vitest';
import type { SubjectPanel } from '../../../../../src/editor/panels/network/panelSubject';
import type { ChangedRecordings } from '../../../../../src/editor/runs/recordingLibrary';
import { writeLabel } from '../../../../../src/recording/runLabel';
import { MemoryStore } from '../../../recording/memoryStore';
import * as fake from '../host/fakeVscode';

const disk = vi.hoisted((): { store: unknown } => ({ store: undefined }));

vi.mock('vscode', () => import('../host/fakeVscode'));
vi.mock('../../../../../src/editor/runs/uriStore', () => ({ uriStore: () => disk.store }));

const { RecomputedNetwork } = await import('../../../../../src/editor/panels/network/recomputedNetwork');
type Parts = ConstructorParameters<typeof RecomputedNetwork>[2];

it('is called as its recording is renamed, and says when that is deleted, until it is back', async () => {
  const store = new MemoryStore();
  disk.store = store;
  const uri = fake.Uri.parse('memory:///Small.bprun') as unknown as vscode.Uri;
  const changed = new fake.EventEmitter<ChangedRecordings>();
  const never = (): vscode.Disposable => ({ dispose: () => undefined });
  const trained = {
    uri,
    note: 'Computed again.',
    remark: (note: string) => {
      trained.note = note;
    },
  };
  const titles: (string | undefined)[] = [];
  const panel = { host: { entitle: (title: string | undefined) => titles.push(title) } };
  const network = new RecomputedNetwork(
    { uri, network: 'N' },
    uri,
    {
      runs: { open: () => trained, onDidChange: never, limitWorkers: () => undefined },
      clock: { onDidShow: never },
      documents: { onDidCheck: never },
      recordings: { onDidChange: changed.event },
    } as unknown as Parts,
    panel as unknown as SubjectPanel,
  );
  await writeLabel(store, { name: 'the good one', pinned: false });
  changed.fire([uri]);
  await vi.waitFor(() => {
    expect(titles).toEqual(['Recording: the good one']);
  });
  store.made.delete('');
  changed.fire(undefined);
  await vi.waitFor(() => {
    expect(trained.note).toMatch(/^This recording was deleted\./);
  });
  store.made.add('');
  changed.fire([uri]);
  await vi.waitFor(() => {
    expect(trained.note).toBe('Computed again.');
  });
  network.dispose();
});
