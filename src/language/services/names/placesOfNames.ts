import { bindingsOf } from './binder';
import type { CheckedFile } from '../..';
import type { Range } from '../../range';
import { occurrenceAt, type Occurrence } from './bindings';
import { numberedLayerAt } from './numberedLayers';
import { documentSymbols, type DocumentSymbol } from '../structure/documentSymbols';

/** Where a name is defined. */
export interface DefinitionTarget {
  /** The name that was asked about. */
  readonly origin: Range;
  /** The name where it is defined. */
  readonly name: Range;
  /** All of the definition: a statement, a layer's line, a network. */
  readonly whole: Range;
}

/**
 * Where the name at `offset` is defined; twice where it is defined again by mistake. A layer that the network
 * named itself, as `affine1`, is defined by its line.
 */
export function definitionsAt(file: CheckedFile, offset: number): DefinitionTarget[] {
  const asked = occurrenceAt(bindingsOf(file.ast), offset);
  if (!asked) {
    const numbered = numberedLayerAt(file, offset);
    if (!numbered) return [];
    const whole = rangeOf(numbered.layer.range);
    return [{ origin: numbered.origin, name: whole, whole }];
  }
  const definitions = asked.binding.occurrences.filter(({ role }) => role === 'definition');
  if (definitions.length === 0) return [];
  const wholes = new Map<number, Range>();
  collectWholes(documentSymbols(file), wholes);
  return definitions.map((definition) => ({
    origin: rangeOf(asked),
    name: rangeOf(definition),
    whole: rangeOf(wholes.get(definition.start) ?? definition),
  }));
}

/** What the outline takes for one thing, by where its name begins. */
function collectWholes(symbols: readonly DocumentSymbol[], wholes: Map<number, Range>): void {
  for (const { nameRange, range, children } of symbols) {
    wholes.set(nameRange.start, range);
    collectWholes(children, wholes);
  }
}

/** Every place where the name at `offset` stands for the same thing, in the order of the text. */
export function referencesAt(
  { ast }: Pick<CheckedFile, 'ast'>,
  offset: number,
  includesDefinitions: boolean,
): Range[] {
  const places = occurrenceAt(bindingsOf(ast), offset)?.binding.occurrences ?? [];
  return places.filter(({ role }) => includesDefinitions || role !== 'definition').map(rangeOf);
}

/** A place of the name under the cursor. */
export interface Highlight extends Range {
  readonly isDefinition: boolean;
}

/** As `referencesAt`, with the places told apart that define the name. */
export function highlightsAt({ ast }: Pick<CheckedFile, 'ast'>, offset: number): Highlight[] {
  const places = occurrenceAt(bindingsOf(ast), offset)?.binding.occurrences ?? [];
  return places.map(({ start, end, role }) => ({ start, end, isDefinition: role === 'definition' }));
}

function rangeOf({ start, end }: Range | Occurrence): Range {
  return { start, end };
}
