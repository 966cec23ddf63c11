import type { SettingValue } from '../../engine/layers/support/layer';
import { message } from '../../engine/message';
import type { ArgumentSpec } from '../argumentSpec';
import type { Expression } from '../ast';
import { evaluateConstant, type Constant, type ConstantScope } from './constants';

/** The value of one setting, or `undefined` where it has the wrong kind, which has been reported. */
export function evaluateSetting(
  scope: ConstantScope,
  spec: ArgumentSpec,
  expressions: readonly Expression[],
): SettingValue | undefined {
  const [expression] = expressions;
  if (!expression) return undefined;
  if (spec.variadic && (expressions.length > 1 || expression.kind !== 'list')) {
    const sizes: number[] = [];
    for (const part of expressions) {
      const value = evaluateConstant(scope, part);
      if (value === undefined) return undefined;
      if (!isInteger(value)) return reportKind(scope, spec, part);
      sizes.push(value);
    }
    return sizes;
  }
  const value = evaluateConstant(scope, expression);
  if (value === undefined) return undefined;
  const setting = convert(spec.type, value);
  if (setting === undefined) return reportKind(scope, spec, expression);
  return isInRange(spec, setting) ? setting : reportRange(scope, spec, expression);
}

function isInRange({ range = {} }: ArgumentSpec, value: SettingValue): boolean {
  if (typeof value !== 'number') return true;
  const { from = -Infinity, above = -Infinity, to = Infinity, below = Infinity } = range;
  return (
    value >= from &&
    value <= to &&
    (value > above || range.above === undefined) &&
    (value < below || range.below === undefined)
  );
}

function reportRange(
  { report }: ConstantScope,
  { name, range = {} }: ArgumentSpec,
  at: Expression,
): SettingValue | undefined {
  const lower = range.from ?? range.above;
  const upper = range.to ?? range.below;
  const code = 'out-of-range';
  if (lower !== undefined && upper !== undefined) {
    return report.add(code, message('{0} must lie between {1} and {2}.', name, lower, upper), at);
  }
  if (upper !== undefined) return report.add(code, message('{0} must be below {1}.', name, upper), at);
  return range.above === undefined
    ? report.add(code, message('{0} must be at least {1}.', name, lower ?? 0), at)
    : report.add(code, message('{0} must be above {1}.', name, range.above), at);
}

function isInteger(value: Constant): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function convert(type: ArgumentSpec['type'], value: Constant): SettingValue | undefined {
  switch (type) {
    case 'integer':
      return isInteger(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'string':
    case 'file':
    case 'folder':
      return typeof value === 'string' ? value : undefined;
    case 'column':
      return typeof value === 'string' || isInteger(value) ? value : undefined;
    case 'shape':
    case 'integers': {
      if (isInteger(value)) return [value];
      if (typeof value !== 'object') return undefined;
      const integers = value.filter(isInteger);
      return integers.length === value.length ? integers : undefined;
    }
  }
}

function reportKind(
  { report }: ConstantScope,
  spec: ArgumentSpec,
  expression: Expression,
): SettingValue | undefined {
  const { name } = spec;
  switch (spec.type) {
    case 'integer':
      return report.add('wrong-kind', message('{0} must be a whole number.', name), expression);
    case 'number':
      return report.add('wrong-kind', message('{0} must be a number.', name), expression);
    case 'boolean':
      return report.add('wrong-kind', message('{0} must be true or false.', name), expression);
    case 'string':
    case 'file':
    case 'folder':
      return report.add('wrong-kind', message('{0} must be a text in quotes.', name), expression);
    case 'column':
      return report.add(
        'wrong-kind',
        message('{0} must be the name of a column in quotes, or its number.', name),
        expression,
      );
    case 'shape':
    case 'integers':
      return report.add(
        'wrong-kind',
        message('{0} must be a list of whole numbers, as in [2, 3].', name),
        expression,
      );
  }
}
