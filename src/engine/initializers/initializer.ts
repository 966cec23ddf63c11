import type { Settings, SettingSpec } from '../layers/support/layer';
import type { Message } from '../message';
import type { RandomStream } from '../random';
import type { Numbers } from '../tensor';

/** How many numbers one output sums up, and how many outputs one input goes to. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** How a weight starts. */
export interface Initializer {
  /** As written in a definition: `He`. */
  readonly name: string;
  readonly documentation: string;
  /** The distribution in text. */
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
  /** What is wrong with settings that are each in range, and which of them is to blame. */
  mistakeIn?(settings: Settings): { readonly argument: string; readonly message: Message } | undefined;
  /** The number that every weight starts as, where they all start alike. */
  equalStart?(settings: Settings): number | undefined;
  /** Draws every entry, in order. What is drawn is a double, rounded when it is stored. */
  fill(values: Numbers, fans: Fans, settings: Settings, random: RandomStream): void;
}

/** Entry by entry. */
export function fillWith(values: Numbers, draw: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw();
}
