import * as vscode from 'vscode';
import { furtherProblems, unmetExpectationCode, type Diagnostic } from '../../../language';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import type { Grader, Grading } from '../../formulas/grader';
import type { Mistakes } from '../../formulas/foundMistakes';
import { createProblem, showProblems, toProblem } from './languageProblems';

/** Unmet `expect`s, and values that no shape could tell were wrong, in the Problems view. */
export class ExpectationProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('backprop-values');
  private readonly subscriptions: vscode.Disposable;

  constructor(grader: Grader, mistakes: Mistakes, documents: Documents) {
    const show = (document: vscode.TextDocument): void => {
      const grading = grader.find(document);
      const problems = grading === undefined ? [] : problemsOf(document, grading, mistakes);
      showProblems(this.collection, document.uri, problems);
    };
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      grader.onDidGrade(show),
      mistakes.onDidFind(show),
      documents.onDidClose(({ uri }) => {
        this.collection.delete(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function problemsOf(
  document: vscode.TextDocument,
  { file, grades, failure }: Grading,
  mistakes: Mistakes,
): vscode.Diagnostic[] {
  const { Error } = vscode.DiagnosticSeverity;
  if (failure !== undefined) {
    const { range, sentence } = failure;
    return range === undefined
      ? []
      : [createProblem(toEditorRange(file, range), sentence, Error, 'wrong-value')];
  }
  const unmet = grades.flatMap((grade): Diagnostic[] => {
    if (grade.kind !== 'failed') return [];
    const range = grade.expectation.nameRange;
    const mistake = mistakes.find(document, grade.expectation);
    const common = { code: unmetExpectationCode, severity: 'error', message: grade.message, range } as const;
    return [{ ...common, ...(mistake && { mistake }) }];
  });
  return furtherProblems(file.diagnostics, unmet).map((diagnostic) =>
    toProblem(document.uri, file, diagnostic),
  );
}
