import type { TrainMember, Expression } from '../../ast';
import {
  inferNetwork,
  type NetworkData,
  type NetworkInference,
} from '../../../engine/network/networkInference';
import type { NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkError } from '../../../engine/network/networkError';
import { message } from '../../../engine/message';
import type { Fix } from '../../diagnostic';
import { networkLayerNamed } from './networkVocabulary';
import type { Range } from '../../range';
import { callOf } from './callables';
import type { ExpandedLayer } from './expansion';
import { reportForeignOrder } from './argumentOrder';
import type { NetworkPlaces } from './networkHints';
import type { NetworkScope } from './networkScope';

/**
 * Works out every shape, and reports what does not fit at the argument to blame: one mistake, one message.
 */
export function checkShapes(
  scope: NetworkScope,
  definition: NetworkDefinition,
  data: NetworkData,
  places: NetworkPlaces,
): NetworkInference {
  const inference = inferNetwork(definition, data);
  const misread = reportForeignOrder(scope, definition, inference, data.sampleShape, places);
  const errors = inference.errors.filter(({ blame }) => !('layer' in blame && misread.has(blame.layer)));
  scope.report.addMissing(
    errors.map((error) => {
      const range = placeOf(error.blame, places);
      return {
        code: error.expected === undefined ? 'layer-does-not-fit' : 'wrong-number-of-outputs',
        severity: 'error',
        message: error.message,
        range,
        fixes: fixesOf(error, range, places),
      };
    }),
  );
  return inference;
}

/** Inside a block the number is a parameter's more often than not, and other calls may need another. */
function fixesOf({ blame, expected }: NetworkError, range: Range, { layers }: NetworkPlaces): readonly Fix[] {
  const layer = blame.kind === 'setting' ? layers[blame.layer] : undefined;
  const isWritten = layer?.line.arguments.some(
    ({ value }) => value.kind === 'number' && value.start === range.start,
  );
  if (expected === undefined || !isWritten || layer?.path.length !== 0) return [];
  return [{ title: message('Change to {0}', expected), edits: [{ range, newText: String(expected) }] }];
}

export function placeOf(
  blame: NetworkError['blame'],
  { name, layers, train, parameters }: NetworkPlaces,
): Range {
  switch (blame.kind) {
    case 'network':
      return name;
    case 'layer':
      return layers[blame.layer]?.line.callee ?? name;
    case 'setting':
    case 'initializer': {
      const layer = layers[blame.layer];
      const setting = blame.kind === 'initializer' ? 'init' : blame.setting;
      return (layer && argumentPlace(layer, setting)) ?? layer?.line.callee ?? name;
    }
    case 'input': {
      const line = layers[blame.layer]?.line;
      const named = blame.input === 0 ? line?.from : line?.arguments[blame.input - 1]?.value;
      return named ?? line?.callee ?? name;
    }
    case 'parameters':
      return parametersPlace(parameters, blame.target) ?? name;
    case 'training':
      return trainPlace(train, blame.setting) ?? train?.keyword ?? name;
    case 'optimizer':
    case 'schedule': {
      const value = train?.settings.find((setting) => setting.name.name === blame.kind)?.value;
      const call = value && callOf(value);
      const argument = call?.arguments.find(({ name: given }) => given?.name === blame.setting);
      return argument?.value ?? value ?? train?.keyword ?? name;
    }
  }
}

function argumentPlace({ line, type }: ExpandedLayer, setting: string): Range | undefined {
  const named = line.arguments.find(({ name }) => name?.name === setting);
  if (named) return named.value;
  const position = networkLayerNamed(type)?.settings.findIndex(({ name }) => name === setting) ?? -1;
  const argument = line.arguments[position];
  return argument?.name ? undefined : argument?.value;
}

/** The name of the array for one parameter, where it is said; else the call. */
function parametersPlace(written: Expression | undefined, target: string | undefined): Range | undefined {
  const call = written && callOf(written);
  return call?.arguments.find(({ name }) => name?.name === target)?.value ?? written;
}

function trainPlace(train: TrainMember | undefined, setting: string): Range | undefined {
  return train?.settings.find(({ name }) => name.name === setting)?.value;
}
