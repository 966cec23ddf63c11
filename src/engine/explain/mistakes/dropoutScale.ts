import type { GraphNode, NodeId } from '../../graph/graph';
import { dependentsOf } from '../../graph/reach';
import { div } from '../../layers/div';
import { dropout } from '../../layers/dropout';
import { maskedDropout } from '../../layers/maskedDropout';
import { mul } from '../../layers/mul';
import { message } from '../../message';
import { constantFactorFamily, ofChange, ofRewritten, type Mistake } from './mistake';
import { otherFactors, type Scene } from './support/scene';

/** Dropout that blocks, but does not make up for what is missing by scaling the rest. */
export const dropoutScale: Mistake = {
  kind: 'dropout-scale',
  family: constantFactorFamily,
  documentation: 'What dropout keeps was not divided by the share that is kept.',
  *candidates(scene) {
    for (const { id } of scene.layersNamed(dropout.name, maskedDropout.name)) {
      yield ofChange(
        otherFactors(
          [id],
          (factor) => (factor === 0 ? 0 : 1),
          (input) => input === 0,
        ),
        message('What dropout keeps in {0} must be divided by the share that is kept.', scene.nameOf(id)),
      );
    }
    for (const { id, node } of scene.formulasNamed(mul.name, div.name)) {
      // `x * mask / keep`: the product with the mask stays. `x * scaledMask`: the mask becomes 0 and 1.
      const [left = -1, right = -1] = node.inputs;
      const text = message(
        'What dropout keeps in {0} must be divided by the share that is kept.',
        scene.nameOf(id),
      );
      if (node.layer === div.name && isShare(scene.graph.nodes[right]) && isMasked(scene, left)) {
        yield* ofRewritten(
          scene.rewrite((_each, at, inputs) => (at === id ? inputs[0] : undefined)),
          text,
        );
      }
    }
    for (const mask of scaledMasks(scene)) {
      yield* ofRewritten(
        scene.rewrite((each, at, _inputs, { data }) =>
          at === mask && each.kind === 'data'
            ? data({ ...each, values: each.values.map((value) => (value === 0 ? 0 : 1)) })
            : undefined,
        ),
        message(
          'What dropout keeps in {0} must be divided by the share that is kept.',
          scene.nameOf(placeOf(scene, mask)),
        ),
      );
    }
  },
};

function isShare(node: GraphNode | undefined): boolean {
  if (node?.kind !== 'data' || node.values.length !== 1) return false;
  const [share = 0] = node.values;
  return share > 0 && share < 1;
}

function isMasked({ graph }: Scene, id: number): boolean {
  const node = graph.nodes[id];
  if (node?.kind !== 'layer' || node.layer !== mul.name) return false;
  return node.inputs.some((input) => {
    const factor = graph.nodes[input];
    return (
      factor?.kind === 'data' &&
      factor.values.length > 1 &&
      factor.values.every((value) => value === 0 || value === 1)
    );
  });
}

/** The dropout that a mask without a name of its own belongs to. */
function placeOf({ graph }: Scene, mask: NodeId): NodeId {
  return graph.nodes[mask]?.kind === 'data' && graph.nodes[mask].name === undefined
    ? (dependentsOf(graph, mask)[0] ?? mask)
    : mask;
}

/** Given factors that are all 0 or one number above 1. */
function scaledMasks(scene: Scene): readonly number[] {
  const masks = scene.formulasNamed(mul.name, maskedDropout.name).flatMap(({ node }) => node.inputs);
  return [...new Set(masks)].filter((id) => {
    const node = scene.graph.nodes[id];
    if (node?.kind !== 'data' || node.values.length < 2) return false;
    const scale = node.values.reduce((most, value) => Math.max(most, value), -Infinity);
    return (
      scale > 1 && node.values.includes(0) && node.values.every((value) => value === 0 || value === scale)
    );
  });
}
