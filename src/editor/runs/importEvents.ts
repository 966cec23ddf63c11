import * as vscode from 'vscode';
import { makeRecording } from '../../recording/recordingFolder';
import { parseRun, runFile } from '../../recording/runDescription';
import { readEventFolder } from '../../recording/tensorboard/eventFolder';
import { fileNameOf } from '../documents/uris';
import type { RecordingLibrary } from './recordingLibrary';

/**
 * Makes a recording of a folder of TensorBoard's event files among those of the extension, where it has a
 * panel, stands in the view and is compared as any other. The same run twice is one recording.
 * @returns `undefined`, and says why, where there is none to be made
 */
export async function importEvents(
  folder: vscode.Uri,
  library: RecordingLibrary,
): Promise<vscode.Uri | undefined> {
  const name = fileNameOf(folder);
  const events = await readEventFolder(library.filesOf(folder), name);
  const described = events && parseRun(events.contents.get(runFile) ?? new Uint8Array());
  if (events === undefined || described?.ok !== true) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} is not the folder of a recording, whose name ends in .bprun, and has no event files of TensorBoard in it.',
        name,
      ),
    );
    return undefined;
  }
  const damaged = events.damaged.map(({ file }) => file);
  if (damaged.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Not all of {0} could be read: {1}', name, damaged.join(', ')),
    );
  }
  const { run } = described;
  const known = (await library.listAnew()).find(
    (entry) =>
      entry.isStored &&
      'created' in entry.run &&
      entry.run.created === run.created &&
      entry.run.step === run.step,
  );
  if (known) return known.uri;
  const made = await library.make((store) => makeRecording(store, name, new Date(run.created)));
  // Whoever reads a folder with a `run.json` finds all of it.
  const files = [...events.contents].sort(([a], [b]) => Number(a === runFile) - Number(b === runFile));
  for (const [path, bytes] of files) await made.files.write(path, bytes);
  const uri = library.uriOf(made.folder);
  await library.changed(uri);
  return uri;
}
