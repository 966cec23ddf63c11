import * as vscode from 'vscode';
import { definitionSelector } from '../../documents/documents';
import type { Documents } from '../../documents/documents';
import type { NetworkRuns } from '../../training/networkRuns';
import { fixAllFullWidth } from './languageProblems';
import type { Grader } from '../../formulas/grader';
import type * as QuickFixCode from './quickFixes';

/** Read when somebody looks for a repair, not when the extension starts. */
const loadQuickFixes = (): Promise<typeof QuickFixCode> =>
  import(/* webpackChunkName: "extension.asked" */ './quickFixes');

/** Repairs of what the language reports, of an `expect` that is not met, and of an unwell training. */
export function registerCodeActions(
  documents: Documents,
  grader: Grader,
  runs: NetworkRuns,
): vscode.Disposable {
  const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
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
          const { HealthFixes } = await loadQuickFixes();
          return new HealthFixes(documents, runs).provideCodeActions(document, range, context);
        },
      },
      { providedCodeActionKinds: [QuickFix] },
    ),
    vscode.languages.registerCodeActionsProvider(
      definitionSelector,
      {
        provideCodeActions: async (document, range) => {
          if (runs.of(document.uri).every(({ rateByHand }) => rateByHand === undefined)) return [];
          const { LearningRateFixes } = await loadQuickFixes();
          return new LearningRateFixes(documents, runs).provideCodeActions(document, range);
        },
      },
      { providedCodeActionKinds: [RefactorRewrite] },
    ),
  );
}
