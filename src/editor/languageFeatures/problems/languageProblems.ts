import * as vscode from 'vscode';
import type { CheckedFile, Diagnostic, Severity } from '../../../language';
import type { CheckedDocument, Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import { mistakeSentences } from '../../formulas/foundMistakes';
import { localise } from '../../localise';

export const problemSource = 'Backprop';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** What the language has to say about each open definition, in the Problems view. */
export class LanguageProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('backprop');
  private readonly subscriptions: vscode.Disposable;

  constructor(documents: Documents) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      documents.onDidCheck((document) => {
        showProblems(this.collection, document.uri, problemsOf(document.uri, documents.check(document)));
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

/** Of a text that had no problem and has none VS Code is told nothing: it would hear it after every key. */
export function showProblems(
  collection: vscode.DiagnosticCollection,
  uri: vscode.Uri,
  problems: readonly vscode.Diagnostic[],
): void {
  if (problems.length > 0) collection.set(uri, problems);
  else if (collection.has(uri)) collection.delete(uri);
}

function problemsOf(uri: vscode.Uri, { file, unreadable }: CheckedDocument): vscode.Diagnostic[] {
  if (unreadable !== undefined) {
    const start = new vscode.Range(0, 0, 0, 0);
    return [createProblem(start, unreadable, vscode.DiagnosticSeverity.Warning, 'unreadable')];
  }
  return file.diagnostics.map((diagnostic) => toProblem(uri, file, diagnostic));
}

export function createProblem(
  range: vscode.Range,
  sentence: string,
  severity: vscode.DiagnosticSeverity,
  code: string,
): vscode.Diagnostic {
  const problem = new vscode.Diagnostic(range, sentence, severity);
  problem.source = problemSource;
  problem.code = code;
  return problem;
}

export function toProblem(uri: vscode.Uri, file: CheckedFile, diagnostic: Diagnostic): vscode.Diagnostic {
  const { range, message, severity, code, related = [], mistake } = diagnostic;
  const sentences = [localise(message), ...(mistake ? mistakeSentences(mistake) : [])].join(' ');
  const problem = createProblem(toEditorRange(file, range), sentences, severities[severity], code);
  problem.relatedInformation = related.map(
    (other) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uri, toEditorRange(file, other.range)),
        localise(other.message),
      ),
  );
  return problem;
}

/** Every repair that only changes how something is written. */
export const fixAllProblems = vscode.CodeActionKind.SourceFixAll.append('backprop');

/** Full-width forms come many at a time, from a keyboard that was not switched. */
export const fixAllFullWidth = vscode.CodeActionKind.SourceFixAll.append('backprop.fullWidth');
