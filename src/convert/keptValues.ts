import type { Interpreter } from './interpreter';
import type { Place } from './python/pythonSyntax';
import type { Value } from './values';

/** Up to so many characters a value inside a function stands where it is used. */
const longestInline = 60;

/** A value inside a function: a line of its own where it is long, or was drawn, and else as it is. */
export function kept(interpreter: Interpreter, name: string, value: Value, place: Place): Value {
  if (value.kind !== 'numeric' || interpreter.conversion.valueNames.has(value.text)) return value;
  const isShort = value.text.length <= longestInline && value.drawn?.distribution !== 'normal';
  return isShort ? value : interpreter.addValue(name, value, place);
}

/** What an object or a dictionary has: where it was drawn or filled it is a parameter more often than not. */
export function keptIn(interpreter: Interpreter, name: string, value: Value, place: Place): Value {
  const isStart = value.kind === 'numeric' && value.drawn !== undefined;
  return isStart && !interpreter.conversion.valueNames.has(value.text)
    ? interpreter.addValue(name, value, place)
    : kept(interpreter, name, value, place);
}
