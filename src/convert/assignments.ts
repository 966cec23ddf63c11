import { message } from '../language';
import { forgetValue } from './effects';
import { evaluate, keyOf } from './evaluate';
import { asNumeric } from './asNumeric';
import { indicesOf, type Index } from './indices';
import type { Interpreter } from './interpreter';
import { kept, keptIn } from './keptValues';
import { copyOf } from './sharedMemory';
import { isNetworkClass } from './pythonClasses';
import { set } from './networks/statedTraining';
import { binary, call, levels, literal, numeric } from './numeric';
import { binaryValue } from './operators';
import { rootOf } from './plumbing';
import type { Expression, Place, Statement } from './python/pythonSyntax';
import {
  dataOf,
  isLost,
  lookUp,
  lost,
  numberOf,
  opaque,
  scopeOf,
  truthOf,
  type Flow,
  type Numeric,
  type Opaque,
  type Scope,
  type Value,
} from './values';

/** Gives a name, an attribute or an entry a value. */
export function assign(
  interpreter: Interpreter,
  target: Expression,
  value: Value,
  scope: Scope,
  place: Place,
): void {
  if (value.kind === 'lossFunction' && (target.kind === 'name' || target.kind === 'attribute')) {
    const { namedLosses } = interpreter;
    if (!namedLosses.has(value)) namedLosses.set(value, { name: target.name, place });
  }
  switch (target.kind) {
    case 'name': {
      const at = scopeOf(scope, target.name);
      at.names.set(target.name, named(interpreter, target.name, value, at, place));
      return;
    }
    case 'tuple':
    case 'list': {
      // How many items `*rest` takes, and which are left for the others, is not counted here.
      const isStarred = target.items.some(({ kind }) => kind === 'unary');
      const isMatched = value.kind === 'sequence' && value.items.length === target.items.length;
      const items = isMatched && !isStarred ? value.items : [];
      const isKnown = value.kind === 'sequence' || value.kind === 'numeric';
      const unknown = isLost(value) ? value : isKnown ? lost() : undefined;
      if (isStarred && isKnown) interpreter.gap(place);
      target.items.forEach((item, at) => {
        assign(interpreter, item, items[at] ?? unknown ?? dataOf(value), scope, place);
      });
      return;
    }
    case 'attribute': {
      const object = evaluate(interpreter, target.object, scope);
      if (target.name === 'trainable') {
        if (truthOf(value) !== true) interpreter.trainingGap(place, message('everything is trained here'));
      } else if (object.kind === 'library') {
        interpreter.overridden.add(`${object.path}.${target.name}`);
        interpreter.gap(place);
      } else if (object.kind === 'class') {
        object.members.set(target.name, value);
      } else if (target.name === 'training' && (object.kind === 'instance' || object.kind === 'layers')) {
        interpreter.trainingGap(place);
      } else if (object.kind === 'instance') {
        interpreter.training.noteReplaced(object, value, place);
        const isLate = target.name === 'forward' && interpreter.calledModels.has(object);
        if (isLate) interpreter.trainingGap(place);
        object.attributes.set(target.name, keptIn(interpreter, target.name, value, place));
      } else if (object.kind === 'parameters') {
        const isOn = target.name === 'requires_grad' && truthOf(value) === true;
        const isReset = target.name === 'grad' && value.kind === 'constant' && object.part === undefined;
        if (isReset) interpreter.training.step('reset', place);
        else if (target.name === 'grad') interpreter.trainingGap(place, message('it changes gradients'));
        else if (!isOn) interpreter.trainingGap(place, message('everything is trained here'));
      } else if (object.kind === 'numeric' && target.name === 'grad') {
        const isReset = value.kind === 'constant' || numberOf(value) === 0;
        if (isReset) interpreter.gradients.reset(object.shares?.memory);
        else {
          interpreter.gradients.forget(object.shares?.memory);
          interpreter.gap(place);
        }
      } else if (object.kind === 'opaque' && ofParameters.has(target.name)) {
        const isHarmless =
          target.name === 'requires_grad'
            ? truthOf(value) === true
            : target.name === 'grad' && value.kind === 'constant';
        if (!isHarmless) interpreter.trainingGap(place);
      } else if (object.kind !== 'opaque' && !['requires_grad', 'grad'].includes(target.name)) {
        interpreter.gap(place, object);
        forgetValue(interpreter, object);
      }
      return;
    }
    case 'subscript':
      assignEntry(interpreter, target, value, scope, place);
      return;
    case 'other':
      interpreter.gap(place);
      for (const name of target.changes.assigned) scopeOf(scope, name).names.set(name, lost());
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
    case 'slice':
    case 'string':
    default:
      interpreter.gap(place);
      return;
    case 'unary':
      if (target.operator === '*') assign(interpreter, target.operand, value, scope, place);
      else interpreter.gap(place);
  }
}

