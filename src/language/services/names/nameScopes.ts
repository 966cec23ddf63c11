import type { Identifier } from '../../ast';
import type { Range } from '../../range';
import type { Binding, BindingKind, Occurrence } from './bindings';

/** A binding while it is being collected. */
export interface OpenBinding extends Binding {
  readonly occurrences: Occurrence[];
  definition?: Occurrence;
}

/** The names of one kind in one scope, those around it behind them. */
export class NamesInScope {
  readonly #names = new Map<string, OpenBinding>();
  /** Uses above every definition: one below, in this body or around it, is probably meant. */
  readonly unresolved: Identifier[] = [];
  /** Layers that something is expected of: those of the network itself, above or below. */
  readonly asked: Identifier[] = [];

  constructor(
    readonly kind: BindingKind,
    readonly scope: Range,
    readonly around?: NamesInScope,
  ) {}

  find(name: string): OpenBinding | undefined {
    return this.#names.get(name) ?? this.around?.find(name);
  }

  /** The binding of a name that is found nowhere around is made here. */
  open(name: string, kind = this.kind): OpenBinding {
    const found = this.find(name);
    if (found) return found;
    const binding = { kind, name, scope: this.scope, occurrences: [] };
    this.#names.set(name, binding);
    return binding;
  }
}

/** What the lines of a network or block are looked up in. */
export interface Body {
  readonly layers: NamesInScope;
  readonly parameters?: NamesInScope;
}

/** The first that has the name, in the order of the scopes. */
export function findIn(scopes: readonly NamesInScope[], name: string): OpenBinding | undefined {
  for (const scope of scopes) {
    const found = scope.find(name);
    if (found) return found;
  }
  return undefined;
}
