import type { Message } from '../engine/message';
import { message } from '../language';
import { integersOf, numberOf, textOf, type Value } from './values';

/** The arguments of a call, of which nobody may be overlooked: what is not taken is not understood. */
export class CallArguments {
  readonly #taken = new Set<string | number>();

  constructor(
    readonly positional: readonly Value[],
    readonly named: ReadonlyMap<string, Value> = new Map(),
  ) {}

  /** By its place from 0 where it has one, or by any of its names. */
  take(index: number | undefined, ...names: readonly string[]): Value | undefined {
    if (index !== undefined && index < this.positional.length) {
      this.#taken.add(index);
      return this.positional[index];
    }
    for (const name of names) {
      if (!this.named.has(name)) continue;
      this.#taken.add(name);
      return this.named.get(name);
    }
    return undefined;
  }

  number(index: number | undefined, ...names: readonly string[]): number | undefined {
    return this.#understood(index, names, numberOf);
  }

  text(index: number | undefined, ...names: readonly string[]): string | undefined {
    return this.#understood(index, names, textOf);
  }

  boolean(index: number | undefined, ...names: readonly string[]): boolean | undefined {
    return this.#understood(index, names, (value) =>
      value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined,
    );
  }

  /** A whole number, or several of them that are equal: windows of ours are square. */
  square(index: number | undefined, ...names: readonly string[]): number | undefined {
    return this.#understood(index, names, (value) => {
      const numbers = integersOf(value);
      return numbers?.every((each) => each === numbers[0]) === true ? numbers[0] : undefined;
    });
  }

  /** What says nothing about the network, such as a name. */
  ignore(...names: readonly string[]): void {
    for (const name of names) if (this.named.has(name)) this.#taken.add(name);
  }

  /** The same arguments, each as another value; `undefined` where one has none. */
  with(change: (value: Value) => Value | undefined): CallArguments | undefined {
    const positional = this.positional.map((value) => change(value));
    const named = [...this.named].map(([name, value]) => [name, change(value)] as const);
    if (positional.includes(undefined) || named.some(([, value]) => !value)) return undefined;
    return new CallArguments(
      positional.flatMap((value) => value ?? []),
      new Map(named.flatMap(([name, value]) => (value ? [[name, value] as const] : []))),
    );
  }

  /** The first argument that nobody took, as it is to be named. */
  rest(): string | Message | undefined {
    for (const [name, value] of this.named) {
      if (!this.#taken.has(name) && !isNone(value)) return name;
    }
    const left = this.positional.findIndex((value, index) => !this.#taken.has(index) && !isNone(value));
    return left < 0 ? undefined : message('argument {0}', left + 1);
  }

  #understood<Result>(
    index: number | undefined,
    names: readonly string[],
    read: (value: Value) => Result | undefined,
  ): Result | undefined {
    const value = this.take(index, ...names);
    if (value === undefined || isNone(value)) return undefined;
    const result = read(value);
    // What has no meaning here is handed back to be named.
    if (result === undefined) {
      for (const key of [index, ...names]) if (key !== undefined) this.#taken.delete(key);
    }
    return result;
  }
}

function isNone(value: Value): boolean {
  return value.kind === 'constant' && value.value === null;
}
