import type { CheckedFile } from '..';
import { formatShape } from '../../engine/shape';
import { lineEndAt } from '../lines';

export interface ShapeHint {
  /** Behind the last character of the line on which the statement ends. */
  readonly offset: number;
  /** `→ 2×3` */
  readonly label: string;
}

/** The shape of every named value that is more than a single number; one hint a line. */
export function shapeHints({ text, lineStarts, formulas }: CheckedFile): ShapeHint[] {
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
    offset,
    label:
      entries.length === 1
        ? `→ ${entries[0]?.shape ?? ''}`
        : `→ ${entries.map(({ name, shape }) => `${name} ${shape}`).join(' · ')}`,
  }));
}
