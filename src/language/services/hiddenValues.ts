import type { CheckedFile } from '..';
import type { Graph, NodeId } from '../../engine/graph/graph';
import type { BackwardPass } from '../checkedFormulas';

/** What must be shown nowhere: a learner is asked for it. */
export interface HiddenValues {
  readonly isValueHidden: (node: NodeId) => boolean;
  /** `pass` is an index into `formulas.passes`. */
  readonly isGradientHidden: (pass: number, node: NodeId) => boolean;
}

/**
 * While a blank `?` stands, the value or gradient it asks for is given away by nothing: not by its own name,
 * nor by a name that only repeats it or that it only repeats, nor by a second `backward` of the same value.
 */
export function hiddenValues({ formulas }: Pick<CheckedFile, 'formulas'>): HiddenValues {
  const { graph, passes, expectations } = formulas;
  const blanks = expectations.filter(({ expected }) => expected === undefined);
  if (blanks.length === 0) return { isValueHidden: () => false, isGradientHidden: () => false };
  const originals = originalsOf(graph);
  const values = new Set<NodeId | undefined>();
  const gradients = new Set<string>();
  const key = (pass: BackwardPass, index: number): string =>
    pass.gradOutput === undefined ? `of ${originals[pass.target] ?? pass.target}` : `number ${index}`;
  for (const { kind, node, pass: index } of blanks) {
    if (kind === 'value') values.add(originals[node]);
    const pass = kind === 'gradient' && index !== undefined ? passes[index] : undefined;
    if (pass === undefined || index === undefined) continue;
    for (const repeated of sameGradient(graph, pass, node)) gradients.add(`${key(pass, index)} ${repeated}`);
  }
  const keys = passes.map(key);
  return {
    isValueHidden: (node) => values.has(originals[node]),
    isGradientHidden: (pass, node) => gradients.has(`${keys[pass] ?? ''} ${node}`),
  };
}

/** By node, what it is a copy of; itself where it is none. */
function originalsOf({ nodes }: Graph): readonly NodeId[] {
  const originals: NodeId[] = [];
  // Nodes stand before their users, so one walk finds copies of copies.
  nodes.forEach((node, id) => {
    const [source] = node.kind === 'layer' && node.layer === 'Identity' ? node.inputs : [];
    originals.push(source === undefined ? id : (originals[source] ?? source));
  });
  return originals;
}

/**
 * The nodes that get the gradient of `node` unchanged: its
 * copies and what it is a copy of, where nothing else is added.
 */
function sameGradient({ nodes }: Graph, { target }: BackwardPass, node: NodeId): ReadonlySet<NodeId> {
  const reaching = new Set<NodeId>([target]);
  const users = new Map<NodeId, NodeId[]>();
  for (let id = nodes.length - 1; id >= 0; id--) {
    const user = nodes[id];
    if (user?.kind !== 'layer' || !reaching.has(id)) continue;
    for (const input of user.inputs) {
      reaching.add(input);
      users.set(input, [...(users.get(input) ?? []), id]);
    }
  }
  const isOnlyCopy = (copy: NodeId | undefined, of: NodeId): copy is NodeId => {
    const description = copy === undefined ? undefined : nodes[copy];
    return (
      description?.kind === 'layer' &&
      description.layer === 'Identity' &&
      description.inputs[0] === of &&
      users.get(of)?.length === 1 &&
      of !== target
    );
  };
  const same = new Set([node]);
  for (let at = node; ;) {
    const copy = users.get(at)?.[0];
    if (!isOnlyCopy(copy, at)) break;
    same.add((at = copy));
  }
  for (let at = node; ;) {
    const description = nodes[at];
    const source = description?.kind === 'layer' ? description.inputs[0] : undefined;
    if (source === undefined || !isOnlyCopy(at, source)) break;
    same.add((at = source));
  }
  return same;
}
