import * as vscode from 'vscode';
import type * as LibraryCode from './recordingLibrary';
import type { ChangedRecordings, RecordingLibrary, OpenDisk } from './recordingLibrary';

/** Read when recordings are asked for or made for the first time, not when the extension starts. */
const loadLibrary = (): Promise<typeof LibraryCode> =>
  import(/* webpackChunkName: "extension.recordings" */ './recordingLibrary');

/** All recordings there are. Until somebody asks for them nothing is listed, watched or read. */
export class Recordings implements vscode.Disposable {
  private opened: Promise<RecordingLibrary> | undefined;
  private readonly didChange = new vscode.EventEmitter<ChangedRecordings>();
  private readonly subscriptions: { dispose: () => unknown }[] = [this.didChange];

  /** Recordings came or went, or say something else of themselves. */
  readonly onDidChange = this.didChange.event;

  /** @param storage the extension's own folder, which need not exist */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly openDisk: OpenDisk,
  ) {}

  library(): Promise<RecordingLibrary> {
    return (this.opened ??= this.open());
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async open(): Promise<RecordingLibrary> {
    const { RecordingLibrary } = await loadLibrary();
    const library = new RecordingLibrary(this.storage, this.openDisk);
    this.subscriptions.push(
      library,
      library.onDidChange((changed) => {
        this.didChange.fire(changed);
      }),
    );
    return library;
  }
}
