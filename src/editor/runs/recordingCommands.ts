import * as vscode from 'vscode';
import {
  checkCapturedStepCommand,
  compareDefinitionsCommand,
  deleteRecordingsCommand,
  exportRecordingCommand,
  pinRecordingsCommand,
  recordPythonCommand,
  renameRecordingCommand,
  restoreRecordingsCommand,
  revealDefinitionCommand,
  unpinRecordingsCommand,
} from '../commands/names';
import { errorText } from '../../protocol/errorText';
import type * as ActionsCode from './recordingActions';
import type { RecordingActions } from './recordingActions';
import type { RecordingEntry, RecordingLibrary } from './recordingLibrary';
import type { Recordings } from './recordings';

/** Read with the first command, not when the extension starts. */
const loadActions = (): Promise<typeof ActionsCode> =>
  import(/* webpackChunkName: "extension.recordings" */ './recordingActions');

/**
 * What can be done with recordings in the view "Runs". Arguments: the row it is about, and all selected.
 * @param selection of the view, for commands that come from a key, which have no arguments
 */
export function registerRecordingCommands(
  recordings: Recordings,
  selection: () => readonly unknown[],
): vscode.Disposable {
  let actions: Promise<RecordingActions> | undefined;
  const open = async (library: RecordingLibrary): Promise<RecordingActions> => {
    const { RecordingActions } = await loadActions();
    return new RecordingActions(library);
  };
  type Act = (actions: RecordingActions, chosen: readonly RecordingEntry[]) => Promise<void>;
  const command =
    (act: Act, needed = 1) =>
    async (row: unknown, selected: unknown): Promise<void> => {
      try {
        const library = await recordings.library();
        const rows = chosenOf(row, row === undefined ? selection() : selected);
        if (rows.length < needed) {
          void vscode.window.showInformationMessage(
            vscode.l10n.t('Select a recording in the view Runs first.'),
          );
          return;
        }
        await act(
          await (actions ??= open(library)),
          // A row may be of some seconds ago.
          rows.map((entry) => library.find(entry.uri) ?? entry),
        );
      } catch (error) {
        void vscode.window.showErrorMessage(errorText(error));
      }
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(recordPythonCommand, async (script: unknown) => {
      try {
        const { recordPython } = await import(
          /* webpackChunkName: "extension.recordings" */ './python/recordPython'
        );
        await recordPython(script, await recordings.library());
      } catch (error) {
        void vscode.window.showErrorMessage(errorText(error));
      }
    }),
    vscode.commands.registerCommand(
      renameRecordingCommand,
      command((on, [entry]) => on.rename(entry)),
    ),
    vscode.commands.registerCommand(
      pinRecordingsCommand,
      command((on, entries) => on.setPinned(entries, true)),
    ),
    vscode.commands.registerCommand(
      unpinRecordingsCommand,
      command((on, entries) => on.setPinned(entries, false)),
    ),
    vscode.commands.registerCommand(
      deleteRecordingsCommand,
      command((on, entries) => on.remove(entries)),
    ),
    vscode.commands.registerCommand(
      restoreRecordingsCommand,
      command((on) => on.restore(), 0),
    ),
    vscode.commands.registerCommand(
      exportRecordingCommand,
      command((on, [entry]) => on.export(entry)),
    ),
    vscode.commands.registerCommand(
      checkCapturedStepCommand,
      command((on, [entry]) => on.checkCapturedStep(entry)),
    ),
    vscode.commands.registerCommand(
      revealDefinitionCommand,
      command((on, [entry]) => on.revealDefinition(entry)),
    ),
    vscode.commands.registerCommand(
      compareDefinitionsCommand,
      command((on, entries) => on.compareDefinitions(entries), 0),
    ),
  );
}

/** All that are selected, where the row is one of them; groups among them are left out. */
function chosenOf(row: unknown, selected: unknown): readonly RecordingEntry[] {
  const rows: unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [row];
  return rows.filter(isEntry);
}

function isEntry(row: unknown): row is RecordingEntry {
  return typeof row === 'object' && row !== null && 'folder' in row && 'uri' in row;
}
