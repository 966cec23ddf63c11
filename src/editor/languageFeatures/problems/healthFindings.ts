import type * as vscode from 'vscode';
import type { HealthFinding } from '../../../engine/health/finding';
import type { NetworkRun } from '../../training/networkRun';

/** A finding of a run that holds, and the place in the text that has it. */
export interface PlacedFinding {
  readonly run: NetworkRun;
  readonly finding: HealthFinding;
  /** As the document counts. */
  readonly start: number;
  readonly end: number;
}

/**
 * What is the matter with the networks of a document as
 * they stand: nothing of a run that was stopped or edited.
 */
export function findingsIn(runs: readonly NetworkRun[]): readonly PlacedFinding[] {
  return runs.flatMap((run) => {
    const { isLive, stale, status, text, findings } = run;
    if (!isLive || stale || status?.state === 'stopped' || status?.state === 'ready') return [];
    return findings.flatMap((finding): PlacedFinding[] => {
      const range = finding.layer === undefined ? text?.name : text?.lineOf(finding.layer);
      if (range === undefined || finding.resolvedAt !== undefined) return [];
      return [{ run, finding, start: range.start, end: range.end }];
    });
  });
}

/** Stable, for whoever looks for it. */
export function codeOf({ rule }: HealthFinding): string {
  return `health-${rule}`;
}

export function rangeIn(
  document: vscode.TextDocument,
  { start, end }: PlacedFinding,
): readonly [vscode.Position, vscode.Position] {
  return [document.positionAt(start), document.positionAt(end)];
}
