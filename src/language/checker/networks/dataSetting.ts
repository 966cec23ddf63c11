import { message } from '../../../engine/message';
import type { Expression } from '../../ast';
import type { Environment } from '../../environment';
import { dataSources, type DataSourceSpec } from './dataSources';
import { checkCallable, type CheckedCall, type Wording } from './callables';
import type { NetworkScope } from './networkScope';

const wording: Wording = {
  code: 'unknown-data',
  unknown: (name) => message('Unknown data {0}.', name),
  meant: (name, meant) => message('Unknown data {0}. Did you mean {1}?', name, meant),
  expected: message('data takes a source of data, as in: spiral(classes=3)'),
};

/** `data = csv("f.csv", target="species")`: the number of its classes, where that is known. */
export function checkData(
  scope: NetworkScope,
  value: Expression,
  environment: Environment,
): { readonly classes: number | undefined } | undefined {
  const call = checkCallable(scope, environment.dataSources ?? dataSources, value, wording);
  if (!call) return undefined;
  for (const { name, type } of call.spec.arguments) {
    const path = call.values.get(name);
    if (type !== 'file' || typeof path !== 'string' || environment.fileExists?.(path) !== false) continue;
    scope.report.add(
      'file-not-found',
      message('{0} was not found beside this file.', path),
      call.expressions.get(name) ?? value,
    );
  }
  return { classes: classesOf(call) };
}

function classesOf({ spec, values }: CheckedCall<DataSourceSpec>): number | undefined {
  const { classes } = spec;
  if (typeof classes !== 'object') return classes;
  const value =
    values.get(classes.argument) ?? spec.arguments.find(({ name }) => name === classes.argument)?.default;
  return typeof value === 'number' ? value : undefined;
}
