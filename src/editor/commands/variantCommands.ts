import * as vscode from 'vscode';
import type { CheckedFile, ComparisonOutline } from '../../language';
import type { Documents } from '../documents/documents';
import { recordingsEnabled } from '../extensionSettings';
import { localise } from '../localise';
import type { Recordings } from '../runs/recordings';
import type { ComparisonParts, RequestedComparison } from '../runs/runVariants';
import type { NetworkGrades } from '../training/networkGrades';
import { findRunnableIn } from '../training/runnableNetwork';
import { targetOf } from './commandTargets';
import { runVariantsCommand } from './names';

interface Parts extends Omit<ComparisonParts, 'place'> {
  readonly documents: Documents;
  readonly grades: NetworkGrades;
  readonly recordings: Recordings;
  readonly place: Omit<ComparisonParts['place'], 'library'>;
}

/** Trains the variants of a comparison: the one of a lens, the one at the cursor, the only one. */
export function registerRunVariants(parts: Parts): vscode.Disposable {
  const running = new Set<string>();
  return vscode.commands.registerCommand(runVariantsCommand, async (uri: unknown, name: unknown) => {
    const target = await targetOf(uri, undefined);
    if (target === undefined) return;
    const { document } = target;
    const outline = await choose(parts.documents.check(document).file, document, name);
    if (outline === undefined) return;
    const key = `${document.uri.toString()} ${outline.name}`;
    if (running.has(key)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The variants of {0} are being trained.', outline.name),
      );
      return;
    }
    running.add(key);
    try {
      await run(parts, document, outline.name);
    } finally {
      running.delete(key);
    }
  });
}

async function run(parts: Parts, document: vscode.TextDocument, name: string): Promise<void> {
  const requested = await whatToRun(parts, document, name);
  if (typeof requested === 'string') {
    void vscode.window.showErrorMessage(requested);
    return;
  }
  // Most windows never compare.
  const [{ runVariants }, library] = await Promise.all([
    import(/* webpackChunkName: "extension.recordings" */ '../runs/runVariants'),
    parts.recordings.library(),
  ]);
  await runVariants(requested, { ...parts, place: { ...parts.place, library } });
}

/** A comparison as its text stands now, or a sentence that says why it cannot be run. */
async function whatToRun(
  { documents, grades }: Parts,
  document: vscode.TextDocument,
  name: string,
): Promise<RequestedComparison | string> {
  if (!recordingsEnabled()) {
    return vscode.l10n.t('Variants are compared by their recordings: switch backprop.recordings.enabled on.');
  }
  const checked = documents.check(document);
  const { file } = checked;
  const outline = file.comparisons.find((each) => each.name === name);
  const { comparison } = outline ?? {};
  if (outline === undefined || comparison === undefined) return whyBroken(file, outline);
  const network = comparison.network.name?.name ?? '';
  const runnable = findRunnableIn(checked, network);
  if (typeof runnable === 'string') return runnable;
  const { kind } = await grades.sealOf(document, network);
  if (kind !== 'open') {
    return vscode.l10n.t(
      '{0} is compared once it is asked for nothing: the numbers of its variants would answer.',
      network,
    );
  }
  return { uri: document.uri, file, name, comparison };
}

function whyBroken(file: CheckedFile, outline: ComparisonOutline | undefined): string {
  const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
  const isIn = ({ start, end }: { start: number; end: number }): boolean =>
    outline !== undefined && start >= outline.range.start && end <= outline.range.end;
  const error = errors.find(({ range }) => isIn(range)) ?? errors[0];
  if (error === undefined) return vscode.l10n.t('This comparison cannot run');
  return vscode.l10n.t('Line {0}: {1}', file.positionAt(error.range.start).line + 1, localise(error.message));
}

async function choose(
  { comparisons }: CheckedFile,
  document: vscode.TextDocument,
  name: unknown,
): Promise<ComparisonOutline | undefined> {
  if (typeof name === 'string') return comparisons.find((each) => each.name === name);
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? document.offsetAt(editor.selection.active) : -1;
  const atCursor = comparisons.find(({ range }) => range.start <= cursor && cursor <= range.end);
  if (atCursor !== undefined) return atCursor;
  const [only, ...others] = comparisons;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no compare in this file.'));
    return undefined;
  }
  if (others.length === 0) return only;
  const names = comparisons.map((each) => each.name);
  const picked = await vscode.window.showQuickPick(names, { title: vscode.l10n.t('Which comparison?') });
  return comparisons.find((each) => each.name === picked);
}
