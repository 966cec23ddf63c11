import type { Kernel } from '../kernels/kernel';
import type { NodeId, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { dependentsOf, layerOf, nodeAt } from '../graph/reach';
import type { Allocator, Kernels } from '../kernels/kernels';
import type { BoundNetworkLayer, GradientSlot, MaskSource, TargetSlot } from '../layers/support/networkForm';
import { operand } from '../layers/support/operands';
import { type Shape, sizeOf } from '../shape';
import type { Precision, SavedTensor, Tensor } from '../tensor';
import type { LayerStates, StateStore } from './layerStates';
import type { NetworkGraph } from './networkGraph';
import type { ParameterStore } from './parameterStore';

/** What a network's plan is placed in and shares with the other plans of the same network. */
export interface NetworkPlanParts {
  readonly kernels: Kernels;
  readonly allocator: Allocator;
  readonly precision: Precision;
  readonly parameters: ParameterStore;
  readonly states: StateStore;
  readonly masks: MaskSource;
  /**
   * For evaluation: it can be walked up, too, with gradients of its own, the parameters' included. What is
   * learned, and the gradients that it is learned by, stay as they are.
   */
  readonly ownGradients?: boolean;
  /** By layer of the definition, how many units; absent: nobody wants to know. */
  readonly seenActive?: (layer: number, units: number) => Uint8Array;
}

const nothing: Readonly<Record<string, SavedTensor>> = {};

/** Which layer of the definition every node belongs to; the loss's target and the input to none. */
function ownersOf({ graph, layers }: NetworkGraph): readonly (number | undefined)[] {
  const owners: (number | undefined)[] = graph.nodes.map(() => undefined);
  let first = 1;
  layers.forEach(({ output }, index) => {
    for (let id = first; id <= output; id++) owners[id] = index;
    first = output + 1;
  });
  return owners;
}

function run(kernels: readonly Kernel[]): void {
  for (let i = 0; i < kernels.length; i++) kernels[i]?.();
}

/**
 * A network for mini-batches of one size: every buffer placed, every layer bound to its kernels; a step
 * allocates nothing. Backward starts from the loss. What leads to nothing that learns (the gradient of the
 * network's input) is computed by `computeInputGradient` only.
 */
export class NetworkPlan implements Plan {
  readonly batch: number;
  readonly target: TargetSlot;
  private readonly values: readonly Tensor[];
  private readonly gradients: readonly Tensor[];
  private readonly backwardPlan: BackwardPlan | undefined;
  private readonly bound: readonly (BoundNetworkLayer | undefined)[];
  private readonly forwardKernels: readonly Kernel[];
  private readonly backwardKernels: readonly Kernel[];
  private readonly deferredKernels: readonly Kernel[];
  private readonly dependents = new Map<NodeId, readonly Kernel[]>();
  private hasDeferred = false;
  private hasBackward = false;

  constructor(
    readonly network: NetworkGraph,
    readonly mode: 'training' | 'evaluation',
    parts: NetworkPlanParts,
  ) {
    const { graph, encoding, batch, target } = network;
    const { allocator, precision } = parts;
    this.batch = batch;
    const allocate = (shape: Shape): Tensor => ({ shape, data: allocator.numbers(precision, sizeOf(shape)) });
    const placed = new Map(parts.parameters.parameters.map((parameter) => [parameter.name, parameter]));
    const stored = new Map(
      graph.nodes.flatMap((node, id) => {
        if (node.kind !== 'parameter') return [];
        const found = placed.get(node.name);
        if (found === undefined) throw new RangeError(`${node.name} has no place among the parameters.`);
        return [[id, found] as const];
      }),
    );
    const hasLabels = encoding === 'labels';
    this.values = graph.nodes.map(
      ({ shape }, id) => stored.get(id)?.value ?? allocate(id === target && hasLabels ? [0] : shape),
    );
    this.target = {
      encoding,
      labels: allocator.integers(hasLabels ? batch : 0),
      values: operand(this.values, target).data,
    };
    const { ownGradients = false } = parts;
    const walksUp = mode === 'training' || ownGradients;
    this.backwardPlan = walksUp ? planBackward(network) : undefined;
    this.gradients = graph.nodes.map(
      ({ shape }, id) =>
        (ownGradients ? undefined : stored.get(id)?.gradient) ??
        allocate(walksUp && id !== target ? shape : [0]),
    );
    operand(this.gradients, network.loss).data.fill(1);

    const owners = ownersOf(network);
    this.bound = graph.nodes.map((_, id) => this.place(id, owners[id], parts, allocate));
    const layers = this.bound.map((layer, id) => ({ layer, id })).filter(({ layer }) => layer !== undefined);
    this.forwardKernels = layers.flatMap(({ layer }) => layer?.forward ?? []);
    const backward = layers
      .reverse()
      .flatMap(({ layer, id }) => (layer?.backward ?? []).map((kernel) => ({ ...kernel, id })));
    const isDeferred = ({ only, id }: { readonly only?: number; readonly id: NodeId }): boolean =>
      only !== undefined && this.backwardPlan?.slots[id]?.[only]?.deferred === true;
    this.backwardKernels = backward.filter((kernel) => !isDeferred(kernel)).map(({ run: kernel }) => kernel);
    this.deferredKernels = backward.filter(isDeferred).map(({ run: kernel }) => kernel);
  }

  get graph(): NetworkGraph['graph'] {
    return this.network.graph;
  }

  get pass(): Pass | undefined {
    return this.hasBackward ? { target: this.network.loss } : undefined;
  }

  /** Of the last forward: the mean over the mini-batch. */
  get loss(): number {
    return this.value(this.network.loss).data[0] ?? NaN;
  }

  forward(): void {
    run(this.forwardKernels);
  }

  forwardFrom(node: NodeId): void {
    let kernels = this.dependents.get(node);
    if (kernels === undefined) {
      kernels = dependentsOf(this.graph, node).flatMap((id) => operand(this.bound, id)?.forward ?? []);
      this.dependents.set(node, kernels);
    }
    run(kernels);
  }

  /** @throws RangeError for another target than the loss, and in evaluation without gradients of its own. */
  backward(target: NodeId = this.network.loss, gradOutput?: NodeId): void {
    if (target !== this.network.loss || gradOutput !== undefined || this.backwardPlan === undefined) {
      throw new RangeError('A network is walked up from its loss, where it has gradients.');
    }
    run(this.backwardKernels);
    this.hasBackward = true;
    this.hasDeferred = false;
  }

  /** After backward: also the gradients that nothing learns from, those of the input above all. */
  computeInputGradient(): void {
    if (this.hasDeferred || !this.hasBackward) return;
    run(this.deferredKernels);
    this.hasDeferred = true;
  }

  /** Of the target: labels as numbers, made anew. */
  value(node: NodeId): Tensor {
    if (node === this.network.target && this.target.encoding === 'labels') {
      return { shape: [this.batch], data: Float64Array.from(this.target.labels) };
    }
    return operand(this.values, node);
  }

  gradient(node: NodeId): Tensor | undefined {
    const { backwardPlan } = this;
    if (!this.hasBackward || backwardPlan?.reached[node] !== true) return undefined;
    const isComputed = operand(backwardPlan.learns, node) || this.hasDeferred || node === this.network.loss;
    return isComputed ? operand(this.gradients, node) : undefined;
  }

  savedForBackward(node: NodeId): Readonly<Record<string, SavedTensor>> {
    return operand(this.bound, node)?.saved() ?? nothing;
  }

  private place(
    id: NodeId,
    owner: number | undefined,
    parts: NetworkPlanParts,
    allocate: (shape: Shape) => Tensor,
  ): BoundNetworkLayer | undefined {
    const node = nodeAt(this.graph, id);
    if (node.kind !== 'layer') return undefined;
    const { asLayer, name } = layerOf(node);
    if (asLayer === undefined) throw new RangeError(`${name} has no form for networks.`);
    const { kernels, allocator, states, masks, seenActive } = parts;
    const ownStates: LayerStates = (owner === undefined ? undefined : states.layers[owner]) ?? {};
    return asLayer.bind({
      mode: this.mode,
      kernels,
      settings: node.settings,
      masks,
      allocate,
      states: ownStates,
      inputs: node.inputs.map((input) => operand(this.values, input)),
      output: operand(this.values, id),
      gradOutput: operand(this.gradients, id),
      gradInputs: (this.backwardPlan?.slots[id] ?? []).map(
        (slot): GradientSlot | undefined =>
          slot && {
            ...operand(this.gradients, slot.source),
            accumulate: slot.accumulate,
            deferred: slot.deferred,
          },
      ),
      target: this.target,
      allocateMask: (shape) => ({ shape, data: allocator.mask(sizeOf(shape)) }),
      allocateIntegers: (shape) => ({ shape, data: allocator.integers(sizeOf(shape)) }),
      seenActive: (units) =>
        this.mode === 'training' && owner !== undefined ? seenActive?.(owner, units) : undefined,
    });
  }
}

/** How one input of a node gets its gradient. */
interface SlotPlan {
  readonly source: NodeId;
  readonly accumulate: boolean;
  readonly deferred: boolean;
}

interface BackwardPlan {
  /** By node: whether the loss depends on it. */
  readonly reached: readonly boolean[];
  /**
   * By node: whether it is a parameter or depends on one. The
   * gradient of what is not leads to nothing that learns.
   */
  readonly learns: readonly boolean[];
  /** By node and input; `undefined` where no gradient flows. */
  readonly slots: readonly (readonly (SlotPlan | undefined)[])[];
}

/**
 * Decides, before anything is bound, which gradients are written first and
 * which are added: backward visits the nodes from the last to the first,
 * and the inputs of each in order, so no gradient has to be set to zero.
 */
function planBackward({ graph, loss, target }: NetworkGraph): BackwardPlan {
  const reached = graph.nodes.map((_, id) => id === loss);
  const learns = graph.nodes.map(({ kind }) => kind === 'parameter');
  for (const [id, node] of graph.nodes.entries()) {
    if (node.kind === 'layer') learns[id] = node.inputs.some((source) => learns[source]);
  }
  const written = graph.nodes.map(() => false);
  const slots = graph.nodes.map((): (SlotPlan | undefined)[] => []);
  for (let id = loss; id >= 0; id--) {
    const node = nodeAt(graph, id);
    if (node.kind !== 'layer' || reached[id] !== true) continue;
    for (const source of node.inputs) {
      if (source === target) {
        operand(slots, id).push(undefined);
        continue;
      }
      reached[source] = true;
      const slot = { source, accumulate: operand(written, source), deferred: !operand(learns, source) };
      operand(slots, id).push(slot);
      written[source] = true;
    }
  }
  return { reached, learns, slots };
}
