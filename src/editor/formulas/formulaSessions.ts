import { openDocumentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import { isDefinition } from '../documents/documents';
import type { Documents } from '../documents/documents';
import { isWithin, movedUri } from '../documents/uris';
import { liveValuesEnabled } from '../extensionSettings';
import { Session } from './formulaSession';

/** How many closed definitions keep their numbers, for when they are opened again. */
const keptAfterClosing = 8;

/** One session per definition, by its address: two editors on one document share it. */
export class Sessions implements vscode.Disposable {
  private readonly sessions = new Map<string, Session>();
  /** Addresses of closed documents, the longest closed first. */
  private readonly closed = new Set<string>();
  private readonly didChange = new vscode.EventEmitter<vscode.Uri>();
  private readonly didChangeView = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable;

  /** Numbers came, went or grew old. */
  readonly onDidChange = this.didChange.event;
  /** A panel tries other numbers, or walks a pass: the numbers of the run are the same. */
  readonly onDidChangeView = this.didChangeView.event;

  constructor(documents: Documents) {
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      this.didChangeView,
      documents.onDidCheck((document) => {
        this.find(document.uri)?.ask(documents.check(document).file, liveValuesEnabled(document));
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const session = contentChanges.length > 0 ? this.find(document.uri) : undefined;
        session?.follow(contentChanges, document.getText(), liveValuesEnabled(document));
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.closed.delete(document.uri.toString());
        this.find(document.uri)?.reopen(document.getText());
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Nobody can open an untitled document again; the next one may well get its name.
        if (document.isUntitled) this.drop(document.uri);
        else if (isDefinition(document)) this.rememberClosed(document.uri);
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.move(oldUri, newUri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.drop(uri);
      }),
    );
  }

  find(uri: vscode.Uri): Session | undefined {
    return this.sessions.get(uri.toString());
  }

  /** The session of a document that is about to be run. */
  open(uri: vscode.Uri): Session {
    const found = this.find(uri);
    if (found !== undefined) return found;
    const session = new Session(
      uri,
      (changed) => {
        this.didChange.fire(changed);
      },
      (changed) => {
        this.didChangeView.fire(changed);
      },
    );
    this.sessions.set(uri.toString(), session);
    return session;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.sessions.clear();
  }

  private rememberClosed(uri: vscode.Uri): void {
    const address = uri.toString();
    if (!this.sessions.has(address)) return;
    this.closed.add(address);
    for (const oldest of this.closed) {
      if (this.closed.size <= keptAfterClosing) break;
      this.closed.delete(oldest);
      this.sessions.delete(oldest);
    }
  }

  private within(folder: vscode.Uri): Session[] {
    return [...this.sessions.values()].filter(({ uri }) => isWithin(uri, folder));
  }

  private move(from: vscode.Uri, to: vscode.Uri): void {
    for (const session of this.within(from)) {
      this.remove(session);
      session.uri = movedUri(session.uri, from, to);
      this.sessions.set(session.uri.toString(), session);
      const opened = openDocumentAt(session.uri);
      if (opened === undefined) this.rememberClosed(session.uri);
      else session.reopen(opened.getText());
      this.didChange.fire(session.uri);
    }
  }

  private drop(uri: vscode.Uri): void {
    for (const session of this.within(uri)) {
      this.remove(session);
      this.didChange.fire(session.uri);
    }
  }

  private remove({ uri }: Session): void {
    this.sessions.delete(uri.toString());
    this.closed.delete(uri.toString());
  }
}
