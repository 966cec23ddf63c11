import * as vscode from 'vscode';
import type { NetworkPanels, NetworkTarget } from '../panels/network/networkPanels';
import type { FormulaPanels } from '../panels/formulas/formulaPanels';
import {
  openPanelCommand,
  openRecordingCommand,
  reportPurpose,
  stepThroughCommand,
  goToSourceCommand,
} from './names';
import type { Recordings } from '../runs/recordings';
import { isRecording } from '../runs/recordingUris';
import type { NetworkTargets, Target } from './commandTargets';
import { targetOf } from './commandTargets';
import { toEditorRange } from '../documents/ranges';
import type { Entry } from '../sidebar/entries';

interface Parts {
  readonly targets: NetworkTargets;
  readonly formulaPanels: FormulaPanels;
  readonly networkPanels: NetworkPanels;
  readonly recordings: Recordings;
}

/** The commands that lead from the text to its panel, and from a line of the sidebar into the text. */
export function registerNavigationCommands(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(registerOpenPanel(parts), registerGoToSource(), registerOpenRecording(parts));
}

/** The panel of what is meant: of a network, or of the formulas of a file. */
function registerOpenPanel({ targets, formulaPanels, networkPanels }: Parts): vscode.Disposable {
  const command =
    (
      ofNetwork: (target: NetworkTarget) => Promise<unknown>,
      ofFormulas: (target: Target) => Promise<unknown>,
    ) =>
    async (uri: unknown, what: unknown): Promise<void> => {
      const network = await targets.meant(uri, what);
      if (network !== undefined) {
        await ofNetwork(network);
        return;
      }
      const formulas = await targetOf(uri, what);
      if (formulas !== undefined) await ofFormulas(formulas);
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      openPanelCommand,
      command(
        (target) => networkPanels.open(target),
        (target) => formulaPanels.open(target),
      ),
    ),
    vscode.commands.registerCommand(
      stepThroughCommand,
      command(
        (target) => networkPanels.stepThrough(target),
        (target) => formulaPanels.stepThrough(target),
      ),
    ),
  );
}

/** The panel of a recording: the one that is handed over, or one that a person chooses on the disk. */
function registerOpenRecording({ networkPanels, recordings }: Parts): vscode.Disposable {
  return vscode.commands.registerCommand(openRecordingCommand, async (given: unknown, purpose: unknown) => {
    const folder = placeOfRecording(given) ?? (await chooseRecording());
    const uri = folder && (isRecording(folder) ? folder : await importEvents(folder, recordings));
    if (uri === undefined) return;
    const panel = await networkPanels.openRecording(uri);
    if (purpose === reportPurpose) panel.makeReport();
  });
}

/** A folder of another program's events becomes a recording first. */
async function importEvents(folder: vscode.Uri, recordings: Recordings): Promise<vscode.Uri | undefined> {
  const [code, library] = await Promise.all([
    import(/* webpackChunkName: "extension.recordings" */ '../runs/importEvents'),
    recordings.library(),
  ]);
  return code.importEvents(folder, library);
}

function placeOfRecording(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  const isEntry = typeof given === 'object' && given !== null && 'uri' in given;
  return isEntry && given.uri instanceof vscode.Uri ? given.uri : undefined;
}

async function chooseRecording(): Promise<vscode.Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: vscode.l10n.t('The folder of a recording (.bprun), or of event files of TensorBoard'),
      openLabel: vscode.l10n.t('Open Recording'),
    })) ?? [];
  return chosen;
}

/** From a line of the tree into the editor, and the focus with it. A click only shows the line. */
function registerGoToSource(): vscode.Disposable {
  return vscode.commands.registerCommand(goToSourceCommand, async (entry: Entry | undefined) => {
    if (entry === undefined) return;
    const selection = entry.kind === 'row' ? toEditorRange(entry.checked, entry.row.range) : undefined;
    await vscode.window.showTextDocument(entry.uri, selection === undefined ? {} : { selection });
  });
}
