import type { ArgumentSpec, ArgumentValue, CallableSpec } from '../../../engine/argumentSpec';
import { formatShape } from '../../../engine/shape';
import type { Settings } from '../../../engine/layers/support/layer';
import { initializers, optimizers, precisions, schedules } from '../../checker/networks/networkVocabulary';
import { archiveSources } from '../../checker/networks/parametersSetting';
import { foreignNamesOf } from '../../foreign/foreignArguments';
import type { ForeignNames } from '../../foreign/foreignNames';
import { foreignInitializers, foreignOptimizers, foreignSchedules } from '../../foreign/foreignTraining';
import { nameOfPiece, piecesOf, type Piece } from '../cursor/cursorPlace';
import {
  describedArchive,
  describedBlock,
  describedSpec,
  parameterNamed,
  type DescribedParameter,
  type Takes,
} from '../describedCallables';
import type { CallAround } from '../cursor/expectedAt';
import { wordDocumentation } from '../hover/wordDocumentation';
import {
  callCompletion,
  completionOf,
  inSnippet,
  nextToken,
  type Completion,
  type CompletionKind,
  type CompletionRequest,
  type Ranked,
} from './completion';
import { partsOfNetwork } from './quantityCompletions';
import { valuesAbove } from './valueCompletions';

/** The arguments of the call that are not given yet, by their names: those that must be given first. */
export function argumentCompletions(request: CompletionRequest, call: CallAround): Ranked[] {
  const given = givenIn(request, call);
  const parts = call.callable.kind === 'archive' ? partArguments(request, given) : [];
  const own = call.callable.parameters
    .filter(({ name, takes }) => !given.has(name) && takes !== 'value' && takes !== 'layer name')
    .map((parameter) => ({
      rank: parameter.isRequired ? 0 : 1,
      completion: argumentCompletion(request, parameter),
    }));
  return [...parts, ...own];
}

/** What the arrays of a file can be for: `hidden.W=`. */
function partArguments(request: CompletionRequest, given: ReadonlySet<string>): Ranked[] {
  const isBare = nextToken(request)?.kind === '=';
  return partsOfNetwork(request)
    .filter(({ name }) => !given.has(name))
    .map(({ name, shape }) => ({
      rank: 0,
      completion: completionOf(request, {
        kind: 'argument',
        label: `${name}=`,
        detail: formatShape(shape),
        insertText: isBare ? name : `${name}="$1"`,
        isSnippet: !isBare,
        next: isBare ? undefined : 'completions',
      }),
    }));
}

function argumentCompletion(
  request: CompletionRequest,
  { name, label, documentation, takes }: DescribedParameter,
): Completion {
  const isBare = nextToken(request)?.kind === '=';
  const value = isBare || typeof takes !== 'object' ? '' : valueSnippet(takes);
  const isListed =
    takes === 'initializer' || takes === 'anything' || (typeof takes === 'object' && hasList(takes));
  return completionOf(request, {
    kind: 'argument',
    label: `${name}=`,
    detail: defaultIn(label, name),
    insertText: isBare ? name : `${name}=${value}`,
    isSnippet: value !== '',
    aliases: foreignNamesOf(name),
    subject: { kind: 'text', documentation },
    next: isListed && !isBare ? 'completions' : undefined,
  });
}

/** The default that a label says, without the name, which stands in front of it; `undefined` of `init=…`. */
function defaultIn(label: string, name: string): string | undefined {
  const shown = label.startsWith(`${name}=`) ? label.slice(name.length + 1) : '…';
  return shown === '…' ? undefined : shown;
}

/** Whether its values can be listed. */
function hasList({ type, choices }: ArgumentSpec): boolean {
  return (
    choices !== undefined || type === 'boolean' || type === 'file' || type === 'folder' || type === 'columns'
  );
}

/**
 * What is put in behind `name=`: quotes for a text, the default of a number, to be typed over. Nothing where
 * a value is chosen next: a place in a snippet would have to be left by a key of its own.
 */
function valueSnippet(spec: ArgumentSpec): string {
  if (spec.type === 'file' || spec.type === 'folder') return '"$1"';
  if (spec.type === 'string' && spec.choices === undefined)
    return `"\${1:${inSnippet(textOf(spec.default))}}"`;
  if (typeof spec.default === 'number' && spec.type !== 'columns') return `\${1:${String(spec.default)}}`;
  return spec.type === 'shape' || spec.type === 'integers' ? '[$1]' : '';
}

