import * as vscode from 'vscode';
import type { Converted } from '../../convert';
import { errorText } from '../../protocol/errorText';
import { languageId } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import { localise } from '../localise';
import { showProgress } from '../progress';
import { loadConverter } from './converter';

/** What is read as text; more is no program that anybody wrote. */
const mostCharacters = 2_000_000;
const mostBytes = 64 * 1024 * 1024;

/**
 * Opens the definition of a Python file, a notebook, one of its cells or a model of
 * Keras beside it, as a document that has no file yet.
 */
export async function convertPythonFile(resource: unknown): Promise<void> {
  const open = vscode.window.activeTextEditor?.document.uri ?? activeNotebook()?.uri;
  const uri = uriOf(resource) ?? open ?? (await chooseFile());
  if (uri === undefined) return;
  const cancellation = new vscode.CancellationTokenSource();
  const name = fileNameOf(uri);
  try {
    const work = convert(uri);
    void showProgress(vscode.l10n.t('Converting {0}…', name), work, () => {
      cancellation.cancel();
    });
    const converted = await work;
    if (cancellation.token.isCancellationRequested) return;
    if (converted === undefined || converted.isEmpty) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} has no network and no formula that can be converted.', name),
      );
      return;
    }
    const document = await vscode.workspace.openTextDocument({
      language: languageId,
      content: converted.text,
    });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    // A step of the walkthrough is done by it.
    await vscode.commands.executeCommand('setContext', 'backprop.hasConverted', true);
  } catch (error) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} could not be converted: {1}', name, errorText(error)),
    );
  } finally {
    cancellation.dispose();
  }
}

/** Nothing is open that could be meant, as behind the button of the walkthrough. */
async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Convert a Python File, a Notebook or a Keras Model'),
    openLabel: vscode.l10n.t('Convert'),
    filters: { Python: ['py', 'ipynb', 'keras'] },
  });
  return chosen?.[0];
}

/** A file of the explorer, or a cell of a notebook whose menu was opened. */
function uriOf(resource: unknown): vscode.Uri | undefined {
  if (resource instanceof vscode.Uri) return resource;
  if (typeof resource !== 'object' || resource === null || !('document' in resource)) return undefined;
  const { document } = resource;
  const uri =
    typeof document === 'object' && document !== null && 'uri' in document ? document.uri : undefined;
  return uri instanceof vscode.Uri ? uri : undefined;
}

function activeNotebook(): vscode.NotebookDocument | undefined {
  const uri = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return uri instanceof vscode.TabInputNotebook ? notebookAt(uri.uri) : undefined;
}

function notebookAt(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString());
}

async function convert(uri: vscode.Uri): Promise<Converted | undefined> {
  const { convertCells, convertKerasFile, convertNotebook, convertPython } = await loadConverter();
  const notebook = notebookAt(uri) ?? notebookOfCell(uri);
  if (notebook) return convertCells(cellsUpTo(notebook, uri), localise);
  if (uri.path.endsWith('.keras')) {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) throw new RangeError(vscode.l10n.t('the file is too large'));
    return convertKerasFile(await vscode.workspace.fs.readFile(uri), localise);
  }
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  if (text.length > mostCharacters) throw new RangeError(vscode.l10n.t('the file is too large'));
  return uri.path.endsWith('.ipynb') ? convertNotebook(text, localise) : convertPython(text, { localise });
}

function notebookOfCell(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === uri.toString()),
  );
}

/** Code cells up to the one that is asked for, which needs what those above it import; all, where none is. */
function cellsUpTo(notebook: vscode.NotebookDocument, uri: vscode.Uri): { number: number; source: string }[] {
  const cells = notebook.getCells();
  const last = cells.findIndex(({ document }) => document.uri.toString() === uri.toString());
  return cells
    .slice(0, last < 0 ? cells.length : last + 1)
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Code)
    .map(({ index, document }) => ({ number: index + 1, source: document.getText() }));
}
