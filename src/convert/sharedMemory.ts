import { message } from '../language';
import { lost, type Flow, type Numeric, type Value } from './values';

/** How a value lies in memory that may have other names: what it saw of it, and whether it is all of it. */
export interface Share {
  readonly memory: Memory;
  /** Changes of the memory that the value knows of. */
  readonly seen: number;
  /** A view, or what may be a copy as well as a view: after a change of the memory nothing is known of it. */
  readonly isView: boolean;
}

/** What an array has in common with its other names and its views: a change of one is a change of all. */
export class Memory {
  #changes = 0;
  #now: Numeric | Flow | undefined;

  get whole(): Share {
    return { memory: this, seen: this.#changes, isView: false };
  }

  /** @param now what all of it is from here on, where that is known */
  change(now?: Numeric | Flow): void {
    this.#changes++;
    this.#now = now && { ...now, shares: this.whole };
  }

  /** What a value is by now, after changes that it does not know of. */
  current(value: Numeric | Flow, { seen, isView }: Share): Value {
    if (seen === this.#changes) return value;
    return (isView ? undefined : this.#now) ?? lost(message('it was changed in place'), [this]);
  }
}

/** An array of its own, as a copy is. */
export function copyOf<Kind extends Numeric | Flow>(value: Kind): Kind {
  return { ...value, shares: new Memory().whole };
}

/** An array that lies where another one does, or may lie there. */
export function viewOf<Kind extends Numeric | Flow>(base: Numeric | Flow, value: Kind): Kind {
  return base.shares ? { ...value, shares: { ...base.shares, isView: true } } : value;
}

/**
 * Puts `after` where `before` lies; where that is a view, what it is a view of is not known then.
 * @returns what is in the place of `before`
 */
export function replaceInPlace<Kind extends Numeric | Flow>(before: Numeric | Flow, after: Kind): Kind {
  if (!before.shares) return after;
  const { memory, isView } = before.shares;
  memory.change(isView ? undefined : after);
  return { ...after, shares: { ...memory.whole, isView } };
}

/** What a value is by now: something else may have changed the memory it lies in. */
export function current(value: Value): Value {
  if ((value.kind !== 'numeric' && value.kind !== 'flow') || !value.shares) return value;
  return value.shares.memory.current(value, value.shares);
}

/** Where a value lies, or may lie. */
export function memoriesOf(value: Value): readonly Memory[] {
  if (value.kind === 'numeric' || value.kind === 'flow') return value.shares ? [value.shares.memory] : [];
  return value.kind === 'opaque' ? (value.mayBe ?? []) : [];
}
