import * as vscode from 'vscode';
import { furtherProblems, unmetExpectationCode, type Diagnostic } from '../../../language/diagnostic';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import type { Grader, Grading } from '../../formulas/grader';
import { createProblem, toProblem } from './languageProblems';

/** Unmet `expect`s, and values that no shape could tell were wrong, in the Problems view. */
export class ExpectationProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('backprop-values');
  private readonly subscriptions: vscode.Disposable;

  constructor(grader: Grader, documents: Documents) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      grader.onDidGrade((document) => {
        const grading = grader.find(document);
        this.collection.set(document.uri, grading === undefined ? [] : problemsOf(document.uri, grading));
      }),
      documents.onDidClose(({ uri }) => {
        this.collection.delete(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function problemsOf(uri: vscode.Uri, { file, grades, failure }: Grading): vscode.Diagnostic[] {
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
    return [{ code: unmetExpectationCode, severity: 'error', message: grade.message, range }];
  });
  return furtherProblems(file.diagnostics, unmet).map((diagnostic) => toProblem(uri, file, diagnostic));
}