/** What something that is not known may have as a parameter, or as a layer. */
const ofParameters: ReadonlySet<string> = new Set(['requires_grad', 'data', 'grad', 'weight', 'bias']);

/** A value of the whole source becomes a line of the formulas; what is short stays inside functions. */
function named(interpreter: Interpreter, name: string, value: Value, scope: Scope, place: Place): Value {
  if (scope !== interpreter.globals) return kept(interpreter, name, value, place);
  const written = value.kind === 'sequence' ? value : asNumeric(value);
  if (written?.kind !== 'numeric' || value.kind === 'constant') return value;
  const added = interpreter.addValue(name, written, place);
  if (value.kind === 'gradient') interpreter.gradients.note(added);
  return added;
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
    if (key.kind === 'constant')
      object.entries.set(String(key.value), keptIn(interpreter, String(key.value), value, place));
    else if (key.kind === 'numeric' && key.constant !== undefined)
      object.entries.set(String(key.constant), value);
    // Which entry it is cannot be told: it may be any.
    else forgetValue(interpreter, object);
    return;
  }
  const at = numberOf(key);
  const items = object.kind === 'sequence' || object.kind === 'layers' ? object.items : [];
  const place0 = at === undefined ? -1 : at < 0 ? at + items.length : at;
  if (object.kind === 'sequence' && !object.isTuple && place0 >= 0 && place0 < items.length) {
    object.items[place0] = value;
    return;
  }
  const replaced = object.kind === 'layers' ? object.items[place0] : undefined;
  if (object.kind === 'layers' && replaced) {
    interpreter.training.noteReplaced(object, value, place);
    object.items[place0] = [replaced[0], value];
    return;
  }
  const filled = masked(object, key, value);
  if (filled && (object.kind === 'numeric' || object.kind === 'flow')) {
    const { object: inner } = target;
    const name =
      inner.kind === 'name' && scopeOf(scope, inner.name) === interpreter.globals ? inner.name : '';
    const written =
      filled.kind === 'numeric' && name !== '' ? interpreter.addValue(name, filled, place) : filled;
    changeInPlace(interpreter, object, written, inner, scope);
    return;
  }
  if (object.kind === 'parameters' || object.kind === 'optimizer') {
    interpreter.trainingGap(place);
    return;
  }
  if (isLost(object)) {
    interpreter.noteLost(place, object);
    forgetValue(interpreter, object);
  }
  if (object.kind === 'opaque') {
    noteChangedData(interpreter, object, target.object, place);
    return;
  }
  interpreter.gap(place, object);
  forgetValue(interpreter, object);
}

/** Data of which a training changes a part are others than those it was given. */
function noteChangedData(interpreter: Interpreter, object: Opaque, written: Expression, place: Place): void {
  if (object.isOfModel) interpreter.trainingGap(place);
  if (!interpreter.training.isFollowed || interpreter.isWithoutGradients) return;
  object.altered ??= place;
  // What is reached through something else is another value when it is read again.
  const isPart = ['attribute', 'subscript', 'call'].includes(written.kind);
  if (isPart && !isLost(object)) interpreter.trainingGap(place);
}

/** `out[mask] = 0`; of a copy of x and where x is not above 0, it is what a ReLU does. */
function masked(object: Value, key: Value, value: Value): Numeric | Flow | undefined {
  const filling = numberOf(value);
  if (object.kind === 'numeric' && key.kind === 'numeric') {
    const base = object.copyOf ?? object.text;
    const blocks = filling === 0 && [`${base} <= 0`, `${base} < 0`].includes(key.text);
    if (blocks) return numeric(`relu(${base})`, levels.whole, object.shape && { shape: object.shape });
    const isWhole = object.shape !== undefined && object.shape.join() === key.shape?.join();
    // Whole numbers of a type would cut the number off.
    const isFitting = isWhole && key.isTruth && !object.isTruth && !object.isWhole;
    return isFitting && filling !== undefined
      ? call('where', [key, literal(filling), object], object.shape)
      : undefined;
  }
  if (filling !== 0) return undefined;
  if (object.kind !== 'flow' || key.kind !== 'flow' || object.arithmetic) return undefined;
  const blocks = object.layer === key.layer && ['x <= 0', 'x < 0'].includes(key.arithmetic?.text ?? '');
  return blocks ? { ...object, arithmetic: numeric('relu(x)', levels.whole) } : undefined;
}

