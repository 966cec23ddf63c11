import { explain, oddityOf, type Explanation } from '../../engine/explain/explainEntry';
import type { NodeId } from '../../engine/graph/graph';
import type { Plan } from '../../engine/graph/plan';
import { formatShape } from '../../engine/shape';
import { CommandFailure, exitUnusable } from '../failure';

/** What is asked about: `grad(x)[0, 1]`. */
export interface Question {
  readonly name: string;
  readonly of: 'value' | 'gradient';
  /** Absent: the first entry that is NaN, infinite, zero or tiny. */
  readonly indices?: readonly number[];
}

const form =
  /^(?:grad\s*\(\s*(?<inner>[^()[\]]+?)\s*\)|(?<outer>[^()[\]]+?))\s*(?:\[(?<indices>[^\]]*)\])?$/u;

/** @throws CommandFailure for what is neither a value nor a gradient */
export function readQuestion(text: string): Question {
  const { inner, outer, indices } = form.exec(text.trim())?.groups ?? {};
  const name = inner ?? outer;
  if (name === undefined) {
    throw new CommandFailure(
      `${text} is neither a value, x[0, 1], nor a gradient, grad(x)[0, 1].`,
      exitUnusable,
    );
  }
  return {
    name: name.normalize('NFC'),
    of: inner === undefined ? 'value' : 'gradient',
    ...(indices !== undefined && { indices: indices.split(',').map((index) => readIndex(index, text)) }),
  };
}

function readIndex(text: string, question: string): number {
  const index = text.trim();
  if (/^-?\d+$/.test(index)) return Number(index);
  throw new CommandFailure(
    `${question}: an index is a whole number, not ${index || 'nothing'}.`,
    exitUnusable,
  );
}

/** @throws CommandFailure where there is no such entry */
export function explainQuestion(plan: Plan, node: NodeId, { name, of, indices }: Question): Explanation {
  const { shape, data } = plan.value(node);
  if (indices !== undefined) {
    const places = indices.map((index, axis) => (index < 0 ? index + (shape[axis] ?? 0) : index));
    const isInside = places.every((index, axis) => index >= 0 && index < (shape[axis] ?? 0));
    if (places.length !== shape.length || !isInside) {
      throw new CommandFailure(
        `${name} is ${formatShape(shape)}: it has no entry [${indices.join(', ')}].`,
        exitUnusable,
      );
    }
    const entry = places.reduce((sum, index, axis) => sum * (shape[axis] ?? 1) + index, 0);
    return explain(plan, { node, entry, of });
  }
  if (data.length === 0) throw new CommandFailure(`${name} has no entries.`, exitUnusable);
  return explain(plan, { node, entry: oddestEntry(plan, node, of), of });
}

/** The first that is NaN or infinite, else the smallest; the first where they are equal. */
function oddestEntry(plan: Plan, node: NodeId, of: Question['of']): number {
  const data = (of === 'value' ? plan.value(node) : plan.gradient(node))?.data ?? [];
  let oddest = 0;
  for (let entry = 0; entry < data.length; entry++) {
    const value = data[entry] ?? NaN;
    const oddity = oddityOf(value, 0);
    if (oddity === 'NaN' || oddity === 'infinite') return entry;
    if (Math.abs(value) < Math.abs(data[oddest] ?? NaN)) oddest = entry;
  }
  return oddest;
}
