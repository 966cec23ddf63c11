import { message } from '../language';
import { CallArguments } from './callArguments';
import { changesOf, forget } from './effects';
import { asNumeric } from './asNumeric';
import { entryOf } from './formulas';
import { entriesOf, indicesOf } from './indices';
import type { Interpreter } from './interpreter';
import { keptIn } from './keptValues';
import { attributeOf } from './libraries/attributes';
import { perhapsOf } from './libraries/starImports';
import { current, memoriesOf } from './sharedMemory';
import { functionOf } from './networks/networkTrace';
import { literal, writtenNumber } from './numeric';
import { binaryValue, unaryValue } from './operators';
import { isReport } from './plumbing';
import type { Argument, Expression, Parameter } from './python/pythonSyntax';
import {
  dataOf,
  isLost,
  isPartOfModel,
  itemOf,
  itemsOf,
  lookUp,
  lost,
  none,
  numberOf,
  opaque,
  sequence,
  textOf,
  truthOf,
  type Opaque,
  type PythonFunction,
  type Scope,
  type Value,
} from './values';

/** What an expression of the Python source stands for; not known where it needs what is not known. */
export function evaluate(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  const { met } = interpreter;
  const start = met.length;
  const value = current(valueOf(interpreter, expression, scope));
  if (value.kind !== 'opaque') {
    if (value.kind === 'numeric' && value.shares) met.push(value);
    return value;
  }
  const needed = met.slice(start);
  const missing = needed.filter((each) => isLost(each)).at(-1);
  if (!missing && !isLost(value)) return value;
  const why = expression.kind === 'name' ? message('{0} is not known here', expression.name) : missing?.lost;
  const mayBe = [value, ...needed].flatMap((each) => memoriesOf(each));
  const unknown = { ...value, lost: why ?? value.lost ?? '', mayBe: [...new Set(mayBe)] };
  met.push(unknown);
  return unknown;
}

function valueOf(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
  const of = (part: Expression): Value => evaluate(interpreter, part, scope);
  switch (expression.kind) {
    case 'number':
      return literal(expression.value, writtenNumber(expression.value, expression.text));
    case 'string':
      return { kind: 'constant', value: expression.value };
    case 'boolean':
      return { kind: 'constant', value: expression.value };
    case 'none':
      return none;
    case 'ellipsis':
    case 'slice':
      return opaque();
    case 'name':
      return (
        lookUp(scope, expression.name) ??
        builtin(expression.name) ??
        undefinedName(interpreter, expression.name)
      );
    case 'attribute':
      return attributeOf(interpreter, of(expression.object), expression.name, expression);
    case 'subscript':
      return entry(interpreter, expression, scope);
    case 'call': {
      const callee = calleeOf(interpreter, expression.callee, scope);
      const args = argumentsOf(interpreter, expression.arguments, scope);
      const value = interpreter.call(callee, args, expression);
      return value.kind === 'opaque' && isOfArrays(callee, args)
        ? { ...value, lost: value.lost ?? '' }
        : value;
    }
    case 'list':
    case 'tuple':
      return listed(interpreter, expression, scope);
    case 'dictionary': {
      const entries = new Map<string, Value>();
      for (const [key, value] of expression.entries) {
        const name = keyOf(of(key));
        if (name !== undefined) entries.set(name, keptIn(interpreter, name, of(value), value));
      }
      return { kind: 'dictionary', entries };
    }
    case 'binary':
      if (isChained(expression)) return interpreter.gap(expression);
      if (expression.operator === 'and' || expression.operator === 'or')
        return either(interpreter, expression, scope);
      return binaryValue(
        interpreter,
        expression.operator,
        of(expression.left),
        of(expression.right),
        expression,
      );
    case 'unary':
      return unaryValue(interpreter, expression.operator, of(expression.operand), expression);
    case 'conditional': {
      const holds = truthOf(of(expression.condition));
      if (holds === undefined) {
        const both = [of(expression.then), of(expression.otherwise)];
        const isHarmless = both.every(({ kind }) => kind === 'constant' || kind === 'opaque');
        return isHarmless ? opaque() : interpreter.gap(expression);
      }
      return of(holds ? expression.then : expression.otherwise);
    }
    case 'lambda': {
      const { parameters, body } = expression;
      const made: PythonFunction = {
        kind: 'function',
        name: 'lambda',
        parameters,
        defaults: defaultsOf(interpreter, parameters, scope),
        body,
        scope,
        place: expression,
        isStatic: false,
      };
      return made;
    }
    case 'comprehension': {
      const over = of(expression.iterable);
      if (isPartOfModel(over) && over.kind !== 'sequence') {
        const inner: Scope = { names: new Map(), outer: scope };
        bind(expression.target, itemOf(over), inner);
        return dataOf(evaluate(interpreter, expression.item, inner));
      }
      if (over.kind !== 'sequence' || over.items.length > 1000) {
        forget(
          interpreter,
          changesOf([{ ...expression, kind: 'expression', value: expression.item }], scope),
          scope,
        );
        return lost();
      }
      // Functions that are made in it see what its names are in the end.
      const inner: Scope = { names: new Map(), outer: scope };
      return sequence(
        over.items.map((item) => {
          bind(expression.target, item, inner);
          return evaluate(interpreter, expression.item, inner);
        }),
      );
    }
    case 'format': {
      const parts = expression.parts.map((part) => (typeof part === 'string' ? part : keyOf(of(part))));
      if (parts.some((part) => part === undefined)) return opaque();
      return { kind: 'constant', value: parts.join('') };
    }
    case 'other':
      forget(interpreter, expression.changes, scope);
      return lost();
  }
}