/**
 * An array has changed: all that lies in its memory is `after` now. Of a view that is known, and what it is a
 * view of is not.
 */
function changeInPlace(
  interpreter: Interpreter,
  before: Numeric | Flow,
  after: Numeric | Flow,
  target: Expression,
  scope: Scope,
): void {
  // Whether a single number is one of Python or a tensor cannot always be told.
  const isCertain = before.kind === 'flow' || before.shape?.length !== 0;
  if (!isCertain) interpreter.forgetInPlace(before);
  const stored = isCertain ? interpreter.replaceInPlace(before, after) : copyOf(after);
  if (isCertain && before.shares?.isView === false) return;
  if (target.kind === 'name') scopeOf(scope, target.name).names.set(target.name, stored);
  else assign(interpreter, target, stored, scope, target);
}

/** `x += 1` and the like: an array is changed where it lies, a number gives its name another value. */
export function update(
  interpreter: Interpreter,
  statement: Statement & { kind: 'update' },
  scope: Scope,
): void {
  const { target, operator, value } = statement;
  const rate = operator === '-' ? descentRate(interpreter, value, scope) : undefined;
  if (rate !== undefined && target.kind === 'subscript') {
    set(interpreter.conversion.training, 'optimizer', `SGD(lr=${String(rate)})`, statement);
    const parameters = evaluate(interpreter, target.object, scope);
    const [index] = target.indices;
    const key = index && keyOf(evaluate(interpreter, index, scope));
    if (parameters.kind === 'dictionary' && key !== undefined)
      interpreter.training.noteDescent(parameters, key, statement);
    return;
  }
  const inner = target.kind === 'attribute' && target.name === 'data' ? target.object : target;
  const before = evaluate(interpreter, inner, scope);
  if (isOfNetwork(interpreter, target, before, scope)) {
    interpreter.trainingGap(statement);
    forgetValue(interpreter, before);
    return;
  }
  if (before.kind === 'parameters' || before.kind === 'optimizer') {
    const descent =
      before.kind === 'parameters' && operator === '-' ? descentRate(interpreter, value, scope) : undefined;
    if (descent === undefined) interpreter.trainingGap(statement);
    else {
      set(interpreter.conversion.training, 'optimizer', `SGD(lr=${String(descent)})`, statement);
      interpreter.training.step('step', statement);
    }
    return;
  }
  if (before.kind === 'gradient') {
    interpreter.gradients.forget(before.memory);
    interpreter.gap(statement);
    return;
  }
  const change = evaluate(interpreter, value, scope);
  if (before.kind === 'sequence' && !before.isTuple && operator === '+') {
    if (change.kind === 'sequence') {
      if (interpreter.hasRoomFor(change.items.length, statement))
        for (const item of [...change.items]) before.items.push(item);
    } else forgetValue(interpreter, before);
    return;
  }
  const after = binaryValue(interpreter, operator, before, change, statement);
  const whole = inner.kind === 'subscript' ? evaluate(interpreter, inner.object, scope) : undefined;
  if (inner.kind === 'subscript' && whole?.kind === 'numeric' && isPicked(interpreter, inner, scope)) {
    // What a list of places picks out is a copy; that the array has it anew is another step.
    const made = chosenChanged(interpreter, whole, operator, change, inner, scope);
    if (!made) {
      interpreter.forgetInPlace(whole);
      interpreter.gap(statement);
      return;
    }
    const { object } = inner;
    const isName = object.kind === 'name' && scopeOf(scope, object.name) === interpreter.globals;
    const written = isName ? interpreter.addValue(object.name, made, statement) : made;
    changeInPlace(interpreter, whole, written, object, scope);
    return;
  }
  const isArray =
    before.kind === 'flow' ||
    (before.kind === 'numeric' && before.shares && (interpreter.usesTorch || before.shape?.length !== 0));
  if (!isArray) {
    const why = [before, change, after].find((value) => isLost(value));
    const isMissing = why && after.kind === 'opaque';
    if (before.kind === 'opaque') forgetValue(interpreter, before);
    assign(interpreter, target, isMissing ? why : after, scope, statement);
    if (isMissing) interpreter.noteLost(statement, why);
    return;
  }
  if (after.kind !== 'numeric' && after.kind !== 'flow') {
    interpreter.forgetInPlace(before);
    assign(interpreter, inner, isLost(after) ? after : lost(), scope, statement);
    return;
  }
  const name = inner.kind === 'name' || inner.kind === 'attribute' ? inner.name : 'value';
  const isGlobal = inner.kind !== 'name' || scopeOf(scope, inner.name) === interpreter.globals;
  const written = after.kind === 'numeric' && isGlobal ? interpreter.addValue(name, after, statement) : after;
  changeInPlace(interpreter, before, written, inner, scope);
}

