import { message } from '../language';
import { asNumeric } from './asNumeric';
import { mostLetters, type Interpreter } from './interpreter';
import { flowOperator, functionOf } from './networks/networkTrace';
import { binary, negative } from './numeric';
import type { Place } from './python/pythonSyntax';
import { dataOf, isLost, lost, numberOf, opaque, sequence, truthOf, type Value } from './values';

/** An operator between two values of the Python source. */
export function binaryValue(
  interpreter: Interpreter,
  operator: string,
  left: Value,
  right: Value,
  place: Place,
): Value {
  if (left.kind === 'loss' || right.kind === 'loss') {
    return interpreter.gap(
      place,
      left.kind === 'loss' ? left : right,
      message('the loss is the mean, by itself'),
    );
  }
  const told = comparison(operator, left, right);
  if (told !== undefined) return { kind: 'constant', value: told };
  const joined = ofLists(interpreter, operator, left, right, place);
  if (joined) return joined;
  if (left.kind === 'flow' || right.kind === 'flow') {
    const [a, b] = [left, right].map((side) =>
      side.kind === 'flow' || side.kind === 'opaque' ? side : asNumeric(side),
    );
    // An array of the source that is not known is none that comes with the batch.
    const isMissing = [left, right].some(
      (side) => isLost(side) && (operator === '@' || (side.mayBe ?? []).length > 0),
    );
    if (isMissing) return interpreter.gap(place, left.kind === 'flow' ? left : right);
    // What is compared with the labels counts right answers.
    if (['==', '!='].includes(operator)) return opaque();
    const result = a && b && flowOperator(operator, a, b, place);
    return result ?? interpreter.gap(place, left.kind === 'flow' ? left : right);
  }
  if (left.kind === 'opaque' || right.kind === 'opaque') return ofOpaque(interpreter, left, right, place);
  const [a, b] = [asNumeric(left), asNumeric(right)];
  const result = a && b && a.text.length + b.text.length <= mostLetters ? binary(operator, a, b) : undefined;
  return result ?? interpreter.gap(place);
}

/** With something that is not known nothing can be computed: where an array is lost by it, that is said. */
function ofOpaque(interpreter: Interpreter, left: Value, right: Value, place: Place): Value {
  const known = left.kind === 'opaque' ? right : left;
  const isLost = known.kind === 'numeric' && known.constant === undefined;
  if (isLost) return interpreter.gap(place);
  const from = right.kind === 'opaque' && right.altered ? right : left;
  return dataOf(from, interpreter.training.isFollowed ? place : undefined);
}

/** Whether two are one function or class of a library. */
function sameLibrary(left: Value, right: Value): boolean | undefined {
  return left.kind === 'library' && right.kind === 'library' ? left.path === right.path : undefined;
}

function comparison(operator: string, left: Value, right: Value): boolean | undefined {
  const isNone = (value: Value): boolean => value.kind === 'constant' && value.value === null;
  if (operator === 'is' || operator === 'is not') {
    if (left.kind === 'opaque' || right.kind === 'opaque') return undefined;
    const isSame = isNone(left) && isNone(right) ? true : (sameLibrary(left, right) ?? left === right);
    return operator === 'is' ? isSame : !isSame;
  }
  if (operator === 'in' || operator === 'not in') {
    if (left.kind === 'library' && right.kind === 'sequence') {
      const isThere = right.items.some((item) => sameLibrary(left, item));
      return isThere === (operator === 'in');
    }
    const key = left.kind === 'constant' ? left.value : numberOf(left);
    if (key === undefined) return undefined;
    if (typeof key === 'string' && right.kind === 'constant' && typeof right.value === 'string')
      return right.value.includes(key) === (operator === 'in');
    if (right.kind === 'sequence') {
      const values = right.items.map((item) => (item.kind === 'constant' ? item.value : numberOf(item)));
      return values.includes(key) === (operator === 'in');
    }
    if (right.kind === 'dictionary') return right.entries.has(String(key)) === (operator === 'in');
    return undefined;
  }
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [truthOf(left), truthOf(right)];
    if (operator === 'and')
      return a === false || b === false ? false : a === true && b === true ? true : undefined;
    return a === true || b === true ? true : a === false && b === false ? false : undefined;
  }
  const isSame = sameLibrary(left, right);
  if (isSame !== undefined && ['==', '!='].includes(operator)) return isSame === (operator === '==');
  if (left.kind === 'constant' && right.kind === 'constant') {
    if (operator === '==') return left.value === right.value;
    if (operator === '!=') return left.value !== right.value;
    return undefined;
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** Lists and texts put together, and a list repeated; anything else between lists is an error in Python. */
function ofLists(
  interpreter: Interpreter,
  operator: string,
  left: Value,
  right: Value,
  place: Place,
): Value | undefined {
  if (operator === '+' && left.kind === 'constant' && right.kind === 'constant') {
    if (typeof left.value !== 'string' || typeof right.value !== 'string') return undefined;
    if (!interpreter.hasRoomFor(left.value.length + right.value.length, place)) return lost();
    return { kind: 'constant', value: `${left.value}${right.value}` };
  }
  if (left.kind === 'sequence' && right.kind === 'sequence') {
    if (operator !== '+' || left.isTuple !== right.isTuple) return interpreter.gap(place);
    if (!interpreter.hasRoomFor(left.items.length + right.items.length, place)) return lost();
    return sequence([...left.items, ...right.items], left.isTuple);
  }
  const [list, times] = left.kind === 'sequence' ? [left, right] : [right, left];
  // What lies in a memory is of NumPy, and makes an array of the list.
  if (list.kind !== 'sequence' || times.kind !== 'numeric' || times.shares) return undefined;
  const count = numberOf(times);
  if (operator !== '*' || count === undefined || !Number.isInteger(count)) return interpreter.gap(place);
  if (!interpreter.hasRoomFor(list.items.length * count, place)) return lost();
  return sequence(Array.from({ length: Math.max(0, count) }, () => list.items).flat(), list.isTuple);
}

export function unaryValue(interpreter: Interpreter, operator: string, operand: Value, place: Place): Value {
  if (operator === 'not') {
    const truth = truthOf(operand);
    return truth === undefined ? opaque() : { kind: 'constant', value: !truth };
  }
  if (operand.kind === 'opaque')
    return operator === '+' ? operand : dataOf(operand, interpreter.training.isFollowed ? place : undefined);
  if (operator === '-') {
    if (operand.kind === 'flow') {
      return functionOf(operand, negative, place) ?? interpreter.gap(place, operand);
    }
    const value = asNumeric(operand);
    if (value) return negative(value);
  }
  if (operator === '+') return operand;
  return interpreter.gap(place, operand);
}
