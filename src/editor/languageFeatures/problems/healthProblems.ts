import * as vscode from 'vscode';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import { Throttled } from '../../timing';
import type { NetworkRuns } from '../../training/networkRuns';
import { codeOf, findingsIn, rangeIn } from './healthFindings';
import type { PlacedFinding } from './healthFindings';
import { createProblem } from './languageProblems';

/** A list that changes faster cannot be read. */
const calm = 500;

/** What is the matter with the networks that are trained, under the layers that have it. */
export class HealthProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('backprop-health');
  private readonly update = new Throttled(calm, () => {
    for (const document of vscode.workspace.textDocuments) this.show(document);
  });
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly runs: NetworkRuns,
    documents: Documents,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      this.update,
      runs.onDidChange(() => {
        this.update.trigger();
      }),
      documents.onDidClose(({ uri }) => {
        this.collection.delete(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private show(document: vscode.TextDocument): void {
    const problems = findingsIn(this.runs.of(document.uri)).map((placed) => problemOf(document, placed));
    if (problems.length > 0 || this.collection.has(document.uri)) {
      this.collection.set(document.uri, problems.length > 0 ? problems : undefined);
    }
  }
}

function problemOf(document: vscode.TextDocument, placed: PlacedFinding): vscode.Diagnostic {
  const { finding } = placed;
  const { Error, Warning } = vscode.DiagnosticSeverity;
  return createProblem(
    new vscode.Range(...rangeIn(document, placed)),
    `${localise(finding.message)} ${localise(finding.explanation)}`,
    finding.severity === 'error' ? Error : Warning,
    codeOf(finding),
  );
}
