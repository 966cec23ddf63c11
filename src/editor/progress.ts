import * as vscode from 'vscode';

/** Work that is done sooner shows no progress: it would only flash. */
const patience = 500;

/**
 * Shows that `work` takes long, if it does. Never fails: that is for whoever awaits it.
 * @param cancel lets it be cancelled; absent where that would take more away than the work
 * @param follow calls what it is given with how far the work is, until it is disposed
 */
export async function showProgress(
  title: string,
  work: Promise<unknown>,
  cancel?: () => void,
  follow?: (report: (message: string) => void) => vscode.Disposable,
): Promise<void> {
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: cancel !== undefined },
      async (progress, token) => {
        const listening = cancel && token.onCancellationRequested(cancel);
        const following = follow?.((message) => {
          progress.report({ message });
        });
        await done;
        listening?.dispose();
        following?.dispose();
      },
    );
  }, patience);
  await done;
  clearTimeout(timer);
}
