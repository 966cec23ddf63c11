import type { CheckedFile } from '..';
import type { RemedyChange } from '../../engine/health/finding';
import type { Expression, LayerItem, LayerLine, NetworkStatement, Setting, TrainMember } from '../ast';
import type { TextEdit } from '../diagnostic';
import { lineAt, lineEndAt } from '../lines';
import type { NetworkOutline } from '../checker/networks/outline';
import { optimizers } from '../checker/networks/vocabulary';
import type { Range } from '../range';

/**
 * How a remedy of a health finding is made in the text of its network.
 * @returns `undefined` where only a person can tell, or where the text leaves no place for it
 */
export function remedyEdits(
  file: CheckedFile,
  outline: NetworkOutline,
  change: RemedyChange,
): readonly TextEdit[] | undefined {
  const network = file.ast.statements.find(
    (statement) => statement.kind === 'network' && statement.start === outline.range.start,
  );
  if (network?.kind !== 'network') return undefined;
  const lineOf = (layer: number): LayerLine | undefined => findLine(file, outline.layers[layer]?.range);
  switch (change.kind) {
    case 'scaleLearningRate':
      return scaleLearningRate(file, network, change.factor);
    case 'useInitializer': {
      const line = lineOf(change.layer);
      return line && setArgument(file, line, 'init', change.initializer);
    }
    case 'addLayerAfter': {
      const line = lineOf(change.layer);
      const written = change.type === 'Dropout' ? 'Dropout(0.5)' : change.type;
      return line && addLineBehind(file, line, written);
    }
    case 'replaceLayer': {
      const line = lineOf(change.layer);
      return line && replaceLayer(line, change.type);
    }
    case 'clipGradients':
      return setTraining(file, network, 'clip_norm', numberText(change.norm));
    case 'addWeightDecay':
      return setTraining(file, network, 'weight_decay', numberText(change.amount));
    case 'none':
      return undefined;
  }
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
  { callee, arguments: given }: LayerLine,
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

/** In a line of its own, as far to the right as the line before it. */
function addLineBehind(file: CheckedFile, line: Range, written: string): readonly TextEdit[] {
  const end = lineEndAt(file.text, file.lineStarts, line.end);
  return [insertion(end, `\n${indentationOf(file, line.start)}${written}`)];
}

function scaleLearningRate(
  file: CheckedFile,
  network: NetworkStatement,
  factor: number,
): readonly TextEdit[] | undefined {
  const setting = trainOf(network)?.settings.find(({ name }) => name.name === 'optimizer');
  const value = setting?.value;
  const name = value?.kind === 'call' ? value.callee.name : value?.kind === 'name' ? value.name : 'SGD';
  const given = value?.kind === 'call' ? value.arguments : [];
  const specs = optimizers.find((optimizer) => optimizer.name === name)?.arguments ?? [];
  const place = specs.findIndex((spec) => spec.name === 'lr');
  const rate = given.find((argument) => argument.name?.name === 'lr') ?? positional(given[place]);
  if (rate) {
    const number = numberIn(rate.value);
    return number === undefined ? undefined : [{ range: rate.value, newText: numberText(number * factor) }];
  }
  const usual = specs[place]?.default;
  if (typeof usual !== 'number') return undefined;
  const written = `lr=${numberText(usual * factor)}`;
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
  if (train) return insertBefore(file, train, `${name} = ${value}`);
  return insertBefore(file, network, `train {\n    ${name} = ${value}\n  }`);
}

/** Behind the last line of a body: before its closing brace. */
function insertBefore(file: CheckedFile, body: Range, written: string): readonly TextEdit[] | undefined {
  const brace = file.text.lastIndexOf('}', body.end - 1);
  if (brace < body.start) return undefined;
  const outer = indentationOf(file, body.start);
  const before = file.text.slice(body.start, brace);
  const lead = /\n[ \t]*$/.exec(before);
  const start = lead ? brace - lead[0].length : brace;
  return [{ range: { start, end: brace }, newText: `\n${outer}  ${written}\n${outer}` }];
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

function numberIn(expression: Expression): number | undefined {
  return expression.kind === 'number' ? expression.value : undefined;
}

/** As a person would write it: 0.3 × 0.1 is 0.03. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(6))).replace('e+', 'e');
}
