import { evaluate } from './evaluate';
import { asNumeric } from './formulas';
import type { Interpreter } from './interpreter';
import { levels, numeric } from './numeric';
import { binaryValue } from './operators';
import { isPlumbing } from './plumbing';
import type { Branch, Expression, Place, Statement } from './python/pythonSyntax';
import {
  itemsOf,
  lookUp,
  none,
  numberOf,
  opaque,
  truthOf,
  type PythonClass,
  type PythonFunction,
  type Scope,
  type Value,
} from './values';

const mostRepetitions = 200;
/** Up to so many characters a value inside a function stands where it is used. */
const longestInline = 60;

/** How a run of statements ended. */
export type Ended = { readonly returned: Value } | undefined;

/** Follows one statement of the source. */
export function execute(interpreter: Interpreter, statement: Statement, scope: Scope): Ended {
  switch (statement.kind) {
    case 'import':
      for (const { name, path } of statement.imports) {
        if (name === '*') interpreter.starModules.push(libraryPath(path).slice(0, -2));
        else scope.names.set(name, { kind: 'library', path: libraryPath(path) });
      }
      return undefined;
    case 'assign': {
      const value = evaluate(interpreter, statement.value, scope);
      for (const target of statement.targets) assign(interpreter, target, value, scope, statement);
      return undefined;
    }
    case 'update':
      update(interpreter, statement, scope);
      return undefined;
    case 'expression':
      if (statement.value.kind !== 'string') evaluate(interpreter, statement.value, scope);
      return undefined;
    case 'function':
      scope.names.set(statement.name, define(interpreter, statement, scope));
      return undefined;
    case 'class':
      scope.names.set(statement.name, makeClass(interpreter, statement, scope));
      return undefined;
    case 'return':
      return { returned: statement.value ? evaluate(interpreter, statement.value, scope) : none };
    case 'for':
      return loop(interpreter, statement, scope);
    case 'while':
      return interpreter.run(statement.body, scope);
    case 'if':
      return branches(interpreter, statement.branches, scope, statement);
    case 'with':
      return interpreter.run(statement.body, scope);
    case 'pass':
      return undefined;
    case 'other':
      if (
        !/^(assert|del|global|nonlocal|raise|break|continue|print)\b|^[%!]/.test(
          interpreter.source.slice(statement.start, statement.end),
        )
      ) {
        interpreter.gap(statement);
      }
      return undefined;
  }
}

function define(
  interpreter: Interpreter,
  statement: Statement & { kind: 'function' },
  scope: Scope,
): PythonFunction {
  const { name, parameters, body, decorators } = statement;
  if (scope === interpreter.globals) interpreter.noteDefinition(name, statement);
  return { kind: 'function', name, parameters, body, scope, place: statement, isStatic: decorators > 0 };
}

function makeClass(
  interpreter: Interpreter,
  statement: Statement & { kind: 'class' },
  scope: Scope,
): PythonClass {
  const members: Scope = { names: new Map(), outer: scope };
  const bases = statement.bases.map((base) => evaluate(interpreter, base, scope));
  interpreter.run(
    statement.body.filter(({ kind }) => kind === 'function' || kind === 'assign'),
    members,
  );
  // Functions of a class see what surrounds the class, not its members.
  for (const [name, value] of members.names) {
    if (value.kind === 'function') members.names.set(name, { ...value, scope });
  }
  if (scope === interpreter.globals) interpreter.noteDefinition(statement.name, statement);
  return { kind: 'class', name: statement.name, bases, members: members.names, place: statement };
}

