import { layerNamed } from '../engine/layers/layerTable';
import type { Recording } from './recordingReader';
import type { RunDescription } from './runDescription';

export type RecordedLayer = RunDescription['layers'][number];

/** Of a loss of which the recording does not tell what it is. */
export const unknownLoss = 'Loss';

/** The loss stands last in every network; where whoever recorded has no layer for it, it is added. */
const lossLayer: RecordedLayer = { name: 'loss', type: unknownLoss, shape: [], parameters: 0, inputs: [] };

/**
 * The layers of a recording with the loss, which is a single number, as the last. Those that were recorded
 * keep their places.
 */
export function layersWithLoss({ run }: Pick<Recording, 'run'>): readonly RecordedLayer[] {
  const recorded = run?.layers ?? [];
  const last = recorded.at(-1);
  if (last?.shape.length === 0) return recorded;
  // Of event files a setting is whatever was measured, as a number called `loss`.
  const loss = run?.settings['loss'];
  return [
    ...recorded,
    {
      ...lossLayer,
      type: typeof loss === 'string' ? loss : lossLayer.type,
      inputs: last === undefined ? ['input'] : [last.name],
    },
  ];
}

/** Functions of PyTorch by the layer of the same nature; its modules have the names of layers. */
const functions: ReadonlyMap<string, string> = new Map([
  ['relu', 'ReLU'],
  ['sigmoid', 'Sigmoid'],
  ['tanh', 'Tanh'],
]);

/** What kind of layer it is: whether it blocks, as a ReLU does, or has flat ends, as a Sigmoid has. */
export function natureOf(type: string): { readonly blocks: boolean; readonly saturates: boolean } {
  const asLayer = layerNamed(functions.get(type) ?? type)?.asLayer;
  return { blocks: asLayer?.blocks === true, saturates: asLayer?.isSaturated !== undefined };
}
