import type { FileStore } from '../recording/fileStore';
import type { RuntimeAssets } from './runtimeAssets';
import type { StartedWorker } from './workerRuntime';

/** What the two extension hosts, Node's and the browser's, do differently. */
export interface Platform {
  readonly startWorker: (assets: RuntimeAssets) => Promise<StartedWorker>;
  /** Where a path leads with every link followed; `undefined` where it leads nowhere. */
  readonly realPath: (path: string) => Promise<string | undefined>;
  /** How many cores have nothing to do, as far as anybody knows; at least one. */
  readonly spareCores: () => number;
  /** For whoever looks at a run later: where it ran. Absent in a browser. */
  readonly thisProcess?: { readonly id: number; readonly host: string };
  /** The files of a folder of this machine; absent where there is no disk. */
  readonly openDisk?: (path: string) => FileStore;
}
