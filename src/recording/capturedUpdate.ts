import type { ReadableStore } from './fileStore';
import { captureFolder } from './recordingFolder';
import { readRun } from './recordingReader';
import type { RunDescription } from './runDescription';

/** An update of which whoever recorded has written down every number. */
export interface CapturedUpdate {
  readonly run: RunDescription;
  readonly update: number;
  /** In `captures/`: an NPZ archive. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The update that was captured last; `undefined` where there is none, or the recording cannot be read. */
export async function readCapturedUpdate(files: ReadableStore): Promise<CapturedUpdate | undefined> {
  try {
    const entries = await files.list(captureFolder);
    const name = entries
      .map((entry) => entry.name)
      .filter((each) => /^\d+\.npz$/.test(each))
      .sort()
      .at(-1);
    const read = await readRun(files, await files.list(''));
    if (name === undefined || read?.ok !== true) return undefined;
    const bytes = await files.read(`${captureFolder}/${name}`);
    return { run: read.run, update: Number.parseInt(name), name, bytes };
  } catch {
    return undefined;
  }
}
