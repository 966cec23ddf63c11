import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskStore } from '../../../src/platform/diskStore';
import { readRecording, readSnapshot } from '../../../src/recording/recordingReader';
import { listRecordings } from '../../../src/recording/recordingList';
import { writeRun } from '../../../src/recording/runDescription';
import { described } from '../recording/runs';

// Windows has no pipes among its files.
describe.skipIf(process.platform === 'win32')('a folder on a disk with pipes among its files', () => {
  it('reads no pipe, which nobody may ever write to', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'pipes '));
    const folder = path.join(root, 'a.bprun');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'run.json'), writeRun(described()));
    const pipes = ['label.json', 'other.json'].map((name) => path.join(folder, name));
    expect(spawnSync('sh', ['-c', 'mkfifo "$@"', 'sh', ...pipes]).status).toBe(0);
    const store = diskStore(root);
    await expect(store.read('a.bprun/other.json')).rejects.toThrow('is no file');
    await expect(listRecordings(store)).resolves.toMatchObject([
      { folder: 'a.bprun', run: { name: 'Small' }, label: { pinned: false } },
    ]);
  });

  it('names what is a pipe, a folder or a link to nothing where a snapshot should be', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'pipes '));
    writeFileSync(path.join(root, 'run.json'), writeRun(described()));
    const at = (name: string): string => path.join(root, name);
    for (const folder of ['segments', 'snapshots', 'snapshots/3.safetensors']) mkdirSync(at(folder));
    const pipes = ['segments/1.safetensors', 'snapshots/1.safetensors'];
    expect(spawnSync('sh', ['-c', 'mkfifo "$@"', 'sh', ...pipes.map(at)]).status).toBe(0);
    symlinkSync(at('nothing'), at('snapshots/2.safetensors'));
    const store = diskStore(root);
    const read = await readRecording(store);
    if (!read.ok) throw new Error(read.problem.kind);
    const { snapshots, damaged } = read.recording;
    expect(damaged).toEqual([{ file: 'segments/1.safetensors', why: 'unreadable' }]);
    expect(snapshots).toHaveLength(3);
    for (const file of snapshots)
      await expect(readSnapshot(store, file)).resolves.toEqual({ file: file.file, why: 'unreadable' });
  });
});