/** A list or a tuple, into which `*x` puts what x holds. */
function listed(
  interpreter: Interpreter,
  { kind, items }: Expression & { kind: 'list' | 'tuple' },
  scope: Scope,
): Value {
  const values = items.map((item) => {
    if (item.kind !== 'unary' || item.operator !== '*') return [evaluate(interpreter, item, scope)];
    return itemsOf(evaluate(interpreter, item.operand, scope));
  });
  if (values.includes(undefined)) return lost();
  return sequence(
    values.flatMap((each) => each ?? []),
    kind === 'tuple',
  );
}

/** `a and b`, which is one of both, and of which the second may not even be looked at. */
function either(
  interpreter: Interpreter,
  { operator, left, right }: Expression & { kind: 'binary' },
  scope: Scope,
): Value {
  const first = evaluate(interpreter, left, scope);
  const truth = truthOf(first);
  if (truth !== undefined) return truth === (operator === 'or') ? first : evaluate(interpreter, right, scope);
  const second = evaluate(interpreter, right, scope);
  // Whatever the first is, the whole cannot be more true, or less.
  if (truthOf(second) === (operator === 'or') && second.kind === 'constant') return second;
  forget(interpreter, changesOf([{ ...right, kind: 'expression', value: right }], scope), scope);
  return opaque();
}

/** Whether a call reads arrays of the source, so that what it gives is missing where nobody knows it. */
function isOfArrays(callee: Value, { positional, named }: CallArguments): boolean {
  if (callee.kind === 'library' && isReport(callee.path)) return false;
  const object = callee.kind === 'method' ? [callee.object] : [];
  return [...object, ...positional, ...named.values()].some(
    (value) => value.kind === 'numeric' && value.constant === undefined,
  );
}

/** The values that parameters have where a call gives none. */
export function defaultsOf(
  interpreter: Interpreter,
  parameters: readonly Parameter[],
  scope: Scope,
): ReadonlyMap<string, Value> {
  return new Map(
    parameters.flatMap(({ name, value }) => {
      return value ? [[name, evaluate(interpreter, value, scope)] as const] : [];
    }),
  );
}

/** What a comprehension calls an item. */
function bind(target: Expression, value: Value, scope: Scope): void {
  if (target.kind === 'name') scope.names.set(target.name, value);
  if (target.kind === 'unary') bind(target.operand, lost(), scope);
  if (target.kind !== 'tuple' && target.kind !== 'list') return;
  const items = value.kind === 'sequence' && value.items.length === target.items.length ? value.items : [];
  const isStarred = target.items.some(({ kind }) => kind === 'unary');
  target.items.forEach((item, at) => {
    bind(item, (isStarred ? lost() : items[at]) ?? opaque(), scope);
  });
}

export function keyOf(value: Value): string | undefined {
  if (value.kind === 'constant') return String(value.value);
  const number = numberOf(value);
  return number === undefined ? undefined : String(number);
}

function argumentsOf(interpreter: Interpreter, written: readonly Argument[], scope: Scope): CallArguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  for (const { name, stars, value } of written) {
    const given = evaluate(interpreter, value, scope);
    if (name !== undefined) named.set(name, given);
    else if (stars === 0) positional.push(given);
    else if (stars === 1 && given.kind === 'sequence') positional.push(...given.items);
    else if (stars === 1 && given.kind === 'layers')
      positional.push(...given.items.map(([, layer]) => layer));
    else if (stars === 2 && given.kind === 'dictionary')
      for (const [key, each] of given.entries) named.set(key, each);
    else positional.push(opaque());
  }
  return new CallArguments(positional, named);
}

