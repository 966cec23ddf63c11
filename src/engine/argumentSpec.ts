import { message, type Message } from './message';

/** The value of an argument. Lists hold sizes of axes, labels, or the names and numbers of columns. */
export type ArgumentValue = number | boolean | string | readonly (number | string)[];
export type ArgumentValues = Readonly<Record<string, ArgumentValue | undefined>>;

/** Bounds of a number. `from` and `to` are allowed themselves, `above` and `below` are not. */
export interface ArgumentRange {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

/** One argument of anything that a definition calls: a function, a layer, an optimiser, a source of data. */
export interface ArgumentSpec {
  readonly name: string;
  /**
   * `file`, `folder`: a path from the folder of the definition. `columns`: the name of a column, its number
   * counted from 0 (negative from the end), or a list of those. `bias`: false for none, true for the usual
   * one, or the number or list of numbers it starts from. `axes`: one axis or a list of them, from 0,
   * negative from the end.
   */
  readonly type:
    | 'integer'
    | 'number'
    | 'boolean'
    | 'string'
    | 'shape'
    | 'integers'
    | 'axes'
    | 'bias'
    | 'file'
    | 'folder'
    | 'columns';
  /** Collects all positional arguments from here on: the sizes of `zeros(2, 3)`. */
  readonly variadic?: boolean;
  /**
   * Absent: the argument may be left out, and what is called
   * knows what that means (`axis`: everything is reduced).
   */
  readonly default?: ArgumentValue;
  readonly required?: boolean;
  /** Which numbers make sense, also those of a list; absent where every number does. */
  readonly range?: ArgumentRange;
  /**
   * The only texts that make sense; absent where every text does. Of an integer: the texts that stand for a
   * number that is worked out.
   */
  readonly choices?: readonly string[];
  /** Names that may stand in place of the number, without quotes, as in `batch = all`. */
  readonly words?: readonly string[];
  /** Given with its name only, as in `eps=1e-3`: a number in its place could be meant for something else. */
  readonly isNamed?: true;
  /** Another name it is understood by: the one it had before. */
  readonly alias?: string;
  readonly documentation: string;
}

/** Something that a definition calls, with or without parentheses. */
export interface CallableSpec {
  readonly name: string;
  readonly documentation: string;
  /** In the order in which they may be given without their names. */
  readonly arguments: readonly ArgumentSpec[];
  /** What it computes, in text. */
  readonly formula?: string;
  /** Where the formula comes from. */
  readonly source?: string;
}

/** Why a value makes no sense as an argument: it is of another kind, or a number out of bounds. */
export interface ArgumentMistake {
  readonly kind: 'kind' | 'range';
  readonly message: Message;
}

/** What is wrong with a value, whatever it is: `undefined` only for an `ArgumentValue` that makes sense. */
export function argumentMistake(spec: ArgumentSpec, value: unknown): ArgumentMistake | undefined {
  const wrongKind = kindMistake(spec, value);
  if (wrongKind) return { kind: 'kind', message: wrongKind };
  for (const number of isList(value) ? value : [value]) {
    const outOfRange = typeof number === 'number' ? rangeMistake(spec, number) : undefined;
    if (outOfRange) return { kind: 'range', message: outOfRange };
  }
  return undefined;
}

const largestWhole = Number.MAX_SAFE_INTEGER;

function kindMistake({ name, type, choices, words }: ArgumentSpec, value: unknown): Message | undefined {
  if (words !== undefined) {
    if (typeof value === 'string' && words.includes(value)) return undefined;
    if (typeof value !== 'number')
      return message('{0} must be a whole number, or {1}.', name, words.join(', '));
  }
  switch (type) {
    case 'integer':
      if (choices !== undefined && !Number.isSafeInteger(value)) {
        return typeof value === 'string' && choices.includes(value)
          ? undefined
          : message('{0} must be a whole number, or {1}.', name, quotedList(choices));
      }
      if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return message(
          '{0} is too large: beyond {1} not every whole number is told apart.',
          name,
          largestWhole,
        );
      }
      if (typeof value === 'number' && !Number.isSafeInteger(value)) {
        return message('{0} must be a whole number, not {1}.', name, value);
      }
      return typeof value === 'number' ? undefined : message('{0} must be a whole number.', name);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
        ? undefined
        : message('{0} must be a number.', name);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : message('{0} must be true or false.', name);
    case 'string':
      if (typeof value !== 'string') return message('{0} must be a text in quotes.', name);
      if (choices === undefined || choices.includes(value)) return undefined;
      return message('{0} must be one of: {1}.', name, quotedList(choices));
    case 'file':
    case 'folder':
      if (typeof value !== 'string') return message('{0} must be a text in quotes.', name);
      return value.trim() === '' ? message('{0} must not be empty.', name) : undefined;
    case 'bias':
      return typeof value === 'boolean' || (isList(value) ? value : [value]).every(Number.isFinite)
        ? undefined
        : message('{0} must be false, a number, or a list of numbers.', name);
    case 'columns':
      return isColumns(value)
        ? undefined
        : message(
            '{0} must be the name of a column in quotes, its number counted from 0, or a list of those.',
            name,
          );
    case 'axes':
      return Number.isSafeInteger(value) ||
        (isList(value) && value.length > 0 && value.every(Number.isSafeInteger))
        ? undefined
        : message('{0} must be the number of an axis, or a list of those, as in [0, 2].', name);
    case 'shape':
    case 'integers':
      return isList(value) && value.every(Number.isSafeInteger)
        ? undefined
        : message('{0} must be a list of whole numbers, as in [2, 3].', name);
  }
}

function quotedList(choices: readonly string[]): string {
  return choices.map((choice) => `"${choice}"`).join(', ');
}

function isColumns(value: unknown): boolean {
  const isColumn = (column: unknown): boolean => typeof column === 'string' || Number.isSafeInteger(column);
  return isList(value) ? value.length > 0 && value.every(isColumn) : isColumn(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function rangeMistake({ name, range = {} }: ArgumentSpec, value: number): Message | undefined {
  const { from, above, to, below } = range;
  if (from !== undefined && !(value >= from)) {
    return message('{0} must be at least {1}, not {2}.', name, from, value);
  }
  if (above !== undefined && !(value > above)) {
    return message('{0} must be above {1}, not {2}.', name, above, value);
  }
  if (to !== undefined && !(value <= to)) {
    return message('{0} must be at most {1}, not {2}.', name, to, value);
  }
  if (below !== undefined && !(value < below)) {
    return message('{0} must be below {1}, not {2}.', name, below, value);
  }
  return undefined;
}

/** The first argument that is missing or makes no sense. */
export function firstMistake(
  specs: readonly ArgumentSpec[],
  values: ArgumentValues,
): { readonly argument: string; readonly message: Message } | undefined {
  for (const spec of specs) {
    const value = values[spec.name] ?? spec.default;
    if (value === undefined) {
      if (spec.required === true)
        return { argument: spec.name, message: message('{0} is missing.', spec.name) };
      continue;
    }
    const mistake = argumentMistake(spec, value);
    if (mistake) return { argument: spec.name, message: mistake.message };
  }
  return undefined;
}
