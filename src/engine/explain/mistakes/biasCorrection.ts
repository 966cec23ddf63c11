import type { Graph, NodeId } from '../../graph/graph';
import { div } from '../../layers/div';
import { sub } from '../../layers/sub';
import { message } from '../../message';
import { ofRewritten, type Mistake } from './mistake';
import type { PlacedLayer, Scene } from './support/scene';

/** Adam, whose first steps are too small without what makes up for averages that begin at 0. */
export const biasCorrection: Mistake = {
  kind: 'bias-correction',
  family: message('This looks like the bias correction of Adam.'),
  documentation: 'The averages of Adam were not divided by 1 − βᵗ: without it the first steps are wrong.',
  *candidates(scene) {
    const corrections = scene.formulasNamed(div.name).filter((layer) => isCorrection(scene, layer));
    const ids = corrections.map(({ id }) => id);
    const groups = ids.length > 1 ? [ids, ...ids.map((id) => [id])] : [ids];
    for (const group of groups) {
      if (group.length === 0) continue;
      yield* ofRewritten(
        scene.rewrite((_node, id, inputs) => (group.includes(id) ? inputs[0] : undefined)),
        message(
          'The bias correction of Adam is missing: {0} must be divided by 1 − βᵗ.',
          group.map((id) => scene.nameOf(dividedBy(scene.graph, id))).join(', '),
        ),
      );
    }
  },
};

function dividedBy({ nodes }: Graph, id: NodeId): NodeId {
  const node = nodes[id];
  return node?.kind === 'layer' ? (node.inputs[0] ?? -1) : -1;
}

/** `m / (1 - beta ** t)`, whose divisor is a single number between 0 and 1 made of 1 minus something. */
function isCorrection({ graph, plan }: Scene, { node }: PlacedLayer): boolean {
  const divisor = node.inputs[1] ?? -1;
  const made = graph.nodes[divisor];
  if (made?.kind !== 'layer' || made.layer !== sub.name) return false;
  const [from = -1] = made.inputs;
  const [value = NaN, ...others] = plan.value(divisor).data;
  return others.length === 0 && value > 0 && value < 1 && plan.value(from).data[0] === 1;
}
