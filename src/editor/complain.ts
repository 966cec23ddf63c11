import * as vscode from 'vscode';

/** What is wrong, and where it is said already. */
export interface Fault {
  readonly sentence: string;
  /** Whether a panel in sight says it. */
  readonly isInPanel: boolean;
  /** What is underlined for it, and stands in Problems. */
  readonly place?: vscode.Location | undefined;
}

/**
 * The one place that decides whether what went wrong is said by a notification: only where somebody who
 * clicked would otherwise see nothing. A panel in sight says it, and so does what is underlined in a text in
 * sight; a third time would be a nuisance. Every command under way comes here when a worker dies.
 */
export function complain({ sentence, isInPanel, place }: Fault): void {
  if (isInPanel || (place !== undefined && isInSight(place))) return;
  void vscode.window.showErrorMessage(sentence);
}

function isInSight({ uri, range }: vscode.Location): boolean {
  return vscode.window.visibleTextEditors.some(
    ({ document, visibleRanges }) =>
      document.uri.toString() === uri.toString() &&
      visibleRanges.some((visible) => visible.intersection(range) !== undefined),
  );
}
