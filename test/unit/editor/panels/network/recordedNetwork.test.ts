import type * as vscode from 'vscode';
import { expect, it, vi } from 'vitest';
import type { RecordedNetworkParts } from '../../../../../src/editor/panels/network/recordedNetwork';
import type { SubjectPanel } from '../../../../../src/editor/panels/network/panelSubject';
import type { ChangedRecordings } from '../../../../../src/editor/runs/recordingLibrary';
import { segmentFile } from '../../../../../src/recording/recordingFolder';
import { runFile, writeRun } from '../../../../../src/recording/runDescription';
import { writeLabel } from '../../../../../src/recording/runLabel';
import { encodeSegment } from '../../../../../src/recording/segment';
import { MemoryStore } from '../../../recording/memoryStore';
import { described, rowsFrom } from '../../../recording/runs';
import * as fake from '../host/fakeVscode';

const disk = vi.hoisted((): { store: unknown } => ({ store: undefined }));

vi.mock('vscode', () => import('../host/fakeVscode'));
vi.mock('../../../../../src/editor/runs/uriStore', () => ({ uriStore: () => disk.store }));

const { RecordedNetwork } = await import('../../../../../src/editor/panels/network/recordedNetwork');

/** An open panel of a recording that is over, and what people do to that meanwhile. */
class Opened {
  readonly store = new MemoryStore();
  readonly titles: (string | undefined)[] = [];
  readonly subject: InstanceType<typeof RecordedNetwork>;
  private readonly changed = new fake.EventEmitter<ChangedRecordings>();
  private readonly uri = fake.Uri.parse('memory:///Small.bprun') as unknown as vscode.Uri;

  constructor() {
    disk.store = this.store;
    this.write();
    const parts = {
      documents: { onDidCheck: () => ({ dispose: () => undefined }) },
      recordings: {
        onDidChange: this.changed.event,
        library: () => Promise.resolve({ noteDamage: () => Promise.resolve() }),
      },
      log: {},
      version: '1',
    } as unknown as RecordedNetworkParts;
    const host = { entitle: (title: string | undefined) => this.titles.push(title) };
    const panel = { host, refresh: () => undefined } as unknown as SubjectPanel;
    this.subject = new RecordedNetwork(this.uri, parts, panel);
  }

  write(): void {
    for (const folder of ['segments', 'snapshots']) this.store.made.add(folder);
    this.store.files.set(runFile, writeRun(described({ state: 'finished', step: 3 })));
    this.store.files.set(segmentFile(1), encodeSegment({ losses: rowsFrom(0, 3) }));
  }

  /** The list of recordings says so. */
  tell(isOfIt: boolean): void {
    this.changed.fire(isOfIt ? [this.uri] : undefined);
  }

  get status(): string {
    return this.subject.stateParts() === undefined ? '' : this.subject.describe().status.kind;
  }
}

it('is called as the recording is renamed', async () => {
  const panel = new Opened();
  await vi.waitFor(() => {
    expect(panel.status).toBe('recorded');
  });
  expect(panel.titles.at(-1)).toBeUndefined();
  await writeLabel(panel.store, { name: 'the good one', pinned: false });
  panel.tell(true);
  await vi.waitFor(() => {
    expect(panel.titles.at(-1)).toBe('Recording: the good one');
  });
});

it('says that the recording was deleted, keeps what was read of it, and is as before once it is back', async () => {
  const panel = new Opened();
  await vi.waitFor(() => {
    expect(panel.status).toBe('recorded');
  });
  panel.store.files.clear();
  panel.store.made.clear();
  panel.tell(false);
  await vi.waitFor(() => {
    expect(panel.status).toBe('gone');
  });
  const gone = panel.subject.describe();
  expect(gone.status.text).toBe('This recording was deleted. Shown is what was read of it before.');
  expect(gone.run?.status.step).toBe(3);
  expect(gone.recording?.canCompute).toBe(false);
  panel.store.made.add('');
  panel.write();
  panel.tell(false);
  await vi.waitFor(() => {
    expect(panel.status).toBe('recorded');
  });
});
