import * as vscode from 'vscode';
import { countText } from '../localise';

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