function assign(
  interpreter: Interpreter,
  target: Expression,
  value: Value,
  scope: Scope,
  place: Place,
): void {
  switch (target.kind) {
    case 'name':
      scope.names.set(target.name, named(interpreter, target.name, value, scope, place));
      return;
    case 'tuple':
    case 'list': {
      const items =
        value.kind === 'sequence' && value.items.length === target.items.length ? value.items : [];
      target.items.forEach((item, at) => {
        assign(interpreter, item, items[at] ?? opaque(), scope, place);
      });
      return;
    }
    case 'attribute': {
      const object = evaluate(interpreter, target.object, scope);
      if (object.kind === 'instance')
        object.attributes.set(target.name, kept(interpreter, target.name, value, place));
      else if (object.kind !== 'opaque' && !['requires_grad', 'data', 'grad'].includes(target.name))
        interpreter.gap(place, object);
      return;
    }
    case 'subscript':
      assignEntry(interpreter, target, value, scope, place);
      return;
    case 'binary':
    case 'boolean':
    case 'call':
    case 'comprehension':
    case 'conditional':
    case 'dictionary':
    case 'ellipsis':
    case 'format':
    case 'lambda':
    case 'none':
    case 'number':
    case 'other':
    case 'slice':
    case 'string':
    case 'unary':
    default:
      interpreter.gap(place);
  }
}

/** A value of the whole source becomes a line of the formulas; what is short stays inside functions. */
function named(interpreter: Interpreter, name: string, value: Value, scope: Scope, place: Place): Value {
  if (scope !== interpreter.globals) return kept(interpreter, name, value, place);
  const written = value.kind === 'sequence' ? value : asNumeric(value);
  if (written?.kind !== 'numeric' || value.kind === 'constant') return value;
  return interpreter.addValue(name, written, place);
}

function kept(interpreter: Interpreter, name: string, value: Value, place: Place): Value {
  if (value.kind !== 'numeric' || value.text.length <= longestInline) return value;
  return interpreter.addValue(name, value, place);
}

function assignEntry(
  interpreter: Interpreter,
  target: Expression & { kind: 'subscript' },
  value: Value,
  scope: Scope,
  place: Place,
): void {
  const object = evaluate(interpreter, target.object, scope);
  const [index] = target.indices;
  const key = index && target.indices.length === 1 ? evaluate(interpreter, index, scope) : opaque();
  if (object.kind === 'dictionary') {
    if (key.kind === 'constant') object.entries.set(String(key.value), value);
    else if (key.kind === 'numeric' && key.constant !== undefined)
      object.entries.set(String(key.constant), value);
    return;
  }
  const at = numberOf(key);
  if (object.kind === 'sequence' && at !== undefined && at >= 0 && at < object.items.length) {
    object.items[at] = value;
    return;
  }
  const masked = rectified(object, key, value);
  if (masked && target.object.kind === 'name') {
    scope.names.set(target.object.name, masked);
    return;
  }
  if (object.kind !== 'opaque') interpreter.gap(place, object);
}

/** `out[x <= 0] = 0` of a copy of x is what a ReLU does. */
function rectified(object: Value, key: Value, value: Value): Value | undefined {
  if (numberOf(value) !== 0) return undefined;
  if (object.kind === 'numeric' && key.kind === 'numeric') {
    const base = object.copyOf ?? object.text;
    const blocks = [`${base} <= 0`, `${base} < 0`].includes(key.text);
    return blocks
      ? numeric(`relu(${base})`, levels.whole, object.shape && { shape: object.shape })
      : undefined;
  }
  if (object.kind !== 'flow' || key.kind !== 'flow' || object.arithmetic) return undefined;
  const blocks = object.layer === key.layer && ['x <= 0', 'x < 0'].includes(key.arithmetic?.text ?? '');
  return blocks ? { ...object, arithmetic: numeric('relu(x)', levels.whole) } : undefined;
}

function update(interpreter: Interpreter, statement: Statement & { kind: 'update' }, scope: Scope): void {
  const { target, operator, value } = statement;
  const rate = operator === '-' ? descentRate(interpreter, value, scope) : undefined;
  if (rate !== undefined && target.kind !== 'name') {
    interpreter.conversion.training.optimizer ??= { text: `SGD(lr=${String(rate)})`, line: statement.line };
    return;
  }
  const before = evaluate(interpreter, target, scope);
  const change = evaluate(interpreter, value, scope);
  if (before.kind === 'sequence' && operator === '+') {
    if (change.kind === 'sequence') before.items.push(...change.items);
    return;
  }
  const after = binaryValue(interpreter, operator, before, change, statement);
  assign(interpreter, target, after, scope, statement);
}

