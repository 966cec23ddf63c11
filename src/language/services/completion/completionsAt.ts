import type { CheckedFile } from '../..';
import type { ArgumentSpec } from '../../../engine/argumentSpec';
import { cursorPlace } from '../cursor/cursorPlace';
import { callsAround, expectedAt, type CallAround, type Expected } from '../cursor/expectedAt';
import {
  archiveCompletions,
  argumentCompletions,
  choiceCompletions,
  followsNamed,
  precisionCompletions,
  settingValueCompletions,
} from './argumentCompletions';
import {
  comparedArgumentCompletions,
  comparedSettingCompletions,
  networkNameCompletions,
} from './comparisonCompletions';
import {
  completionOf,
  endsLine,
  nextToken,
  type Completion,
  type CompletionRequest,
  type FilesBeside,
  type Ranked,
} from './completion';
import { layerCompletions, layerNameCompletions } from './layerCompletions';
import { layersAbove, type LayersAbove } from './layersAbove';
import {
  fileLineCompletions,
  memberCompletions,
  repeatCompletion,
  trainSettingCompletions,
} from './statementCompletions';
import { wordDocumentation } from '../hover/wordDocumentation';
import { partCompletions, quantityCompletions } from './quantityCompletions';
import { textCompletions } from './textCompletions';
import { nameCompletions, valueCompletions } from './valueCompletions';

export interface CompletionOptions {
  readonly files?: FilesBeside;
  /** The text of the same definition that had no mistake last, where there was one. */
  readonly lastSound?: CheckedFile | undefined;
  /**
   * False behind a sign that was typed, as `(` or a space: then only what must be chosen from is offered, for
   * Enter would take it.
   */
  readonly isAskedFor?: boolean;
  /** The person has typed on: nobody waits for what is offered here. */
  readonly isCancelled?: () => boolean;
}

const noFiles: FilesBeside = {
  list: () => Promise.resolve([]),
  namesIn: () => Promise.resolve([]),
  namesInArrayFile: () => Promise.resolve([]),
};

/**
 * What can be written at `offset`, best first; whoever shows it leaves out what does not begin as the word
 * there does. Works in broken text, too: it reads the tokens, and of the syntax what stands above.
 */
export async function completionsAt(
  file: CheckedFile,
  offset: number,
  { files = noFiles, lastSound, isAskedFor = true, isCancelled = () => false }: CompletionOptions = {},
): Promise<readonly Completion[]> {
  const place = cursorPlace(file.ast, offset);
  let known: LayersAbove | undefined;
  const request: CompletionRequest = {
    file,
    place,
    files,
    lastSound,
    above: () => (known ??= layersAbove(file, place)),
  };
  if (place.inside === 'comment' || place.inside === 'number') return [];
  const expected = expectedAt(file, place);
  const isMeant = isAskedFor || place.inside === 'string' || (expected !== undefined && isChoice(expected));
  if (!isMeant || isCancelled()) return [];
  const ranked =
    place.inside === 'string' ? await inText(request) : expected ? await ofPlace(request, expected) : [];
  // Files may have been read meanwhile.
  if (isCancelled()) return [];
  return ranked
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ completion }) => completion);
}

/** Whether one of few things must stand at the place, and nothing else can. */
function isChoice(expected: Expected): boolean {
  switch (expected.kind) {
    case 'statement':
    case 'words':
      return false;
    case 'value name':
    case 'layer name':
    case 'network name':
    case 'argument of':
    case 'quantity':
    case 'part':
      return true;
    case 'slot':
      return expected.takes !== 'value' && !expected.isInList;
  }
}

/** In quotes only texts are offered that a setting can be. */
async function inText(request: CompletionRequest): Promise<Ranked[]> {
  const expected = expectedAt(request.file, request.place);
  if (expected?.kind === 'slot' && expected.takes !== undefined && typeof expected.takes === 'object') {
    const call = expected.call ?? callsAround(request.file, request.place).calls.at(-1);
    return call ? textCompletions(request, call, expected.takes) : [];
  }
  return [];
}

