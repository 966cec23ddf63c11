import { readRun } from '../../recording/recordingReader';
import { recordedTexts } from '../../recording/runDescription';
import type { RecordedText } from './recordingUris';
import { uriStore } from './uriStore';

/** One of them, read from its recording; `undefined` where it is not there. */
export async function readRecordedText({ recording, edit = -1 }: RecordedText): Promise<string | undefined> {
  const files = uriStore(recording);
  const read = await readRun(files, await files.list(''));
  return read?.ok === true ? recordedTexts(read.run).at(edit) : undefined;
}
