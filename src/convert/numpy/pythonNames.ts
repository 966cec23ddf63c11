import { namesOfHelpers } from './helpers';

/** Words that are no names in Python. */
const keywords =
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield';

/**
 * The names of a script's variables. Python compares names in NFKC, so that `ｘ` and `x`, two names of a
 * definition, are one there.
 */
export class PythonNames {
  readonly #taken: Set<string>;

  /** By the name without a number the last number that was given. */
  readonly #last = new Map<string, number>();

  /** @param others that the script reads, and which nothing of the definition may take */
  constructor(others: readonly string[] = namesOfHelpers) {
    this.#taken = new Set([...keywords.split(' '), ...others]);
  }

  /** A name that nothing has yet, as near to the requested one as can be. */
  take(requested: string): string {
    const normal = requested.normalize('NFKC');
    const base = /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(normal) ? normal : 'value';
    let name = base;
    for (let count = 1; this.#taken.has(name); count++) name = `${base}_${count === 1 ? '' : String(count)}`;
    this.#taken.add(name);
    return name;
  }

  /** As `take`, numbered from 1: `relu1`, `relu2`. */
  takeNumbered(base: string): string {
    let count = this.#last.get(base) ?? 0;
    do count++;
    while (this.#taken.has(`${base}${String(count)}`));
    this.#last.set(base, count);
    return this.take(`${base}${String(count)}`);
  }
}
