import { CallArguments } from './callArguments';
import { isChapterName } from './chapter/chapterLibrary';
import { entryOf, isFormulaFunction } from './formulas';
import type { Interpreter } from './interpreter';
import { isKerasLayer } from './keras/kerasLibrary';
import { attributeOf } from './libraries/attributes';
import { functionOf } from './networks/networkTrace';
import { literal, writtenNumber } from './numeric';
import { isTorchLayer } from './torch/torchLibrary';
import { binaryValue, unaryValue } from './operators';
import type { Argument, Expression } from './python/pythonSyntax';
import {
  lookUp,
  none,
  numberOf,
  opaque,
  sequence,
  truthOf,
  type PythonFunction,
  type Scope,
  type Value,
} from './values';

/** What an expression of the Python source stands for. */
export function evaluate(interpreter: Interpreter, expression: Expression, scope: Scope): Value {
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
        lookUp(scope, expression.name) ?? starred(interpreter, expression.name) ?? builtin(expression.name)
      );
    case 'attribute':
      return attributeOf(interpreter, of(expression.object), expression.name, expression);
    case 'subscript':
      return entry(interpreter, expression, scope);
    case 'call': {
      const callee = of(expression.callee);
      return interpreter.call(callee, argumentsOf(interpreter, expression.arguments, scope), expression);
    }
    case 'list':
    case 'tuple':
      return sequence(
        expression.items.map((item) => of(item)),
        expression.kind === 'tuple',
      );
    case 'dictionary': {
      const entries = new Map<string, Value>();
      for (const [key, value] of expression.entries) {
        const name = keyOf(of(key));
        if (name !== undefined) entries.set(name, of(value));
      }
      return { kind: 'dictionary', entries };
    }
    case 'binary':
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
        const either = [of(expression.then), of(expression.otherwise)];
        const isHarmless = either.every(({ kind }) => kind === 'constant' || kind === 'opaque');
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
        body,
        scope,
        place: expression,
        isStatic: false,
      };
      return made;
    }
    case 'comprehension': {
      const over = of(expression.iterable);
      if (over.kind !== 'sequence' || over.items.length > 1000) return opaque();
      return sequence(
        over.items.map((item) => {
          const inner: Scope = { names: new Map(), outer: scope };
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
      return opaque();
  }
}

function bind(target: Expression, value: Value, scope: Scope): void {
  if (target.kind === 'name') scope.names.set(target.name, value);
  if (target.kind !== 'tuple' && target.kind !== 'list') return;
  target.items.forEach((item, at) => {
    bind(item, (value.kind === 'sequence' ? value.items[at] : undefined) ?? opaque(), scope);
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
    'object pow exit',
  ].flatMap((line) => line.split(' ')),
);

/** A name that came with all names of a module: of one of which it is known that it has it. */
function starred({ starModules }: Interpreter, name: string): Value | undefined {
  for (const module of starModules) {
    const path = `${module}.${name}`;
    if (isChapterName(path) || isTorchLayer(path) || isKerasLayer(path)) return { kind: 'library', path };
    if (module === 'numpy' && isFormulaFunction(name)) return { kind: 'library', path };
  }
  return undefined;
}

function builtin(name: string): Value {
  if (name === '__name__') return { kind: 'constant', value: '__main__' };
  if (builtins.has(name)) return { kind: 'library', path: `builtins.${name}` };
  return opaque();
}

function entry(
  interpreter: Interpreter,
  expression: Expression & { kind: 'subscript' },
  scope: Scope,
): Value {
  const object = evaluate(interpreter, expression.object, scope);
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
    const indices = expression.indices.map((index) => written(interpreter, index, scope));
    if (indices.some((index) => index === undefined)) return interpreter.gap(expression);
    const counts = expression.indices.every((index) => index.kind !== 'slice' && index.kind !== 'list');
    return entryOf(
      object,
      indices.flatMap((index) => index ?? []),
      counts ? object.shape?.slice(indices.length) : undefined,
    );
  }
  if (object.kind === 'flow') {
    const indices = expression.indices.map((index) => evaluate(interpreter, index, scope));
    // The probability of the right class: `y[np.arange(n), t]`.
    const isChosen = indices.length === 2 && indices.every(({ kind }) => kind === 'opaque');
    const chosen = isChosen ? functionOf(object, (x) => entryOf(x, ['t']), expression) : undefined;
    return chosen ?? interpreter.gap(expression, object);
  }
  return opaque();
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

/** An index as definitions write it. */
function written(interpreter: Interpreter, index: Expression, scope: Scope): string | undefined {
  if (index.kind !== 'slice') {
    const value = evaluate(interpreter, index, scope);
    if (value.kind === 'sequence') {
      const numbers = value.items.map((item) => numberOf(item));
      return numbers.every((each) => each !== undefined) ? `[${numbers.join(', ')}]` : undefined;
    }
    const number = numberOf(value);
    return number === undefined ? undefined : String(number);
  }
  const parts = index.bounds.map((bound) => (bound ? numberOf(evaluate(interpreter, bound, scope)) : ''));
  return parts.some((part) => part === undefined) ? undefined : parts.join(':');
}
