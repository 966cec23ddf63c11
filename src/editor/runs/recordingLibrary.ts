import * as vscode from 'vscode';
import { makeRoom } from '../../recording/eviction';
import type { FileStore } from '../../recording/fileStore';
import type { NewRecording } from '../../recording/recordingFolder';
import { RecordingIndex, type IndexedRun } from '../../recording/recordingIndex';
import { readRecording, type RecordingResult } from '../../recording/recordingReader';
import { recordingSuffix, runFile } from '../../recording/runDescription';
import { readLabel, writeLabel, type RunLabel } from '../../recording/runLabel';
import { fileNameOf } from '../documents/uris';
import { mostBytesOfRecordings } from '../extensionSettings';
import { uriStore } from './uriStore';

/** The files of a folder of this machine; `undefined` where there is no disk. */
export type OpenDisk = ((path: string) => FileStore) | undefined;

/** A recording wherever it lies, by what a list says of it. */
export interface RecordingEntry extends IndexedRun {
  /** Of its folder. */
  readonly uri: vscode.Uri;
  /** Whether it lies in the extension's own folder: then it makes room for others in its time. */
  readonly isStored: boolean;
}

const everyRecording = `**/*${recordingSuffix}/${runFile}`;
const notOnesOwn = '**/node_modules/**';
/** More recordings of a workspace are not looked for. */
const mostInWorkspace = 1000;

const cacheFile = 'index.json';
/** Another window may still bring back what it moved aside, in milliseconds. */
const keptDeleted = 3_600_000;

/** The recordings that say something else of themselves; absent: some came or went, or moved in the list. */
export type ChangedRecordings = readonly vscode.Uri[] | undefined;

/** The recordings in the extension's folder and those anywhere in the workspace. */
export class RecordingLibrary implements vscode.Disposable {
  private readonly store: FileStore;
  private readonly storedAt: vscode.Uri;
  private readonly deletedAt: vscode.Uri;
  private readonly stored: RecordingIndex;
  /** By the address of a folder in the workspace, the recordings in it. */
  private readonly found = new Map<string, { readonly at: vscode.Uri; readonly index: RecordingIndex }>();
  private readonly didChange = new vscode.EventEmitter<ChangedRecordings>();
  private look: Promise<void> = Promise.resolve();
  /** The look after the one that is under way, for all who ask meanwhile. */
  private nextLook: Promise<void> | undefined;
  private isListed = false;

  readonly onDidChange = this.didChange.event;

  constructor(
    storage: vscode.Uri,
    private readonly openDisk: OpenDisk,
  ) {
    this.storedAt = vscode.Uri.joinPath(storage, 'recordings');
    this.deletedAt = vscode.Uri.joinPath(storage, 'deleted');
    this.store = this.storeAt(this.storedAt);
    this.stored = new RecordingIndex(this.store, cacheFile);
    this.forgetDeleted().catch(() => undefined);
  }

  dispose(): void {
    this.didChange.dispose();
  }

  /** All of them as they are now, for whoever decides by it: while no view shows them nobody follows them. */
  async listAnew(): Promise<readonly RecordingEntry[]> {
    await this.refresh();
    return this.entries;
  }

  /** All of them, the newest first; looks for them where nobody has yet. */
  async list(): Promise<readonly RecordingEntry[]> {
    if (!this.isListed) await this.refresh();
    return this.entries;
  }

  /** Those that were found last, the newest first. */
  get entries(): readonly RecordingEntry[] {
    const stored = entriesOf(this.stored, this.storedAt, true);
    const found = [...this.found.values()].flatMap(({ at, index }) => entriesOf(index, at, false));
    if (found.length === 0) return stored;
    return [...stored, ...found].sort((a, b) => createdAt(b) - createdAt(a));
  }

  find(uri: vscode.Uri): RecordingEntry | undefined {
    const index = this.indexAround(uri);
    const found = index?.find(fileNameOf(uri));
    return found && { ...found, uri, isStored: index === this.stored };
  }

