import { bindingsOf } from '../names/binder';
import type { CheckedFile } from '../..';
import { formatShape, type Shape } from '../../../engine/shape';
import { namedConstants } from '../../checker/constants';
import { lineEndAt, type Range } from '../../range';
import { occurrenceAt } from '../names/bindings';
import { numberedLayerAt } from '../names/numberedLayers';
import { cursorPlace, type CursorPlace } from '../cursor/cursorPlace';
import { describedBlock, parameterNamed } from '../describedCallables';
import { callableNamed } from '../cursor/callableNamed';
import { comparedCallable, comparedNetwork } from '../cursor/comparedNetwork';
import { callsAround, expectedAt } from '../cursor/expectedAt';
import { describe, description, type Hover, type HoverContents } from './hoverContents';
import { layerShapesAt } from '../layerShapes';
import { wordDocumentation } from './wordDocumentation';

/** What stands at `offset`: a word, or the name of an argument, a layer, a block or a network. */
export function hoverOfName(checked: CheckedFile, offset: number): Hover | undefined {
  const place = cursorPlace(checked.ast, offset);
  const { start, end } = place.word;
  if (start === end || place.inside !== undefined) return undefined;
  const contents =
    describeArgument(checked, place) ??
    describeName(checked, offset) ??
    describePlace(checked, place) ??
    describeWord(checked, place);
  return contents && { range: { start, end }, contents };
}

/** `size` of `Conv(16, size=3)`. */
function describeArgument(checked: CheckedFile, place: CursorPlace): HoverContents | undefined {
  const { tokens } = checked.ast;
  const innermost = place.brackets.at(-1);
  if (tokens[place.next]?.kind !== '=' || innermost?.pieceStart !== place.next - 1) return undefined;
  const call = callsAround(checked, place).calls.at(-1);
  const name = tokens[place.next - 1]?.text;
  const parameter = call?.bracket === innermost ? parameterNamed(call.callable, name) : undefined;
  return parameter && description(parameter.label, parameter.documentation);
}

/** The name of a layer above, of a block or of a network. */
function describeName(checked: CheckedFile, offset: number): HoverContents | undefined {
  const binding = occurrenceAt(bindingsOf(checked.ast), offset)?.binding;
  const { definition } = binding ?? {};
  if (!binding || !definition) {
    const numbered = numberedLayerAt(checked, offset);
    return numbered && describeLine(checked, numbered.layer.range.start);
  }
  if (binding.kind === 'layer') return describeLine(checked, definition.start);
  if (binding.kind === 'value')
    return describeValue(checked, binding.name) ?? describeBrokenValue(checked, definition);
  if (binding.kind === 'network')
    return description(`network ${binding.name}`, wordDocumentation('network') ?? '');
  const block = checked.ast.statements.find(
    ({ kind, start, end }) => kind === 'block' && start <= definition.start && definition.start <= end,
  );
  if (block?.kind !== 'block') return undefined;
  const callable = describedBlock(checked, block);
  if (binding.kind === 'block') return describe(callable);
  const parameter = parameterNamed(callable, binding.name);
  return parameter && description(parameter.label, parameter.documentation);
}

export function describeValue(
  { formulas, positionAt }: CheckedFile,
  name: string,
): HoverContents | undefined {
  const value = formulas.values.find((candidate) => candidate.name === name);
  if (!value) return undefined;
  const { node, nameRange } = value;
  const shape = formulas.graph.nodes[node]?.shape ?? [];
  return { kind: 'value', name, node, shape, line: positionAt(nameRange.start).line + 1 };
}

/** What is known of a value whose line is broken: that line. */
function describeBrokenValue({ ast, text }: CheckedFile, { start }: Range): HoverContents | undefined {
  const statement = ast.statements.find((each) => each.kind === 'assign' && each.target.start === start);
  return statement && description(text.slice(statement.start, statement.end), '');
}

/** A layer as it is written, with its shapes: of a broken network what stands on its line. */
function describeLine(checked: CheckedFile, start: number): HoverContents {
  const { text, lineStarts, networks } = checked;
  const shapes = layerShapesAt(checked, start);
  const layer = networks.flatMap(({ layers }) => layers).find(({ range }) => range.start === start);
  const end = layer?.range.end ?? lineEndAt(text, lineStarts, start);
  const written = text
    .slice(start, end)
    .replace(/[#＃].*/, '')
    .trim();
  return { ...description(written, ''), ...(shapes && { shapes }) };
}

/**
 * What the language has a name for at this place, by the tokens around it: where a line is broken, the tree
 * does not say what stands in it.
 */
function describePlace(checked: CheckedFile, place: CursorPlace): HoverContents | undefined {
  const { tokens } = checked.ast;
  const token = tokens[place.next - 1];
  const expected = expectedAt(checked, place);
  if (!token || !expected) return undefined;
  const { text } = token;
  switch (expected.kind) {
    case 'statement': {
      const isLayer = place.body === 'layers' || place.body === 'block';
      const callable = isLayer ? callableNamed(checked, 'layer', token) : undefined;
      return callable && describe(callable);
    }
    case 'slot': {
      const { takes } = expected;
      if (takes === undefined || (takes === 'value' && tokens[place.next]?.kind !== '(')) return undefined;
      const isWord = typeof takes === 'object' && takes.words?.includes(text) === true;
      if (isWord) return description(text, takes.documentation);
      const callable = callableNamed(checked, takes, token);
      return callable && describe(callable);
    }
    case 'words':
      return expected.words.includes(text) ? description(text, wordDocumentation(text) ?? '') : undefined;
    case 'quantity':
      return text === 'loss' ? description(text, wordDocumentation(text) ?? '') : undefined;
    case 'part': {
      const part = partsOfLayer(checked, place, expected.layer).find(({ name }) => name === text);
      return part && description(`${expected.layer}.${text}: ${formatShape(part.shape)}`, '');
    }
    case 'argument of': {
      const network = comparedNetwork(checked, place);
      const callable = network && comparedCallable(checked, network, expected.name);
      const parameter = callable && parameterNamed(callable, text);
      return parameter && description(parameter.label, parameter.documentation);
    }
    case 'value name':
    case 'network name':
    case 'layer name':
      return undefined;
  }
}

/** What a layer of the network around the place keeps: its parameters and running statistics. */
function partsOfLayer(
  { ast, networks }: CheckedFile,
  place: CursorPlace,
  layer: string,
): readonly { readonly name: string; readonly shape: Shape }[] {
  const header = ast.tokens[place.headers[0] ?? -1];
  const network = networks.find(({ range }) => range.start === header?.start);
  const index = network?.layers.findIndex(({ name }) => name === layer) ?? -1;
  const inferred = network?.program?.inference?.layers[index];
  return [...(inferred?.parameters ?? []), ...(inferred?.states ?? [])];
}

/** A word of the language. */
function describeWord(
  { ast, text }: CheckedFile,
  { word, body, next }: CursorPlace,
): HoverContents | undefined {
  const written = text.slice(word.start, word.end);
  const isSetting =
    (body === 'network' || body === 'train' || body === 'compare') && ast.tokens[next]?.kind === '=';
  const isWord = ast.tokens[next - 1]?.kind === 'keyword' || isSetting || namedConstants.has(written);
  const documentation = isWord ? wordDocumentation(written) : undefined;
  return documentation === undefined ? undefined : description(written, documentation);
}
