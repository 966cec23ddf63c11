import { message } from '../../../engine/message';
import type { Expression } from '../../ast';
import type { Environment } from '../../environment';
import { checkCallable, type Wording } from './callables';
import type { NetworkScope } from './networkScope';

const wording: Wording = {
  code: 'unknown-data',
  unknown: (name) => message('Unknown data {0}.', name),
  meant: (name, meant) => message('Unknown data {0}. Did you mean {1}?', name, meant),
  expected: message('data takes a source of data, as in: spiral(classes=3)'),
};

/** Checks `data = csv("f.csv", target="species")` as far as no file has to be read. */
export function checkData(scope: NetworkScope, value: Expression, environment: Environment): void {
  const { dataSources } = environment;
  const call = dataSources && checkCallable(scope, dataSources, value, wording);
  if (!call) return;
  for (const { name, type } of call.spec.arguments) {
    const path = call.values.get(name);
    if (type !== 'file' || typeof path !== 'string' || environment.fileExists?.(path) !== false) continue;
    scope.report.add(
      'file-not-found',
      message('{0} was not found beside this file.', path),
      call.expressions.get(name) ?? value,
    );
  }
}
