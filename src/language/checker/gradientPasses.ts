import type { Graph, NodeId } from '../../engine/graph/graph';
import { isGiven, passesGradient } from '../../engine/graph/reach';
import { message } from '../../engine/message';
import type { BackwardStatement, Identifier } from '../ast';
import type { BackwardPass } from '../checkedFormulas';
import type { Report } from './report';

/** The `backward` statements above the line that is checked: whose gradients `grad(x)` can mean there. */
export class GradientPasses {
  readonly passes: BackwardPass[] = [];
  /** Index of the nearest `backward` above. */
  #nearest: number | 'none' | 'broken' = 'none';
  readonly #reach: GradientReach;

  /** @param statements every `backward` of the file, also below the line that is checked */
  constructor(
    private readonly report: Report,
    graph: Graph,
    private readonly statements: readonly BackwardStatement[],
  ) {
    this.#reach = new GradientReach(graph);
  }

  /** The next `backward`; `undefined` where it is broken, which has been reported. */
  add(pass: BackwardPass | undefined): void {
    this.#nearest = pass ? this.passes.push(pass) - 1 : 'broken';
  }

  /** The pass that a gradient is of at this place; `undefined`, and reported, where there is none. */
  nearestFor(target: Identifier): number | undefined {
    if (this.#nearest !== 'none') return this.#nearest === 'broken' ? undefined : this.#nearest;
    // Said once: the same `backward` is missing for all of them.
    this.#nearest = 'broken';
    const { name } = target;
    const [below] = this.statements;
    if (below?.target === undefined) {
      return this.report.add(
        'no-backward',
        message('There is no backward above this line, so there is no gradient of {0} yet.', name),
        target,
      );
    }
    const line = this.report.lineOf(below.start);
    return this.report.add(
      'no-backward',
      message(
        'There is no gradient of {0} yet: backward {1} stands only below, in line {2}. First backward, then what needs its gradients.',
        name,
        below.target.name,
        line,
      ),
      target,
      { related: [{ message: message('backward {0} stands here.', below.target.name), range: below }] },
    );
  }

  reaches(pass: number, node: NodeId): boolean {
    const target = this.passes[pass]?.target;
    return target !== undefined && this.#reach.reaches(target, node);
  }

  reportNoPath(pass: number, { name, start, end }: Identifier): number | undefined {
    return this.report.add(
      'no-gradient',
      message(
        'No gradient of {0} reaches {1}: changing {1} does not change {0}.',
        this.passes[pass]?.targetName ?? '',
        name,
      ),
      { start, end },
    );
  }

  /** As a value, a gradient that does not exist is 0. */
  hintNoPath(pass: number, { name, start, end }: Identifier): void {
    this.report.add(
      'zero-gradient',
      message(
        'grad({1}) is 0: no gradient of {0} reaches {1}, as changing {1} does not change {0}.',
        this.passes[pass]?.targetName ?? '',
        name,
      ),
      { start, end },
      { severity: 'hint' },
    );
  }
}

/** Nodes looked at for all questions about one file, as a multiple of its nodes: keeps the check linear. */
const visitsPerNode = 16;

/** Which nodes a gradient reaches, found from the graph alone, as the plan will pass them on. */
class GradientReach {
  readonly #reached = new Map<NodeId, ReadonlySet<NodeId>>();
  #visits = 0;

  constructor(private readonly graph: Graph) {}

  /** Where a file asks more than can be answered in linear time: true, and the run will show it. */
  reaches(target: NodeId, node: NodeId): boolean {
    let reached = this.#reached.get(target);
    if (!reached) {
      if (this.#visits > visitsPerNode * this.graph.nodes.length) return true;
      reached = this.#reachedFrom(target);
      this.#reached.set(target, reached);
    }
    return reached.has(node);
  }

  #reachedFrom(target: NodeId): ReadonlySet<NodeId> {
    const reached = new Set([target]);
    const open = [target];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      this.#visits++;
      for (const input of this.#inputsWithGradient(id)) {
        if (reached.has(input)) continue;
        reached.add(input);
        open.push(input);
      }
    }
    return reached;
  }

  #inputsWithGradient(id: NodeId): NodeId[] {
    const node = this.graph.nodes[id];
    if (node?.kind !== 'layer') return [];
    return node.inputs.filter(
      (_, input) => passesGradient(this.graph, node, input) && !isGiven(this.graph, node, input),
    );
  }
}
