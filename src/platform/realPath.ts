import { realpath } from 'node:fs/promises';

/** Where a path of this machine leads with every link followed; `undefined` where it leads nowhere. */
export async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}
