import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import type { Range } from '../../language/range';
import { toEditorRange } from '../documents/ranges';
import { valueHover } from '../languageFeatures/hover/valueHover';
import { localise } from '../localise';
import { progressText } from '../training/progressText';
import type { NetworkRun } from '../training/networkRun';
import type { Session } from '../formulas/session';
import type { NoteEntry, RowEntry } from './entries';
import { layerWords } from './layerWords';
import { numbersSpoken, numbersText } from './numbersText';
import type { NodeRow, ValueRow } from './rows';

/** Longer formulas are cut: the line itself is one click away. */
const longestLabel = 80;

/** What differs between kinds of rows; the rest is the same for all. */
interface Look {
  readonly label: string;
  readonly description?: string;
  /** What a screen reader says instead of label and description. */
  readonly spoken: string;
  readonly icon: vscode.ThemeIcon;
  readonly hasChildren?: boolean;
}

/** @param run of the network the row is in or is, if there is one */
export function rowItem(entry: RowEntry, run: NetworkRun | undefined): vscode.TreeItem {
  const { uri, row, checked } = entry;
  const look = lookOf(entry, run);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(look.label, look.hasChildren === true ? Collapsed : None);
  item.id = `${uri.toString()} ${row.id}`;
  if (look.description !== undefined) item.description = look.description;
  item.accessibilityInformation = { label: look.spoken };
  item.iconPath = look.icon;
  item.contextValue = row.kind;
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Source'),
    arguments: [uri, { selection: toEditorRange(checked, row.range) }],
  };
  return item;
}

export function noteItem({ uri, sentence, isError }: NoteEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(sentence);
  item.id = `${uri.toString()} note`;
  item.iconPath = isError ? errorIcon() : new vscode.ThemeIcon('info');
  item.tooltip = sentence;
  return item;
}

/**
 * The line as it is written; of a value that was computed
 * all its digits, its entries and where they come from.
 */
export function rowTooltip(
  { row, checked, runRows }: RowEntry,
  session: Session | undefined,
): vscode.MarkdownString | string {
  if (row.kind === 'error') return localise(row.message);
  const value = row.kind === 'value' ? runRows?.valueOf(row) : undefined;
  if (session !== undefined && runRows !== undefined && value !== undefined) {
    return valueHover(session, runRows.run, value);
  }
  const range = row.kind === 'value' ? row.value.statement : row.range;
  return new vscode.MarkdownString().appendCodeblock(checked.text.slice(range.start, range.end), 'backprop');
}

function lookOf(entry: RowEntry, run: NetworkRun | undefined): Look {
  const { row, checked } = entry;
  switch (row.kind) {
    case 'error': {
      const sentence = localise(row.message);
      const line = vscode.l10n.t('line {0}', checked.positionAt(row.range.start).line + 1);
      return { label: sentence, description: line, spoken: `${sentence}, ${line}`, icon: errorIcon() };
    }
    case 'value':
      return {
        ...numbersLook(row.value.name, row, row.value.node, entry),
        hasChildren: row.nodes.length > 0,
      };
    case 'node':
      return numbersLook(oneLine(checked, row.range), row, row.node, entry);
    case 'pass': {
      const label = `backward ${row.targetName}`;
      return { label, spoken: label, icon: new vscode.ThemeIcon('arrow-left') };
    }
    case 'network': {
      const { name } = row.network;
      const progress = run?.isLive === true && !run.stale ? progressText(run) : '';
      const count = row.layers.length;
      const layers =
        count === 1 ? vscode.l10n.t('network, 1 layer') : vscode.l10n.t('network, {0} layers', count);
      const description = [layers, progress].filter((part) => part !== '').join(' · ');
      const icon = new vscode.ThemeIcon('type-hierarchy-sub');
      return { label: name, description, spoken: `${name}, ${description}`, icon, hasChildren: count > 0 };
    }
    case 'layer': {
      const { name } = row.layer;
      const { description, spoken, isUnwell } = layerWords(row, run);
      const icon = isUnwell
        ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'))
        : new vscode.ThemeIcon('layers');
      return { label: name, description, spoken: `${name}, ${spoken}`, icon };
    }
  }
}

function numbersLook(
  label: string,
  row: ValueRow | NodeRow,
  node: number,
  { checked, runRows }: RowEntry,
): Look {
  const shape = checked.formulas.graph.nodes[node]?.shape ?? [];
  const numbers = runRows?.numbersOf(row);
  const stale = runRows?.stale ?? false;
  const spoken = numbersSpoken(shape, numbers, stale);
  return {
    label,
    description: numbersText(shape, numbers, stale),
    spoken: spoken === '' ? label : `${label}, ${spoken}`,
    icon: new vscode.ThemeIcon(
      row.kind === 'value' ? 'symbol-variable' : 'symbol-operator',
      stale && numbers !== undefined ? new vscode.ThemeColor('disabledForeground') : undefined,
    ),
  };
}

function errorIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
}

function oneLine({ text }: CheckedFile, { start, end }: Range): string {
  const line = text.slice(start, Math.min(end, start + longestLabel)).replace(/\s+/g, ' ');
  return end - start > longestLabel ? `${line}…` : line;
}
