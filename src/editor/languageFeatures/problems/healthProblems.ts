import * as vscode from 'vscode';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import { createProblem, showProblems } from './languageProblems';
import type { HealthFinding } from '../../../engine/health/finding';
import type { NetworkRun } from '../../training/networkRun';

/** What is the matter with the networks that are trained, under the layers that have it. */
export class HealthProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('backprop-health');
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly runs: NetworkRuns,
    clock: RunClock,
    documents: Documents,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      clock.onDidShow(() => {
        for (const document of vscode.workspace.textDocuments) this.show(document);
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
    showProblems(this.collection, document.uri, problems);
  }
}

function problemOf(document: vscode.TextDocument, placed: PlacedFinding): vscode.Diagnostic {
  const { finding } = placed;
  const { Error, Warning } = vscode.DiagnosticSeverity;
  return createProblem(
    new vscode.Range(...rangeIn(document, placed)),
    `${localise(finding.message)} ${localise(finding.explanation)}`,
    finding.severity === 'error' ? Error : Warning,
    finding.rule,
  );
}

/** A finding of a run that holds, and the place in the text that has it. */
export interface PlacedFinding {
  readonly run: NetworkRun;
  readonly finding: HealthFinding;
  /** As the document counts. */
  readonly start: number;
  readonly end: number;
}

/** What is the matter with the networks of a document, where it stands in the text. */
export function findingsIn(runs: readonly NetworkRun[]): readonly PlacedFinding[] {
  return runs.flatMap((run) => {
    const { text, openFindings } = run;
    return openFindings.flatMap((finding): PlacedFinding[] => {
      const range = finding.layer === undefined ? text?.name : text?.lineOf(finding.layer);
      return range === undefined ? [] : [{ run, finding, start: range.start, end: range.end }];
    });
  });
}

export function rangeIn(
  document: vscode.TextDocument,
  { start, end }: PlacedFinding,
): readonly [vscode.Position, vscode.Position] {
  return [document.positionAt(start), document.positionAt(end)];
}
