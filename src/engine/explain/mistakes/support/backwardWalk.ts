import type { NodeId, Pass } from '../../../graph/graph';
import type { Plan } from '../../../graph/plan';
import { dependentsOf, passesGradient, reachedFrom } from '../../../graph/reach';
import type { Use } from '../../chainRule';
import { contributionOf, slopesOf, type LocalSlopes } from './localSlopes';

/** One use of a value, with all there is to work its share of the gradient out. */
export interface UseAtWork extends Use {
  readonly slopes: LocalSlopes;
  /** What arrives at the consumer. */
  readonly gradOutput: Float64Array;
}

/** A mistake in the backward rule of some nodes. */
export interface Change {
  /** The nodes whose backward is not the right one. */
  readonly nodes: readonly NodeId[];
  /** What a use of one of them adds to the gradient of its input; `undefined`: what is right. */
  readonly contribution: (use: UseAtWork) => Float64Array | undefined;
}

/** What all walks over the numbers of one plan share. */
export class WrittenOutPlan {
  readonly #slopes = new Map<string, LocalSlopes>();

  constructor(readonly plan: Plan) {}

  slopesOf(use: Use): LocalSlopes {
    const key = `${use.consumer}:${use.input}`;
    let slopes = this.#slopes.get(key);
    if (slopes === undefined) {
      slopes = slopesOf(this.plan, use);
      this.#slopes.set(key, slopes);
    }
    return slopes;
  }
}

/**
 * One backward pass that can be walked again with a mistake in it: only what lies between the mistake and the
 * value that is asked for is computed anew.
 */
export class BackwardWalk {
  readonly #uses: readonly (readonly Use[])[];
  readonly #reached: readonly boolean[];
  readonly #contributions = new Map<string, Float64Array>();
  /** By node; absent where the pass brings no gradient. */
  readonly #gradients: (Float64Array | undefined)[];
  readonly #dependents = new Map<NodeId, readonly boolean[]>();
  #visited = 0;

  /**
   * @param plan after its forward
   * @param given gradients that somebody else has worked out, in place of the right ones
   */
  constructor(
    readonly written: WrittenOutPlan,
    readonly pass: Pass,
    private readonly given: ReadonlyMap<NodeId, Float64Array> = new Map(),
  ) {
    const { plan } = written;
    const { graph } = plan;
    this.#reached = reachedFrom(graph, pass.target);
    const uses = graph.nodes.map((): Use[] => []);
    graph.nodes.forEach((node, consumer) => {
      if (node.kind !== 'layer' || this.#reached[consumer] !== true) return;
      node.inputs.forEach((source, input) => {
        if (this.#reached[source] === true && passesGradient(graph, node, input))
          uses[source]?.push({ consumer, input });
      });
    });
    this.#uses = uses;
    this.#gradients = new Array<Float64Array | undefined>(graph.nodes.length);
    for (let node = pass.target; node >= 0; node--) {
      if (this.#reached[node] !== true) continue;
      this.#gradients[node] =
        given.get(node) ?? this.#sum(node, (use) => this.#contribution(use, this.#gradients[use.consumer]));
    }
  }

  /** How many terms were added up in all walks: the work that was done. */
  get visited(): number {
    return this.#visited;
  }

  get plan(): Plan {
    return this.written.plan;
  }

  /** The uses of a value that the pass comes back through. */
  usesOf(node: NodeId): readonly Use[] {
    return this.#uses[node] ?? [];
  }

  gradient(node: NodeId): Float64Array | undefined {
    return this.#gradients[node];
  }

  /** What a value's uses add up to, though the value's own gradient may be given. */
  computedGradient(node: NodeId): Float64Array | undefined {
    if (this.#reached[node] !== true) return undefined;
    return this.#sum(node, (use) => this.#contribution(use, this.#gradients[use.consumer]));
  }

  /** The layers through which the gradient of `node` comes, from the nearest up to the target. */
  between(node: NodeId): readonly NodeId[] {
    return dependentsOf(this.plan.graph, node).filter((id) => this.#reached[id] === true);
  }

  /** The gradient of `node` where a mistake is made; `undefined` where none reaches it. */
  gradientWith(node: NodeId, change: Change): Float64Array | undefined {
    if (this.#reached[node] !== true) return undefined;
    const found = new Map<NodeId, Float64Array>();
    const isBetween = this.#dependentsOf(node);
    for (let id = Math.max(...change.nodes) - 1; id >= node; id--) {
      if (isBetween[id] !== true || this.#reached[id] !== true) continue;
      const isChanged = this.usesOf(id).some(
        ({ consumer }) => found.has(consumer) || change.nodes.includes(consumer),
      );
      // What somebody else worked out stays as it is, whatever went wrong before it.
      if (!isChanged || (id !== node && this.given.has(id))) continue;
      found.set(
        id,
        this.#sum(id, (use) => this.#changedContribution(use, change, found)),
      );
    }
    return found.get(node) ?? (this.given.has(node) ? this.computedGradient(node) : this.gradient(node));
  }

  #changedContribution(
    use: Use,
    change: Change,
    found: ReadonlyMap<NodeId, Float64Array>,
  ): ArrayLike<number> {
    const arriving = found.get(use.consumer);
    const gradOutput = arriving ?? this.#gradients[use.consumer] ?? new Float64Array();
    if (change.nodes.includes(use.consumer)) {
      const slopes = this.written.slopesOf(use);
      const contribution = change.contribution({ ...use, slopes, gradOutput });
      if (contribution !== undefined) {
        this.#visited += slopes.outputs.length;
        return contribution;
      }
    }
    return arriving === undefined ? this.#contribution(use, gradOutput) : this.#compute(use, arriving);
  }

  /** What a use adds where everything is right, kept for the next walk. */
  #contribution(use: Use, gradOutput: Float64Array = new Float64Array()): Float64Array {
    const key = `${use.consumer}:${use.input}`;
    let contribution = this.#contributions.get(key);
    if (contribution === undefined) {
      contribution = this.#compute(use, gradOutput);
      this.#contributions.set(key, contribution);
    }
    return contribution;
  }

  #compute(use: Use, gradOutput: Float64Array): Float64Array {
    const slopes = this.written.slopesOf(use);
    this.#visited += slopes.outputs.length;
    return contributionOf(slopes, gradOutput);
  }

  #sum(node: NodeId, contribution: (use: Use) => ArrayLike<number>): Float64Array {
    const { target, gradOutput } = this.pass;
    const size = this.plan.value(node).data.length;
    const seed = gradOutput === undefined ? undefined : this.plan.value(gradOutput).data;
    const sum = new Float64Array(size);
    if (node === target) for (let i = 0; i < size; i++) sum[i] = seed === undefined ? 1 : (seed[i] ?? NaN);
    for (const use of this.usesOf(node)) {
      const share = contribution(use);
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? NaN) + (share[i] ?? NaN);
    }
    return sum;
  }

  #dependentsOf(node: NodeId): readonly boolean[] {
    let depends = this.#dependents.get(node);
    if (depends === undefined) {
      const { graph } = this.plan;
      const found = graph.nodes.map((_, id) => id === node);
      for (const id of dependentsOf(graph, node)) found[id] = true;
      depends = found;
      this.#dependents.set(node, depends);
    }
    return depends;
  }
}
