import type { CheckedFile } from '../..';
import type { Remedy, RemedyChange } from '../../../engine/health/finding';
import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type {
  Argument,
  Expression,
  LayerItem,
  LayerLine,
  NetworkStatement,
  Setting,
  TrainMember,
} from '../../ast';
import type { TextEdit } from '../../diagnostic';
import { lineAt, lineEndAt, type Range } from '../../range';
import type { NetworkOutline } from '../../checker/networks/networkProgram';
import { optimizers } from '../../checker/networks/networkVocabulary';
import { indentationUnit } from '../refactorings/refactoring';

/**
 * How a remedy of a health finding is made in the text of its network.
 * @returns `undefined` where only a person can tell, or where the text leaves no place for it
 */
export function remedyEdits(
  file: CheckedFile,
  outline: NetworkOutline,
  { changes }: Pick<Remedy, 'changes'>,
): readonly TextEdit[] | undefined {
  const network = file.ast.statements.find(
    (statement) => statement.kind === 'network' && statement.start === outline.range.start,
  );
  if (network?.kind !== 'network' || changes.length === 0) return undefined;
  const edits: TextEdit[] = [];
  for (const change of changes) {
    const made = editsOf(file, outline, network, change);
    if (made === undefined) return undefined;
    // Layers of one block share a line, which is changed once.
    for (const edit of made) if (!edits.some((known) => isSame(known, edit))) edits.push(edit);
  }
  return edits;
}

function isSame(one: TextEdit, other: TextEdit): boolean {
  return (
    one.newText === other.newText &&
    one.range.start === other.range.start &&
    one.range.end === other.range.end
  );
}

function editsOf(
  file: CheckedFile,
  outline: NetworkOutline,
  network: NetworkStatement,
  change: RemedyChange,
): readonly TextEdit[] | undefined {
  const lineOf = (layer: number): LayerLine | undefined => findLine(file, outline.layers[layer]?.range);
  switch (change.kind) {
    case 'setLearningRate':
      return setOptimizerArgument(file, network, 'lr', change.learningRate);
    case 'useInitializer': {
      const line = lineOf(change.layer);
      return line && setArgument(file, line, 'init', change.initializer);
    }
    case 'addLayerAfter': {
      const line = lineOf(change.layer);
      return line && addLineBehind(file, line, change.type);
    }
    case 'addHiddenLayer': {
      const line = lineOf(change.before);
      return line && addHiddenLayer(file, line, change.units);
    }
    case 'replaceLayer': {
      const line = lineOf(change.layer);
      return line && replaceLayer(line, change.type);
    }
    case 'setClipNorm':
      return setTraining(file, network, 'clip_norm', numberText(change.norm));
    case 'setWeightDecay':
      return setWeightDecay(file, network, change.amount);
    case 'setL1':
      return setTraining(file, network, 'l1', numberText(change.amount));
    case 'setSchedule':
      return setTraining(file, network, 'schedule', change.schedule);
    case 'setBatch':
      return setTraining(file, network, 'batch', numberText(change.batch));
    case 'setEpochs':
      return setTraining(file, network, 'epochs', numberText(change.epochs));
    case 'standardizeInputs':
      return setDataArgument(file, network, 'standardize', 'true');
    case 'scaleInputs':
      return setDataArgument(file, network, 'scale', '1/255');
    case 'dropColumn':
      return dropColumn(file, network, change.column);
  }
}

/** Where the optimizer has the argument it is changed there, else the line of `train`. */
function setWeightDecay(
  file: CheckedFile,
  network: NetworkStatement,
  amount: number,
): readonly TextEdit[] | undefined {
  const inTraining = trainOf(network)?.settings.some(({ name }) => name.name === 'weight_decay') === true;
  const { given, specs } = optimizerOf(network);
  const isOptimizers =
    specs.some(({ name }) => name === 'weight_decay') &&
    given.some((argument) => argument.name?.name === 'weight_decay');
  return isOptimizers && !inTraining
    ? setOptimizerArgument(file, network, 'weight_decay', amount)
    : setTraining(file, network, 'weight_decay', numberText(amount));
}