  /** Looks which there are, and how those stand that are not over. */
  async refresh(): Promise<void> {
    // A look that is under way may be past what whoever asks has just made.
    const begin = (): Promise<void> => {
      this.nextLook = undefined;
      return (this.look = this.lookAround());
    };
    await (this.nextLook ??= this.look.then(begin, begin));
  }

  /** Looks how those stand that are running. */
  async refreshLive(): Promise<void> {
    const now = new Date();
    const all = [{ at: this.storedAt, index: this.stored }, ...this.found.values()];
    const changes = await Promise.all(
      all.map(async ({ at, index }) =>
        (await index.refreshLive(now)).map((folder) => vscode.Uri.joinPath(at, folder)),
      ),
    );
    this.post(changes.flat());
  }

  /** Makes a recording in the extension's folder, and room for it. @throws whatever the file system says */
  async make(make: (store: FileStore) => Promise<NewRecording>): Promise<NewRecording> {
    await this.prepare();
    return make(this.store);
  }

  /** The extension's folder, with room for what another program records. @throws as `make` */
  async prepare(): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(this.storedAt);
    await this.makeRoom().catch(() => undefined);
    return this.storedAt;
  }

  /** Of a recording in the extension's folder. */
  uriOf(folder: string): vscode.Uri {
    return vscode.Uri.joinPath(this.storedAt, folder);
  }

  /** The files of a recording. */
  filesOf(uri: vscode.Uri): FileStore {
    return this.storeAt(uri);
  }

  /** All that is whole of it, running or over. */
  read(uri: vscode.Uri): Promise<RecordingResult> {
    return readRecording(this.filesOf(uri));
  }

  /** @throws whatever the file system says where nothing can be written there */
  async rename(uri: vscode.Uri, name: string): Promise<void> {
    await this.relabel(uri, (label) => ({ ...label, name }));
  }

  /** A pinned recording never makes room for others. @throws as `rename` */
  async setPinned(uri: vscode.Uri, pinned: boolean): Promise<void> {
    await this.relabel(uri, (label) => ({ ...label, pinned }));
  }

  /**
   * Moves recordings aside.
   * @returns what brings them back, until this window closes
   * @throws whatever the file system says: then all of them are where they were
   */
  async remove(uris: readonly vscode.Uri[]): Promise<RemovedRecordings> {
    const { fs } = vscode.workspace;
    await fs.createDirectory(this.deletedAt);
    const moved: { readonly from: vscode.Uri; readonly to: vscode.Uri }[] = [];
    const restore = async (): Promise<void> => {
      for (let last = moved.at(-1); last !== undefined; last = moved.at(-1)) {
        await fs.rename(last.to, last.from);
        moved.pop();
        await this.reread(last.from);
      }
      this.didChange.fire(undefined);
    };
    try {
      for (const uri of uris) {
        const to = vscode.Uri.joinPath(this.deletedAt, `${String(Date.now())}-${fileNameOf(uri)}`);
        await fs.rename(uri, to);
        moved.push({ from: uri, to });
        await this.reread(uri);
      }
    } catch (error) {
      await restore();
      throw error;
    }
    await this.save();
    this.didChange.fire(undefined);
    return {
      restore,
      forget: async () => {
        for (const { to } of moved.splice(0)) await fs.delete(to, { recursive: true });
      },
    };
  }

  /** One recording says something else of itself. */
  async changed(uri: vscode.Uri): Promise<void> {
    const isNew = this.find(uri) === undefined;
    const isOther = await this.reread(uri);
    await this.save();
    if (isOther) this.didChange.fire(isNew ? undefined : [uri]);
  }

  /** Somebody read a run that is over, and these of its files are damaged: its row says so from now on. */
  async noteDamage(uri: vscode.Uri, damaged: readonly string[]): Promise<void> {
    // It may have been made since all were listed.
    if (damaged.length > 0 && this.find(uri) === undefined) await this.refresh();
    const isNew = (await this.indexAround(uri)?.noteDamage(fileNameOf(uri), damaged)) ?? false;
    if (!isNew) return;
    await this.save();
    this.didChange.fire([uri]);
  }

  /** Removes the oldest of the extension's folder where all together have become too many. */
  private async makeRoom(): Promise<void> {
    const removed = await makeRoom(this.store, this.stored, mostBytesOfRecordings(), new Date());
    if (removed.length > 0) this.didChange.fire(undefined);
    await this.stored.save();
  }

  private storeAt(uri: vscode.Uri): FileStore {
    return uri.scheme === 'file' && this.openDisk ? this.openDisk(uri.fsPath) : uriStore(uri);
  }

  /** Removes for good what was moved aside in windows that are closed. */
  private async forgetDeleted(): Promise<void> {
    const { fs } = vscode.workspace;
    for (const [name] of await fs.readDirectory(this.deletedAt)) {
      if (Date.now() - Number.parseInt(name) > keptDeleted)
        await fs.delete(vscode.Uri.joinPath(this.deletedAt, name), { recursive: true });
    }
  }

  private async relabel(uri: vscode.Uri, change: (label: RunLabel) => RunLabel): Promise<void> {
    const files = this.filesOf(uri);
    await writeLabel(files, change(await readLabel(files)));
    await this.reread(uri);
    await this.save();
    this.didChange.fire([uri]);
  }

  /** The list of those that are over is a cache: one that cannot be written is made anew the next time. */
  private async save(): Promise<void> {
    await this.stored.save().catch(() => undefined);
  }

  private post(changed: readonly vscode.Uri[]): void {
    if (changed.length > 0) this.didChange.fire(changed);
  }

  private indexAround(uri: vscode.Uri): RecordingIndex | undefined {
    const parent = vscode.Uri.joinPath(uri, '..').toString();
    return parent === this.storedAt.toString() ? this.stored : this.found.get(parent)?.index;
  }

  private async reread(uri: vscode.Uri): Promise<boolean> {
    return (await this.indexAround(uri)?.reread(fileNameOf(uri))) ?? false;
  }

  private async lookAround(): Promise<void> {
    const now = new Date();
    const folders = await this.foldersInWorkspace();
    let hasChanged = !this.isListed;
    for (const address of this.found.keys()) {
      if (!folders.has(address)) hasChanged = this.found.delete(address) || hasChanged;
    }
    for (const [address, at] of folders) {
      const known = this.found.get(address) ?? { at, index: new RecordingIndex(this.storeAt(at)) };
      this.found.set(address, known);
      hasChanged = (await known.index.refresh(now).catch(() => false)) || hasChanged;
    }
    // Before the first run there is no such folder.
    hasChanged = (await this.stored.refresh(now).catch(() => false)) || hasChanged;
    this.isListed = true;
    if (!hasChanged) return;
    this.didChange.fire(undefined);
    await this.save();
  }

  /** By address, folders of the workspace in which recordings lie. */
  private async foldersInWorkspace(): Promise<ReadonlyMap<string, vscode.Uri>> {
    const files = await vscode.workspace.findFiles(everyRecording, notOnesOwn, mostInWorkspace);
    const folders = new Map(
      files.map((file) => vscode.Uri.joinPath(file, '..', '..')).map((uri) => [uri.toString(), uri]),
    );
    folders.delete(this.storedAt.toString());
    return folders;
  }
}

/** Recordings that were moved aside. */
export interface RemovedRecordings {
  /** Brings them back to where they were. @throws whatever the file system says */
  restore(): Promise<void>;
  /** Removes them for good. */
  forget(): Promise<void>;
}

function entriesOf(index: RecordingIndex, at: vscode.Uri, isStored: boolean): RecordingEntry[] {
  return index.runs.map((run) => ({ ...run, uri: vscode.Uri.joinPath(at, run.folder), isStored }));
}

function createdAt({ run }: RecordingEntry): number {
  return 'created' in run ? Date.parse(run.created) : -Infinity;
}
