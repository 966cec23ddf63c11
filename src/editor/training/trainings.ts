import * as vscode from 'vscode';
import type { Runtime } from '../../runtime/runtime';
import { isDefinition } from '../documents/definitionLanguage';
import type { Documents } from '../documents/documents';
import { Training } from './training';

/** How many runs that are over keep their worker, so that one can look back at them or train more. */
const keptAtRest = 4;

/** The trainings of all networks, by definition and name. */
export class Trainings implements vscode.Disposable {
  private readonly trainings = new Map<string, Training>();
  private readonly didChange = new vscode.EventEmitter<Training>();
  private readonly subscriptions: vscode.Disposable;

  /** A run began, went on, came to rest or grew old; many times a second while one runs. */
  readonly onDidChange = this.didChange.event;

  /** @param startRuntime called for each network: what one does to its worker does not harm the others */
  constructor(
    documents: Documents,
    private readonly startRuntime: () => Runtime,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        for (const { text } of this.of(document.uri)) text?.follow(contentChanges, document.getText());
      }),
      documents.onDidCheck((document) => {
        for (const training of this.of(document.uri)) {
          if (training.text?.compare(documents.check(document).file) === true) training.textChanged();
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

  get all(): readonly Training[] {
    return [...this.trainings.values()];
  }

  find(uri: vscode.Uri, network: string): Training | undefined {
    return this.trainings.get(keyOf(uri, network));
  }

  /** Those of one definition. */
  of(uri: vscode.Uri): readonly Training[] {
    const address = uri.toString();
    return this.all.filter((training) => training.uri.toString() === address);
  }

  /** The training of a network that is about to be run, or shown. */
  open(uri: vscode.Uri, network: string): Training {
    const found = this.find(uri, network);
    if (found !== undefined) return found;
    const training = new Training(uri, network, this.startRuntime(), (changed) => {
      this.didChange.fire(changed);
    });
    this.trainings.set(keyOf(uri, network), training);
    return training;
  }

  /** Gives back the memory of the runs that have been at rest the longest, but never that of `wanted`. */
  makeRoomFor(wanted: Training): void {
    const atRest = this.all.filter(
      (training) => training !== wanted && training.isLive && !training.isRunning && !training.isWatched,
    );
    for (const training of atRest.slice(0, Math.max(0, atRest.length - keptAtRest))) this.remove(training);
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const training of this.trainings.values()) training.dispose();
    this.trainings.clear();
  }

  /** A folder that was renamed or deleted takes the definitions in it along. */
  private within(folder: vscode.Uri): Training[] {
    const address = folder.toString();
    return this.all.filter(({ uri }) => `${uri.toString()}/`.startsWith(`${address}/`));
  }

  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const training of this.within(from)) {
      this.trainings.delete(keyOf(training.uri, training.network));
      training.uri = to.with({ path: to.path + training.uri.path.slice(from.path.length) });
      this.trainings.set(keyOf(training.uri, training.network), training);
      this.didChange.fire(training);
    }
  }

  private drop(folder: vscode.Uri): void {
    for (const training of this.within(folder)) this.remove(training);
  }

  private remove(training: Training): void {
    this.trainings.delete(keyOf(training.uri, training.network));
    training.end();
  }
}

function keyOf(uri: vscode.Uri, network: string): string {
  return `${uri.toString()} ${network}`;
}
