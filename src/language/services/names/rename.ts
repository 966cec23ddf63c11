import { bindingsOf } from './binder';
import { checkText, type CheckedFile } from '../..';
import { message, type Message } from '../../../engine/message';
import { isFunction } from '../../checker/foreignForms';
import { networkLayerNamed } from '../../checker/networks/networkVocabulary';
import type { TextEdit } from '../../diagnostic';
import { lastBeginningAt, lineAt, type Range } from '../../range';
import { scan } from '../../scanner/scanner';
import { isKeyword } from '../../scanner/token';
import { hoverAt } from '../hover/hover';
import { occurrenceAt, type Binding, type FileBindings } from './bindings';
import { numberedLayerAt } from './numberedLayers';

/** Why something cannot be renamed, and what stands in the way. */
export interface RenameRefusal {
  readonly ok: false;
  readonly message: Message;
  readonly place?: Range;
}

export type RenamePreparation = { readonly ok: true; readonly range: Range } | RenameRefusal;
export type RenameResult = { readonly ok: true; readonly edits: readonly TextEdit[] } | RenameRefusal;

/** The name at `offset`, or why there is none that can be changed. */
export function prepareRename(file: CheckedFile, offset: number): RenamePreparation {
  const found = occurrenceAt(bindingsOf(file.ast), offset);
  if (found?.binding.definition) return { ok: true, range: { start: found.start, end: found.end } };
  if (found) return refused(message('{0} is defined nowhere in this file.', found.binding.name));
  const token = file.ast.tokens.find(({ start, end }) => start <= offset && offset <= end);
  if (token?.kind !== 'name' && token?.kind !== 'keyword') return refused(message('There is no name here.'));
  const numbered = numberedLayerAt(file, offset);
  if (numbered) {
    const { layer } = numbered;
    const why = message(
      'The network gave {0} this name itself: write a name and = before its line.',
      layer.name,
    );
    return refused(why, layer.range);
  }
  const isWord = token.kind === 'keyword' || isFunction(token.text) || hoverAt(file, offset) !== undefined;
  return refused(
    isWord
      ? message('{0} is a word of the language and cannot be renamed.', token.text)
      : message('{0} is defined nowhere in this file.', token.text),
  );
}

/**
 * The edits that give the name at `offset` another one wherever it stands for the same thing. Refused, with
 * the place that stands in the way, where any name of the file would come to mean something else, a message
 * would come or go, or a layer nobody renamed would get another name (and with it other weights to begin
 * with).
 */
export function renameAt(file: CheckedFile, offset: number, newName: string): RenameResult {
  const prepared = prepareRename(file, offset);
  if (!prepared.ok) return prepared;
  const before = bindingsOf(file.ast);
  const binding = occurrenceAt(before, offset)?.binding;
  const name = nameIn(newName);
  if (!binding) return refused(message('There is no name here.'));
  if (name === undefined) {
    return refused(
      message(
        '{0} is not a name: names begin with a letter or _ and go on with letters, digits and _.',
        newName,
      ),
    );
  }
  if (isKeyword(name)) return refused(message('{0} is a word of the language and cannot be a name.', name));
  if (name === binding.name) return { ok: true, edits: [] };
  const change = new Change(file.text, binding, name);
  return refusedForMeaning(file, before, change) ?? { ok: true, edits: change.edits };
}

function refused(why: Message, place?: Range): RenameRefusal {
  return { ok: false, message: why, ...(place && { place: { start: place.start, end: place.end } }) };
}

/** The name as the scanner reads it, or `undefined` where it reads something else. */
function nameIn(text: string): string | undefined {
  const { tokens, comments } = scan(text.trim());
  const [token, end] = tokens;
  if (comments.length > 0 || end?.kind !== 'end') return undefined;
  return token?.kind === 'name' || token?.kind === 'keyword' ? token.text : undefined;
}

/** The edits of a rename, and where everything else is before and after them. */
class Change {
  readonly edits: readonly TextEdit[];
  readonly text: string;

  constructor(
    text: string,
    readonly binding: Binding,
    readonly name: string,
  ) {
    this.edits = binding.occurrences.map(({ start, end }) => ({ range: { start, end }, newText: name }));
    const parts: string[] = [];
    let copied = 0;
    for (const { range } of this.edits) {
      parts.push(text.slice(copied, range.start), name);
      copied = range.end;
    }
    this.text = parts.join('') + text.slice(copied);
  }