function textOf(value: ArgumentValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A piece of a call as it is written. */
interface WrittenPiece extends Piece {
  /** The name that `name =` gives it, and the token behind that. */
  readonly name?: string;
  readonly value?: number;
}

function writtenPieces({ file: { ast }, place }: CompletionRequest, { bracket }: CallAround): WrittenPiece[] {
  return piecesOf(ast, place, bracket).map((piece) => {
    const named = nameOfPiece(ast.tokens, piece);
    return { ...piece, ...(named && { name: named.name, value: named.value }) };
  });
}

/** The parameters that the call gives in other pieces than that at the place. */
function givenIn(request: CompletionRequest, call: CallAround): ReadonlySet<string> {
  const inOrder = call.callable.parameters.filter(({ isNamed }) => !isNamed);
  const given = new Set<string>();
  writtenPieces(request, call).forEach(({ start, end, name }, position) => {
    if (position === call.bracket.position || start === end) return;
    const parameter = name === undefined ? inOrder[position] : parameterNamed(call.callable, name);
    if (name?.includes('.') === true) given.add(name);
    else if (parameter && !parameter.isVariadic) given.add(parameter.name);
  });
  return given;
}

/** Whether an argument before the place has a name: then none without may follow. */
export function followsNamed(request: CompletionRequest, call: CallAround): boolean {
  return writtenPieces(request, call)
    .slice(0, call.bracket.position)
    .some(({ name }) => name !== undefined);
}

/** The arguments that are given as plain numbers, texts and truth values: what files are found by. */
export function plainSettings(request: CompletionRequest, call: CallAround): Settings {
  const { tokens } = request.file.ast;
  const inOrder = call.callable.parameters.filter(({ isNamed }) => !isNamed);
  const settings: Record<string, ArgumentValue> = {};
  writtenPieces(request, call).forEach(({ start, end, name, value: at = start }, position) => {
    const parameter = name === undefined ? inOrder[position] : parameterNamed(call.callable, name);
    const token = tokens[at];
    if (!parameter || !token || end !== at + 1 || position === call.bracket.position) return;
    if (token.kind === 'string') settings[parameter.name] = token.text;
    else if (token.kind === 'number') settings[parameter.name] = Number(token.text);
    else if (token.text === 'true' || token.text === 'false')
      settings[parameter.name] = token.text === 'true';
  });
  return settings;
}

interface Choices {
  readonly kind: CompletionKind & ('data' | 'optimizer' | 'schedule' | 'initializer');
  readonly specs: readonly CallableSpec[];
  readonly foreign?: ForeignNames;
}

/** What people choose most often comes before the others. */
const usual: readonly string[] = ['SGD', 'Adam', 'He', 'Xavier'];

function rankOfChoice(name: string): number {
  const place = usual.indexOf(name);
  return place === -1 ? usual.length : place;
}

function callableCompletions(request: CompletionRequest, { kind, specs, foreign }: Choices): Ranked[] {
  return specs.map((spec) => ({
    rank: rankOfChoice(spec.name),
    completion: callCompletion(request, describedSpec(kind, spec), {
      kind,
      aliases: foreign?.namesOf(spec.name) ?? [],
      next: 'completions',
    }),
  }));
}

/** Sources of data, optimisers, schedules, initialisers. */
export function choiceCompletions(request: CompletionRequest, kind: Choices['kind']): Ranked[] {
  switch (kind) {
    case 'data':
      return callableCompletions(request, { kind, specs: request.file.environment.dataSources ?? [] });
    case 'optimizer':
      return callableCompletions(request, { kind, specs: optimizers, foreign: foreignOptimizers });
    case 'schedule':
      return callableCompletions(request, { kind, specs: schedules, foreign: foreignSchedules });
    case 'initializer':
      return [
        ...callableCompletions(request, { kind, specs: initializers, foreign: foreignInitializers }),
        ...parameterCompletions(request, 'initializer').map((each) => ({ ...each, rank: usual.length })),
      ];
  }
}

/** Files of arrays, behind `parameters =`: the name of the file is next. */
export function archiveCompletions(request: CompletionRequest): Ranked[] {
  return archiveSources.flatMap((name) => {
    const callable = describedArchive(name, request.file.environment);
    if (!callable) return [];
    const isBare = nextToken(request)?.kind === '(';
    const completion = completionOf(request, {
      kind: 'function',
      label: name,
      insertText: isBare ? name : `${name}("$1")`,
      isSnippet: !isBare,
      subject: { kind: 'callable', callable },
      next: isBare ? undefined : 'completions',
    });
    return [{ rank: 0, completion }];
  });
}

/** What a setting can be: its words, and names that stand for a number before anything runs. */
export function settingValueCompletions(request: CompletionRequest, spec: ArgumentSpec): Ranked[] {
  const subject = { kind: 'text', documentation: spec.documentation } as const;
  const words = wordsOf(spec).map((label): Ranked => ({
    rank: 0,
    completion: completionOf(request, { kind: 'constant', label, subject }),
  }));
  const takesNumber = ['integer', 'number', 'shape', 'axes'].includes(spec.type);
  const constants = takesNumber
    ? valuesAbove(request).flatMap(({ name, isConstant }): Ranked[] =>
        isConstant ? [{ rank: 1, completion: completionOf(request, { kind: 'value', label: name }) }] : [],
      )
    : [];
  return [...words, ...parameterCompletions(request, spec), ...constants];
}

/** The other value first: nobody writes the default to get it. */
function wordsOf({ type, choices, words, default: usual }: ArgumentSpec): readonly string[] {
  if (words !== undefined) return words;
  if (choices !== undefined) return choices.map((choice) => `"${choice}"`);
  if (type === 'boolean') return usual === true ? ['false', 'true'] : ['true', 'false'];
  return type === 'bias' ? ['false'] : [];
}

export function precisionCompletions(request: CompletionRequest): Ranked[] {
  const subject = { kind: 'text', documentation: wordDocumentation('precision') ?? '' } as const;
  return precisions.map((label) => ({
    rank: 0,
    completion: completionOf(request, { kind: 'constant', label, subject }),
  }));
}

/** The parameters of the block around the place that may stand for what the place takes. */
function parameterCompletions(request: CompletionRequest, takes: Takes): Ranked[] {
  const { file, place } = request;
  const header = file.ast.tokens[place.headers[0] ?? -1];
  const block = file.ast.statements.find(({ start }) => start === header?.start);
  if (block?.kind !== 'block') return [];
  return describedBlock(file, block)
    .parameters.filter(
      (parameter) =>
        parameter.takes === 'anything' || (parameter.takes === 'initializer') === (takes === 'initializer'),
    )
    .map(({ name, documentation }) => ({
      rank: 0,
      completion: completionOf(request, {
        kind: 'value',
        label: name,
        subject: { kind: 'text', documentation },
      }),
    }));
}
