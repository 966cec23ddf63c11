import type { Message } from '../engine/message';
import { formatMessage } from '../language';
import type { NetworkTrace } from './networks/networkTrace';
import type { TrainingSettings } from './networks/statedTraining';
import type { Place } from './python/pythonSyntax';

/** A line of the formulas, in the order in which the source computes them. */
export type FormulaItem =
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: 'backward'; readonly target: string; readonly upstream?: string; readonly line: number }
  | { readonly kind: 'expect'; readonly of: string; readonly text: string; readonly line: number }
  | {
      readonly kind: 'comment';
      readonly line: number;
      readonly text: Message;
      readonly isGap: boolean;
      /** Of a line that lacks what another one would give: beside a network it may be about its data. */
      readonly isDependent?: true;
    };

/** The lines of the gaps in a list that only grows. A source may have a gap in each line, and ask at each. */
class GapLines {
  readonly #lines = new Set<number>();
  #read = 0;

  constructor(private readonly list: readonly { readonly line: number; readonly isGap?: boolean }[]) {}

  has(line: number): boolean {
    for (; this.#read < this.list.length; this.#read++) {
      const each = this.list[this.#read];
      if (each?.isGap) this.#lines.add(each.line);
    }
    return this.#lines.has(line);
  }
}

/** What was found in a source, before it is written. */
export class Conversion {
  readonly formulas: FormulaItem[] = [];
  readonly networks: NetworkTrace[] = [];
  readonly training: TrainingSettings = { comments: [] };
  readonly #names = new Set<string>(reserved);
  /** The number behind a name from which on one may be free. */
  readonly #lastNumbers = new Map<string, number>();
  readonly #said = new Set<string>();
  readonly #saidOfTraining = new Set<string>();
  readonly #gapLines = [new GapLines(this.formulas), new GapLines(this.training.comments)];
  /** Names of values: what has one need not get another. */
  readonly valueNames = new Set<string>();

  /** A name that is free: its own, or with a number behind it. */
  freeName(requested: string): string {
    const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(requested) ? requested.normalize('NFC') : 'value';
    let name = reserved.has(plain) ? `${plain}_` : plain;
    const plainName = name;
    for (let next = this.#lastNumbers.get(plainName) ?? 2; this.#names.has(name); next++) {
      name = `${plainName}${String(next)}`;
      this.#lastNumbers.set(plainName, next + 1);
    }
    this.#names.add(name);
    return name;
  }

  comment({ line }: Place, text: Message, isGap: boolean): void {
    const key = `${String(line)} ${formatMessage(text)}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.formulas.push({ kind: 'comment', line, text, isGap });
  }

  dependentGap({ line }: Place, text: Message): void {
    if (this.hasGap(line, line)) return;
    this.formulas.push({ kind: 'comment', line, text, isGap: true, isDependent: true });
  }

  /** Whether something of some lines is said not to be understood. */
  hasGap(first: number, last: number): boolean {
    const places = [...this.#gapLines, ...this.networks.map(({ gapLines }) => gapLines)];
    for (let line = first; line <= last; line++) if (places.some((lines) => lines.has(line))) return true;
    return false;
  }

  trainingComment({ line }: Place, text: Message, isGap: boolean): void {
    const key = `${String(line)} ${formatMessage(text)}`;
    if (this.#saidOfTraining.has(key)) return;
    this.#saidOfTraining.add(key);
    this.training.comments.push({ line, text, isGap });
  }
}

const reserved: ReadonlySet<string> = new Set(
  [
    'backward expect network block layers train repeat from with within grad true false input NaN',
    'Infinity',
  ].flatMap((line) => line.split(' ')),
);
