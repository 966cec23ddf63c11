import { message, type Message } from '../../engine/message';

/** What is said of a name that people know from PyTorch, Keras, NumPy or Python. */
export type ForeignName =
  /** The same thing has this name here: a quick fix changes it. */
  | { readonly kind: 'renamed'; readonly here: string }
  /**
   * It takes another form here, or there is nothing like it: a whole sentence.
   * `here`: what comes nearest, where that is one name.
   */
  | {
      readonly kind: 'explained';
      readonly explain: (written: string) => Message;
      readonly here?: string;
      /** The repair is to take it out. */
      readonly isLeftOut?: true;
    };

/** Names from elsewhere with what is said of them. */
type Row = readonly [ForeignName, readonly string[]];

/** Has the name `here` in definitions. */
export function renamed(here: string, ...names: readonly string[]): Row {
  return [{ kind: 'renamed', here }, names];
}

/** Takes the form `here`, which stands for more than a name: `a @ b`. */
export function written(here: string, ...names: readonly string[]): Row {
  return [{ kind: 'explained', explain: (name) => writtenHere(name, here) }, names];
}

/** Needs a sentence of its own. */
export function explained(explain: (written: string) => Message, ...names: readonly string[]): Row {
  return [{ kind: 'explained', explain }, names];
}

/** Needs no form here. */
export function leftOut(explain: (written: string) => Message, ...names: readonly string[]): Row {
  return [{ kind: 'explained', explain, isLeftOut: true }, names];
}

/** Needs a sentence of its own, though one thing here comes near it. */
export function nearTo(
  here: string,
  explain: (written: string) => Message,
  ...names: readonly string[]
): Row {
  return [{ kind: 'explained', explain, here }, names];
}

export function writtenHere(elsewhere: string, here: string): Message {
  return message('{0} is written {1} here.', elsewhere, here);
}

/** Rows that belong together, found by any of their names. */
export class ForeignNames {
  readonly #byName = new Map<string, ForeignName[]>();
  /** By its name in small letters: people do not remember which are large. */
  readonly #bySmallName = new Map<string, ForeignName[]>();

  readonly #byHere = new Map<string, readonly string[]>();

  constructor(rows: readonly Row[]) {
    for (const [entry, names] of rows) {
      if (entry.here !== undefined) {
        this.#byHere.set(entry.here, [...this.namesOf(entry.here), ...names]);
      }
      for (const name of names) {
        add(this.#byName, name, entry);
        add(this.#bySmallName, name.toLowerCase(), entry);
      }
    }
  }

  /**
   * @param exists whether a name is one here: what is renamed
   *   to something that is not gives way to the next row
   */
  find(name: string, exists: (here: string) => boolean): ForeignName | undefined {
    const rows = this.#byName.get(name) ?? this.#bySmallName.get(name.toLowerCase());
    return rows?.find((row) => row.kind === 'explained' || exists(row.here));
  }

  /** What `here`, or what it comes nearest to, is called elsewhere. */
  namesOf(here: string): readonly string[] {
    return this.#byHere.get(here) ?? [];
  }

  /** Every name, as it is written elsewhere. */
  get names(): Iterable<string> {
    return this.#byName.keys();
  }
}

function add(rows: Map<string, ForeignName[]>, name: string, entry: ForeignName): void {
  const earlier = rows.get(name);
  if (earlier) earlier.push(entry);
  else rows.set(name, [entry]);
}
