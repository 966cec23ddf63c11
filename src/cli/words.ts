import { parseArgs } from 'node:util';
import { CommandFailure, exitUnusable } from './failure';
import { errorText } from '../protocol/errorText';

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

/** What a command takes, as messages name it: `a folder of recordings`, and `folder`. */
interface Named {
  readonly all: string;
  readonly one: string;
}

/**
 * The files and flags after a command's name.
 * @param most how many files the command takes
 * @param what it takes, where that is not a definition
 * @throws CommandFailure for an unknown flag, a wrong value, or too few or too many files
 */
export function readWords(
  words: readonly string[],
  most: number,
  flags: Readonly<Record<string, FlagKind>> = {},
  what: Named = { all: 'a .backprop file', one: 'file' },
): Words {
  const { values, positionals: files } = parseWords(words, flags);
  if (files.length === 0) throw new CommandFailure(`Name ${what.all}.`, exitUnusable);
  if (files.length > most) throw new CommandFailure(`Name one ${what.one} only.`, exitUnusable);
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

function readCount(flag: string, value: string, least: 0 | 1): number {
  // Only digits: `0x10` and `1e3` are numbers to JavaScript, and slips of the hand here.
  const count = /^\d+$/.test(value) ? Number(value) : NaN;
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new CommandFailure(
    `--${flag} takes a whole number from ${String(least)} up, not ${value}.`,
    exitUnusable,
  );
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

function parseWords(words: readonly string[], flags: Readonly<Record<string, FlagKind>>): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: withNegativeNumbers(words, Object.keys(flags)),
      options: {
        json: { type: 'boolean', default: false },
        ...Object.fromEntries(
          Object.entries(flags).map(([flag, kind]) => [
            flag,
            { type: kind === 'nothing' ? ('boolean' as const) : ('string' as const) },
          ]),
        ),
      },
      allowPositionals: true,
    });
    return { values, positionals };
  } catch (error) {
    // Node adds advice that is longer than the mistake, in the same line or in others.
    const [sentence] = errorText(error).split(/\.\s/);
    throw new CommandFailure(sentence ?? 'Unknown option', exitUnusable);
  }
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
