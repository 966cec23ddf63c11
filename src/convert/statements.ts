import { message } from '../language';
import { assign, update } from './assignments';
import { changesOf, forget, forgetValue } from './effects';
import { calleeOf, defaultsOf, evaluate, keyOf } from './evaluate';
import type { Ended, Interpreter } from './interpreter';
import { loop, whileLoop } from './loops';
import { libraryValue } from './libraries/attributes';
import { broughtBy } from './libraries/starImports';
import { isPlumbing, mayEvaluate, type Surroundings } from './plumbing';
import type { Branch, Expression, Place, Statement } from './python/pythonSyntax';
import {
  isLost,
  lookUp,
  lost,
  none,
  numberOf,
  scopeOf,
  truthOf,
  type PythonClass,
  type PythonFunction,
  type Scope,
  type Value,
} from './values';

/** Follows one statement of the source. */
export function execute(interpreter: Interpreter, statement: Statement, scope: Scope): Ended {
  switch (statement.kind) {
    case 'import':
      for (const { name, path } of statement.imports) {
        if (name === '*') importAll(interpreter, libraryPath(path).slice(0, -2), scope);
        else scope.names.set(name, { kind: 'library', path: libraryPath(path) });
      }
      return undefined;
    case 'assign': {
      const given = evaluate(interpreter, statement.value, scope);
      const isCut = interpreter.isWithoutGradients && given.kind === 'numeric';
      const value = isCut ? interpreter.withoutGradient(given) : given;
      for (const target of statement.targets) assign(interpreter, target, value, scope, statement);
      const parts = value.kind === 'sequence' && value.isTuple ? value.items : [value];
      const missing = parts.map((part) => withoutValue(part)).find((part) => isLost(part));
      if (missing) interpreter.noteLost(statement, missing);
      return undefined;
    }
    case 'update':
      update(interpreter, statement, scope);
      return undefined;
    case 'expression': {
      if (statement.value.kind === 'string') return undefined;
      const value = evaluate(interpreter, statement.value, scope);
      if (value.kind === 'opaque' && value.gradients !== undefined)
        interpreter.trainingGap(statement, message('ours has gradients everywhere'));
      const known = (name: string): Value | undefined => {
        const found = lookUp(scope, name);
        return isLost(found) ? undefined : found;
      };
      if (isLost(value) && !isPlumbing([statement], { ...surroundings(interpreter, scope), lookUp: known })) {
        interpreter.noteLost(statement, value);
        // What is not read at all may change parameters as well.
        const isRead = statement.value.kind !== 'other' && statement.value.kind !== 'comprehension';
        if (!isRead && interpreter.usesTorch) interpreter.trainingGap(statement);
      }
      return undefined;
    }
    case 'function': {
      const decorators = statement.decorators.map((decorator) => withPath(decorator, scope));
      const isPlain = decorators.every((decorator) => plainDecorators.test(decorator));
      const made = isPlain ? define(interpreter, { ...statement, decorators }, scope) : undefined;
      scopeOf(scope, statement.name).names.set(
        statement.name,
        made ??
          interpreter.gap(
            statement,
            undefined,
            message('what @{0} makes of it', statement.decorators.join(', @')),
          ),
      );
      return undefined;
    }
    case 'class': {
      const decorators = statement.decorators.map((decorator) => withPath(decorator, scope));
      const isKnown = decorators.every((decorator) => dataclass.test(decorator));
      const made = makeClass(interpreter, statement, scope, decorators.length > 0);
      const reason = message('what @{0} makes of it', statement.decorators.join(', @'));
      scope.names.set(statement.name, isKnown ? made : interpreter.gap(statement, undefined, reason));
      return undefined;
    }
    case 'return':
      return { how: 'return', value: statement.value ? evaluate(interpreter, statement.value, scope) : none };
    case 'for':
      return loop(interpreter, statement, scope);
    case 'while':
      return whileLoop(interpreter, statement, scope);
    case 'if':
      return branches(interpreter, statement.branches, scope, statement);
    case 'with':
      return withContexts(interpreter, statement, scope);
    case 'scope':
      scope.elsewhere ??= new Map();
      for (const name of statement.names) {
        scope.elsewhere.set(name, statement.isGlobal ? interpreter.globals : enclosing(scope, name));
      }
      return undefined;
    case 'delete':
      for (const target of statement.targets) remove(interpreter, target, scope, statement);
      return undefined;
    case 'break':
    case 'continue':
      return { how: statement.kind, place: statement };
    case 'pass':
    case 'assert':
      return undefined;
    case 'raise':
      return { how: 'unknown' };
    case 'other':
      // Commands of a notebook are no Python.
      if (!/^[%!]/.test(interpreter.source.slice(statement.start, statement.end)))
        interpreter.gap(statement, undefined, statement.reason);
      forget(interpreter, statement.changes, scope);
      return undefined;
  }
}

