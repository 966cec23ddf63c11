import { CallArguments } from './callArguments';
import { isModelClass, memberOf } from './pythonClasses';
import { evaluate } from './evaluate';
import type { Ended, Interpreter } from './interpreter';
import type { Expression, Place, Statement } from './python/pythonSyntax';
import {
  lost,
  none,
  opaque,
  sequence,
  type Instance,
  type Method,
  type PythonClass,
  type PythonFunction,
  type Scope,
  type Value,
} from './values';

export function callFunction(interpreter: Interpreter, called: PythonFunction, args: CallArguments): Value {
  interpreter.noteUse(called.place);
  const scope: Scope = { names: new Map(), outer: called.scope };
  called.parameters.forEach((parameter, at) => {
    scope.names.set(parameter.name, argument(called, parameter.name, at, args));
  });
  const { body } = called;
  if (!isStatements(body)) return evaluate(interpreter, body, scope);
  const run = (): Ended => interpreter.run(body, scope);
  const ended = called.isWithoutGradient === true ? interpreter.withoutGradients(run) : run();
  if (ended?.how === 'unknown') return lost();
  return ended?.how === 'return' ? ended.value : none;
}

function argument(
  { parameters, defaults }: PythonFunction,
  name: string,
  at: number,
  args: CallArguments,
): Value {
  const parameter = parameters[at];
  if (parameter?.stars === 1) return sequence(args.positional.slice(at));
  if (parameter?.stars === 2) return { kind: 'dictionary', entries: new Map(args.named) };
  const afterStar = parameters.slice(0, at).some(({ stars }) => stars > 0);
  const given = args.take(afterStar ? undefined : at, name);
  if (given) return given;
  return defaults.get(name) ?? opaque();
}

export function build(
  interpreter: Interpreter,
  built: PythonClass,
  args: CallArguments,
  place: Place,
): Value {
  interpreter.noteUse(built.place);
  const instance: Instance = { kind: 'instance', of: built, attributes: new Map(), place };
  built.fields?.forEach((name, at) => {
    const given = args.take(at, name);
    if (given) instance.attributes.set(name, given);
  });
  const constructor = memberOf(built, built.fields ? '__post_init__' : '__init__');
  if (constructor?.kind === 'function') {
    const self: Method = { kind: 'method', object: instance, name: '__init__', definition: constructor };
    callFunction(interpreter, constructor, withSelf(self, built.fields ? new CallArguments([]) : args));
  }
  if (isModelClass(built)) interpreter.builtModels.push(instance);
  return instance;
}

export function withSelf({ object, definition }: Method, args: CallArguments): CallArguments {
  if (definition?.isStatic === true) return args;
  return new CallArguments([object, ...args.positional], args.named);
}

function isStatements(body: readonly Statement[] | Expression): body is readonly Statement[] {
  return Array.isArray(body);
}
