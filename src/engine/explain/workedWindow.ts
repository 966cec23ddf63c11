import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { SeenWindow } from '../layers/support/layer';
import type { Shape } from '../shape';

/** How a layer that slides a window over images made one entry of its output, for the last forward. */
export interface WorkedWindow extends Pick<SeenWindow, 'shape' | 'taken'> {
  /** Of the images the window slides over. */
  readonly inputShape: Shape;
  /** By place in the window the entry of the images; −1 in the padding. */
  readonly entries: Int32Array;
  /** By place what stands there; 0 in the padding. */
  readonly patch: Float64Array;
  /** By place what multiplies it; absent where the largest is taken. */
  readonly kernel?: Float64Array;
  readonly bias?: number;
  /** Of the numbers above, in float64: all products and the bias, or the largest. */
  readonly sum: number;
  /** What the layer gave. Its kernel sums in another order and precision: the last digits may differ. */
  readonly value: number;
}

/**
 * Works one entry of what a convolution or a max pool gave out: patch, filter, bias and their sum.
 * @param entry row-major, batch first
 * @returns `undefined` where the layer slides no window
 * @throws RangeError where the output has no such entry
 */
export function workOutWindow(plan: Plan, node: NodeId, entry: number): WorkedWindow | undefined {
  const layer = nodeAt(plan.graph, node);
  if (layer.kind !== 'layer') return undefined;
  const inputs = layer.inputs.map((source) => plan.value(source));
  const output = plan.value(node);
  const [x, W, b] = inputs;
  const value = output.data[entry];
  if (value === undefined) throw new RangeError(`There is no entry ${entry}.`);
  const values = { inputs, output, saved: plan.savedForBackward(node), settings: layer.settings };
  const seen = layerOf(layer).windowOf?.(values, entry);
  if (seen === undefined || x === undefined) return undefined;
  const { shape, entries, weightsFrom, biasAt, taken } = seen;
  const patch = Float64Array.from(entries, (at) => (at < 0 ? 0 : (x.data[at] ?? NaN)));
  const common = { shape, inputShape: x.shape, entries: Int32Array.from(entries), patch, value };
  if (weightsFrom === undefined || W === undefined) {
    return { ...common, ...(taken !== undefined && { taken }), sum: patch[taken ?? -1] ?? NaN };
  }
  const kernel = Float64Array.from(entries, (_, place) => W.data[weightsFrom + place] ?? NaN);
  const bias = biasAt === undefined ? undefined : b?.data[biasAt];
  const products = patch.reduce((sum, number, place) => sum + number * (kernel[place] ?? NaN), 0);
  return { ...common, kernel, ...(bias !== undefined && { bias }), sum: products + (bias ?? 0) };
}
