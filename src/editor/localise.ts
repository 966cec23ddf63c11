import * as vscode from 'vscode';
import type { Message } from '../engine/message';
import { groupedNumber, shortNumber } from '../protocol/numberText';
import type { SummaryWords } from './languageFeatures/tensorText';

/**
 * The language of VS Code's own words (BCP 47): sentences are
 * translated into it, and numbers are written in its way.
 */
export const displayLanguage = vscode.env.language;

/** The sentence in the reader's language. The one place where a message of the inner layers becomes text. */
export function localise({ text, values }: Message): string {
  // A count or a line keeps all its digits.
  const written = values.map((value) => {
    if (typeof value === 'object') return localise(value);
    return typeof value === 'number' && !Number.isSafeInteger(value)
      ? shortNumber(value, displayLanguage)
      : value;
  });
  return vscode.l10n.t(text, ...written);
}

/** The documentation of a layer or a setting in the reader's language. */
export function localiseDocumentation(text: string): string {
  return vscode.l10n.t(text);
}

/** A number of things, of steps, of epochs: `39,760`. */
export function countText(count: number): string {
  return groupedNumber(count, displayLanguage);
}

/** `39,760 parameters` */
export function parametersText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 parameter') : vscode.l10n.t('{0} parameters', countText(count));
}

/** The words around the statistics of a tensor, in the reader's language. */
export function summaryWords(): SummaryWords {
  return {
    locale: displayLanguage,
    mean: (mean) => vscode.l10n.t('mean {0}', mean),
    range: (minimum, maximum) => vscode.l10n.t('{0} to {1}', minimum, maximum),
    nonFinite: (count) => vscode.l10n.t('{0} not finite', countText(count)),
    tried: vscode.l10n.t('tried'),
  };
}
