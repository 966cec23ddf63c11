import { explain, oddityOf, type Explanation } from '../../engine/explain/explainEntry';
import type { Graph, NodeId } from '../../engine/graph/graph';
import type { Plan } from '../../engine/graph/plan';
import { CommandFailure, exitUnusable } from '../failure';
import { l10n } from '../l10n';
import { shapeText } from '../output';

/** What is asked about: `grad(x)[0, 1]`. */
export interface Question {
  readonly name: string;
  readonly of: 'value' | 'gradient';
  /** Absent: the first entry that is NaN, infinite, zero or tiny. */
  readonly indices?: readonly number[];
}

/** An answer, and what its places are called. */
export interface Answer {
  readonly graph: Graph;
  /** What the question's node is called there: `affine1.W`. */
  readonly name: string;
  readonly explanation: Explanation;
  /** Line of a node in the file, counted from 1; absent in networks. */
  readonly lineOf?: (node: NodeId) => number | undefined;
  /** Of a network: its name, and after how many updates this was. */
  readonly network?: { readonly name: string; readonly step: number };
}

const form =
  /^(?:grad\s*\(\s*(?<inner>[^()[\]]+?)\s*\)|(?<outer>[^()[\]]+?))\s*(?:\[(?<indices>[^\]]*)\])?$/u;

/** @throws CommandFailure for what is neither a value nor a gradient */
export function readQuestion(text: string): Question {
  const { inner, outer, indices } = form.exec(text.trim())?.groups ?? {};
  const name = inner ?? outer;
  if (name === undefined) {
    throw new CommandFailure(
      l10n.t('{0} is neither a value, x[0, 1], nor a gradient, grad(x)[0, 1].', text),
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
    index === ''
      ? l10n.t('{0}: an index is a whole number, not nothing.', question)
      : l10n.t('{0}: an index is a whole number, not {1}.', question, index),
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
        l10n.t('{0} is {1}: it has no entry [{2}].', name, shapeText(shape), indices.join(', ')),
        exitUnusable,
      );
    }
    const entry = places.reduce((sum, index, axis) => sum * (shape[axis] ?? 1) + index, 0);
    return explain(plan, { node, entry, of });
  }
  if (data.length === 0) throw new CommandFailure(l10n.t('{0} has no entries.', name), exitUnusable);
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
