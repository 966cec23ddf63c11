import * as vscode from 'vscode';
import type { Runtime } from '../../runtime/runtime';
import { isDefinition } from '../documents/documents';
import type { Documents } from '../documents/documents';
import { isWithin, movedUri } from '../documents/uris';
import { NetworkRun, type RunReport } from './networkRun';

/** How many runs that rest out of sight keep their worker, to be looked back at or trained more. */
const keptAtRest = 4;

/** The runs of all networks, by definition and name. */
export class NetworkRuns implements vscode.Disposable {
  private readonly runs = new Map<string, NetworkRun>();
  /** Those that rest out of sight, the one that changed last at the end. */
  private readonly atRest = new Set<NetworkRun>();
  private lastRunning: NetworkRun | undefined;
  private readonly didChange = new vscode.EventEmitter<NetworkRun>();
  private readonly didReport = new vscode.EventEmitter<{ run: NetworkRun; report: RunReport }>();
  private readonly subscriptions: vscode.Disposable;

  /** A run began, went on, came to rest or grew old; many times a second while one runs. */
  readonly onDidChange = this.didChange.event;
  /** What happens to runs, one by one and in order. */
  readonly onDidReport = this.didReport.event;

  /** @param startRuntime called for each network: what one does to its worker does not harm the others */
  constructor(
    documents: Documents,
    private readonly startRuntime: () => Runtime,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      this.didReport,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        for (const { text } of this.of(document.uri)) text?.follow(contentChanges, document.getText());
      }),
      documents.onDidCheck((document) => {
        for (const run of this.of(document.uri)) {
          if (run.text?.compare(documents.check(document).file) === true) run.textChanged();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Nobody can open an untitled document again; the next one may well get its name.
        if (document.isUntitled && isDefinition(document)) this.drop(document.uri);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.move(oldUri, newUri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.drop(uri);
      }),
    );
  }

  get all(): readonly NetworkRun[] {
    return [...this.runs.values()];
  }

  /** The one that ran last, if it is still known. */
  get newest(): NetworkRun | undefined {
    return this.all.find((run) => run === this.lastRunning);
  }

  find(uri: vscode.Uri, network: string): NetworkRun | undefined {
    return this.runs.get(keyOf(uri, network));
  }

  /** Those of one definition. */
  of(uri: vscode.Uri): readonly NetworkRun[] {
    const address = uri.toString();
    return this.all.filter((run) => run.uri.toString() === address);
  }

  /** The run of a network that is about to be trained, or shown. */
  open(uri: vscode.Uri, network: string): NetworkRun {
    const found = this.find(uri, network);
    if (found !== undefined) return found;
    const run = new NetworkRun(
      uri,
      network,
      this.startRuntime(),
      (changed) => {
        this.atRest.delete(changed);
        if (changed.isRunning) this.lastRunning = changed;
        this.didChange.fire(changed);
        this.limitWorkers();
      },
      (reporting, report) => {
        this.didReport.fire({ run: reporting, report });
      },
    );
    this.runs.set(keyOf(uri, network), run);
    return run;
  }

  /**
   * Takes their workers from the runs that have been at rest the longest. Called
   * whenever a run changes; a view that goes out of sight without a change calls it, too.
   */
  limitWorkers(): void {
    for (const run of this.runs.values()) {
      const isAtRest = run.isLive && !run.isRunning && !run.views.isWatched;
      if (isAtRest) this.atRest.add(run);
      else this.atRest.delete(run);
    }
    const resting = [...this.atRest];
    for (const run of resting.slice(0, Math.max(0, resting.length - keptAtRest))) run.giveWorkerBack();
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const run of this.runs.values()) run.dispose();
    this.runs.clear();
    this.atRest.clear();
  }

  private within(folder: vscode.Uri): NetworkRun[] {
    return this.all.filter(({ uri }) => isWithin(uri, folder));
  }

  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const run of this.within(from)) {
      this.runs.delete(keyOf(run.uri, run.network));
      run.uri = movedUri(run.uri, from, to);
      this.runs.set(keyOf(run.uri, run.network), run);
      this.didChange.fire(run);
    }
  }

  private drop(folder: vscode.Uri): void {
    for (const run of this.within(folder)) this.remove(run);
  }

  private remove(run: NetworkRun): void {
    this.runs.delete(keyOf(run.uri, run.network));
    run.end();
    this.atRest.delete(run);
  }
}

function keyOf(uri: vscode.Uri, network: string): string {
  return `${uri.toString()} ${network}`;
}