/** Of `learning_rate * grads[key]` where the parameters of a network are changed: what stands before. */
function descentRate(interpreter: Interpreter, value: Expression, scope: Scope): number | undefined {
  if (value.kind !== 'binary' || value.operator !== '*') return undefined;
  const [left, right] = [evaluate(interpreter, value.left, scope), evaluate(interpreter, value.right, scope)];
  const gradient = numberOf(left) === undefined ? left : right;
  return gradient.kind === 'opaque' || gradient.kind === 'gradient'
    ? (numberOf(left) ?? numberOf(right))
    : undefined;
}

function loop(interpreter: Interpreter, statement: Statement & { kind: 'for' }, scope: Scope): Ended {
  const { target, iterable, body } = statement;
  const over = evaluate(interpreter, iterable, scope);
  const named = target.kind === 'name' ? target.name : '';
  const isTraining = /epoch/i.test(named) || trains(body);
  const items = itemsOf(over);
  if (items && (isTraining || items.length > mostRepetitions)) {
    noteEpochs(interpreter, named, items.length, statement);
  } else if (items) {
    for (const item of items) {
      assign(interpreter, target, item, scope, statement);
      const ended = interpreter.run(body, scope);
      if (ended) return ended;
    }
    return undefined;
  }
  assign(interpreter, target, opaque(), scope, statement);
  return interpreter.run(body, scope);
}

/** How often a loop around the training goes. */
function noteEpochs(interpreter: Interpreter, name: string, count: number, place: Place): void {
  if (/ep|^_$/i.test(name) && count > 0)
    interpreter.conversion.training.epochs ??= { text: String(count), line: place.line };
  else if (count > 0) {
    interpreter.conversion.trainingComment(
      place,
      `${String(count)} steps are not taken over: epochs counts how often all samples are gone through`,
      true,
    );
  }
}

function branches(interpreter: Interpreter, branches: readonly Branch[], scope: Scope, place: Place): Ended {
  for (const { condition, body } of branches) {
    const holds = condition ? truthOf(evaluate(interpreter, condition, scope)) : true;
    if (holds === true) return interpreter.run(body, scope);
    if (holds === undefined) {
      const isHarmless = branches.every((branch) => isPlumbing(branch.body, (name) => lookUp(scope, name)));
      if (!isHarmless) {
        const text = `if ${condition ? interpreter.excerpt(condition) : ''}: is not understood: whether it holds cannot be told`;
        if (interpreter.passing) interpreter.passing.comment(place.line, text, true);
        else interpreter.conversion.comment(place, text, true);
      }
      return undefined;
    }
  }
  return undefined;
}

/** Names that are the same library, and one dot for each `from .`. */
function libraryPath(path: string): string {
  return path
    .replace(/^\.+/, '')
    .replace(/^tensorflow\.(python\.)?keras/, 'keras')
    .replace(/^tf\.keras/, 'keras')
    .replace(/^np\b/, 'numpy');
}

/** Whether the body of a loop takes steps of a training. */
function trains(body: readonly Statement[]): boolean {
  const isStep = (expression: Expression): boolean =>
    expression.kind === 'call' &&
    (expression.callee.kind === 'name'
      ? /^(train|fit|step|update)/.test(expression.callee.name)
      : isStepOf(expression));
  const isStepOf = (expression: Expression & { kind: 'call' }): boolean =>
    expression.callee.kind === 'attribute' &&
    ['step', 'backward', 'update', 'gradient', 'zero_grad', 'train_step', 'fit', 'train'].includes(
      expression.callee.name,
    );
  return body.some((statement) => {
    switch (statement.kind) {
      case 'expression':
      case 'assign':
        return isStep(statement.value);
      case 'for':
      case 'with':
      case 'while':
        return trains(statement.body);
      case 'if':
        return statement.branches.some((branch) => trains(branch.body));
      case 'class':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'return':
      case 'update':
      default:
        return false;
    }
  });
}