async function ofPlace(request: CompletionRequest, expected: Expected): Promise<Ranked[]> {
  switch (expected.kind) {
    case 'statement':
      return lineCompletions(request);
    case 'words':
      return expected.words.map((word) => ({ rank: 0, completion: wordCompletion(request, word) }));
    case 'value name':
      return nameCompletions(request, expected.after);
    case 'layer name':
      return layerNameCompletions(request);
    case 'network name':
      return networkNameCompletions(request);
    case 'argument of':
      return comparedArgumentCompletions(request, expected.name);
    case 'quantity':
      return quantityCompletions(request, expected.after);
    case 'part':
      return partCompletions(request, expected);
    case 'slot':
      return slotCompletions(request, expected);
  }
}

function lineCompletions(request: CompletionRequest): Ranked[] {
  switch (request.place.body) {
    case 'file':
      return fileLineCompletions(request);
    case 'network':
      return memberCompletions(request);
    case 'train':
      return trainSettingCompletions(request);
    case 'compare':
      return comparedSettingCompletions(request);
    case 'layers':
    case 'block':
      return nextToken(request)?.kind === '='
        ? []
        : [...layerCompletions(request), ...repeatCompletion(request)];
  }
}

function wordCompletion(request: CompletionRequest, word: string): Completion {
  const isLast = endsLine(request);
  return completionOf(request, {
    kind: 'keyword',
    label: word,
    insertText: isLast ? `${word} ` : word,
    subject: { kind: 'text', documentation: wordDocumentation(word) ?? '' },
    next: isLast && (word === 'from' || word === 'of') ? 'completions' : undefined,
  });
}

async function slotCompletions(
  request: CompletionRequest,
  expected: Expected & { kind: 'slot' },
): Promise<Ranked[]> {
  const { call, takes, beginsArgument } = expected;
  const isNameNext = request.file.ast.tokens[request.place.next]?.kind === '=';
  const names = beginsArgument && call && endsArgument(request) ? argumentCompletions(request, call) : [];
  if (isNameNext || (call && beginsArgument && followsNamed(request, call))) return names;
  const values = await takenValues(request, expected, call);
  // Where a value of a formula may stand, values are meant more often than names of arguments.
  return takes === 'value' ? [...values, ...names] : [...names, ...behind(values, names)];
}

/** Whether what stands behind the place is not part of a value that begins there. */
function endsArgument(request: CompletionRequest): boolean {
  const kind = nextToken(request)?.kind;
  return kind === ',' || kind === ')' || kind === '=' || endsLine(request);
}

/** The same completions, none before any of the others. */
function behind(later: readonly Ranked[], earlier: readonly Ranked[]): Ranked[] {
  const last = Math.max(0, ...earlier.map(({ rank }) => rank));
  return later.map(({ rank, completion }) => ({ rank: rank + last, completion }));
}

async function takenValues(
  request: CompletionRequest,
  expected: Expected & { kind: 'slot' },
  call: CallAround | undefined,
): Promise<Ranked[]> {
  const { takes } = expected;
  switch (takes) {
    case undefined:
      return [];
    case 'value':
      return valueCompletions(request, expected);
    case 'layer':
      return layerCompletions(request);
    case 'layer name':
      return layerNameCompletions(request, call?.callable.name);
    case 'precision':
      return precisionCompletions(request);
    case 'data':
    case 'optimizer':
    case 'schedule':
    case 'initializer':
      return choiceCompletions(request, takes);
    case 'anything':
      return choiceCompletions(request, 'initializer');
    case 'archive':
      return archiveCompletions(request);
    default: {
      const around = call ?? callsAround(request.file, request.place).calls.at(-1);
      const texts =
        around && isTextMeant(expected, takes) ? await textCompletions(request, around, takes) : [];
      return [...texts, ...settingValueCompletions(request, takes)];
    }
  }
}

/**
 * At the beginning of an argument without a name, names of columns would crowd out those of arguments.
 */
function isTextMeant({ beginsArgument }: Expected & { kind: 'slot' }, { type }: ArgumentSpec): boolean {
  return !beginsArgument || type === 'file' || type === 'folder';
}
