import * as vscode from 'vscode';
import { lenses } from '../../../language/services';
import { toEditorRange } from '../../documents/ranges';
import type { LensContext } from './codeLenses';

/** `2 of 4` above a sheet: how many of its questions are answered rightly. */
export function sheetLenses({ file, grading }: LensContext): vscode.CodeLens[] {
  return lenses(file).flatMap((lens) => {
    if (lens.kind !== 'sheet') return [];
    const right = grading?.grades.filter(({ kind }) => kind === 'ok').length;
    const title =
      right === undefined
        ? vscode.l10n.t('{0} questions', lens.questions)
        : vscode.l10n.t('{0} of {1}', right, lens.questions);
    const isDone = lens.questions > 0 && right === lens.questions;
    return [
      new vscode.CodeLens(toEditorRange(file, lens.range), {
        title: isDone ? `$(check) ${title}` : title,
        tooltip: vscode.l10n.t('How many questions of this sheet are answered rightly'),
        command: '',
      }),
    ];
  });
}
