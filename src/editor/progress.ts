import * as vscode from 'vscode';

/** Work that is done sooner shows no progress: it would only flash. */
const patience = 500;

/**
 * Shows that `work` takes long, if it does. Never fails: that is for whoever awaits it.
 * @param cancel lets it be cancelled; absent where that would take more away than the work
 */
export async function showProgress(
  title: string,
  work: Promise<unknown>,
  cancel?: () => void,
): Promise<void> {
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: cancel !== undefined },
      async (_progress, token) => {
        const listening = cancel && token.onCancellationRequested(cancel);
        await done;
        listening?.dispose();
      },
    );
  }, patience);
  await done;
  clearTimeout(timer);
}
