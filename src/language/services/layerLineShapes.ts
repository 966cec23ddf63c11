import type { CheckedFile } from '..';
import type { InferredLayer } from '../../engine/network/networkInference';
import type { Range } from '../range';

/** A layer line, and every layer it makes whose shape is known. */
export interface LayerLineShapes {
  readonly range: Range;
  readonly instances: readonly InferredLayer[];
}

/** The layer lines of all networks, in no particular order; those of a block may serve several networks. */
export function layerLines({ networks }: CheckedFile): LayerLineShapes[] {
  const byStart = new Map<number, { range: Range; instances: InferredLayer[] }>();
  for (const { layers, program } of networks) {
    for (const [index, { range }] of layers.entries()) {
      const inferred = program?.inference?.layers[index];
      if (inferred === undefined) continue;
      const line = byStart.get(range.start);
      if (line) line.instances.push(inferred);
      else byStart.set(range.start, { range, instances: [inferred] });
    }
  }
  return [...byStart.values()];
}
