import * as vscode from 'vscode';
import { numpyScript } from '../../convert/numpy/numpyScript';
import { sealOf } from '../../language/services';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import type { Grader } from '../formulas/grader';

/** How long the status bar says that something was copied, in milliseconds. */
const noticeTime = 5000;

/**
 * Copies the formulas of a definition as a script of NumPy with a backward written by hand. Of a file that
 * asks for numbers there is none: whoever ran it would have them all.
 */
export async function copyAsPython(
  document: vscode.TextDocument,
  documents: Documents,
  grader: Grader,
): Promise<void> {
  const { file } = documents.check(document);
  if (sealOf(file.formulas, grader.find(document)?.numbers).isClosed) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This file has open questions, and a script would answer them.'),
    );
    return;
  }
  const script = numpyScript(file, fileNameOf(document.uri));
  if (script.kind !== 'script') {
    void vscode.window.showInformationMessage(
      script.kind === 'empty'
        ? vscode.l10n.t('There is no formula here to write as Python.')
        : vscode.l10n.t('A script would hold {0} given numbers, more than anybody reads.', script.numbers),
    );
    return;
  }
  await vscode.env.clipboard.writeText(script.text);
  const isBroken = file.diagnostics.some(({ severity }) => severity === 'error');
  vscode.window.setStatusBarMessage(
    isBroken
      ? vscode.l10n.t('Copied as Python, without the lines that have mistakes.')
      : vscode.l10n.t('Copied as Python.'),
    noticeTime,
  );
}
