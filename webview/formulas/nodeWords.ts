import { exactNumber, groupedNumber, numberList, shapeText, shortNumber } from '../kit/numbers';
import type { PanelNode } from '../../src/protocol/formulaPanelMessages';
import { text } from '../kit/translation';
import { strings } from './formulasTexts';
import { shownGradient, shownValue, type Shown } from './walkNumbers';
import { chosenPass } from './formulaStore';

/** The name a person knows a node by: the user's, or the text it was written as. */
export function labelOf(node: PanelNode): string {
  return node.name === '' ? node.expression : node.name;
}

/** What stands beside a node: the name of what a layer gives, and where a gradient comes from. */
export function captionOf(node: PanelNode): string {
  return node.kind === 'data' ? '' : (node.gradient?.pass ?? node.name);
}

/** Up to this many entries are read out; more are summed up by shape and range. */
export const mostNumbersInWords = 12;

/** A value or gradient in words, with every digit: for the screen reader, tooltips and the table. */
export function describe(shown: Shown): string {
  if (shown === 'notComputed') return text(strings.notComputed);
  if (shown === 'notReached') return text(strings.reached);
  if (shown === 'none') return text(strings.noGradient, chosenPass.value?.targetName ?? '');
  if (shown.kind === 'sealed') return text(strings.sealed);
  if (shown.kind === 'thumbnail') {
    // The last two are counts. Of the others, computed of many numbers, the last digits say nothing.
    const said = [...shown.statistics].map((value, at) =>
      at < 4 ? shortNumber(value) : groupedNumber(value),
    );
    return text(strings.largeTensor, ...said);
  }
  const numbers = [...shown.data];
  if (shown.shape.length === 0) return exactNumber(numbers[0] ?? NaN);
  const columns = shown.shape.at(-1) ?? 1;
  const read = numbers.slice(0, mostNumbersInWords).map((value) => exactNumber(value));
  const more = numbers.length > read.length ? ['…'] : [];
  if (shown.shape.length === 1) return `[${numberList([...read, ...more])}]`;
  const rows: string[] = [];
  for (let at = 0; at < read.length; at += columns)
    rows.push(`[${numberList(read.slice(at, at + columns))}]`);
  return `[${numberList([...rows, ...more])}]`;
}

/** `×`, or `affine` with its settings. */
export function operationOf(node: PanelNode): string {
  if (node.gradient) return text(strings.gradientFrom, node.gradient.pass);
  if (node.kind === 'data') return '';
  return node.settings === '' ? node.symbol : `${node.symbol} (${node.settings})`;
}

/** All a node shows, in one sentence. */
export function describeNode(node: PanelNode): string {
  const shape = node.shape.length === 0 ? '' : shapeText(node.shape);
  return [
    labelOf(node),
    operationOf(node),
    shape,
    text(strings.valueIs, describe(shownValue(node.id))),
    text(strings.gradientIs, describe(shownGradient(node.id))),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
