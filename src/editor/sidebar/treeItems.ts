import * as vscode from 'vscode';
import { formatShape, type CheckedFile, type Range } from '../../language';
import { toEditorRange } from '../documents/ranges';
import { valueHover } from '../languageFeatures/hover/valueHover';
import { displayLanguage, localise, parametersText, summaryWords } from '../localise';
import { progressText } from '../training/trainingProgress';
import type { NetworkRun } from '../training/networkRun';
import type { Session } from '../formulas/formulaSession';
import type { FileEntry, NoteEntry, RowEntry } from './entries';
import type { LayerRow, NodeRow, ValueRow } from './rows';
import { fileNameOf } from '../documents/uris';
import type { DefinitionText } from '../documents/definitionTexts';
import { errorCount } from './rows';
import { steadyNumber } from '../../protocol/numberText';
import { scalarIn } from '../training/history';
import type { Severity } from '../../engine/health/finding';
import type { Shape } from '../../engine/shape';
import type { Shown } from '../languageFeatures/inlineValues/shownNumbers';
import { shownText } from '../languageFeatures/inlineValues/shownNumbers';
import { entriesText } from '../languageFeatures/tensorText';
import type { RowNumbers } from './runRows';

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
      const progress = run?.isLive === true && !run.stale ? stateText(run) : '';
      const count = row.layers.length;
      const layers =
        count === 1 ? vscode.l10n.t('network, 1 layer') : vscode.l10n.t('network, {0} layers', count);
      const description = [layers, progress].filter((part) => part !== '').join(' · ');
      const { sentences, worst } = healthOf(run, undefined);
      return {
        label: name,
        description,
        spoken: [name, description, ...sentences].join(', '),
        icon: iconOf(worst, 'type-hierarchy-sub'),
        hasChildren: count > 0,
      };
    }
    case 'layer': {
      const { name } = row.layer;
      const { description, spoken, worst } = layerWords(row, run);
      return { label: name, description, spoken: `${name}, ${spoken}`, icon: iconOf(worst, 'layers') };
    }
  }
}

/** Without numbers while they change: with them the row would be made anew all the time, and its buttons. */
function stateText(run: NetworkRun): string {
  const isMoving = run.isRunning && run.shown?.lookedBackAt === undefined;
  return isMoving ? vscode.l10n.t('training') : progressText(run);
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

/** @param stale whether the numbers below it are from before an edit */
export function fileItem(
  { uri, folder, isOnly }: FileEntry,
  text: DefinitionText | undefined,
  stale: boolean,
): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(uri, isOnly ? Expanded : Collapsed);
  const name = fileNameOf(uri);
  const state = stateOf(text, stale);
  item.id = uri.toString();
  item.label = name;
  item.description = [folder, state].filter((part) => part !== '').join(' · ');
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: [name, folder, state].filter((part) => part !== '').join(', ') };
  return item;
}

/** Nothing where all is well, or where the file has not been read yet. */
function stateOf(text: DefinitionText | undefined, stale: boolean): string {
  if (text === undefined) return '';
  if (text.kind === 'unreadable') return vscode.l10n.t('not readable');
  const errors = errorCount(text.file);
  if (errors > 0) return errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors);
  return stale ? vscode.l10n.t('edited since the run') : '';
}

/** What a row says of a layer besides its name. */
interface LayerWords {
  readonly description: string;
  /** The same for a screen reader, which is not asked to read signs. */
  readonly spoken: string;
  readonly worst: Severity | undefined;
}

/** What rules of health say of a layer, or of the network as a whole: the same as in the Problems view. */
interface HealthWords {
  readonly sentences: readonly string[];
  readonly worst: Severity | undefined;
}

function healthOf(run: NetworkRun | undefined, index: number | undefined): HealthWords {
  const found = (run?.openFindings ?? []).filter(({ layer }) => layer === index);
  const isError = found.some(({ severity }) => severity === 'error');
  return {
    sentences: found.map(({ message }) => localise(message)),
    worst: isError ? 'error' : found[0]?.severity,
  };
}

function iconOf(worst: Severity | undefined, healthy: string): vscode.ThemeIcon {
  if (worst === 'error') return errorIcon();
  return worst === undefined
    ? new vscode.ThemeIcon(healthy)
    : new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
}

/**
 * Its type, shape and parameters, and while its network
 * is trained its gradient and what is the matter with it.
 */
function layerWords({ layer: { type }, inferred, index }: LayerRow, run: NetworkRun | undefined): LayerWords {
  const shape = inferred && inferred.shape.length > 0 ? formatShape(inferred.shape) : '';
  const parts: string[] = [];
  if (inferred !== undefined && inferred.parameterCount > 0)
    parts.push(parametersText(inferred.parameterCount));
  const live = run?.isLive === true && !run.stale ? run : undefined;
  const norm = live && scalarIn(live.shown?.scalars ?? [], index, 'gradientNorm');
  if (norm !== undefined) parts.push(vscode.l10n.t('gradient norm {0}', steadyNumber(norm, displayLanguage)));
  const { sentences, worst } = healthOf(run, index);
  return {
    description: [shape === '' ? type : `${type} → ${shape}`, ...parts].join(' · '),
    spoken: [type, shape, ...parts, ...sentences].filter((part) => part !== '').join(', '),
    worst,
  };
}

/** The most characters one tensor takes: the sidebar is narrow. */
const budget = 40;

/** Ordinary spaces that follow each other are drawn as one. */
const gap = '\u00a0\u00a0 ';

/** `2×3 = [[1, 2, 3], [4, 5, 6]]   ∂ mean 0.5`; before a run the shape alone. */
function numbersText(shape: Shape, numbers: RowNumbers | undefined, stale: boolean): string {
  const shapeText = shape.length === 0 ? '' : formatShape(shape);
  if (numbers === undefined) return shapeText;
  const parts = [`${shapeText} = ${entries(numbers.shape, numbers.value)}`.trimStart()];
  if (numbers.gradient !== undefined) parts.push(`∂ ${entries(numbers.shape, numbers.gradient)}`);
  const text = parts.join(gap);
  return stale ? vscode.l10n.t('earlier: {0}', text) : text;
}

/** The same for a screen reader, which is not asked to read signs. */
function numbersSpoken(shape: Shape, numbers: RowNumbers | undefined, stale: boolean): string {
  const parts = shape.length === 0 ? [] : [formatShape(shape)];
  if (numbers !== undefined) {
    if (stale) parts.push(vscode.l10n.t('numbers from before the edit'));
    parts.push(
      numbers.value === 'sealed'
        ? vscode.l10n.t('value not given away')
        : vscode.l10n.t('value {0}', entries(numbers.shape, numbers.value)),
    );
    if (numbers.gradient !== undefined) parts.push(gradientSpoken(numbers.shape, numbers.gradient));
  }
  return parts.join(', ');
}

function gradientSpoken(shape: Shape, gradient: Shown): string {
  if (gradient === 'sealed') return vscode.l10n.t('gradient not given away');
  if (gradient === 'none') return vscode.l10n.t('no gradient reaches it');
  return vscode.l10n.t('gradient {0}', entries(shape, gradient));
}

function entries(shape: Shape, shown: Shown): string {
  return shownText(shown, (data) => entriesText(shape, data, budget, summaryWords()));
}
