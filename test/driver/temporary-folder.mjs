import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from '../../scripts/process/cleanup.mjs';

/** @returns {Promise<{ folder: string, remove: () => Promise<void> }>} */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'backprop-lens-'));
  // The server may still be writing its last lines: removal is tried again.
  return { folder, remove: onExit(() => rm(folder, { recursive: true, force: true, maxRetries: 5 })) };
}
