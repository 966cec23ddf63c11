import { realpath } from 'node:fs/promises';
import { availableParallelism, hostname, loadavg } from 'node:os';

/** The process of the extension host. */
export const thisProcess = { id: process.pid, host: hostname() };

/** As many as have nothing to do, but one at least. Windows does not tell how busy it is. */
export function spareCores(): number {
  const [busy = 0] = loadavg();
  return Math.max(1, availableParallelism() - Math.round(busy));
}

/** Where a path of this machine leads with every link followed; `undefined` where it leads nowhere. */
export async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}
