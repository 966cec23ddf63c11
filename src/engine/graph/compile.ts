import type { Arena } from '../kernels/kernels';
import { referenceArena } from '../kernels/reference';
import type { BoundLayer } from '../layers/support/layer';
import { operand } from '../layers/support/operands';
import { message, type Message } from '../message';
import { sameShape, sizeOf, type Shape } from '../shape';
import type { Numbers, Tensor } from '../tensor';
import type { GradientNode, Graph, NodeId, Pass } from './graph';
import type { Plan, PlanOptions } from './plan';
import { dependentsOf, layerOf, nodeAt, passesGradient, reachedFrom, receivesGradient } from './reach';

/**
 * The most numbers the values of a graph may have together:
 * 1 GiB of float64, and as much again for gradients.
 */
export const maximumPlanEntries = 2 ** 27;

/** Gradients start at multiples of this many numbers, so that vectors of either precision are aligned. */
const alignment = 4;

/** Why a graph cannot be compiled: it needs more memory than a plan may take. */
export function exceedsPlan(graph: Graph): Message | undefined {
  const total = graph.nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return total <= maximumPlanEntries
    ? undefined
    : message('All values together have {0} numbers; {1} is the most.', total, maximumPlanEntries);
}

/**
 * Places every buffer and binds every layer to it.
 * @throws RangeError for a graph that cannot be run: an input that is not an earlier node, an unknown layer,
 * a shape that its layer does not give, or one that `exceedsPlan`.
 */
export function compile(graph: Graph, options: PlanOptions = {}): Plan {
  requireSound(graph);
  return new CompiledPlan(graph, options);
}

function requireSound(graph: Graph): void {
  if (exceedsPlan(graph)) throw new RangeError(`The graph has more than ${maximumPlanEntries} numbers.`);
  for (const [id, node] of graph.nodes.entries()) {
    if (node.kind === 'gradient') {
      const {
        of,
        shape,
        pass: { target, gradOutput = 0 },
      } = node;
      if (Math.max(of, target, gradOutput) < id && sameShape(nodeAt(graph, of).shape, shape)) continue;
      throw new RangeError(`Node ${id} is no gradient of a node before it.`);
    }
    if (node.kind !== 'layer') {
      if (node.kind !== 'data' || node.values.length === sizeOf(node.shape)) continue;
      throw new RangeError(
        `Node ${id} has ${node.values.length} numbers for the shape [${node.shape.join(', ')}].`,
      );
    }
    for (const input of node.inputs) {
      if (!(input >= 0 && input < id))
        throw new RangeError(`Node ${id} reads node ${input}, which is not before it.`);
    }
    const shapes = node.inputs.map((input) => nodeAt(graph, input).shape);
    const result = layerOf(node).outputShape(shapes, node.settings);
    if (!result.ok || !sameShape(result.shape, node.shape)) {
      throw new RangeError(`Node ${id} (${node.layer}) does not have the shape [${node.shape.join(', ')}].`);
    }
  }
}

function run(steps: readonly Pick<BoundLayer, 'forward'>[]): void {
  for (let i = 0; i < steps.length; i++) steps[i]?.forward();
}

/** What a walk up from one target does: found out once. */
interface Walk {
  readonly target: NodeId;
  readonly reached: readonly boolean[];
  /** The layers to run, from the target up. */
  readonly layers: readonly BoundLayer[];
}

class CompiledPlan implements Plan {
  private readonly values: readonly Tensor[];
  /** All gradients side by side, so that one fill sets them to zero. */
  private readonly allGradients: Numbers;
  private readonly gradients: readonly Tensor[];
  private readonly bound: readonly (BoundLayer | undefined)[];
  private readonly order: readonly Pick<BoundLayer, 'forward'>[];
  private readonly walks = new Map<NodeId, Walk>();
  private readonly dependents = new Map<NodeId, readonly BoundLayer[]>();
  private walk: Walk | undefined;
  private gradOutput: NodeId | undefined;
  private computed = false;

  constructor(
    readonly graph: Graph,
    { arena = referenceArena, precision = 'float64' }: PlanOptions,
  ) {
    const allocate = (shape: Shape): Tensor => ({ shape, data: arena.numbers(precision, sizeOf(shape)) });
    this.values = graph.nodes.map(({ shape }) => allocate(shape));
    let length = 0;
    const starts = graph.nodes.map(({ shape }) => {
      const start = length;
      length += Math.ceil(sizeOf(shape) / alignment) * alignment;
      return start;
    });
    this.allGradients = arena.numbers(precision, length);
    this.gradients = graph.nodes.map(({ shape }, id) => {
      const start = operand(starts, id);
      return { shape, data: this.allGradients.subarray(start, start + sizeOf(shape)) };
    });
    const receives = receivesGradient(graph);
    this.bound = graph.nodes.map((_, id) => this.place(id, receives, arena, allocate));
    const walks = this.gradientSteps();
    this.order = this.bound.flatMap((layer, id) => layer ?? walks.get(id) ?? []);
  }

