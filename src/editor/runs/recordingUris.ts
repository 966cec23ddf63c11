import * as vscode from 'vscode';
import { fileNameOf } from '../documents/uris';

/** The folder of a recording ends in this, as `recordingSuffix` says. */
const suffix = '.bprun';

/** Whether a place is that of a recording, not of a definition. */
export function isRecording({ path }: vscode.Uri): boolean {
  return path.endsWith(suffix);
}

/** What a recording's folder is called, without the ending. */
export function recordingNameOf(recording: vscode.Uri): string {
  return fileNameOf(recording).slice(0, -suffix.length);
}

/** Definitions as they were recorded are read-only documents of this scheme. */
export const recordedTextScheme = 'backprop-recording';

/** A definition as it was recorded, and where it would lie: its data is looked for beside that. */
export interface RecordedText {
  readonly recording: vscode.Uri;
  readonly definition: vscode.Uri;
  /** The text after so many edits of it; absent: after all of them. `told`: before, and what was changed. */
  readonly edit?: number | 'told';
}

/** Both addresses are in it: nobody else need remember what it is of. */
export function recordedTextUri({ recording, definition, edit }: RecordedText): vscode.Uri {
  const folder = edit === undefined ? '' : `/${String(edit)}`;
  return vscode.Uri.from({
    scheme: recordedTextScheme,
    path: `${folder}/${fileNameOf(definition)}`,
    query: recording.toString(),
    fragment: definition.toString(),
  });
}

/** `undefined` for the address of anything else. */
export function readRecordedTextUri({ scheme, path, query, fragment }: vscode.Uri): RecordedText | undefined {
  if (scheme !== recordedTextScheme || query === '' || fragment === '') return undefined;
  const [, edit] = /^\/(\d+|told)\//.exec(path) ?? [];
  return {
    recording: vscode.Uri.parse(query),
    definition: vscode.Uri.parse(fragment),
    ...(edit !== undefined && { edit: edit === 'told' ? edit : Number(edit) }),
  };
}