function dataOf({ members }: NetworkStatement): Expression | undefined {
  const data = members.find((member) => member.kind === 'setting' && member.name.name === 'data');
  return data?.kind === 'setting' ? data.value : undefined;
}

function setDataArgument(
  file: CheckedFile,
  network: NetworkStatement,
  name: string,
  written: string,
): readonly TextEdit[] | undefined {
  const value = dataOf(network);
  if (value?.kind === 'name') return [insertion(value.end, `(${name}=${written})`)];
  return value?.kind === 'call' ? setArgument(file, value, name, written) : undefined;
}

/** Where the columns that are taken are listed, a person takes one out of the list. */
function dropColumn(
  file: CheckedFile,
  network: NetworkStatement,
  column: string,
): readonly TextEdit[] | undefined {
  const data = dataOf(network);
  const given = data?.kind === 'call' ? data.arguments : [];
  if (given.some(({ name }) => name?.name === 'columns')) return undefined;
  const dropped = given.find(({ name }) => name?.name === 'drop')?.value;
  if (dropped === undefined) return setDataArgument(file, network, 'drop', `[${column}]`);
  if (dropped.kind !== 'list') return undefined;
  const last = dropped.elements.at(-1);
  return [last ? insertion(last.end, `, ${column}`) : { range: dropped, newText: `[${column}]` }];
}

/** The layer line that stands in this range, in a network or in a block. */
function findLine({ ast }: CheckedFile, range: Range | undefined): LayerLine | undefined {
  const open: LayerItem[] = ast.statements.flatMap((statement) => {
    if (statement.kind === 'block') return statement.items;
    if (statement.kind !== 'network') return [];
    return statement.members.flatMap((member) => (member.kind === 'layers' ? member.items : []));
  });
  for (let item = open.pop(); item; item = open.pop()) {
    if (item.kind === 'repeat') for (const inner of item.items) open.push(inner);
    else if (item.start === range?.start) return item;
  }
  return undefined;
}

