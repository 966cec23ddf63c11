import { layerNamed } from '../../../engine/layers/layerTable';
import { message } from '../../../engine/message';
import type { NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
import type { Shape } from '../../../engine/shape';
import { argumentRemoval } from '../boundArguments';
import type { NetworkPlaces } from './networkHints';
import type { NetworkScope } from './networkScope';

/** Filters of this size and more are hardly ever meant: then the numbers are PyTorch's, input size first. */
const leastOutputs = 8;

/**
 * `Conv(1, 16, 3)` under its own name: it may mean one filter of 16×16, but where the input has one channel,
 * and filters so large, PyTorch's order is meant.
 * @returns the layers found, whose shapes need no second message
 */
export function reportForeignOrder(
  scope: NetworkScope,
  definition: NetworkDefinition,
  inference: NetworkInference,
  sampleShape: Shape,
  { layers }: NetworkPlaces,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [index, { line, type, path }] of layers.entries()) {
    const source = definition.layers[index]?.inputs[0];
    const shape = source === 'input' ? sampleShape : inference.layers[source ?? -1]?.shape;
    const numbers = line.arguments.map(({ name, value }) =>
      !name && value.kind === 'number' ? value.value : NaN,
    );
    const [first, second = 0, third] = numbers;
    const isWindowed = layerNamed(type)?.asLayer?.settings[1]?.name === 'size';
    if (
      first === undefined ||
      !isWindowed ||
      shape?.length !== 3 ||
      first !== shape[0] ||
      !(second >= leastOutputs) ||
      !line.callee
    )
      continue;
    if (third === undefined || !(third >= 1 && third < second)) continue;
    found.add(index);
    const others = line.arguments.slice(1).map((argument) => scope.report.textOf(argument));
    const here = `${type}(${others.join(', ')})`;
    const isFitting = inference.layers[index] !== undefined;
    const fix = { title: message('Change to {0}', here), edits: argumentRemoval(line.arguments, 0) };
    scope.report.add(
      'input-size-first',
      message(
        'The number of filters here is {0}, their size {1}×{1}. If the {0} is the number of channels of the input, as in PyTorch, leave it out: {2}',
        first,
        second,
        here,
      ),
      line.arguments[0] ?? line,
      { severity: isFitting ? 'information' : 'error', fixes: path.length === 0 ? [fix] : [] },
    );
  }
  return found;
}
