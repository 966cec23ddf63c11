import type { NetworkLayer } from '../../../../src/protocol/networkDescription';

interface LayerPlace {
  readonly kind: 'layer';
  readonly at: number;
  readonly layer: NetworkLayer;
  /** How many groups it is in. */
  readonly depth: number;
}

export interface GroupPlace {
  readonly kind: 'group';
  readonly key: string;
  readonly label: string;
  readonly depth: number;
  readonly isOpen: boolean;
  readonly layerCount: number;
  readonly parameterCount: number;
}

/** Under which it is kept whether a group is open. */
export function groupKey(key: string): string {
  return `layers/group/${key}`;
}

export type Place = LayerPlace | GroupPlace;

/**
 * Layers in their order, each run of layers of a block or
 * a round of `repeat` under a heading that can be closed.
 */
export function placesOf(
  layers: readonly NetworkLayer[],
  isOpen: (key: string) => boolean,
): readonly Place[] {
  const places: Place[] = [];
  const within = (from: number, to: number, depth: number): void => {
    for (let at = from; at < to;) {
      const layer = layers[at];
      if (layer === undefined) return;
      const group = layer.groups[depth];
      if (group === undefined) {
        places.push({ kind: 'layer', at, layer, depth });
        at++;
        continue;
      }
      let end = at + 1;
      while (end < to && layers[end]?.groups[depth]?.key === group.key) end++;
      const members = layers.slice(at, end);
      const open = isOpen(group.key);
      places.push({
        kind: 'group',
        depth,
        isOpen: open,
        layerCount: members.length,
        ...group,
        parameterCount: members.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
      });
      if (open) within(at, end, depth + 1);
      at = end;
    }
  };
  within(0, layers.length, 0);
  return places;
}