const builtins: ReadonlySet<string> = new Set(
  [
    'print len range enumerate zip int float str super list tuple dict isinstance sum max min abs',
    'round sorted map open input getattr hasattr type set any all format repr iter next reversed bool',
    'object pow exit filter setattr delattr',
  ].flatMap((line) => line.split(' ')),
);

function builtin(name: string): Value | undefined {
  if (name === '__name__') return { kind: 'constant', value: '__main__' };
  return builtins.has(name) ? { kind: 'library', path: `builtins.${name}` } : undefined;
}

/** A name that nothing in the source gives a value: wherever it stands, it is the same. */
function undefinedName({ globals }: Interpreter, name: string): Value {
  // It is there before anything that the source computes.
  const value: Opaque = { ...lost(message('{0} is not known here', name)), id: -globals.names.size };
  globals.names.set(name, value);
  return value;
}

/** What is called: a name that nothing else explains may be one of a module that brought all its names. */
export function calleeOf(interpreter: Interpreter, callee: Expression, scope: Scope): Value {
  const name = callee.kind === 'name' && !builtins.has(callee.name) ? callee.name : undefined;
  if (name !== undefined && !lookUp(scope, name)) {
    const path = perhapsOf(interpreter.starModules, name);
    if (path !== undefined) interpreter.globals.names.set(name, { kind: 'library', path });
  }
  return evaluate(interpreter, callee, scope);
}

function entry(
  interpreter: Interpreter,
  expression: Expression & { kind: 'subscript' },
  scope: Scope,
): Value {
  const whole = evaluate(interpreter, expression.object, scope);
  const object = whole.kind === 'gradient' ? (asNumeric(whole) ?? whole) : whole;
  const [first, ...more] = expression.indices;
  if (!first) return opaque();
  if (object.kind === 'dictionary') {
    const key = keyOf(evaluate(interpreter, first, scope));
    return (key === undefined ? undefined : object.entries.get(key)) ?? opaque();
  }
  if ((object.kind === 'sequence' || object.kind === 'layers') && more.length === 0) {
    const items = object.kind === 'sequence' ? object.items : object.items.map(([, layer]) => layer);
    const index = first.kind === 'slice' ? undefined : numberOf(evaluate(interpreter, first, scope));
    if (index !== undefined) return items.at(index) ?? opaque();
    const range = first.kind === 'slice' ? bounds(interpreter, first, scope) : undefined;
    return range ? sequence(items.slice(range[0], range[1])) : opaque();
  }
  if (object.kind === 'numeric') {
    const part = entriesOf(
      object,
      indicesOf(expression.indices, (each) => evaluate(interpreter, each, scope)),
    );
    // The samples of a mini-batch come with it.
    if (part) return part;
    return interpreter.training.isFollowed ? lost() : interpreter.gap(expression);
  }
  if (object.kind === 'optimizer') {
    const isList = textOf(evaluate(interpreter, first, scope)) === 'params';
    return isList ? { kind: 'parameters', of: object } : object;
  }
  if (object.kind === 'flow') {
    const indices = expression.indices.map((index) => evaluate(interpreter, index, scope));
    // The probability of the right class: `y[np.arange(n), t]`.
    const isChosen = indices.length === 2 && indices.every(({ kind }) => kind === 'opaque');
    const chosen = isChosen ? functionOf(object, (x) => entryOf(x, ['t']), expression) : undefined;
    return chosen ?? interpreter.gap(expression, object);
  }
  // `np.c_[x, y]` makes another array of those that are given.
  const isOfArrays =
    object.kind === 'library' &&
    expression.indices.some((index) => {
      const given = index.kind === 'slice' ? undefined : evaluate(interpreter, index, scope);
      return given?.kind === 'numeric' && given.constant === undefined;
    });
  return isOfArrays ? interpreter.gap(expression) : dataOf(object);
}

function bounds(
  interpreter: Interpreter,
  { bounds: [from, to, step] }: Expression & { kind: 'slice' },
  scope: Scope,
): readonly [number | undefined, number | undefined] | undefined {
  if (step) return undefined;
  const [start, end] = [from, to].map((bound) => bound && numberOf(evaluate(interpreter, bound, scope)));
  if ((from && start === undefined) || (to && end === undefined)) return undefined;
  return [start, end];
}

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

/** `0 < x < 5`, whose middle belongs to both sides; the source in parentheses is not told from it. */
function isChained({ operator, left }: Expression & { kind: 'binary' }): boolean {
  return left.kind === 'binary' && comparisons.has(operator) && comparisons.has(left.operator);
}
