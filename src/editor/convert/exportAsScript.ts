import type { NetworkTarget } from '../panels/network/networkPanels';
import * as vscode from 'vscode';
import { exportFiles, exportTargets, type ExportTarget } from '../../convert/export/exportFiles';
import type { NamedNumbers, TrainingNumbers } from '../../engine/training/trainingNumbers';
import { handOver } from '../../protocol/handOver';
import { errorText } from '../../protocol/errorText';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import type { Computation } from '../formulas/computation';
import { localise } from '../localise';
import type { NetworkGrades } from '../training/networkGrades';
import type { NetworkRuns } from '../training/networkRuns';
import { isSameNetwork } from '../training/networkText';
import { findRunnableIn, whyUntrainable, type RunnableNetwork } from '../training/runnableNetwork';

export interface ExportParts {
  readonly extension: vscode.Uri;
  readonly documents: Documents;
  readonly runs: NetworkRuns;
  readonly grades: NetworkGrades;
  readonly computation: Computation;
  readonly realPath: RealPath;
}

const targetLabels: Readonly<Record<ExportTarget, string>> = { pytorch: 'PyTorch', numpy: 'NumPy' };

/** What the caller of the command has decided already. */
export interface ExportChoices {
  readonly to?: unknown;
  /** The folder in which the one of the export is made. */
  readonly folder?: unknown;
}

/**
 * Writes a network as a script into a new folder, with its data and parameters beside it; those of its run,
 * too, where the run is of the text as it stands.
 */
export async function exportNetwork(
  parts: ExportParts,
  target: NetworkTarget,
  choices: ExportChoices,
): Promise<void> {
  const runnable = await whatToExport(parts, target);
  if (typeof runnable === 'string') {
    void vscode.window.showErrorMessage(runnable);
    return;
  }
  const to = await chooseTarget(choices.to);
  const folder = to && (await chooseFolder(choices.folder, target.document.uri));
  if (to === undefined || folder === undefined) return;
  const numbers = await readNumbers(parts, target, runnable);
  if (numbers === undefined) return;
  const { definition } = runnable.program;
  const network = { fileName: fileNameOf(target.document.uri), definition, numbers };
  const exported = exportFiles(to, network, await trainedNumbers(parts.runs, target, runnable));
  if (!exported.ok) {
    const [first] = exported.refusals;
    if (first) await complainAtLine(target.document, runnable, first.layer, localise(first.message));
    return;
  }
  try {
    const place = await newFolder(folder, `${target.network}-${to}`);
    for (const { name, bytes } of exported.files)
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(place, name), bytes);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(place, 'train.py'));
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not be exported: {1}', target.network, errorText(error)),
    );
  }
}

/** The network as its text stands now, or a sentence that says why it cannot be exported. */
async function whatToExport(
  { documents, grades }: ExportParts,
  { document, network }: NetworkTarget,
): Promise<RunnableNetwork | string> {
  const runnable = findRunnableIn(documents.check(document), network);
  if (typeof runnable === 'string') return runnable;
  if (!runnable.outline.hasTraining) return whyUntrainable(network);
  const { kind } = await grades.sealOf(document, network);
  return kind === 'open'
    ? runnable
    : vscode.l10n.t('{0} is exported once it is asked for nothing: its script would answer.', network);
}

async function chooseTarget(given: unknown): Promise<ExportTarget | undefined> {
  const targets = Object.keys(exportTargets) as ExportTarget[];
  const found = targets.find((target) => target === given);
  if (found !== undefined) return found;
  const items = targets.map((target) => ({ label: targetLabels[target], target }));
  return (
    await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export the network as a script') })
  )?.target;
}

async function chooseFolder(given: unknown, definition: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Where should the folder of the script be?'),
    openLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(definition, '..'),
  });
  return chosen?.[0];
}

async function readNumbers(
  { extension, computation, realPath }: ExportParts,
  { document, network }: NetworkTarget,
  { program }: RunnableNetwork,
): Promise<TrainingNumbers | undefined> {
  const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
  const data = await readData(program.data, new DataPlace(extension, document.uri), realPath, () => false);
  if (!data.ok) {
    void vscode.window.showErrorMessage(data.sentence);
    return undefined;
  }
  const request = { network: program.definition, data: data.request };
  const files = Object.values(data.request.files).flatMap((file) => file?.bytes ?? []);
  const title = vscode.l10n.t('Backprop: exporting {0}', network);
  const computed = await computation.run(title, (service) =>
    service.readTrainingNumbers(handOver(request, files)),
  );
  if (computed.kind === 'cancelled') return undefined;
  if (computed.kind === 'done' && computed.answer.ok) return computed.answer.numbers;
  const sentence =
    computed.kind === 'failed'
      ? computed.sentence
      : computed.answer.ok
        ? ''
        : computed.answer.refusals.map(({ message }) => localise(message)).join(' ');
  void vscode.window.showErrorMessage(sentence);
  return undefined;
}

/** Of a run of this text that has done a step. */
async function trainedNumbers(
  runs: NetworkRuns,
  { document, network }: NetworkTarget,
  { program }: RunnableNetwork,
): Promise<readonly NamedNumbers[] | undefined> {
  const run = runs.find(document.uri, network);
  const isOfText = run?.isLive === true && run.text !== undefined && isSameNetwork(run.text.program, program);
  if (!isOfText || (run.status?.step ?? 0) === 0) return undefined;
  return run.ask((service, session) => service.trainedParameters({ session }));
}

async function complainAtLine(
  document: vscode.TextDocument,
  { file, outline }: RunnableNetwork,
  layer: number,
  sentence: string,
): Promise<void> {
  const range = outline.layers[layer]?.range;
  if (range === undefined) {
    void vscode.window.showErrorMessage(sentence);
    return;
  }
  const go = vscode.l10n.t('Go to Line');
  const line = file.positionAt(range.start).line + 1;
  const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('Line {0}: {1}', line, sentence), go);
  if (chosen !== go) return;
  const selection = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  await vscode.window.showTextDocument(document, { selection });
}

/** A folder that was not there: nothing is written over. */
async function newFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  const there = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([entry]) => entry));
  let free = name;
  for (let count = 2; there.has(free); count++) free = `${name}-${String(count)}`;
  const folder = vscode.Uri.joinPath(parent, free);
  await vscode.workspace.fs.createDirectory(folder);
  return folder;
}