function placesOf(
  interpreter: Interpreter,
  { indices }: Expression & { kind: 'subscript' },
  scope: Scope,
): readonly (Index | undefined)[] {
  return indicesOf(indices, (each) => evaluate(interpreter, each, scope));
}

function isPicked(
  interpreter: Interpreter,
  target: Expression & { kind: 'subscript' },
  scope: Scope,
): boolean {
  return placesOf(interpreter, target, scope).some((index) => index?.kind === 'list');
}

/** `p[range(n), t] -= 1`: of each row the entry that a label names. */
function chosenChanged(
  interpreter: Interpreter,
  whole: Numeric,
  operator: string,
  change: Value,
  target: Expression & { kind: 'subscript' },
  scope: Scope,
): Numeric | undefined {
  const [rows, labels, ...more] = placesOf(interpreter, target, scope);
  const [count = -1, classes = 0, ...further] = whole.shape ?? [];
  if (rows?.kind !== 'list' || labels?.kind !== 'list' || more.length + further.length > 0) return undefined;
  const isEachRow =
    rows.count === count && labels.count === count && rows.places.every((row, at) => row === at);
  const isLabel = labels.places.every((label) => label >= 0 && label < classes);
  const by = numberOf(change);
  if (!isEachRow || !isLabel || by === undefined || !['+', '-'].includes(operator)) return undefined;
  const chosen = call(
    'one_hot',
    [`[${labels.places.join(', ')}]`, `classes=${String(classes)}`],
    [count, classes],
  );
  const part = by === 1 ? chosen : binary('*', literal(by), chosen);
  return part && binary(operator, whole, part);
}

/** Whether a training changes, in its own way, an array that a network has in a dictionary. */
function isOfNetwork(interpreter: Interpreter, target: Expression, before: Value, scope: Scope): boolean {
  if (!interpreter.training.isFollowed || target.kind !== 'subscript') return false;
  if (evaluate(interpreter, target.object, scope).kind === 'dictionary')
    return before.kind === 'numeric' ? before.constant === undefined : before.kind === 'opaque';
  const root = lookUp(scope, rootOf(target) ?? '');
  return before.kind === 'opaque' && root?.kind === 'instance' && isNetworkClass(root.of);
}

/** Of `learning_rate * grads[key]` where the parameters of a network are changed: the rate. */
function descentRate(interpreter: Interpreter, value: Expression, scope: Scope): number | undefined {
  const factors = factorsOf(value);
  const values = factors.map((factor) => evaluate(interpreter, factor, scope));
  const others = factors.filter((_, at) => numberOf(values[at]) === undefined);
  const gradient = values.find((each) => numberOf(each) === undefined);
  const [only] = others;
  // What is computed of a gradient is another one.
  const isPlain = only && others.length === 1 && ['name', 'attribute', 'subscript'].includes(only.kind);
  const isGradient =
    (gradient?.kind === 'opaque' && !gradient.altered) ||
    (gradient?.kind === 'parameters' && gradient.isGradient === true);
  if (!isPlain || !isGradient) return undefined;
  return values.reduce((product, each) => product * (numberOf(each) ?? 1), 1);
}

function factorsOf(expression: Expression): readonly Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== '*') return [expression];
  return [...factorsOf(expression.left), ...factorsOf(expression.right)];
}
