import type { NetworkLayer, PanelNetwork } from '../../../../src/protocol/networkDescription';

/** A layer, or a folded group of them that is drawn as one. */
export interface GraphNode {
  /**
   * The first of its layers; -1 for the data, and as many as there are layers for the loss that comes out.
   */
  readonly id: number;
  readonly kind: 'data' | 'operator' | 'layer' | 'group' | 'loss';
  /** What stands on it: `Affine`, `+`, or the lines of a group. */
  readonly lines: readonly string[];
  /** Layers that are drawn by it, in their order. */
  readonly members: readonly number[];
  readonly parameterCount: number;
  /** Of a folded group, to unfold it. */
  readonly group?: string;
}

/** The value of `source` goes into `user`: layers by their places, -1 is the data. */
export interface GraphLink {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly source: number;
  readonly user: number;
}

/** A group that is unfolded: a frame around its nodes. */
export interface GraphFrame {
  readonly key: string;
  readonly label: string;
  /** The frame it stands in. */
  readonly parent?: string;
  readonly nodes: readonly number[];
}

export interface GraphStructure {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly frames: readonly GraphFrame[];
}

/** A block, or a round of `repeat`, with everything in it. */
interface Group {
  readonly key: string;
  /** Of itself, and of the groups in it that hold the same layers. */
  readonly labels: string[];
  readonly members: number[];
}

/** So many nodes can be read at once in a panel; what is deeper starts folded. */
const mostNodes = 16;

/** By layer its groups, outermost first. A group that is all of another is one with it. */
function groupsOf(layers: readonly NetworkLayer[]): readonly (readonly Group[])[] {
  const byKey = new Map<string, Group>();
  layers.forEach(({ groups }, layer) => {
    for (const { key, label } of groups) {
      const group = byKey.get(key) ?? { key, labels: [label], members: [] };
      group.members.push(layer);
      byKey.set(key, group);
    }
  });
  const labelled = new Set<string>();
  return layers.map(({ groups }) => {
    const chain: Group[] = [];
    for (const { key, label } of groups) {
      const group = byKey.get(key);
      const outer = chain.at(-1);
      if (group === undefined) continue;
      if (outer?.members.length !== group.members.length) chain.push(group);
      else if (!labelled.has(key)) outer.labels.push(label);
      labelled.add(key);
    }
    return chain;
  });
}

/** How deep groups may be unfolded for the graph to stay readable. */
function readableDepth(chains: readonly (readonly Group[])[]): number {
  const deepest = Math.max(0, ...chains.map((chain) => chain.length));
  for (let depth = deepest; depth > 0; depth--) {
    const drawn = new Set(chains.map((chain, layer) => chain[depth]?.key ?? layer));
    if (drawn.size <= mostNodes) return depth;
  }
  return 0;
}

function lastPlace(network: PanelNetwork): number {
  return network.layers.length;
}

/**
 * What is drawn of a network: its data, layers, folded groups and the loss, and what flows between them.
 * @param isFolded by key, and by whether it starts folded
 */
export function structureOf(
  network: PanelNetwork,
  isFolded: (group: string, startsFolded: boolean) => boolean,
): GraphStructure {
  const { layers } = network;
  const chains = groupsOf(layers);
  const depth = readableDepth(chains);
  const folded = chains.map((chain) => chain.find(({ key }, level) => isFolded(key, level >= depth)));
  const nodeOf = (layer: number): number => folded[layer]?.members[0] ?? layer;

  const data: GraphNode = {
    id: -1,
    kind: 'data',
    members: [],
    parameterCount: 0,
    lines: [/^[^(]*/.exec(network.data)?.[0] ?? ''],
  };
  const loss: GraphNode = {
    id: lastPlace(network),
    kind: 'loss',
    members: [],
    parameterCount: 0,
    lines: ['L'],
  };
  const drawn = layers.flatMap((layer, at): GraphNode[] => {
    const group = folded[at];
    if (group === undefined) {
      const kind = layer.symbol.length <= 2 ? 'operator' : 'layer';
      const { parameterCount, symbol } = layer;
      return [{ id: at, kind, lines: linesOf(symbol), members: [at], parameterCount }];
    }
    if (group.members[0] !== at) return [];
    const parameterCount = group.members.reduce((sum, m) => sum + (layers[m]?.parameterCount ?? 0), 0);
    return [
      {
        id: at,
        kind: 'group',
        lines: group.labels,
        members: group.members,
        parameterCount,
        group: group.key,
      },
    ];
  });

  const links = layers.flatMap(({ inputs }, user) =>
    inputs.flatMap((source, input): GraphLink[] => {
      const [from, to] = [source === -1 ? -1 : nodeOf(source), nodeOf(user)];
      return from === to ? [] : [{ key: `${user}/${input}`, from, to, source, user }];
    }),
  );
  const end = lastPlace(network);
  // What goes into a folded group at several places goes in once.
  const once = [
    ...new Map(
      links.map((link) => [folded[link.user] === undefined ? link.key : `${link.source}>${link.to}`, link]),
    ).values(),
  ];
  once.push({ key: `${end}/0`, from: nodeOf(end - 1), to: end, source: end - 1, user: end });
  return { nodes: [data, ...drawn, loss], links: once, frames: framesOf(chains, folded, nodeOf) };
}

function framesOf(
  chains: readonly (readonly Group[])[],
  folded: readonly (Group | undefined)[],
  nodeOf: (layer: number) => number,
): readonly GraphFrame[] {
  const frames = new Map<string, GraphFrame>();
  chains.forEach((chain, layer) => {
    const stop = folded[layer];
    const open = stop === undefined ? chain : chain.slice(0, chain.indexOf(stop));
    open.forEach(({ key, labels, members }, level) => {
      const parent = open[level - 1]?.key;
      frames.set(key, {
        key,
        label: labels.join(' · '),
        ...(parent !== undefined && { parent }),
        nodes: [...new Set(members.map(nodeOf))],
      });
    });
  });
  return [...frames.values()];
}

/** In characters. */
const longestLine = 12;

/** A long symbol stands in two lines, as equally long as its words allow: `Softmax`, `with loss`. */
function linesOf(symbol: string): readonly string[] {
  if (symbol.length <= longestLine) return [symbol];
  const words = symbol.split(' ');
  const splits = words
    .slice(1)
    .map((_, at) => [words.slice(0, at + 1).join(' '), words.slice(at + 1).join(' ')]);
  const longest = (lines: readonly string[]): number => Math.max(...lines.map(({ length }) => length));
  return splits.sort((a, b) => longest(a) - longest(b))[0] ?? [symbol];
}
