import * as vscode from 'vscode';
import type * as NumpyCode from '../../convert/numpy/numpyScript';
import { sealOf } from '../../language/services/sheets/seal';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import type { Grader } from '../formulas/grader';
import { targetOf } from './commandTargets';
import { copyAsPythonCommand } from './names';

const loadNumpy = (): Promise<typeof NumpyCode> =>
  import(/* webpackChunkName: "extension.asked" */ '../../convert/numpy/numpyScript');

/** How long the status bar says that something was copied, in milliseconds. */
const noticeTime = 5000;

/**
 * Copies the formulas of a definition as a script of NumPy with a backward written by hand. Of a file that
 * asks for numbers there is none: whoever ran it would have them all.
 */
export function registerCopyAsPython(documents: Documents, grader: Grader): vscode.Disposable {
  return vscode.commands.registerCommand(copyAsPythonCommand, async (uri: unknown) => {
    const target = await targetOf(uri, undefined);
    if (target === undefined) return;
    const { document } = target;
    const { file } = documents.check(document);
    if (sealOf(file.formulas, grader.find(document)?.numbers).isClosed) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This file has open questions, and a script would answer them.'),
      );
      return;
    }
    const { numpyScript } = await loadNumpy();
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
  });
}
