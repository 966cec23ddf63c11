import type { LayerNode, NodeId } from '../../graph/graph';
import { add } from '../../layers/add';
import { pow } from '../../layers/power';
import { sqrt } from '../../layers/sqrt';
import { message } from '../../message';
import { ofRewritten, type Mistake } from './mistake';
import type { Writer } from './support/rewriting';
import type { Scene } from './support/scene';

/** Larger than this, what is added is no epsilon. */
const largestEpsilon = 0.01;

/** √v + ε where √(v + ε) is meant, or the other way round. */
export const epsilonInRoot: Mistake = {
  kind: 'epsilon-in-root',
  doubt: 2,
  family: message('This looks like the small number beside a root.'),
  documentation:
    'The small number that keeps a root from 0 was added behind the root instead of inside it, or the other way round.',
  *candidates(scene) {
    const roots = scene.formulasNamed(sqrt.name, pow.name).filter(({ node }) => isRoot(scene, node));
    for (const { id, node } of roots) {
      const sum = sumWithEpsilon(scene, node.inputs[0]);
      if (sum === undefined) continue;
      const place = scene.nameOf(id);
      const root = (x: NodeId, { layer, placeOf }: Writer): NodeId =>
        layer(node.layer, [x, ...node.inputs.slice(1).map(placeOf)], node.settings);
      yield* ofRewritten(
        scene.rewrite((_each, at, _inputs, writer) =>
          at === id
            ? writer.layer(add.name, [root(writer.placeOf(sum.other), writer), writer.placeOf(sum.epsilon)])
            : undefined,
        ),
        message('The small number beside {0} was added behind the root: it belongs inside.', place),
      );
      yield* ofRewritten(
        scene.rewrite((_each, at, _inputs, writer) =>
          at === id ? root(writer.placeOf(sum.other), writer) : undefined,
        ),
        message('The small number inside {0} was left out.', place),
      );
    }
    const rootIds = roots.map(({ id }) => id);
    for (const { id } of scene.formulasNamed(add.name)) {
      const sum = sumWithEpsilon(scene, id);
      const root = scene.graph.nodes[sum?.other ?? -1];
      if (sum === undefined || root?.kind !== 'layer' || !rootIds.includes(sum.other)) continue;
      const [x = -1, ...others] = root.inputs;
      yield* ofRewritten(
        scene.rewrite((_each, at, _inputs, { layer, placeOf }) => {
          if (at !== id) return undefined;
          const inside = layer(add.name, [placeOf(x), placeOf(sum.epsilon)]);
          return layer(root.layer, [inside, ...others.map(placeOf)], root.settings);
        }),
        message('The small number in {0} was added inside the root: it belongs behind it.', scene.nameOf(id)),
      );
    }
  },
};

function isRoot({ graph }: Scene, { layer, inputs }: LayerNode): boolean {
  if (layer === sqrt.name) return true;
  const exponent = graph.nodes[inputs[1] ?? -1];
  return exponent?.kind === 'data' && exponent.values.length === 1 && exponent.values[0] === 0.5;
}

/** Which summand is the small number, and which the other one. */
function sumWithEpsilon(
  { graph }: Scene,
  id: NodeId = -1,
): { readonly epsilon: NodeId; readonly other: NodeId } | undefined {
  const node = graph.nodes[id];
  if (node?.kind !== 'layer' || node.layer !== add.name) return undefined;
  const [left = -1, right = -1] = node.inputs;
  const isEpsilon = (each: NodeId): boolean => {
    const summand = graph.nodes[each];
    const value = summand?.kind === 'data' && summand.values.length === 1 ? (summand.values[0] ?? 0) : 0;
    return value > 0 && value <= largestEpsilon;
  };
  if (isEpsilon(right)) return { epsilon: right, other: left };
  return isEpsilon(left) ? { epsilon: left, other: right } : undefined;
}
