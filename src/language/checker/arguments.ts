import { message } from '../../engine/message';
import type { Argument, Identifier } from '../ast';
import type { Report } from './report';

/** One place in a call: an input, a setting, the parameter of a block. */
export interface Slot {
  readonly name: string;
  readonly required: boolean;
  /** Takes all further arguments given by position. */
  readonly variadic: boolean;
}

/** The arguments of a call by the name of their slot; a variadic slot may hold several. */
export type BoundArguments = ReadonlyMap<string, readonly Argument[]>;

/**
 * Gives every argument its slot: by position in the order of `slots`, or by name.
 * `undefined` where they do not fit, which is reported at the argument to blame.
 */
export function bindArguments(
  report: Report,
  callee: Identifier,
  slots: readonly Slot[],
  given: readonly Argument[],
  signature: string,
): BoundArguments | undefined {
  const bound = new Map<string, Argument[]>();
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  let position = 0;
  let named = false;
  for (const argument of given) {
    let slot: Slot | undefined;
    if (argument.name) {
      named = true;
      slot = byName.get(argument.name.name) ?? reportUnknownSlot(report, callee, byName, argument.name);
      if (!slot) return undefined;
      if (bound.has(slot.name)) {
        return report.add('duplicate-argument', message('{0} is given twice.', slot.name), argument.name);
      }
    } else {
      if (named) {
        return report.add(
          'position-after-name',
          message('An argument without a name cannot follow one with a name.'),
          argument,
        );
      }
      slot = slots[position];
      if (!slot) {
        return report.add(
          'too-many-arguments',
          message('This argument is too much: {0}', signature),
          argument,
        );
      }
      if (!slot.variadic) position++;
    }
    const held = bound.get(slot.name);
    if (held) held.push(argument);
    else bound.set(slot.name, [argument]);
  }
  const missing = slots.filter(({ name, required }) => required && !bound.has(name));
  if (missing.length === 0) return bound;
  return report.add(
    'missing-argument',
    message('{0} needs {1}: {2}', callee.name, missing.map(({ name }) => name).join(', '), signature),
    callee,
  );
}

function reportUnknownSlot(
  report: Report,
  callee: Identifier,
  slots: ReadonlyMap<string, Slot>,
  name: Identifier,
): Slot | undefined {
  const meant = report.suggest(name.name, slots.keys());
  if (meant === undefined) {
    return report.add('unknown-argument', message('{0} has no argument {1}.', callee.name, name.name), name);
  }
  return report.add(
    'unknown-argument',
    message('{0} has no argument {1}. Did you mean {2}?', callee.name, name.name, meant),
    name,
    { fixes: [{ title: message('Change to {0}', meant), edits: [{ range: name, newText: meant }] }] },
  );
}
