import * as vscode from 'vscode';
import { definitionSelector } from '../../documents/definitionLanguage';
import type { Documents } from '../../documents/documents';
import type { NetworkRuns } from '../../training/networkRuns';
import { fixAllFullWidth } from './codeActionKinds';
import type { Grader } from '../../formulas/grader';
import type * as HealthFixCode from './healthFixes';
import type * as QuickFixCode from './quickFixes';

/** Read when somebody looks for a repair, not when the extension starts. */
const loadQuickFixes = (): Promise<typeof QuickFixCode> =>
  import(/* webpackChunkName: "extension.asked" */ './quickFixes');
const loadHealthFixes = (): Promise<typeof HealthFixCode> =>
  import(/* webpackChunkName: "extension.asked" */ './healthFixes');

/** Repairs of what the language reports, of an `expect` that is not met, and of an unwell training. */
export function registerCodeActions(
  documents: Documents,
  grader: Grader,
  runs: NetworkRuns,
): vscode.Disposable {
  const { QuickFix } = vscode.CodeActionKind;
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      definitionSelector,
      {
        provideCodeActions: async (document, range, context) => {
          const { QuickFixes } = await loadQuickFixes();
          return new QuickFixes(documents, grader).provideCodeActions(document, range, context);
        },
      },
      { providedCodeActionKinds: [QuickFix, fixAllFullWidth] },
    ),
    vscode.languages.registerCodeActionsProvider(
      definitionSelector,
      {
        provideCodeActions: async (document, range, context) => {
          const { HealthFixes } = await loadHealthFixes();
          return new HealthFixes(documents, runs).provideCodeActions(document, range, context);
        },
      },
      { providedCodeActionKinds: [QuickFix] },
    ),
  );
}
