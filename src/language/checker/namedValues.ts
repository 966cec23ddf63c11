import type { NodeId } from '../../engine/graph/graph';
import { message } from '../../engine/message';
import type { Shape } from '../../engine/shape';
import type { AssignStatement, Identifier } from '../ast';
import type { Range } from '../range';
import { writtenHere } from '../foreign/foreignNames';
import { foreignValues } from '../foreign/foreignSyntax';
import { namedConstants } from './constants';
import type { Report } from './report';

/** A name whose definition is valid. */
export interface ValidValue {
  readonly kind: 'valid';
  readonly definition: Identifier;
  readonly node: NodeId;
  readonly shape: Shape;
  /** Known before anything runs: the definition is constant arithmetic. */
  readonly constant?: number;
}

/** A name whose definition is broken, which has been reported: its users are not reported again. */
interface PoisonedValue {
  readonly kind: 'poisoned';
  readonly definition: Identifier;
}

export type DefinedValue = ValidValue | PoisonedValue;

/** The names of a file's values, in the order in which they are defined. */
export class Values {
  readonly #known = new Map<string, DefinedValue>();
  /** Where each name is first assigned, also below the statement being checked. */
  readonly #assigned = new Map<string, Identifier>();
  /** With how many names were known at the first use: a statement's own is not among them. */
  readonly #unknown = new Map<string, { readonly uses: Range[]; readonly knownThen: number }>();
  /** Names of lines that could not be read at all. */
  readonly #broken = new Set<string>();

  constructor(
    private readonly report: Report,
    assignments: Iterable<AssignStatement>,
    private readonly isFunction: (name: string) => boolean,
    brokenNames: readonly Identifier[],
  ) {
    for (const { target } of assignments) {
      if (!this.#assigned.has(target.name)) this.#assigned.set(target.name, target);
    }
    for (const name of brokenNames) if (!this.#assigned.has(name.name)) this.#broken.add(name.name);
  }

  /** `undefined` stands for a name that is unknown (to be reported) or poisoned (already reported). */
  validValue({ name, start, end }: Identifier): ValidValue | undefined {
    const value = this.#known.get(name);
    if (value?.kind === 'valid') return value;
    if (!value && !this.#broken.has(name)) this.#noteUnknown(name, { start, end });
    return undefined;
  }

  /** `NaN`, `Infinity`: what a name stands for that the file does not define, not even further down. */
  namedConstant(name: string): number | undefined {
    const isTaken = this.#assigned.has(name) || this.#broken.has(name);
    return isTaken ? undefined : namedConstants.get(name);
  }

  isKnown(name: string): boolean {
    return this.#known.has(name);
  }

  /** Is there such a name whose definition is wrong, which has been reported? */
  isBroken(name: string): boolean {
    return this.#broken.has(name) || this.#known.get(name)?.kind === 'poisoned';
  }

  /** False, and reported, where the name is taken. */
  define(value: DefinedValue): boolean {
    const { definition } = value;
    const earlier = this.#known.get(definition.name);
    if (!earlier) {
      this.#known.set(definition.name, value);
      return true;
    }
    this.report.add(
      'already-defined',
      message(
        '{0} is already defined in line {1}.',
        definition.name,
        this.report.lineOf(earlier.definition.start),
      ),
      definition,
      { related: [{ message: message('{0} is defined here.', definition.name), range: earlier.definition }] },
    );
    return false;
  }

  #noteUnknown(name: string, range: Range): void {
    const unknown = this.#unknown.get(name);
    if (unknown) unknown.uses.push(range);
    else this.#unknown.set(name, { uses: [range], knownThen: this.#known.size });
  }

  /** One message for each unknown name, at its first use; its repair changes every use. */
  reportUnknown(): void {
    for (const [name, { uses, knownThen }] of this.#unknown) {
      const [first] = uses;
      if (!first) continue;
      const below = this.#assigned.get(name);
      if (below && below.start > first.start) {
        this.report.add(
          'used-before-definition',
          message('{0} is defined only below, in line {1}.', name, this.report.lineOf(below.start)),
          first,
          { related: [{ message: message('{0} is defined here.', name), range: below }] },
        );
        continue;
      }
      if (this.isFunction(name)) {
        this.report.add('function-without-call', message('{0} is a function: write {0}(…).', name), first);
        continue;
      }
      if (reportForeignValue(this.report, name, uses)) continue;
      const meant = this.report.suggest(name, this.#namesAbove(first, knownThen));
      if (meant === undefined) {
        this.#reportUnlikeAbove(name, first);
        continue;
      }
      this.report.add('unknown-name', message('Unknown name {0}. Did you mean {1}?', name, meant), first, {
        fixes: [
          {
            title: message('Change to {0}', meant),
            edits: uses.map((range) => ({ range, newText: meant })),
          },
        ],
      });
    }
  }

  /** No name above is like it. One further down may be: it is named, and put in place of nothing. */
  #reportUnlikeAbove(name: string, use: Range): void {
    const like = this.report.suggest(name, this.#assigned.keys());
    const below = like === undefined ? undefined : this.#assigned.get(like);
    if (like === undefined || below === undefined || below.start < use.start) {
      this.report.add('unknown-name', message('Unknown name {0}.', name), use);
      return;
    }
    this.report.add(
      'unknown-name',
      message(
        'Unknown name {0}. {1} is defined only below, in line {2}.',
        name,
        like,
        this.report.lineOf(below.start),
      ),
      use,
      { related: [{ message: message('{0} is defined here.', like), range: below }] },
    );
  }

  /** @param knownThen in a network, which is checked after all formulas, some of these stand further down */
  *#namesAbove(use: Range, knownThen: number): Iterable<string> {
    let count = 0;
    for (const [name, { definition }] of this.#known) {
      // In the order in which they are defined: what follows stands further down.
      if (count++ === knownThen || definition.start >= use.start) return;
      yield name;
    }
  }
}

/** `True`, `pi`: values that Python and NumPy have names for; false where `name` is none. */
function reportForeignValue(report: Report, name: string, uses: readonly Range[]): boolean {
  const foreign = foreignValues.get(name);
  const [first] = uses;
  if (!foreign || !first) return false;
  const { here, explain } = foreign;
  if (here === undefined) {
    report.add('foreign-form', explain ?? message('Unknown name {0}.', name), first);
    return true;
  }
  const edits = uses.map((range) => ({ range, newText: here }));
  report.add('foreign-form', writtenHere(name, here), first, {
    fixes: [{ title: message('Change to {0}', here), edits }],
  });
  return true;
}
