import { layerOf, nodeAt } from '../../../graph/reach';
import type { Graph } from '../../../graph/graph';
import type { Plan } from '../../../graph/plan';
import { sizeOf } from '../../../shape';
import type { Use } from '../../chainRule';

/**
 * ∂output/∂input of one use of a value, as a sparse matrix: the terms of entry `e` of the input stand from
 * `starts[e]` up to `starts[e + 1]`.
 */
export interface LocalSlopes {
  readonly starts: Int32Array;
  /** By term, the entry of the output. */
  readonly outputs: Int32Array;
  readonly factors: Float64Array;
}

/** More terms than this in all local derivatives of a graph take seconds and tens of megabytes. */
const mostTerms = 2_000_000;

/** Whether all local derivatives of a graph can be written out, entry by entry. */
export function canWriteOut({ nodes }: Graph): boolean {
  let terms = 0;
  for (const node of nodes) {
    if (node.kind !== 'layer') continue;
    const shapes = node.inputs.map((input) => nodes[input]?.shape ?? []);
    const size = sizeOf(node.shape);
    const largest = Math.max(size, ...shapes.map(sizeOf));
    // Without products, an entry depends on a row at most, as in Softmax.
    const products = layerOf(node).summedProducts?.(shapes) ?? Math.min(node.shape.at(-1) ?? 1, 100);
    terms += Math.max(largest, size * products) * shapes.length;
  }
  return terms <= mostTerms;
}

/** The local derivatives of one use, at the numbers of a plan. */
export function slopesOf(plan: Plan, { consumer, input }: Use): LocalSlopes {
  const node = nodeAt(plan.graph, consumer);
  if (node.kind !== 'layer') throw new RangeError(`Node ${consumer} is not a layer.`);
  const layer = layerOf(node);
  const values = {
    inputs: node.inputs.map((source) => plan.value(source)),
    output: plan.value(consumer),
    saved: plan.savedForBackward(consumer),
    settings: node.settings,
  };
  const entries = values.inputs[input]?.data.length ?? 0;
  const starts = new Int32Array(entries + 1);
  const outputs: number[] = [];
  const factors: number[] = [];
  for (let entry = 0; entry < entries; entry++) {
    for (const { outputEntry, factor } of layer.localDerivatives(values, input, entry)) {
      outputs.push(outputEntry);
      factors.push(factor);
    }
    starts[entry + 1] = outputs.length;
  }
  return { starts, outputs: Int32Array.from(outputs), factors: Float64Array.from(factors) };
}

/** The same terms with other factors; `other` is given the entry of the output and of the input. */
export function withFactors(
  { starts, outputs, factors }: LocalSlopes,
  other: (factor: number, outputEntry: number, entry: number) => number,
): LocalSlopes {
  const changed = new Float64Array(factors.length);
  for (let entry = 0; entry + 1 < starts.length; entry++) {
    for (let term = starts[entry] ?? 0; term < (starts[entry + 1] ?? 0); term++)
      changed[term] = other(factors[term] ?? NaN, outputs[term] ?? -1, entry);
  }
  return { starts, outputs, factors: changed };
}

/** What a use adds to the gradient of its input: for every entry Σ gradOutput × factor. */
export function contributionOf(
  { starts, outputs, factors }: LocalSlopes,
  gradOutput: ArrayLike<number>,
): Float64Array {
  const contribution = new Float64Array(starts.length - 1);
  for (let entry = 0; entry < contribution.length; entry++) {
    let sum = 0;
    for (let term = starts[entry] ?? 0; term < (starts[entry + 1] ?? 0); term++)
      // What a layer blocks it does not read: a NaN that arrives there stays there.
      if (factors[term] !== 0) sum += (gradOutput[outputs[term] ?? -1] ?? NaN) * (factors[term] ?? NaN);
    contribution[entry] = sum;
  }
  return contribution;
}
