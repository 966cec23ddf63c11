import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import type { Place } from '../python/pythonSyntax';
import { truthOf, type Value } from '../values';

/** Methods of a model, of a layer or of parameters that leave all that they learn as it is. */
const readsModel =
  /^(summary|save|save_weights|evaluate|predict\w*|state_dict|named_\w+|children|modules|buffers|get_\w+|log\w*|save_hyperparameters|share_memory|extra_repr|build|register_buffer|reset_parameters|fit|compile|numel|nelement|size|dim|item|items|keys|values|get|detach|clone|copy|cpu|numpy|tolist|norm|mean|sum|std|var|min|max|abs|pow|square|sqrt|exp|log|sign|view|reshape|flatten|t|argmax|any|all|isnan|isinf|isfinite|format|data_ptr|is_contiguous|contiguous|dot|mm|matmul|mul|add|sub|div|float|double|to|cuda|type|train|parameters|append|requires_grad_|retain_grad|histogram|unsqueeze|squeeze|index|count|startswith|endswith|split)$/;

/** Whether something that belongs to a model is only read by a method of that name. */
export function readsOnly(name: string): boolean {
  return readsModel.test(name);
}

/** `eval()`, `train()` and `zero_grad()`: of a part of a model, the rest of it stays as it is. */
export function switchMode(
  interpreter: Interpreter,
  object: Value,
  name: string,
  args: CallArguments,
  place: Place,
): void {
  const isPart = interpreter.isPartOfModel(object);
  if (name === 'zero_grad') {
    if (isPart) interpreter.trainingGap(place, message('it resets some of the gradients'));
    else interpreter.training.step('reset', place);
    interpreter.gradients.reset();
    return;
  }
  const mode = args.take(0, 'mode');
  const isTraining = name === 'train' && (mode === undefined || truthOf(mode) !== false);
  if (!isPart) interpreter.training.modes.set(!isTraining);
  else if (!isTraining)
    interpreter.trainingGap(place, message('it is in evaluation, and ours is in training'));
}

/** `model.double()`, `model.to(torch.float64)`. */
export function notePrecision(
  interpreter: Interpreter,
  object: Value,
  name: string,
  args: CallArguments,
  place: Place,
): void {
  const given = [...args.positional, ...args.named.values()];
  const types = given.flatMap((value) =>
    value.kind === 'library' ? [value.path.split('.').at(-1) ?? ''] : [],
  );
  if (name === 'double' || name === 'float') types.push(name);
  const isWhole = !interpreter.isPartOfModel(object);
  for (const type of types) interpreter.training.notePrecision(type, isWhole, place);
}

/** `setattr(model, 'fc', layer)`, `model.add_module('fc', layer)`. */
export function setMember(
  interpreter: Interpreter,
  object: Value,
  name: string | undefined,
  value: Value,
  place: Place,
): void {
  interpreter.training.noteReplaced(object, value, place);
  if (object.kind === 'instance' && name !== undefined) object.attributes.set(name, value);
  else if (object.kind === 'layers' && name !== undefined) {
    const at = object.items.findIndex(([each]) => each === name);
    if (at < 0) object.items.push([name, value]);
    else object.items[at] = [name, value];
  } else interpreter.trainingGap(place);
}
