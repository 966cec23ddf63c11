import { openDocumentAt } from './openDocuments';
import * as vscode from 'vscode';
import { checkText } from '../../language';
import type { CheckedFile } from '../../language';
import type { DataPreviews } from '../data/dataPreviews';
import { whyTooLarge, whyUnreadable } from './documents';
import type { Documents } from './documents';
import { errorText } from '../../protocol/errorText';

export type DefinitionText =
  | { readonly kind: 'checked'; readonly file: CheckedFile; readonly isOpen: boolean }
  | { readonly kind: 'unreadable'; readonly sentence: string };

/**
 * What definitions say: what stands in their editors, or in their files, which are read when somebody looks.
 */
export class DefinitionTexts {
  private readonly read = new Map<string, DefinitionText>();
  /** The reading of each file that counts; none where the file has changed since it began. */
  private readonly readings = new Map<string, symbol>();

  constructor(
    private readonly documents: Documents,
    private readonly data: DataPreviews,
  ) {}

  /** What can be found out without reading a file. */
  known(uri: vscode.Uri): DefinitionText | undefined {
    const document = openDocumentAt(uri);
    if (document === undefined) return this.read.get(uri.toString());
    const { file, unreadable } = this.documents.check(document);
    return unreadable === undefined
      ? { kind: 'checked', file, isOpen: true }
      : { kind: 'unreadable', sentence: unreadable };
  }

  async get(uri: vscode.Uri): Promise<DefinitionText> {
    const known = this.known(uri);
    if (known !== undefined) return known;
    const key = uri.toString();
    const reading = Symbol(key);
    this.readings.set(key, reading);
    const text = await readDefinition(uri, this.data);
    // What has changed meanwhile is read again by whoever hears of it, and this is not kept.
    const isOfNow = this.readings.get(key) === reading;
    if (isOfNow) this.readings.delete(key);
    // It may have been opened meanwhile: then what its editor shows counts.
    const opened = this.known(uri);
    if (opened !== undefined) return opened;
    if (isOfNow) this.read.set(key, text);
    return text;
  }

  /**
   * A file was written, or is gone: read again if it was read before. One write is told of several times.
   * @returns whether what was read of it is no longer what it says
   */
  async renew(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const before = this.read.get(key);
    const isAwaited = this.readings.has(key);
    // Open, its editor says what it is; and nobody has asked what another one says.
    if (openDocumentAt(uri) !== undefined || before === undefined) {
      this.forget(uri);
      return isAwaited;
    }
    const reading = Symbol(key);
    this.readings.set(key, reading);
    const now = await readDefinition(uri, this.data);
    if (this.readings.get(key) !== reading) return false;
    this.readings.delete(key);
    this.read.set(key, now);
    return !saysTheSame(before, now);
  }

  /** The file has changed, or is gone. */
  forget(uri: vscode.Uri): void {
    this.read.delete(uri.toString());
    this.readings.delete(uri.toString());
  }

  /** What is known of their data has changed. @returns the files that were read */
  forgetAll(): readonly vscode.Uri[] {
    const addresses = [...this.read.keys()];
    this.read.clear();
    this.readings.clear();
    return addresses.map((address) => vscode.Uri.parse(address));
  }
}

function saysTheSame(before: DefinitionText, now: DefinitionText): boolean {
  if (before.kind === 'unreadable') return now.kind === 'unreadable' && now.sentence === before.sentence;
  return now.kind === 'checked' && now.file.text === before.file.text;
}

async function readDefinition(uri: vscode.Uri, data: DataPreviews): Promise<DefinitionText> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const tooLarge = whyTooLarge(size);
    if (tooLarge !== undefined) return { kind: 'unreadable', sentence: tooLarge };
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const unreadable = whyUnreadable(text);
    if (unreadable !== undefined) return { kind: 'unreadable', sentence: unreadable };
    return { kind: 'checked', file: checkText(text, data.environmentOf(uri)), isOpen: false };
  } catch (error) {
    const cause = errorText(error);
    return { kind: 'unreadable', sentence: vscode.l10n.t('This file could not be read: {0}', cause) };
  }
}