  /** Offsets in ascending order, as they are after the edits; one within an edit becomes its beginning. */
  moved(offsets: readonly number[]): number[] {
    let index = 0;
    let shift = 0;
    return offsets.map((offset) => {
      for (let edit = this.edits[index]; edit && edit.range.end <= offset; edit = this.edits[++index]) {
        shift += this.name.length - (edit.range.end - edit.range.start);
      }
      const edit = this.edits[index];
      return (edit && edit.range.start < offset ? edit.range.start : offset) + shift;
    });
  }
}

/** Why the changed text would not mean the same: checked as a whole, and compared place by place. */
function refusedForMeaning(
  file: CheckedFile,
  before: FileBindings,
  change: Change,
): RenameRefusal | undefined {
  const after = checkText(change.text, file.environment);
  const place = changedName(before, bindingsOf(after.ast), change) ?? changedProblem(file, after, change);
  if (place === undefined) return refusedForLayer(file, after, change);
  const { binding, name } = change;
  const shared = isShared(binding);
  if (shared && networkLayerNamed(name)) {
    return refused(message('{0} is a layer of the language already.', name));
  }
  const taken = before.bindings.find(
    (other) =>
      other.name === name &&
      (other.kind === binding.kind || (shared && isShared(other))) &&
      other.scope.start < binding.scope.end &&
      other.scope.end > binding.scope.start,
  )?.definition;
  if (taken) return refused(message('{0} is already defined in line {1}.', name, lineOf(file, taken)), taken);
  // The tokens are as many as before, so the same one in the text as it is now is the place.
  const token = file.ast.tokens[lastBeginningAt(after.ast.tokens, place)];
  const line = message('{0} would mean something else in line {1}.', name, lineOf(after, { start: place }));
  return refused(line, token);
}

/** Networks, blocks and comparisons share their names. */
function isShared({ kind }: Binding): boolean {
  return kind === 'network' || kind === 'block' || kind === 'compare';
}

/** As people count, from 1. */
function lineOf({ lineStarts }: CheckedFile, { start }: Pick<Range, 'start'>): number {
  return lineAt(lineStarts, start) + 1;
}

/** The first place in the changed text where a name does not stand for what it stood for. */
function changedName(before: FileBindings, after: FileBindings, change: Change): number | undefined {
  const expected = change.moved(before.occurrences.map(({ start }) => start));
  const counterparts = new Map<Binding, Binding>();
  const taken = new Set<Binding>();
  for (const [index, now] of after.occurrences.entries()) {
    const was = before.occurrences[index];
    const place = expected[index];
    if (!was || place === undefined) return now.start;
    if (place !== now.start) return Math.min(place, now.start);
    const counterpart = counterparts.get(was.binding);
    const isNew = counterpart === undefined && !taken.has(now.binding);
    if (
      was.role !== now.role ||
      was.binding.kind !== now.binding.kind ||
      !(isNew || counterpart === now.binding)
    )
      return now.start;
    counterparts.set(was.binding, now.binding);
    taken.add(now.binding);
  }
  return expected[after.occurrences.length];
}

/** The first place in the changed text where a message is new, another or missing. */
function changedProblem(before: CheckedFile, after: CheckedFile, change: Change): number | undefined {
  const expected = change.moved(before.diagnostics.map(({ range }) => range.start));
  for (const [index, { code, range }] of after.diagnostics.entries()) {
    const place = expected[index] ?? range.start;
    if (before.diagnostics[index]?.code !== code || place !== range.start)
      return Math.min(place, range.start);
  }
  return expected[after.diagnostics.length];
}

/** Layers without a name of their own are numbered, and a name that comes or goes can shift the numbers. */
function refusedForLayer(
  before: CheckedFile,
  after: CheckedFile,
  { binding, name }: Change,
): RenameRefusal | undefined {
  if (binding.kind !== 'layer') return undefined;
  const own = new Set(binding.occurrences.map(({ start }) => start));
  for (const [index, { layers }] of before.networks.entries()) {
    for (const [position, layer] of layers.entries()) {
      const now = after.networks[index]?.layers[position]?.name;
      if (now === undefined || now === layer.name || own.has(layer.range.start)) continue;
      const line = lineOf(before, layer.range);
      return refused(
        layer.name === name
          ? message('{0} is the name of the layer in line {1}.', name, line)
          : message(
              'The layer in line {0} would be called {1} instead of {2}: give it a name first.',
              line,
              now,
              layer.name,
            ),
        layer.range,
      );
    }
  }
  return undefined;
}