/** Gives a value to each name of the source that a module is known to bring; others may be of it as well. */
function importAll(interpreter: Interpreter, module: string, scope: Scope): void {
  interpreter.starModules.push(module);
  for (const name of interpreter.words) {
    const path = broughtBy(module, name);
    if (path !== undefined) scope.names.set(name, libraryValue(path));
  }
}

function withContexts(
  interpreter: Interpreter,
  { items, body }: Statement & { kind: 'with' },
  scope: Scope,
): Ended {
  let isWithoutGradients = false;
  for (const { value, target } of items) {
    const context = evaluate(interpreter, value, scope);
    if (target) assign(interpreter, target, context, scope, value);
    // Of a library that nothing imports, the name says it.
    const isNamed = isLost(context) && /\b(no_grad|inference_mode)\(\)$/.test(interpreter.excerpt(value));
    if (!isNamed && !(context.kind === 'opaque' && context.gradients === 'off')) continue;
    isWithoutGradients = true;
    if (interpreter.passing) interpreter.gap(value, undefined, message('ours has gradients everywhere'));
  }
  const run = (): Ended => interpreter.run(body, scope);
  return isWithoutGradients ? interpreter.withoutGradients(run) : run();
}

/** A function of an array that nobody calls is no line of a definition. */
function withoutValue(value: Value): Value {
  return value.kind === 'method' && value.object.kind === 'numeric' ? lost() : value;
}

/** The scope around a function in which `nonlocal` finds a name. */
function enclosing(scope: Scope, name: string): Scope {
  for (let at = scope.outer; at; at = at.outer) if (at.names.has(name)) return at;
  return scope;
}

/** `del x`, `del x[0]`. */
function remove(interpreter: Interpreter, target: Expression, scope: Scope, place: Place): void {
  if (target.kind === 'name') {
    scopeOf(scope, target.name).names.delete(target.name);
    return;
  }
  const object = target.kind === 'subscript' ? evaluate(interpreter, target.object, scope) : undefined;
  const [index] = target.kind === 'subscript' ? target.indices : [];
  const key = index && evaluate(interpreter, index, scope);
  const name = key && keyOf(key);
  if (object?.kind === 'dictionary' && name !== undefined) {
    object.entries.delete(name);
    return;
  }
  const at = numberOf(key);
  if ((object?.kind === 'sequence' || object?.kind === 'layers') && at !== undefined) {
    object.items.splice(at, 1);
    return;
  }
  if (object?.kind === 'opaque') return;
  interpreter.gap(place);
  if (object) forgetValue(interpreter, object);
}

function define(
  interpreter: Interpreter,
  statement: Statement & { kind: 'function' },
  scope: Scope,
): PythonFunction {
  const { name, parameters, body, decorators } = statement;
  if (scope === interpreter.globals) interpreter.noteDefinition(name, statement);
  const isStatic = decorators.includes('staticmethod');
  const isWithoutGradient = decorators.some((decorator) => /no_grad|inference_mode/.test(decorator));
  const defaults = defaultsOf(interpreter, parameters, scope);
  return {
    kind: 'function',
    name,
    parameters,
    defaults,
    body,
    scope,
    place: statement,
    isStatic,
    isWithoutGradient,
  };
}

