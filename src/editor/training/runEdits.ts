import * as vscode from 'vscode';
import type { NetworkProgram } from '../../language';
import { DataPlace, whatBecameOf, type RealPath } from '../data/dataPlace';
import type { DataPreviews } from '../data/dataPreviews';
import type { ReadData } from '../data/readData';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';
import type { NetworkRun } from './networkRun';
import type { NetworkRuns } from './networkRuns';
import { isSameData, isSameNetwork } from './networkText';
import { findRunnableIn } from './runnableNetwork';

/** What becomes of runs that are under way when their definition is saved or their data files change. */
export class RunEdits implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly documents: Documents,
    data: DataPreviews,
    private readonly runs: NetworkRuns,
    private readonly realPath: RealPath,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument((document) => {
        void this.followSaved(document);
      }),
      data.onDidChangeFile((uri) => {
        void this.followData(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Goes on with the text as it is now, if it is another network that can be run. */
  async apply(document: vscode.TextDocument, run: NetworkRun): Promise<void> {
    const { text } = run;
    const runnable = findRunnableIn(this.documents.check(document), run.network);
    // What is wrong stands in the problems; the run goes on with the text before.
    if (typeof runnable === 'string' || text === undefined) return;
    // What tells the answer to a question is another in an edited network: it is run anew.
    if (run.sealing !== undefined) return;
    const { file, outline, program } = runnable;
    if (isSameNetwork(text.program, program)) return;
    const data = isSameData(text.program, program) ? undefined : await this.read(run, program);
    if (data?.ok === false) {
      void vscode.window.showWarningMessage(data.sentence);
      return;
    }
    const sentence = await run.replace(file, outline, program, data);
    if (sentence === undefined) return;
    // A panel in sight says what was kept, and nothing of a text that was refused.
    const isInPanel = run.views.isWatched && run.note === sentence;
    if (!isInPanel) void vscode.window.showInformationMessage(sentence);
  }

  /** A definition was saved: what runs goes on with it, and keeps what fits. */
  private async followSaved(document: vscode.TextDocument): Promise<void> {
    for (const run of this.runs.of(document.uri)) {
      const state = run.status?.state;
      if (!run.isLive || (state !== 'running' && state !== 'paused')) continue;
      await this.apply(document, run);
    }
  }

  /** A data file came, went or changed: whoever has read it goes on with what it read, and says so. */
  private async followData(uri: vscode.Uri): Promise<void> {
    const address = uri.toString();
    for (const run of this.runs.all) {
      const file = run.files.find((each) => each.uri.toString() === address);
      if (!run.isLive || file === undefined) continue;
      const became = await whatBecameOf(file);
      const name = fileNameOf(uri);
      if (became === 'changed') {
        run.remark(
          vscode.l10n.t('{0} has changed since it was read: this run goes on with what was read.', name),
        );
      } else if (became === 'gone') {
        run.remark(vscode.l10n.t('{0} is gone: this run goes on with what was read.', name));
      }
    }
  }

  private async read({ uri }: NetworkRun, { data }: NetworkProgram): Promise<ReadData> {
    const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
    return readData(data, new DataPlace(this.extension, uri), this.realPath, () => false);
  }
}
