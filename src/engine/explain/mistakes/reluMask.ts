import type { LayerNode, NodeId } from '../../graph/graph';
import { leakyReLU, leakyReLUSlope } from '../../layers/leakyReLU';
import { maximum } from '../../layers/maximum';
import { minimum } from '../../layers/minimum';
import { relu } from '../../layers/relu';
import { numberSetting } from '../../layers/support/layerSettings';
import { message } from '../../message';
import { ofChange, type Mistake } from './mistake';
import type { Change } from './support/backwardWalk';
import { otherFactors, type PlacedLayer, type Scene } from './support/scene';

/** The mask of a ReLU, or of a maximum with a number: not applied, turned round, or of something else. */
export const reluMask: Mistake = {
  kind: 'relu-mask',
  leavesZeros: true,
  family: message('This looks like a mask.'),
  documentation:
    'The mask of a ReLU was not applied on the way back, was inverted, or was taken from the output of another layer or from the gradient.',
  *candidates(scene) {
    const masked = scene.layersNamed(...masks);
    const groups: (readonly PlacedLayer[])[] = masked.map((layer) => [layer]);
    if (masked.length > 1) groups.push(masked);
    for (const group of groups) {
      const ids = group.map(({ id }) => id);
      const place = ids.map((id) => scene.nameOf(id)).join(', ');
      yield ofChange(
        otherFactors(ids, () => 1),
        message('The mask of {0} is missing: the gradient must be 0 where its input is not above 0.', place),
      );
      yield ofChange(
        inverted(group),
        message('Your mask of {0} is inverted: it lets through what must be blocked.', place),
      );
    }
    for (const { id, node } of masked) {
      const place = scene.nameOf(id);
      const leak = leakOf(node);
      for (const other of othersLike(scene, id)) {
        const mask = scene.plan.value(other).data;
        yield ofChange(
          otherFactors([id], (_factor, outputEntry) => ((mask[outputEntry] ?? NaN) > 0 ? 1 : leak)),
          message('Your mask of {0} is that of {1}.', place, scene.nameOf(other)),
        );
      }
      yield ofChange(
        byGradient(id, leak),
        message(
          'Your mask of {0} is taken from the gradient: it belongs to {1}.',
          place,
          scene.nameOf(node.inputs[0] ?? -1),
        ),
      );
    }
  },
};

const masks = [relu.name, leakyReLU.name, maximum.name, minimum.name];

/** What comes through a mask that is shut. */
function leakOf({ layer, settings }: LayerNode): number {
  return layer === leakyReLU.name ? numberSetting(settings, leakyReLUSlope) : 0;
}

/** A leak stays what it is, on the other side. */
function inverted(group: readonly PlacedLayer[]): Change {
  const leaks = new Map(group.map(({ id, node }) => [id, leakOf(node)]));
  return otherFactors(
    group.map(({ id }) => id),
    (factor, _outputEntry, _entry, { consumer }) => 1 + (leaks.get(consumer) ?? 0) - factor,
  );
}

/** Other layers' values of the same size: what else may have been looked at for the mask. */
function othersLike(scene: Scene, id: NodeId): readonly NodeId[] {
  const { nodes } = scene.graph;
  const size = scene.plan.value(id).data.length;
  const own = nodes[id];
  const inputs = own?.kind === 'layer' ? own.inputs : [];
  return nodes.flatMap((node, other) =>
    node.kind === 'layer' &&
    other !== id &&
    !inputs.includes(other) &&
    scene.plan.value(other).data.length === size &&
    size > 1
      ? [other]
      : [],
  );
}

function byGradient(id: NodeId, leak: number): Change {
  return {
    nodes: [id],
    contribution: ({ slopes, gradOutput }) =>
      Float64Array.from({ length: slopes.starts.length - 1 }, (_, entry) => {
        const arriving = gradOutput[slopes.outputs[entry] ?? -1] ?? NaN;
        return arriving > 0 ? arriving : arriving * leak;
      }),
  };
}