/** A decorator of a library by its whole path, whatever the source calls it. */
function withPath(decorator: string, scope: Scope): string {
  const [root = ''] = decorator.split(/[.(]/);
  const value = lookUp(scope, root);
  return value?.kind === 'library' ? value.path + decorator.slice(root.length) : decorator;
}

/** Decorators that leave a function what it says. */
const plainDecorators =
  /^(staticmethod|torch\.(no_grad|inference_mode|enable_grad)(\(\))?|torch\.jit\.\w+|(tf|tensorflow)\.function|(numba\.)?n?jit(\(.*\))?|(functools\.)?(lru_)?cache(\(.*\))?|(abc\.)?abstractmethod|(typing\.)?override)$/;

/** A decorator that lets a class be built from its fields. */
const dataclass = /^dataclasses\.dataclass(\(.*\))?$/s;

function makeClass(
  interpreter: Interpreter,
  statement: Statement & { kind: 'class' },
  scope: Scope,
  isDataclass: boolean,
): PythonClass {
  const members: Scope = { names: new Map(), outer: scope };
  const bases = statement.bases.map((base) => calleeOf(interpreter, base, scope));
  interpreter.run(statement.body, members);
  // Functions of a class see what surrounds the class, not its members.
  for (const [name, value] of members.names) {
    if (value.kind === 'function') members.names.set(name, { ...value, scope });
  }
  if (scope === interpreter.globals) interpreter.noteDefinition(statement.name, statement);
  const inherited = bases.flatMap((base) => (base.kind === 'class' ? (base.fields ?? []) : []));
  return {
    kind: 'class',
    name: statement.name,
    bases,
    members: members.names,
    place: statement,
    ...(isDataclass && { fields: [...new Set([...inherited, ...statement.fields])] }),
  };
}

function branches(interpreter: Interpreter, branches: readonly Branch[], scope: Scope, place: Place): Ended {
  for (const { condition, body } of branches) {
    const holds = condition ? truthOf(evaluate(interpreter, condition, scope)) : true;
    if (holds === true) return interpreter.run(body, scope);
    if (holds === undefined) {
      const bodies = branches.flatMap((branch) => branch.body);
      const around = surroundings(interpreter, scope);
      const isHarmless = isPlumbing(bodies, around);
      if (branches.some((branch) => mayEvaluate(branch.body, around)))
        interpreter.training.modes.perhapsEvaluate();
      const changes = changesOf(bodies, scope);
      const handed = changes.handed.filter((name) => !isHarmless || lookUp(scope, name)?.kind !== 'instance');
      forget(interpreter, { ...changes, handed }, scope);
      if (!isHarmless) {
        const text = message(
          'if {0}: is not understood: whether it holds cannot be told',
          condition ? interpreter.excerpt(condition) : '',
        );
        if (interpreter.passing) interpreter.passing.comment(place.line, text, true);
        else interpreter.conversion.comment(place, text, true);
      }
      // A network is passed through to its end: what is left out is marked.
      const isLeft = !interpreter.passing && !interpreter.training.isFollowed && leaves(bodies);
      return isLeft ? { how: 'unknown' } : undefined;
    }
  }
  return undefined;
}

function surroundings(interpreter: Interpreter, scope: Scope): Surroundings {
  return {
    lookUp: (name) => lookUp(scope, name),
    isPartOfModel: (value) => interpreter.isPartOfModel(value),
    isPassing: interpreter.passing !== undefined,
  };
}

/** Whether statements may end what they stand in. */
function leaves(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'break':
      case 'continue':
      case 'return':
        return true;
      case 'for':
      case 'while':
      case 'with':
        return leaves(statement.body);
      case 'if':
        return statement.branches.some(({ body }) => leaves(body));
      case 'assert':
      case 'assign':
      case 'class':
      case 'delete':
      case 'expression':
      case 'function':
      case 'import':
      case 'other':
      case 'pass':
      case 'raise':
      case 'scope':
      case 'update':
      default:
        return false;
    }
  });
}

/** Names that are the same library, and one dot for each `from .`. */
function libraryPath(path: string): string {
  return path
    .replace(/^\.+/, '')
    .replace(/^tensorflow\.(python\.)?keras/, 'keras')
    .replace(/^tf\.keras/, 'keras')
    .replace(/^np\b/, 'numpy');
}
