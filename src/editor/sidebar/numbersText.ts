import * as vscode from 'vscode';
import type { Shape } from '../../engine/shape';
import { formatShape } from '../../language';
import type { Shown } from '../languageFeatures/inlineValues/shownNumbers';
import { shownText } from '../languageFeatures/inlineValues/shownNumbers';
import { entriesText } from '../languageFeatures/tensorText';
import { summaryWords } from '../localise';
import type { RowNumbers } from './runRows';

/** The most characters one tensor takes: the sidebar is narrow. */
const budget = 40;

/** Ordinary spaces that follow each other are drawn as one. */
const gap = '\u00a0\u00a0 ';

/** `2×3 = [[1, 2, 3], [4, 5, 6]]   ∂ mean 0.5`; before a run the shape alone. */
export function numbersText(shape: Shape, numbers: RowNumbers | undefined, stale: boolean): string {
  const shapeText = shape.length === 0 ? '' : formatShape(shape);
  if (numbers === undefined) return shapeText;
  const parts = [`${shapeText} = ${entries(numbers.shape, numbers.value)}`.trimStart()];
  if (numbers.gradient !== undefined) parts.push(`∂ ${entries(numbers.shape, numbers.gradient)}`);
  const text = parts.join(gap);
  return stale ? vscode.l10n.t('earlier: {0}', text) : text;
}

/** The same for a screen reader, which is not asked to read signs. */
export function numbersSpoken(shape: Shape, numbers: RowNumbers | undefined, stale: boolean): string {
  const parts = shape.length === 0 ? [] : [formatShape(shape)];
  if (numbers !== undefined) {
    if (stale) parts.push(vscode.l10n.t('numbers from before the edit'));
    parts.push(
      numbers.value === 'hidden'
        ? vscode.l10n.t('value not given away')
        : vscode.l10n.t('value {0}', entries(numbers.shape, numbers.value)),
    );
    if (numbers.gradient !== undefined) parts.push(gradientSpoken(numbers.shape, numbers.gradient));
  }
  return parts.join(', ');
}

function gradientSpoken(shape: Shape, gradient: Shown): string {
  if (gradient === 'hidden') return vscode.l10n.t('gradient not given away');
  if (gradient === 'none') return vscode.l10n.t('no gradient reaches it');
  return vscode.l10n.t('gradient {0}', entries(shape, gradient));
}

function entries(shape: Shape, shown: Shown): string {
  return shownText(shown, (data) => entriesText(shape, data, budget, summaryWords()));
}
