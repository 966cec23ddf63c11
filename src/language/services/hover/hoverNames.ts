import type { CheckedFile } from '../..';
import { namedConstants } from '../../checker/constants';
import { lineAt, lineEndAt } from '../../range';
import { bindingsOf, occurrenceAt } from '../names/bindings';
import { cursorPlace, type CursorPlace } from '../cursor/cursorPlace';
import { describedBlock, parameterNamed } from '../describedCallables';
import { callsAround } from '../cursor/expectedAt';
import { describe, description, type Hover, type HoverContents } from './hoverContents';
import { layerShapesAt } from '../layerShapes';
import { wordDocumentation } from './wordDocumentation';

/** What stands at `offset`, where that is the name of an argument, of a layer or a block, or a word. */
export function hoverOfName(checked: CheckedFile, offset: number): Hover | undefined {
  const place = cursorPlace(checked.ast, offset);
  const { start, end } = place.word;
  if (start === end || place.inside !== undefined) return undefined;
  const contents =
    describeArgument(checked, place) ?? describeName(checked, offset) ?? describeWord(checked, place);
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

/** The name of a layer above, or of a block. */
function describeName(checked: CheckedFile, offset: number): HoverContents | undefined {
  const binding = occurrenceAt(bindingsOf(checked.ast), offset)?.binding;
  const { definition } = binding ?? {};
  if (!binding || !definition) return undefined;
  if (binding.kind === 'layer') {
    const shapes = layerShapesAt(checked, definition.start);
    const line = lineAt(checked.lineStarts, definition.start);
    const end = lineEndAt(checked.text, checked.lineStarts, definition.start);
    const written = checked.text
      .slice(checked.lineStarts[line] ?? 0, end)
      .replace(/#.*/, '')
      .trim();
    return { ...description(written, ''), ...(shapes && { shapes }) };
  }
  const block = checked.ast.statements.find(
    ({ kind, start, end }) => kind === 'block' && start <= definition.start && definition.start <= end,
  );
  return binding.kind === 'block' && block?.kind === 'block'
    ? describe(describedBlock(checked.text, block))
    : undefined;
}

/** A word of the language. */
function describeWord(
  { ast, text }: CheckedFile,
  { word, body, next }: CursorPlace,
): HoverContents | undefined {
  const written = text.slice(word.start, word.end);
  const isSetting = (body === 'network' || body === 'train') && ast.tokens[next]?.kind === '=';
  const isWord = ast.tokens[next - 1]?.kind === 'keyword' || isSetting || namedConstants.has(written);
  const documentation = isWord ? wordDocumentation(written) : undefined;
  return documentation === undefined ? undefined : description(written, documentation);
}
