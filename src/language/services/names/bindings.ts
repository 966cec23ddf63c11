import { lastBeginningAt, type Range } from '../../range';

/** What people can give a name to. Blocks, networks and comparisons share theirs, the others are apart. */
export type BindingKind = 'value' | 'layer' | 'parameter' | 'block' | 'network' | 'compare';

/**
 * How a name stands at one place: `gradient` in `grad(x)`, `argument` for
 * the parameter of a block in a call of it, as in `Residual(filters=16)`.
 */
export type OccurrenceRole = 'definition' | 'use' | 'gradient' | 'argument';

/** One place where a name stands. */
export interface Occurrence extends Range {
  readonly role: OccurrenceRole;
  readonly binding: Binding;
}

/** One thing that has a name, and everywhere that name stands for it. */
export interface Binding {
  readonly kind: BindingKind;
  readonly name: string;
  /** Where the name means this: the file, the block, or the body whose layers may point at it. */
  readonly scope: Range;
  /** In the order of the text. More than one is a definition where a name is defined again by mistake. */
  readonly occurrences: readonly Occurrence[];
  /** The first; absent where the name is defined nowhere. */
  readonly definition?: Occurrence;
}

/** All names of a file that people gave. */
export interface FileBindings {
  /** In the order in which they first stand in the text. */
  readonly bindings: readonly Binding[];
  /** Of all of them, in the order of the text. None overlaps another. */
  readonly occurrences: readonly Occurrence[];
}

/** The name at `offset`, or directly before it. */
export function occurrenceAt({ occurrences }: FileBindings, offset: number): Occurrence | undefined {
  const last = occurrences[lastBeginningAt(occurrences, offset)];
  return last && last.end >= offset ? last : undefined;
}
