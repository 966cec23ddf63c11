import type { CheckedFile } from '..';
import type { InferredLayer } from '../../engine/network/networkInference';
import { formatShape } from '../../engine/shape';
import { lineEndAt, type Range } from '../range';

export interface ShapeHint {
  readonly of: 'value' | 'layer';
  /** Behind the last character of the line on which the statement ends. */
  readonly offset: number;
  /** `→ 2×3` */
  readonly label: string;
  /** Of a layer that learns: how many parameters it has, and how many layers the line makes. */
  readonly parameters?: { readonly count: number; readonly times: number };
}

/** The shape of every named value that is more than a single number, and of every layer; one hint a line. */
export function shapeHints(file: CheckedFile): ShapeHint[] {
  return [...valueHints(file), ...layerHints(file)];
}

function valueHints({ text, lineStarts, formulas }: CheckedFile): ShapeHint[] {
  const byLine = new Map<number, { name: string; shape: string }[]>();
  for (const { name, node, statement } of formulas.values) {
    const shape = formulas.graph.nodes[node]?.shape;
    if (!shape || shape.length === 0) continue;
    const offset = lineEndAt(text, lineStarts, statement.end);
    const onLine = byLine.get(offset);
    const entry = { name, shape: formatShape(shape) };
    if (onLine) onLine.push(entry);
    else byLine.set(offset, [entry]);
  }
  return [...byLine].map(([offset, entries]) => ({
    of: 'value',
    offset,
    label:
      entries.length === 1
        ? `→ ${entries[0]?.shape ?? ''}`
        : `→ ${entries.map(({ name, shape }) => `${name} ${shape}`).join(' · ')}`,
  }));
}

/** A line in a block or `repeat` makes several layers: as long as their shapes agree, one stands for all. */
function layerHints(file: CheckedFile): ShapeHint[] {
  const hints = new Map<number, ShapeHint>();
  for (const { range, instances } of layerLines(file)) {
    const shapes = [...new Set(instances.map(({ shape }) => formatShape(shape)))].filter(
      (shape) => shape !== formatShape([]),
    );
    const counts = new Set(instances.map(({ parameterCount }) => parameterCount));
    const offset = lineEndAt(file.text, file.lineStarts, range.end);
    if (shapes.length === 0 || hints.has(offset)) continue;
    const [count = 0] = counts;
    hints.set(offset, {
      of: 'layer',
      offset,
      label: `→ ${shapes.join(' · ')}`,
      ...(counts.size === 1 && count > 0 && { parameters: { count, times: instances.length } }),
    });
  }
  return [...hints.values()];
}

/** A layer line, and every layer it makes whose shape is known. */
interface LayerLineShapes {
  readonly range: Range;
  readonly instances: readonly InferredLayer[];
}

/** The layer lines of all networks, in no particular order; those of a block may serve several networks. */
function layerLines({ networks }: CheckedFile): LayerLineShapes[] {
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
