import { message } from '../language';
import { assign } from './assignments';
import { changesOf, forget } from './effects';
import { evaluate } from './evaluate';
import { asNumeric } from './asNumeric';
import type { Ended, Interpreter } from './interpreter';
import { set } from './networks/statedTraining';
import type { Expression, Place, Statement } from './python/pythonSyntax';
import {
  latestOpaque,
  itemOf,
  itemsOf,
  lost,
  numberOf,
  scopeOf,
  truthOf,
  type Loader,
  type Scope,
  type Value,
} from './values';

/** A loop that goes round no more often is written out. */
const mostRepetitions = 200;

export function loop(interpreter: Interpreter, statement: Statement & { kind: 'for' }, scope: Scope): Ended {
  const { target, iterable, body } = statement;
  const since = latestOpaque();
  const over = evaluate(interpreter, iterable, scope);
  const named = target.kind === 'name' ? target.name : '';
  const isTraining = /epoch/i.test(named) || trains(body);
  const items = itemsOf(over);
  if (items?.length === 0) return undefined;
  const isFollowedOnce = isTraining || (items && items.length > mostRepetitions);
  if (items && !isFollowedOnce) {
    for (const item of [...items]) {
      assign(interpreter, target, item, scope, statement);
      const ended = interpreter.run(body, scope);
      if (ended?.how === 'break') break;
      if (ended?.how === 'unknown') {
        // It may end here or go on: nothing is known of what it changes.
        forget(interpreter, changesOf(body, scope), scope);
        return undefined;
      }
      if (ended?.how === 'return') return ended;
    }
    return undefined;
  }
  assign(interpreter, target, itemOf(over), scope, statement);
  if (items?.length === 1) {
    const ended = interpreter.run(body, scope);
    return ended?.how === 'return' ? ended : undefined;
  }
  const loader = over.kind === 'opaque' ? over.loader : undefined;
  if (isTraining && loader) noteLoader(interpreter, loader);
  interpreter.training.takesAll = false;
  const ended = followOnce(interpreter, body, scope, statement, isTraining, since);
  const batch = isTraining && items ? batchOf(items) : undefined;
  if (batch !== undefined) noteSlices(interpreter, batch, statement);
  else if (items) noteEpochs(interpreter, named, items.length, statement);
  return ended;
}

/** The loader that a training goes through says how large its batches are, and whether they are shuffled. */
function noteLoader({ conversion }: Interpreter, { batch, isShuffled, place, steps, left }: Loader): void {
  if (steps !== undefined) conversion.training.stepsPerEpoch ??= steps;
  set(conversion.training, 'batch', String(batch), place);
  if (!isShuffled) set(conversion.training, 'shuffle', 'false', place);
  if (left !== undefined)
    conversion.trainingComment(place, message('what {0} asks for is not understood', left), true);
}

/** Of `range(0, n, batch)`: how many samples lie between two of its numbers. */
function batchOf([first, second, third]: readonly Value[]): number | undefined {
  const [start, next, after] = [first, second, third].map((item) => numberOf(item));
  if (start !== 0 || next === undefined || next < 2) return undefined;
  return after === undefined || after === 2 * next ? next : undefined;
}

/** A training that takes its mini-batches out of the data by itself. */
function noteSlices({ conversion, source }: Interpreter, batch: number, place: Place): void {
  set(conversion.training, 'batch', String(batch), place);
  if (!/shuffle|permutation|randperm|choice|randint|sample\(/.test(source))
    set(conversion.training, 'shuffle', 'false', place);
}

/** A loop of which it can be told how often it goes round is written out; of others one round is followed. */
export function whileLoop(
  interpreter: Interpreter,
  { condition, body, ...place }: Statement & { kind: 'while' },
  scope: Scope,
): Ended {
  const since = latestOpaque();
  const isTraining = trains(body);
  for (let rounds = 0; !isTraining; rounds++) {
    const holds = truthOf(evaluate(interpreter, condition, scope));
    if (holds === false) return undefined;
    if (holds === undefined || rounds === mostRepetitions) break;
    const ended = interpreter.run(body, scope);
    if (ended?.how === 'break') return undefined;
    if (ended?.how === 'unknown') {
      forget(interpreter, changesOf(body, scope), scope);
      return undefined;
    }
    if (ended?.how === 'return') return ended;
  }
  return followOnce(interpreter, body, scope, place, isTraining, since);
}

/**
 * A loop that goes round nobody knows how often, or too often to be written out. What it carries from one
 * round to the next is not known behind it, and a comment says so.
 */
function followOnce(
  interpreter: Interpreter,
  body: readonly Statement[],
  scope: Scope,
  place: Place,
  isTraining: boolean,
  since: number,
): Ended {
  const { assigned } = changesOf(body, scope);
  const valueOf = (name: string): Value | undefined => scopeOf(scope, name).names.get(name);
  const before = new Map(assigned.map((name) => [name, valueOf(name)] as const));
  // A number that changes with each round is in none of them what it was before the first.
  for (const [name, value] of before) {
    if (value && numberOf(value) !== undefined) forgetName(scope, name);
  }
  const known = assigned.filter((name) => asNumeric(before.get(name)) !== undefined);
  const ended = interpreter.oneRound(isTraining, since, () => interpreter.run(body, scope));
  if (isTraining && ended?.how === 'break')
    interpreter.trainingGap(ended.place ?? place, message('it ends the loop in its first round'));
  const arrays = known.filter((name) => isArray(before.get(name)) || isArray(valueOf(name)));
  if (arrays.length > 0) {
    const reason = message('only its first round is followed, and {0} changes with each', arrays.join(', '));
    interpreter.gap(place, undefined, reason);
  }
  for (const name of assigned) {
    const value = valueOf(name);
    if (value && asNumeric(value) !== undefined) forgetName(scope, name);
  }
  return ended?.how === 'return' ? ended : undefined;
}

function forgetName(scope: Scope, name: string): void {
  scopeOf(scope, name).names.set(name, lost(message('{0} changes with each round of its loop', name)));
}

function isArray(value: Value | undefined): boolean {
  return value?.kind === 'numeric' && value.constant === undefined;
}

/** How often a loop around the training goes. */
function noteEpochs(interpreter: Interpreter, name: string, count: number, place: Place): void {
  const { conversion, training } = interpreter;
  const { takesAll } = training;
  training.takesAll = false;
  if ((takesAll || /ep|^_$/i.test(name)) && count > 0)
    set(conversion.training, 'epochs', String(count), place);
  else if (count > 0) {
    interpreter.conversion.trainingComment(
      place,
      message('{0} steps are not taken over: epochs counts how often all samples are gone through', count),
      true,
    );
  }
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
      case 'assert':
      case 'break':
      case 'class':
      case 'continue':
      case 'delete':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'raise':
      case 'return':
      case 'scope':
      case 'update':
      default:
        return false;
    }
  });
}
