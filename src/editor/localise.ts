import * as vscode from 'vscode';
import type { Message } from '../engine/message';

/** The sentence in the reader's language. The one place where a message of the inner layers becomes text. */
export function localise(message: Message): string {
  return vscode.l10n.t(message.text, ...message.values);
}

/** The documentation of a layer or a setting in the reader's language. */
export function localiseDocumentation(text: string): string {
  return vscode.l10n.t(text);
}
