import {
  argumentMistake,
  type ArgumentSpec,
  type ArgumentValue,
  type ArgumentValues,
} from '../../engine/argumentSpec';
import type { Expression } from '../ast';
import type { Range } from '../range';
import type { BoundArguments } from './boundArguments';
import { evaluateConstant, type Constant, type ConstantScope } from './constants';

/** The value of one setting, or `undefined` where it makes no sense, which has been reported. */
export function evaluateSetting(
  scope: ConstantScope,
  spec: ArgumentSpec,
  expressions: readonly Expression[],
): ArgumentValue | undefined {
  const [expression] = expressions;
  if (!expression) return undefined;
  if (spec.variadic && (expressions.length > 1 || expression.kind !== 'list')) {
    return evaluateSizes(scope, spec, expressions);
  }
  if (expression.kind === 'name' && spec.words?.includes(expression.name) === true) return expression.name;
  const constant = evaluateConstant(scope, expression);
  if (constant === undefined) return undefined;
  const isSingle = typeof constant === 'number' && (spec.type === 'shape' || spec.type === 'integers');
  return checkedValue(scope, spec, isSingle ? [constant] : constant, expression);
}

/** The sizes of `zeros(2, 3)`. */
function evaluateSizes(
  scope: ConstantScope,
  spec: ArgumentSpec,
  expressions: readonly Expression[],
): ArgumentValue | undefined {
  const sizes: (number | string)[] = [];
  for (const expression of expressions) {
    const size = evaluateConstant(scope, expression);
    const checked = size !== undefined && checkedValue(scope, spec, [size], expression);
    if (typeof checked !== 'object') return undefined;
    sizes.push(...checked);
  }
  return sizes;
}

function checkedValue(
  { report }: ConstantScope,
  spec: ArgumentSpec,
  constant: Constant,
  at: Expression,
): ArgumentValue | undefined {
  const mistake = argumentMistake(spec, constant);
  if (!mistake) return isArgumentValue(constant) ? constant : undefined;
  return report.add(mistake.kind === 'kind' ? 'wrong-kind' : 'out-of-range', mistake.message, at);
}

/** No argument takes lists in lists. */
function isArgumentValue(constant: Constant): constant is ArgumentValue {
  return (
    typeof constant !== 'object' ||
    constant.every((entry) => typeof entry === 'number' || typeof entry === 'string')
  );
}

/** All settings that were given; the layer knows the defaults of the others. */
export function evaluateSettings(
  scope: ConstantScope,
  specs: readonly ArgumentSpec[],
  bound: BoundArguments,
): ArgumentValues | undefined {
  const settings: Record<string, ArgumentValue> = {};
  let isValid = true;
  for (const spec of specs) {
    const given = bound.get(spec.name);
    if (!given) continue;
    const value = evaluateSetting(
      scope,
      spec,
      given.map((argument) => argument.value),
    );
    if (value === undefined) isValid = false;
    else settings[spec.name] = value;
  }
  return isValid ? settings : undefined;
}

/** Where the values of a setting stand, from the first to the last. */
export function rangeOfSetting(bound: BoundArguments, name: string): Range | undefined {
  const values = bound.get(name);
  const first = values?.[0]?.value;
  const last = values?.at(-1)?.value;
  return first && last && { start: first.start, end: last.end };
}
