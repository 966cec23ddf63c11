import { parseArgs } from 'node:util';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';

/** What a flag of a command takes. */
export type FlagKind = 'text' | 'count' | 'count from 0' | 'nothing';

export interface Words {
  readonly files: readonly string[];
  readonly json: boolean;
  /** By flag, of those that take a text. */
  readonly texts: Readonly<Record<string, string | undefined>>;
  /** By flag, of those that take a whole number: from 1 up unless the flag counts from 0. */
  readonly counts: Readonly<Record<string, number | undefined>>;
  /** The flags that stand alone, of those that were given. */
  readonly given: ReadonlySet<string>;
}

/** What is said to who names no file, and to who names too many. */
interface Refusals {
  readonly none: string;
  readonly tooMany: string;
}

/**
 * The files and flags after a command's name.
 * @param most how many files the command takes
 * @param refusals where what it takes is not a definition
 * @throws CommandFailure for an unknown flag, a wrong value, or too few or too many files
 */
export function readWords(
  words: readonly string[],
  most: number,
  flags: Readonly<Record<string, FlagKind>> = {},
  refusals: Refusals = {
    none: l10n.t('Name a .backprop file.'),
    tooMany: l10n.t('Name one file only.'),
  },
): Words {
  const { values, positionals: files } = parseWords(words, flags);
  if (files.length === 0) throw new CommandFailure(refusals.none, exitUnusable);
  if (files.includes('')) throw new CommandFailure(l10n.t('An argument is empty.'), exitUnusable);
  if (files.length > most) throw new CommandFailure(refusals.tooMany, exitUnusable);
  const texts: Record<string, string> = {};
  const counts: Record<string, number> = {};
  const given = new Set<string>();
  for (const [flag, kind] of Object.entries(flags)) {
    const value = values[flag];
    if (value === true) given.add(flag);
    if (typeof value !== 'string') continue;
    if (kind === 'text') texts[flag] = value;
    else counts[flag] = readCount(flag, value, kind === 'count' ? 1 : 0);
  }
  return { files, json: values['json'] === true, texts, counts, given };
}

/** The one folder of recordings that a command without flags of its own takes. */
export function readFolder(
  words: readonly string[],
  refusals: Refusals,
): { readonly folder: string; readonly json: boolean } {
  const { files, json } = readWords(words, 1, {}, refusals);
  return { folder: files[0] ?? '', json };
}

function readCount(flag: string, value: string, least: 0 | 1): number {
  // Only digits: `0x10` and `1e3` are numbers to JavaScript, and slips of the hand here.
  const count = /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new CommandFailure(
    l10n.t('--{0} takes a whole number from {1} up, not {2}.', flag, least, value),
    exitUnusable,
  );
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

function parseWords(words: readonly string[], flags: Readonly<Record<string, FlagKind>>): Parsed {
  const types = new Map<string, 'boolean' | 'string'>([['json', 'boolean']]);
  for (const [flag, kind] of Object.entries(flags))
    types.set(flag, kind === 'nothing' ? 'boolean' : 'string');
  const { values, positionals, tokens } = parseArgs({
    args: withNegativeNumbers(words, Object.keys(flags)),
    options: Object.fromEntries([...types].map(([flag, type]) => [flag, { type }])),
    allowPositionals: true,
    // Node would refuse what is wrong itself, but in English, and with advice longer than the mistake.
    strict: false,
    tokens: true,
  });
  const before = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option' && token.value !== undefined) {
      if (before.has(token.name))
        throw new CommandFailure(l10n.t('{0} is given twice.', token.rawName), exitUnusable);
      before.add(token.name);
    }
    const sentence = token.kind === 'option' ? misuse(token, types.get(token.name)) : undefined;
    if (sentence !== undefined) throw new CommandFailure(sentence, exitUnusable);
  }
  return { values, positionals };
}

/** A flag as Node reads it; `inlineValue`: it stands behind `=`. */
interface FlagToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/** What is wrong with a flag and what stands behind it. */
function misuse(
  { rawName, value, inlineValue }: FlagToken,
  type: 'boolean' | 'string' | undefined,
): string | undefined {
  if (type === undefined) return l10n.t("Unknown option '{0}'", rawName);
  if (type === 'boolean') return value === undefined ? undefined : l10n.t('{0} takes no value.', rawName);
  const isNextFlag = inlineValue === false && value !== undefined && /^-./.test(value);
  return value === undefined || value.trim() === '' || isNextFlag
    ? l10n.t('{0} takes a value, and none follows.', rawName)
    : undefined;
}

/** Node takes `-1` for a flag of its own: `--epochs -1` becomes `--epochs=-1`, and is refused as a number. */
function withNegativeNumbers(words: readonly string[], flags: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const flag = joined.at(-1);
    const isValue = /^-[\d.]/.test(word) && flags.some((name) => flag === `--${name}`);
    if (isValue) joined.push(`${joined.pop() ?? ''}=${word}`);
    else joined.push(word);
  }
  return joined;
}