function setArgument(
  { text }: CheckedFile,
  { callee, arguments: given }: Pick<LayerLine, 'callee' | 'arguments'>,
  name: string,
  value: string,
): readonly TextEdit[] | undefined {
  if (!callee) return undefined;
  const present = given.find((argument) => argument.name?.name === name);
  if (present) return [{ range: present.value, newText: value }];
  const last = given.at(-1);
  if (last) return [insertion(last.end, `, ${name}=${value}`)];
  const parentheses = /^\s*\(/.exec(text.slice(callee.end));
  return parentheses
    ? [insertion(callee.end + parentheses[0].length, `${name}=${value}`)]
    : [insertion(callee.end, `(${name}=${value})`)];
}

function replaceLayer(
  { callee, arguments: given }: LayerLine,
  type: string,
): readonly TextEdit[] | undefined {
  const [first, last] = [given[0], given.at(-1)];
  if (!callee) return undefined;
  const name = { range: callee, newText: type };
  return first && last ? [name, { range: { start: first.start, end: last.end }, newText: '' }] : [name];
}

/**
 * In a line of its own, as far to the right as the line
 * before it; behind a `;` where more follows on the line.
 */
function addLineBehind(file: CheckedFile, line: Range, written: string): readonly TextEdit[] {
  if (isFollowed(file, line)) return [insertion(line.end, `; ${written}`)];
  const end = lineEndAt(file.text, file.lineStarts, line.end);
  return [insertion(end, `\n${indentationOf(file, line.start)}${written}`)];
}

/** The optimizer as it is written, and what it may be given. */
function optimizerOf(network: NetworkStatement): {
  readonly value: Expression | undefined;
  readonly name: string;
  readonly given: readonly Argument[];
  readonly specs: readonly ArgumentSpec[];
} {
  const value = trainOf(network)?.settings.find((setting) => setting.name.name === 'optimizer')?.value;
  const name = value?.kind === 'call' ? value.callee.name : value?.kind === 'name' ? value.name : 'SGD';
  return {
    value,
    name,
    given: value?.kind === 'call' ? value.arguments : [],
    specs: optimizers.find((optimizer) => optimizer.name === name)?.arguments ?? [],
  };
}

/** Whether more than blanks and a comment follows on the line. */
function isFollowed({ text, lineStarts }: CheckedFile, { end }: Range): boolean {
  const rest = text.slice(end, lineEndAt(text, lineStarts, end));
  return !/^[ \t]*(#|\r?$)/.test(rest);
}

/** Two layers in front of one, in lines of their own where it has one. */
function addHiddenLayer(file: CheckedFile, line: Range, units: number): readonly TextEdit[] {
  const lineStart = file.lineStarts[lineAt(file.lineStarts, line.start)] ?? 0;
  const isFirst = file.text.slice(lineStart, line.start).trim() === '';
  const separator = isFirst ? `\n${indentationOf(file, line.start)}` : '; ';
  return [insertion(line.start, `Affine(${units})${separator}ReLU${separator}`)];
}

function setOptimizerArgument(
  file: CheckedFile,
  network: NetworkStatement,
  argument: string,
  amount: number,
): readonly TextEdit[] | undefined {
  const { value, name, given, specs } = optimizerOf(network);
  const place = specs.findIndex((spec) => spec.name === argument);
  if (place < 0) return undefined;
  const present = given.find((each) => each.name?.name === argument) ?? positional(given[place]);
  if (present) return [{ range: present.value, newText: numberText(amount) }];
  const written = `${argument}=${numberText(amount)}`;
  if (value?.kind === 'call') {
    const last = value.arguments.at(-1);
    return [last ? insertion(last.end, `, ${written}`) : insertion(value.end - 1, written)];
  }
  if (value) return [insertion(value.end, `(${written})`)];
  return setTraining(file, network, 'optimizer', `${name}(${written})`);
}

function positional<Argument extends { readonly name?: unknown }>(
  argument: Argument | undefined,
): Argument | undefined {
  return argument?.name === undefined ? argument : undefined;
}

/** Gives a line of `train` this value; adds the line, or `train` itself, where there is none. */
function setTraining(
  file: CheckedFile,
  network: NetworkStatement,
  name: string,
  value: string,
): readonly TextEdit[] | undefined {
  const train = trainOf(network);
  const present = train?.settings.find((setting) => setting.name.name === name);
  if (present?.value) return [{ range: present.value, newText: value }];
  const last = train?.settings.at(-1);
  if (last) return addLineBehind(file, last, aligned(last, file, name, value));
  const unit = indentationUnit(file, network);
  if (train) return insertBefore(file, train, unit, [`${name} = ${value}`]);
  return insertBefore(file, network, unit, ['train {', `${unit}${name} = ${value}`, '}']);
}

/** Behind the last line of a body: before its closing brace. @param unit one level of indentation */
function insertBefore(
  file: CheckedFile,
  body: Range,
  unit: string,
  lines: readonly string[],
): readonly TextEdit[] | undefined {
  const brace = file.text.lastIndexOf('}', body.end - 1);
  if (brace < body.start) return undefined;
  const outer = indentationOf(file, body.start);
  const before = file.text.slice(body.start, brace);
  const lead = /\n[ \t]*$/.exec(before);
  const start = lead ? brace - lead[0].length : brace;
  const written = lines.map((line) => `\n${outer}${unit}${line}`).join('');
  return [{ range: { start, end: brace }, newText: `${written}\n${outer}` }];
}

/** `=` below the `=` of the line above. */
function aligned(above: Setting, { text }: CheckedFile, name: string, value: string): string {
  const equals = text.indexOf('=', above.name.end) - above.start;
  return `${name.padEnd(Math.max(name.length + 1, equals))}= ${value}`;
}

function trainOf({ members }: NetworkStatement): TrainMember | undefined {
  for (const member of members) if (member.kind === 'train') return member;
  return undefined;
}

function indentationOf({ text, lineStarts }: CheckedFile, offset: number): string {
  const start = lineStarts[lineAt(lineStarts, offset)] ?? 0;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function insertion(offset: number, newText: string): TextEdit {
  return { range: { start: offset, end: offset }, newText };
}

/** As a person would write it: 0.3 × 0.1 is 0.03. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6))).replace('e+', 'e');
}
