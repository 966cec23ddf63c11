import * as vscode from 'vscode';
import type { CheckedDocument } from '../../documents/documents';
import { countText, localise } from '../../localise';
import type { FormulaPanelStatus } from '../../../protocol/formulaPanelMessages';
import type { Range } from '../../../language';
import type { Session } from '../../formulas/formulaSession';

/** How things stand, in words that say what to do; and which place is to blame. */
export interface FormulaStatus {
  readonly status: FormulaPanelStatus;
  readonly blamed?: Range;
}

export function deletedFileStatus(): FormulaStatus {
  return {
    status: {
      kind: 'deleted',
      text: vscode.l10n.t('This file is gone. Put it back, or close this panel and open another definition.'),
    },
  };
}

/** More nodes are not drawn: laying them out would stop the panel for minutes, and nobody could read them. */
export const mostNodes = 500;

export function tooLargeStatus(nodes: number): FormulaStatus {
  const text = vscode.l10n.t(
    'These are {0} nodes; no more than {1} are drawn. After Run Backward every value and gradient stands beside its line.',
    countText(nodes),
    countText(mostNodes),
  );
  return { status: { kind: 'tooLarge', text } };
}

export function formulaStatus(
  { file, unreadable }: CheckedDocument,
  session: Session | undefined,
): FormulaStatus {
  if (unreadable !== undefined) return { status: { kind: 'error', text: unreadable } };
  if (session?.running === true) {
    return { status: { kind: 'running', text: vscode.l10n.t('Computing every value and gradient…') } };
  }
  const error = file.diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined)
    return blame(file.positionAt(error.range.start).line, localise(error.message), error.range);
  const failure = session?.failure;
  if (failure !== undefined) {
    return failure.range === undefined
      ? { status: { kind: 'error', text: failure.sentence } }
      : blame(failure.file.positionAt(failure.range.start).line, failure.sentence, failure.range);
  }
  if (session?.run === undefined)
    return { status: { kind: 'neverRun', text: whatToDo(file.formulas.passes.length) } };
  if (session.stale) {
    const text = vscode.l10n.t('The text has changed since these numbers were computed: click Run Backward.');
    return { status: { kind: 'stale', text } };
  }
  return { status: { kind: 'fresh', text: '' } };
}

function whatToDo(passes: number): string {
  return passes === 0
    ? vscode.l10n.t('Write formulas, and below them a line such as: backward price. Then click Run Backward.')
    : vscode.l10n.t('Click Run Backward to see every value and every gradient.');
}

function blame(line: number, sentence: string, range: Range): FormulaStatus {
  const text = vscode.l10n.t('Line {0}: {1}', line + 1, sentence);
  return { status: { kind: 'error', text, line: line + 1 }, blamed: range };
}
