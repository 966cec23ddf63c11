import * as vscode from 'vscode';
import { definitionSelector } from '../../documents/documents';
import type { Documents } from '../../documents/documents';
import type { NetworkRuns } from '../../training/networkRuns';
import { fixAllFullWidth, fixAllProblems } from './languageProblems';
import type { Grader } from '../../formulas/grader';
import type { Sessions } from '../../formulas/formulaSessions';
import type * as QuickFixCode from './quickFixes';
import type * as RefactoringCode from './refactorings';

/** Read when somebody looks for a repair, not when the extension starts. */
const loadQuickFixes = (): Promise<typeof QuickFixCode> =>
  import(/* webpackChunkName: "extension.asked" */ './quickFixes');

const loadRefactorings = (): Promise<typeof RefactoringCode> =>
  import(/* webpackChunkName: "extension.asked" */ './refactorings');

/** Refactorings; repairs of what the language reports, of an unmet `expect`, and of an unwell training. */
export function registerCodeActions(
  documents: Documents,
  sessions: Sessions,
  grader: Grader,
  runs: NetworkRuns,
): vscode.Disposable {
  const { QuickFix, RefactorExtract, RefactorInline, RefactorRewrite } = vscode.CodeActionKind;
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      definitionSelector,
      {
        provideCodeActions: async (document, range, context) => {
          const { QuickFixes } = await loadQuickFixes();
          return new QuickFixes(documents, grader).provideCodeActions(document, range, context);
        },
      },
      { providedCodeActionKinds: [QuickFix, fixAllProblems, fixAllFullWidth] },
    ),
    vscode.languages.registerCodeActionsProvider(
      definitionSelector,
      {
        provideCodeActions: async (document, range, context) => {
          const { Refactorings } = await loadRefactorings();
          return new Refactorings(documents, sessions, grader).provideCodeActions(document, range, context);
        },
      },
      { providedCodeActionKinds: [RefactorExtract, RefactorInline, RefactorRewrite] },
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
          if (runs.of(document.uri).every(({ changes }) => changes.rate === undefined)) return [];
          const { LearningRateFixes } = await loadQuickFixes();
          return new LearningRateFixes(documents, runs).provideCodeActions(document, range);
        },
      },
      { providedCodeActionKinds: [RefactorRewrite] },
    ),
  );
}
