import { bindingsOf } from '../names/binder';
import type { CheckedFile } from '../..';
import { message } from '../../../engine/message';
import type { LayerItem, Statement } from '../../ast';
import type { Fix } from '../../diagnostic';
import { lineAt, type Range } from '../../range';
import { freeName, ifSound, indentationBefore, indentationUnit, trimmed } from './refactoring';

/**
 * Puts layers that follow one another into a block above, and a call of it in their place. The network stays
 * the same, layer for layer and name for name: not offered where a name crosses the border, and not where a
 * layer has a name that a block would number.
 */
export function wrapInBlock(file: CheckedFile, selection: Range): Fix | undefined {
  const range = trimmed(file.text, selection);
  if (range.start >= range.end) return undefined;
  const statement = file.ast.statements.find(({ start, end }) => start <= range.start && range.end <= end);
  const layers = statement && layersIn(statement, range);
  if (!layers || statement.damaged) return undefined;
  const parameters = parametersIn(file, layers);
  const indentation = indentationBefore(file, statement.start);
  if (parameters === undefined || indentation === undefined) return undefined;
  const name = freeName(file, 'Block');
  const list = parameters.length === 0 ? '' : `(${parameters.join(', ')})`;
  const body = indented(file, layers, indentation + indentationUnit(file, statement));
  const block = `block ${name}${list} {\n${body}\n${indentation}}\n\n${indentation}`;
  const edits = [
    { range: { start: statement.start, end: statement.start }, newText: block },
    { range: layers, newText: name + list },
  ];
  const after = ifSound(file, edits);
  return after && hasSameLayers(file, after) ? { title: message('Wrap in a block'), edits } : undefined;
}

/** All of the items that a selection touches, where it touches those of one body only. */
function layersIn(statement: Statement, range: Range): Range | undefined {
  let items: readonly LayerItem[] = [];
  if (statement.kind === 'block') ({ items } = statement);
  if (statement.kind === 'network') {
    const member = statement.members.find(({ start, end }) => start <= range.start && range.end <= end);
    if (member?.kind === 'layers') ({ items } = member);
  }
  for (;;) {
    const touched = items.filter(({ start, end }) => start < range.end && range.start < end);
    const [first] = touched;
    const last = touched.at(-1);
    if (!first || !last || touched.some(({ damaged }) => damaged)) return undefined;
    const isInside =
      first === last &&
      first.kind === 'repeat' &&
      first.items.some(({ start, end }) => start <= range.start && range.end <= end);
    const isAcross =
      first === last && first.kind === 'repeat' && range.start > first.keyword.end && range.end < first.end;
    if (!isInside && !isAcross) return { start: first.start, end: last.end };
    ({ items } = first);
  }
}

/** The parameters of the block around that are used there; `undefined` where a layer's name crosses. */
function parametersIn({ ast }: CheckedFile, { start, end }: Range): readonly string[] | undefined {
  const isIn = (place: Range): boolean => start <= place.start && place.end <= end;
  const { bindings } = bindingsOf(ast);
  const crossing = bindings.filter(({ occurrences }) => {
    return occurrences.some(isIn) && !occurrences.every(isIn);
  });
  const isLayerCrossing = crossing.some(({ kind }) => kind === 'layer');
  // What came into the network is not what comes into the block.
  const usesInput = ast.tokens.some((token) => token.text === 'input' && isIn(token));
  if (isLayerCrossing || usesInput) return undefined;
  return crossing.flatMap(({ kind, name }) => (kind === 'parameter' ? [name] : []));
}

/** The lines of the layers with another indentation; what stands deeper stays so. */
function indented(
  { text, ast: { lineStarts } }: CheckedFile,
  { start, end }: Range,
  indentation: string,
): string {
  const lineStart = lineStarts[lineAt(lineStarts, start)] ?? 0;
  const depth = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  const [first = '', ...others] = text.slice(start, end).split(/\r?\n/);
  const rest = others.map((line) => {
    const blanks = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    return line.trim() === '' ? '' : indentation + line.slice(Math.min(blanks, depth));
  });
  return [indentation + first, ...rest].join('\n');
}

function hasSameLayers(before: CheckedFile, after: CheckedFile): boolean {
  const layers = ({ networks }: CheckedFile): string =>
    networks
      .map((network) => network.layers.map(({ name, type }) => `${name} ${type}`).join('\n'))
      .join('\n\n');
  return layers(before) === layers(after);
}
