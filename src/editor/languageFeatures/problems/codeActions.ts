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

/**
 * Refactorings; repairs of what the language reports, of an unmet `expect`, and of an unwell training. All in
 * one answer: VS Code asks every provider after every key, and each question has its price.
 */
export function registerCodeActions(
  documents: Documents,
  sessions: Sessions,
  grader: Grader,
  runs: NetworkRuns,
): vscode.Disposable {
  const { QuickFix, RefactorExtract, RefactorInline, RefactorRewrite } = vscode.CodeActionKind;
  const repairs = [QuickFix, fixAllProblems, fixAllFullWidth];
  return vscode.languages.registerCodeActionsProvider(
    definitionSelector,
    {
      provideCodeActions: async (document, range, context) => {
        const { only } = context;
        const isWanted = (...kinds: readonly vscode.CodeActionKind[]): boolean =>
          only === undefined || kinds.some((kind) => only.intersects(kind));
        const actions: vscode.CodeAction[] = [];
        if (
          isWanted(RefactorRewrite) &&
          runs.of(document.uri).some(({ changes }) => changes.rate !== undefined)
        ) {
          const { LearningRateFixes } = await loadQuickFixes();
          actions.push(...new LearningRateFixes(documents, runs).provideCodeActions(document, range));
        }
        if (isWanted(QuickFix)) {
          const { HealthFixes } = await loadQuickFixes();
          actions.push(...new HealthFixes(documents, runs).provideCodeActions(document, range, context));
        }
        if (isWanted(RefactorExtract, RefactorInline, RefactorRewrite)) {
          const { Refactorings } = await loadRefactorings();
          const refactorings = new Refactorings(documents, sessions, grader);
          actions.push(...refactorings.provideCodeActions(document, range, context));
        }
        if (isWanted(...repairs)) {
          const { QuickFixes } = await loadQuickFixes();
          actions.push(...new QuickFixes(documents, grader).provideCodeActions(document, range, context));
        }
        return actions;
      },
    },
    { providedCodeActionKinds: [...repairs, RefactorExtract, RefactorInline, RefactorRewrite] },
  );
}
