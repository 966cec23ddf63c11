import type { ArgumentSpec, ArgumentValue, CallableSpec } from '../../../engine/argumentSpec';
import type { Settings } from '../../../engine/layers/support/layer';
import { initializers, optimizers, precisions, schedules } from '../../checker/networks/networkVocabulary';
import { foreignNamesOf } from '../../foreign/foreignArguments';
import type { ForeignNames } from '../../foreign/foreignNames';
import { foreignInitializers, foreignOptimizers, foreignSchedules } from '../../foreign/foreignTraining';
import { piecesOf, type Piece } from '../cursor/cursorPlace';
import { describedSpec, parameterNamed, type DescribedParameter } from '../describedCallables';
import type { CallAround } from '../cursor/expectedAt';
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
import { valuesAbove } from './valueCompletions';

/** The arguments of the call that are not given yet, by their names: those that must be given first. */
export function argumentCompletions(request: CompletionRequest, call: CallAround): Ranked[] {
  const given = givenIn(request, call);
  return call.callable.parameters
    .filter(({ name, takes }) => !given.has(name) && takes !== 'value' && takes !== 'layer name')
    .map((parameter) => ({
      rank: parameter.isRequired ? 0 : 1,
      completion: argumentCompletion(request, parameter),
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
    detail: label === name ? undefined : label,
    insertText: isBare ? name : `${name}=${value}`,
    isSnippet: value !== '',
    aliases: foreignNamesOf(name),
    subject: { kind: 'text', documentation },
    next: isListed && !isBare ? 'completions' : undefined,
  });
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
  if (typeof spec.default === 'number') return `\${1:${String(spec.default)}}`;
  return spec.type === 'shape' || spec.type === 'integers' ? '[$1]' : '';
}

function textOf(value: ArgumentValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A piece of a call as it is written. */
interface WrittenPiece extends Piece {
  /** The name that `name =` gives it. */
  readonly name?: string;
}

function writtenPieces({ file: { ast }, place }: CompletionRequest, { bracket }: CallAround): WrittenPiece[] {
  return piecesOf(ast, place, bracket).map((piece) => {
    const name = ast.tokens[piece.start]?.text;
    const isNamed = ast.tokens[piece.start + 1]?.kind === '=' && piece.start + 1 < piece.end;
    return { ...piece, ...(isNamed && name !== undefined && { name }) };
  });
}

/** The parameters that the call gives in other pieces than that at the place. */
function givenIn(request: CompletionRequest, call: CallAround): ReadonlySet<string> {
  const inOrder = call.callable.parameters.filter(({ isNamed }) => !isNamed);
  const given = new Set<string>();
  writtenPieces(request, call).forEach(({ start, end, name }, position) => {
    if (position === call.bracket.position || start === end) return;
    const parameter = name === undefined ? inOrder[position] : parameterNamed(call.callable, name);
    if (parameter && !parameter.isVariadic) given.add(parameter.name);
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
  writtenPieces(request, call).forEach(({ start, end, name }, position) => {
    const at = name === undefined ? start : start + 2;
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

function callableCompletions(request: CompletionRequest, { kind, specs, foreign }: Choices): Ranked[] {
  return specs.map((spec) => ({
    rank: 0,
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
        ...parameterCompletions(request),
      ];
  }
}

/** What a setting can be: its words, and names that stand for a number before anything runs. */
export function settingValueCompletions(request: CompletionRequest, spec: ArgumentSpec): Ranked[] {
  const words = wordsOf(spec).map((label): Ranked => ({
    rank: 0,
    completion: completionOf(request, { kind: 'constant', label }),
  }));
  const takesNumber = ['integer', 'number', 'shape', 'axes'].includes(spec.type);
  const constants = takesNumber
    ? valuesAbove(request).flatMap(({ name, isConstant }): Ranked[] =>
        isConstant ? [{ rank: 1, completion: completionOf(request, { kind: 'value', label: name }) }] : [],
      )
    : [];
  return [...words, ...parameterCompletions(request), ...constants];
}

/** The other value first: nobody writes the default to get it. */
function wordsOf({ type, choices, words, default: usual }: ArgumentSpec): readonly string[] {
  if (words !== undefined) return words;
  if (choices !== undefined) return choices.map((choice) => `"${choice}"`);
  if (type === 'boolean') return usual === true ? ['false', 'true'] : ['true', 'false'];
  return type === 'bias' ? ['false'] : [];
}

export function precisionCompletions(request: CompletionRequest): Ranked[] {
  return precisions.map((label) => ({
    rank: 0,
    completion: completionOf(request, { kind: 'constant', label }),
  }));
}

/** The parameters of the block around the place: they stand for what its calls give. */
function parameterCompletions(request: CompletionRequest): Ranked[] {
  const { file, place } = request;
  const header = file.ast.tokens[place.headers[0] ?? -1];
  const block = file.ast.statements.find(({ start }) => start === header?.start);
  if (block?.kind !== 'block') return [];
  return block.parameters.map(({ name }) => ({
    rank: 0,
    completion: completionOf(request, { kind: 'value', label: name.name }),
  }));
}
