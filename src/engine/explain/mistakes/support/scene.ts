import type { Graph, LayerNode, NodeId, Pass } from '../../../graph/graph';
import type { Plan } from '../../../graph/plan';
import { dependentsOf, layerOf, nodeAt, reachedFrom } from '../../../graph/reach';
import { mul } from '../../../layers/mul';
import { pow } from '../../../layers/power';
import { square } from '../../../layers/square';
import type { Shape } from '../../../shape';
import type { BackwardWalk, Change } from './backwardWalk';
import type { Compared } from './evidence';
import { withFactors } from './localSlopes';
import { rewrite, type Replacement, type Rewritten } from './rewriting';
import { contributionOf } from './localSlopes';

/** A layer of the graph, and where it is. */
export interface PlacedLayer {
  readonly id: NodeId;
  readonly node: LayerNode;
}

/** What is asked for, the numbers there are, and ways to compute what a mistake would give. */
export class Scene {
  readonly shape: Shape;

  /**
   * @param plan after its forward
   * @param node whose value or gradient is asked for
   * @param compared the answer beside the numbers it is held against
   * @param pass of a gradient, absent of a value
   * @param walk absent of a value, and in a graph that is too large to be written out
   * @param earlier the gradients of the same node in the passes before, the nearest last
   * @param gradientOf of any node, in the pass that is asked about, else in the first; `undefined`: none
   * @param hasOtherGradients whether somebody gave other gradients of the pass, which are not all 0
   * @param canRewrite false where the graph cannot be computed by itself: a network
   */
  constructor(
    readonly plan: Plan,
    readonly node: NodeId,
    readonly compared: Compared,
    readonly pass: Pass | undefined,
    readonly walk: BackwardWalk | undefined,
    readonly earlier: readonly ArrayLike<number>[],
    readonly gradientOf: (node: NodeId) => ArrayLike<number> | undefined,
    readonly hasOtherGradients: boolean,
    private readonly canRewrite: boolean,
  ) {
    this.shape = plan.value(node).shape;
  }

  get right(): ArrayLike<number> {
    return this.compared.right;
  }

  get graph(): Graph {
    return this.plan.graph;
  }

  /** All numbers times a factor. */
  times(factor: number): Float64Array {
    return Float64Array.from(this.right, (number) => number * factor);
  }

  /**
   * The layers that a mistake can be made at: of a gradient those it comes through, from the nearest up; of a
   * value those it is made of, from the nearest down.
   */
  layers(): readonly PlacedLayer[] {
    return this.layerIds().flatMap((id) => {
      const node = nodeAt(this.graph, id);
      return node.kind === 'layer' ? [{ id, node }] : [];
    });
  }

  /** The layers of one kind among them, by the name of the layer. */
  layersNamed(...names: readonly string[]): readonly PlacedLayer[] {
    return this.layers().filter(({ node }) => names.includes(node.layer));
  }

  /** The layers whose formulas decide the number, forward and backward. */
  formulasNamed(...names: readonly string[]): readonly PlacedLayer[] {
    const ids = this.pass === undefined ? this.layerIds() : this.feeding(this.pass.target);
    return ids.flatMap((id): PlacedLayer[] => {
      const node = nodeAt(this.graph, id);
      return node.kind === 'layer' && names.includes(node.layer) ? [{ id, node }] : [];
    });
  }

  rewrite(replace: Replacement): Rewritten | undefined {
    if (!this.canRewrite) return undefined;
    try {
      return rewrite(this.graph, replace);
    } catch (error) {
      // A formula that does not fit its place is not the mistake that was made.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** How a place is called: by its name, or by what it computes and the name of the value it goes into. */
  nameOf(id: NodeId): string {
    const node = nodeAt(this.graph, id);
    if (node.name !== undefined) return node.name;
    if (node.kind !== 'layer') return String(this.plan.value(id).data[0] ?? '');
    const named = dependentsOf(this.graph, id).find((user) => nodeAt(this.graph, user).name !== undefined);
    const into = named === undefined ? undefined : nodeAt(this.graph, named).name;
    const own = this.writtenOf(node);
    return into === undefined ? own : `${own} (${into})`;
  }

  /** `x @ W`, `exp(z)`: one operation, in which what has no name is a dot. */
  private writtenOf(node: LayerNode): string {
    const { symbol } = layerOf(node);
    const words = node.inputs.map((input) => {
      const { kind, name, shape } = nodeAt(this.graph, input);
      if (name !== undefined) return name;
      return kind === 'data' && shape.length === 0 ? String(this.plan.value(input).data[0] ?? '') : '…';
    });
    const [left = '', right] = words;
    if (symbol === '[ ]') return right === undefined ? `${left}[…]` : `[${words.join(', ')}]`;
    if (symbol === '|x|') return `|${left}|`;
    if (symbol === '−' && right === undefined) return `−${left}`;
    const isInfix = words.length === 2 && !/^\p{L}/u.test(symbol);
    return isInfix ? `${left} ${symbol} ${right ?? ''}` : `${symbol}(${words.join(', ')})`;
  }

  private layerIds(): readonly NodeId[] {
    if (this.pass === undefined) return this.feeding(this.node);
    return this.walk?.between(this.node) ?? [];
  }

  /** What a node is made of, itself first. */
  private feeding(node: NodeId): readonly NodeId[] {
    const feeds = reachedBy(this.graph, node);
    return feeds.flatMap((is, id) => (is ? [id] : [])).reverse();
  }
}

function reachedBy(graph: Graph, node: NodeId): readonly boolean[] {
  const reached = [...reachedFrom(graph, node)];
  // Labels and exponents decide a value, too, though they get no gradient.
  for (let id = node; id >= 0; id--) {
    const each = nodeAt(graph, id);
    if (reached[id] === true && each.kind === 'layer') for (const input of each.inputs) reached[input] = true;
  }
  return reached;
}

/** Whether a node is x², however it is written. */
export function isSquare({ nodes }: Graph, id: NodeId): boolean {
  const node = nodes[id];
  if (node?.kind !== 'layer') return false;
  if (node.layer === square.name) return true;
  if (node.layer === mul.name) return node.inputs[0] === node.inputs[1];
  const exponent = nodes[node.inputs[1] ?? -1];
  return node.layer === pow.name && exponent?.kind === 'data' && exponent.values[0] === 2;
}

/** Backward of some layers with other local derivatives; `undefined` leaves a use as it is. */
export function otherFactors(
  nodes: readonly NodeId[],
  other: (
    factor: number,
    outputEntry: number,
    entry: number,
    use: { readonly consumer: NodeId; readonly input: number },
  ) => number,
  isMeant: (input: number) => boolean = () => true,
): Change {
  return {
    nodes,
    contribution({ consumer, input, slopes, gradOutput }) {
      if (!isMeant(input)) return undefined;
      const changed = withFactors(slopes, (factor, outputEntry, entry) =>
        other(factor, outputEntry, entry, { consumer, input }),
      );
      return contributionOf(changed, gradOutput);
    },
  };
}
