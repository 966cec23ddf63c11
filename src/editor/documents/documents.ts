import * as vscode from 'vscode';
import { checkText } from '../../language';
import type { CheckedFile } from '../../language';
import type { DataPreviews } from '../data/dataPreviews';
import { Delayed, pauseInTyping } from '../timing';
import { countText } from '../localise';

export interface CheckedDocument {
  readonly version: number;
  readonly file: CheckedFile;
  /** Why the text was not analysed; `file` is that of an empty text then. */
  readonly unreadable: string | undefined;
}

interface Entry {
  readonly delayed: Delayed;
  checked: CheckedDocument | undefined;
}

/**
 * What is known of every open definition: checked a moment after it changed, or at once when somebody asks.
 */
export class Documents implements vscode.Disposable {
  private readonly entries = new Map<vscode.TextDocument, Entry>();
  private readonly didCheck = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly didClose = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly didSeeData = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;

  /** After a pause in typing, when it was published, and when a definition was opened. */
  readonly onDidCheck = this.didCheck.event;
  readonly onDidClose = this.didClose.event;
  /** What is known of the same text may have changed, because its data were seen or have changed. */
  readonly onDidChangeData = this.didSeeData.event;

  /** @param data what networks are checked against */
  constructor(private readonly data: DataPreviews) {
    this.subscriptions = vscode.Disposable.from(
      this.didCheck,
      this.didClose,
      this.didSeeData,
      data.onDidChange(() => {
        this.checkDataAgain();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.open(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.entries.get(document)?.delayed.trigger();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.close(document);
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.open(document);
  }

  /** The document as it stands now. */
  check(document: vscode.TextDocument): CheckedDocument {
    const entry = this.entries.get(document);
    if (entry?.checked?.version === document.version) return entry.checked;
    const text = document.getText();
    const unreadable = whyUnreadable(text);
    const file = this.checkText(unreadable === undefined ? text : '', document.uri);
    const checked = { version: document.version, file, unreadable };
    if (entry !== undefined) entry.checked = checked;
    return checked;
  }

  /** A text that no editor has to show, as it would be checked at this address. */
  checkText(text: string, uri: vscode.Uri): CheckedFile {
    return checkText(text, this.data.environmentOf(uri));
  }

  /** What is known of the text is shown now, without a pause: something else of the same text is. */
  publish(document: vscode.TextDocument): void {
    this.entries.get(document)?.delayed.act();
  }

  dispose(): void {
    for (const { delayed } of this.entries.values()) delayed.dispose();
    this.entries.clear();
    this.subscriptions.dispose();
  }

  private checkDataAgain(): void {
    for (const entry of this.entries.values()) {
      if (entry.checked !== undefined && !readsFiles(entry.checked.file)) continue;
      entry.checked = undefined;
      entry.delayed.trigger();
    }
    this.didSeeData.fire();
  }

  private open(document: vscode.TextDocument): void {
    if (!isDefinition(document) || this.entries.has(document)) return;
    const delayed = new Delayed(pauseInTyping, () => {
      this.didCheck.fire(document);
    });
    this.entries.set(document, { delayed, checked: undefined });
    // Not within the event: whoever listens to the same event has seen the document by then.
    delayed.trigger();
  }

  private close(document: vscode.TextDocument): void {
    const entry = this.entries.get(document);
    if (entry === undefined) return;
    entry.delayed.dispose();
    this.entries.delete(document);
    this.data.forget(document.uri);
    this.didClose.fire(document);
  }
}

/** What files hold decides about networks, and about formulas that take their numbers from them. */
function readsFiles({ networks, formulas }: CheckedFile): boolean {
  return networks.length > 0 || formulas.fileArrays.length > 0;
}

export const languageId = 'backprop';

/** Every definition, wherever it is kept: on disk, untitled, in a virtual file system. */
export const definitionSelector: vscode.DocumentSelector = { language: languageId };

export function isDefinition(document: vscode.TextDocument): boolean {
  return document.languageId === languageId;
}

/** Longer texts are not analysed: a definition that a person wrote is a thousand times shorter. */
const longestText = 2_000_000;

/** No character takes more in UTF-8. */
const bytesPerCharacter = 3;

/** Why a file of this size is not even read, or `undefined` where it may be. */
export function whyTooLarge(bytes: number): string | undefined {
  if (bytes <= longestText * bytesPerCharacter) return undefined;
  return vscode.l10n.t(
    'This file has {0} bytes. Definitions of up to {1} characters are analysed.',
    countText(bytes),
    countText(longestText),
  );
}

/** Why a text is not analysed, or `undefined` where it is. */
export function whyUnreadable(text: string): string | undefined {
  if (text.length > longestText) {
    return vscode.l10n.t(
      'This file has {0} characters. Definitions of up to {1} are analysed.',
      countText(text.length),
      countText(longestText),
    );
  }
  if (text.includes('\0')) return vscode.l10n.t('This file holds binary data, not a definition.');
  return undefined;
}
