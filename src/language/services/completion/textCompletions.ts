import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type { Range } from '../../range';
import { piecesOf } from '../cursor/cursorPlace';
import type { CallAround } from '../cursor/expectedAt';
import { plainSettings } from './argumentCompletions';
import type { Completion, CompletionKind, CompletionRequest, Ranked } from './completion';

/**
 * What stands in quotes: names of files beside the definition, of columns, of arrays, and the words of a
 * setting. Where no quotes stand yet they are put in, too.
 */
export async function textCompletions(
  request: CompletionRequest,
  call: CallAround,
  spec: ArgumentSpec,
): Promise<Ranked[]> {
  const quotes = quotesAround(request);
  if (spec.type === 'file' || spec.type === 'folder') return fileCompletions(request, call, spec, quotes);
  if (spec.choices !== undefined) {
    return quotes ? spec.choices.map((choice) => textCompletion(choice, 'constant', quotes)) : [];
  }
  const { kind, name: source } = call.callable;
  const isOfFile = kind === 'data' || kind === 'array' || kind === 'archive';
  if (spec.type !== 'columns' && !(spec.type === 'string' && isOfFile)) return [];
  const given = plainSettings(request, call);
  const { file = '' } = given;
  const settings = kind === 'archive' ? { file } : given;
  const names =
    kind !== 'data'
      ? await request.files.namesInArrayFile(source, spec.name, settings)
      : await request.files.namesIn(source, spec.name, settings);
  const range = quotes ?? { ...request.place.word, text: '' };
  const listed = textsOfList(request);
  return names
    .filter((name) => !listed.has(name))
    .map((name) => textCompletion(name, 'column', range, !quotes));
}

/** What other places of the list around the place have already. */
function textsOfList({ file: { ast }, place }: CompletionRequest): ReadonlySet<string> {
  const bracket = place.brackets.at(-1);
  if (bracket === undefined || ast.tokens[bracket.index]?.kind !== '[') return new Set();
  const pieces = piecesOf(ast, place, bracket).filter((_, position) => position !== bracket.position);
  return new Set(pieces.map(({ start }) => ast.tokens[start]?.text ?? ''));
}

/** The text between the quotes around the place, and where it stands. */
interface Quoted extends Range {
  readonly text: string;
}

function quotesAround({ file: { ast, text }, place }: CompletionRequest): Quoted | undefined {
  const token = ast.tokens[place.next];
  if (place.inside !== 'string' || token?.kind !== 'string') return undefined;
  const isClosed = token.end > token.start + 1 && text[token.end - 1] === '"' && place.offset < token.end;
  // What follows quotes that are not closed is code, more likely than text.
  return { start: token.start + 1, end: isClosed ? token.end - 1 : place.offset, text: token.text };
}

function textCompletion(name: string, kind: CompletionKind, range: Range, inQuotes = false): Ranked {
  const written = name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  const completion: Completion = {
    kind,
    label: name,
    insertText: inQuotes ? `"${written}"` : written,
    isSnippet: false,
    filterText: inQuotes ? `"${name}" ${name}` : name,
    range: { start: range.start, end: range.end },
  };
  return { rank: 0, completion };
}

async function fileCompletions(
  request: CompletionRequest,
  { callable }: CallAround,
  { type }: ArgumentSpec,
  quotes: Quoted | undefined,
): Promise<Ranked[]> {
  const range = quotes ?? { ...request.place.word, text: '' };
  const typed = request.file.text.slice(range.start, request.place.offset);
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const names = await request.files.list(folder);
  const piece = { start: range.start + folder.length, end: range.end };
  return names
    .filter((name) => type === 'file' || name.endsWith('/'))
    .map((name) => {
      const isFolder = name.endsWith('/');
      const ranked = textCompletion(name, isFolder ? 'folder' : 'file', piece, !quotes);
      const isMeant = name.toLowerCase().includes(`.${callable.name}`);
      const rank = isFolder ? 2 : isMeant ? 0 : 1;
      // In a folder its files are next.
      if (!isFolder || !quotes) return { ...ranked, rank };
      return { rank, completion: { ...ranked.completion, next: 'completions' } };
    });
}