  forward(): void {
    run(this.order);
    this.computed = true;
  }

  forwardFrom(node: NodeId): void {
    if (!this.computed) {
      this.forward();
      return;
    }
    let layers = this.dependents.get(node);
    if (layers === undefined) {
      layers = this.boundOf(dependentsOf(this.graph, node));
      this.dependents.set(node, layers);
    }
    run(layers);
  }

  backward(target: NodeId, gradOutput?: NodeId): void {
    if (!this.computed) throw new RangeError('Backward needs the values of a forward pass.');
    this.walkUp(target, gradOutput);
  }

  private walkUp(target: NodeId, gradOutput: NodeId | undefined): void {
    const upstream = gradOutput === undefined ? undefined : this.value(gradOutput);
    const gradient = operand(this.gradients, target);
    if (!sameShape(upstream?.shape ?? [], gradient.shape)) {
      throw new RangeError(`The upstream gradient does not have the shape [${gradient.shape.join(', ')}].`);
    }
    const walk = this.walkFrom(target);
    this.allGradients.fill(0);
    if (upstream) gradient.data.set(upstream.data);
    else gradient.data.fill(1);
    for (let i = 0; i < walk.layers.length; i++) walk.layers[i]?.backward();
    this.walk = walk;
    this.gradOutput = gradOutput;
  }

  get pass(): Pass | undefined {
    if (this.walk === undefined) return undefined;
    const { target } = this.walk;
    return this.gradOutput === undefined ? { target } : { target, gradOutput: this.gradOutput };
  }

  value(node: NodeId): Tensor {
    return operand(this.values, node);
  }

  gradient(node: NodeId): Tensor | undefined {
    const gradient = operand(this.gradients, node);
    return this.walk?.reached[node] === true ? gradient : undefined;
  }

  savedForBackward(node: NodeId): BoundLayer['savedForBackward'] {
    return operand(this.bound, node)?.savedForBackward ?? {};
  }

  /**
   * The walks whose gradients are values, by the first node that needs each: there it is walked once, and
   * gives all its nodes their numbers.
   */
  private gradientSteps(): ReadonlyMap<NodeId, Pick<BoundLayer, 'forward'>> {
    const steps = new Map<string, { readonly first: NodeId; readonly taken: [NodeId, GradientNode][] }>();
    for (const [id, node] of this.graph.nodes.entries()) {
      if (node.kind !== 'gradient') continue;
      const key = `${node.pass.target} ${node.pass.gradOutput ?? ''}`;
      const step = steps.get(key);
      if (step) step.taken.push([id, node]);
      else steps.set(key, { first: id, taken: [[id, node]] });
    }
    return new Map(
      [...steps.values()].map(({ first, taken }) => [
        first,
        {
          forward: () => {
            for (const [id, { of, pass }] of taken) {
              if (id === first) this.walkUp(pass.target, pass.gradOutput);
              this.value(id).data.set(operand(this.gradients, of).data);
            }
            this.walk = undefined;
          },
        },
      ]),
    );
  }

  private boundOf(nodes: readonly NodeId[]): readonly BoundLayer[] {
    return nodes.map((id) => operand(this.bound, id)).filter((layer) => layer !== undefined);
  }

  private walkFrom(target: NodeId): Walk {
    const known = this.walks.get(target);
    if (known !== undefined) return known;
    const reached = reachedFrom(this.graph, target);
    const nodes = this.graph.nodes.map((_, id) => id).filter((id) => reached[id]);
    const walk = { target, reached, layers: this.boundOf(nodes.reverse()) };
    this.walks.set(target, walk);
    return walk;
  }

  private place(
    id: NodeId,
    receives: readonly boolean[],
    arena: Arena,
    allocate: (shape: Shape) => Tensor,
  ): BoundLayer | undefined {
    const node = nodeAt(this.graph, id);
    const output = this.value(id);
    if (node.kind !== 'layer') {
      if (node.kind !== 'data') return undefined;
      // Entry by entry: an arena that only measures gives arrays without entries.
      if (output.data.length === 0) return undefined;
      const { values } = node;
      for (let i = 0; i < output.data.length; i++) output.data[i] = values[i] ?? NaN;
      return undefined;
    }
    return layerOf(node).bind({
      inputs: node.inputs.map((input) => this.value(input)),
      output,
      gradOutput: operand(this.gradients, id),
      gradInputs: node.inputs.map((source, input) =>
        passesGradient(this.graph, node, input) && receives[source] === true
          ? operand(this.gradients, source)
          : undefined,
      ),
      settings: node.settings,
      kernels: arena.kernels,
      allocate,
      allocateMask: (shape) => ({ shape, data: arena.mask(sizeOf(shape)) }),
      allocateIntegers: (shape) => ({ shape, data: arena.integers(sizeOf(shape)) }),
    });
  }
}
