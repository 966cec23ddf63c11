import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskStore } from '../../../src/platform/diskStore';
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
});
