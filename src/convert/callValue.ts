import type { CallArguments } from './callArguments';
import { build, callFunction, withSelf } from './calls';
import { forgetValue } from './effects';
import type { Interpreter } from './interpreter';
import { changesInPlace } from './libraries/arrayMethods';
import { callLibrary } from './libraries/callLibrary';
import { callMethod } from './libraries/methods';
import { callFromData, callModel } from './networks/models';
import type { Place } from './python/pythonSyntax';
import { isNetworkClass } from './pythonClasses';
import { readsOnly } from './torch/modelMethods';
import { dataOf, isLost, isPartOfModel, type Opaque, type Value } from './values';

/** Methods that compute other numbers. */
const computing =
  /^(add|sub|mul|div|pow|clamp|clip|flip|roll|rot90|exp|log|sqrt|abs|neg|sigmoid|tanh|normal|round|sign|fliplr|flipud)_?$/;

/** Methods that give data other axes. */
const arranging = /^(view|reshape|unsqueeze|squeeze|view_as|reshape_as)$/;

/** What a call gives, by what is called. */
export function callValue(interpreter: Interpreter, callee: Value, args: CallArguments, place: Place): Value {
  switch (callee.kind) {
    case 'library':
      return callLibrary(interpreter, callee.path, args, place);
    case 'function':
      return callFunction(interpreter, callee, args);
    case 'class':
      return build(interpreter, callee, args, place);
    case 'method': {
      const { definition } = callee;
      const output = callFromData(interpreter, callee, args, place);
      if (output) return output;
      if (!definition) return callMethod(interpreter, callee, args, place);
      return callFunction(interpreter, definition, withSelf(callee, args));
    }
    case 'instance':
    case 'layers':
    case 'layer':
    case 'lossFunction':
      return callModel(interpreter, callee, args, place);
    case 'opaque': {
      // Whatever a batch or an array passes through changes it.
      const given = [...args.positional, ...args.named.values()];
      const near = given.find(({ kind }) => kind === 'flow');
      if (near && (callee.member === undefined || isLost(callee))) return interpreter.gap(place, near);
      if (isLost(callee)) {
        const isOfModel = given.some(
          (value) => isPartOfModel(value) || (value.kind === 'instance' && isNetworkClass(value.of)),
        );
        if (isOfModel) interpreter.trainingGap(place);
        const { member } = callee;
        if (member !== undefined && changesInPlace(member)) forgetValue(interpreter, callee);
        for (const value of args.positional) forgetValue(interpreter, value);
      }
      return dataFrom(interpreter, callee, args, place);
    }
    case 'constant':
    case 'dictionary':
    case 'flow':
    case 'gradient':
    case 'loss':
    case 'numeric':
    case 'optimizer':
    case 'parameters':
    case 'sequence':
    default:
      return interpreter.gap(place, callee);
  }
}

/** What something that is not known gives: of data, other data where it computes with them. */
function dataFrom(
  interpreter: Interpreter,
  callee: Opaque,
  { positional }: CallArguments,
  place: Place,
): Value {
  const { member } = callee;
  if (member === 'backward') return interpreter.gap(place);
  const isChanged = callee.isOfModel === true && member !== undefined && !readsOnly(member);
  if (isChanged) interpreter.trainingGap(place);
  // It may be a parameter, or the data of a batch: nobody knows whose.
  const isOfModel = /\.(weight|bias|data|grad)\b|requires_grad_\(False/.test(interpreter.excerpt(place));
  if (member !== undefined && changesInPlace(member) && (isOfModel || interpreter.training.isFollowed))
    interpreter.trainingGap(place);
  const [first] = positional;
  const isComputed = member === undefined ? first?.kind === 'opaque' : computing.test(member);
  const data = dataOf(callee, interpreter.training.isFollowed && isComputed ? place : undefined);
  return member !== undefined && arranging.test(member) ? { ...data, isArranged: true } : data;
}
