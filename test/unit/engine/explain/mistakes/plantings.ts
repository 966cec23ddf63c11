import { compile } from '../../../../../src/engine/graph/compile';
import type { Graph, LayerNode, NodeId } from '../../../../../src/engine/graph/graph';
import { dependentsOf, reachedFrom } from '../../../../../src/engine/graph/reach';
import { layerNamed } from '../../../../../src/engine/layers/layerTable';
import type { Binding, BoundLayer, Layer } from '../../../../../src/engine/layers/support/layer';
import { sizeOf } from '../../../../../src/engine/shape';

/** A mistake made at one place by who worked a gradient out, and what came of it. */
export interface Planting {
  readonly kind: string;
  readonly gradient: Float64Array;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A wrong backward of one layer: what it adds to the gradient of each input, of which some get none. */
type WrongBackward = (binding: Binding, right: () => readonly (Float64Array | undefined)[]) => void;

/** The gradient of a node by the engine itself, where a layer's own backward was replaced by a wrong one. */
export function gradientWith(
  graph: Graph,
  target: NodeId,
  asked: NodeId,
  wrong?: { readonly at: NodeId; readonly backward: WrongBackward },
): Float64Array | undefined {
  const run = (): Float64Array | undefined => {
    const plan = compile(graph);
    plan.forward();
    plan.backward(target);
    const gradient = plan.gradient(asked);
    return gradient && Float64Array.from(gradient.data);
  };
  if (wrong === undefined) return run();
  const { at, backward } = wrong;
  const { layer: name } = graph.nodes[at] as LayerNode;
  const layer = layerNamed(name) as Writable<Layer>;
  const { bind } = layer;
  // Layers are bound in the order of the graph.
  let left = graph.nodes.slice(0, at).filter((node) => node.kind === 'layer' && node.layer === name).length;
  layer.bind = (binding): BoundLayer => (left-- === 0 ? wrongly(bind, binding, backward) : bind(binding));
  try {
    return run();
  } finally {
    layer.bind = bind;
  }
}

function wrongly(bind: Layer['bind'], binding: Binding, backward: WrongBackward): BoundLayer {
  const own = binding.gradInputs.map(
    (gradient) => gradient && { shape: gradient.shape, data: new Float64Array(gradient.data.length) },
  );
  const arriving = {
    shape: binding.gradOutput.shape,
    data: new Float64Array(binding.gradOutput.data.length),
  };
  const bound = bind({ ...binding, gradInputs: own, gradOutput: arriving });
  const right = (): readonly (Float64Array | undefined)[] => {
    own.forEach((gradient) => gradient?.data.fill(0));
    bound.backward();
    return own.map((gradient) => gradient && Float64Array.from(gradient.data));
  };
  return {
    ...bound,
    backward() {
      arriving.data.set(binding.gradOutput.data);
      backward({ ...binding, gradOutput: arriving }, right);
    },
  };
}

function add(
  to: { readonly data: { [entry: number]: number; readonly length: number } } | undefined,
  from: ArrayLike<number> | undefined,
): void {
  if (to === undefined || from === undefined) return;
  for (let i = 0; i < to.data.length; i++) to.data[i] = (to.data[i] ?? NaN) + (from[i] ?? NaN);
}

const times =
  (factor: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      add(
        gradInputs[input],
        gradient?.map((value) => value * factor),
      );
    });
  };

const without =
  (missing: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      if (input !== missing) add(gradInputs[input], gradient);
    });
  };

const negated =
  (turned: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      add(gradInputs[input], input === turned ? gradient?.map((value) => -value) : gradient);
    });
  };

const ofOnes: WrongBackward = ({ gradInputs, gradOutput }, right) => {
  gradOutput.data.fill(1);
  right().forEach((gradient, input) => {
    add(gradInputs[input], gradient);
  });
};

/** Of a function of one number: by its arriving gradient, input and output. */
const perEntry =
  (rule: (gradOutput: number, x: number, y: number) => number): WrongBackward =>
  ({ inputs, output, gradInputs, gradOutput }) => {
    const x = inputs[0]?.data ?? [];
    add(
      gradInputs[0],
      Float64Array.from(gradOutput.data, (g, i) => rule(g, x[i] ?? NaN, output.data[i] ?? NaN)),
    );
  };

/** x · y where both have the shape of the product: each is multiplied by itself. */
const swapped: WrongBackward = ({ inputs, gradInputs, gradOutput }) => {
  inputs.forEach(({ data }, input) => {
    add(
      gradInputs[input],
      Float64Array.from(gradOutput.data, (g, i) => g * (data[i] ?? NaN)),
    );
  });
};

/** ∂L/∂a = ∂L/∂y · b in place of bᵀ. */
const notTransposed: WrongBackward = ({ inputs, gradInputs, gradOutput }, right) => {
  const [, b] = inputs;
  const [rows = 0, columns = 0] = gradOutput.shape;
  const [inner = 0] = b?.shape ?? [];
  right().forEach((gradient, input) => {
    if (input !== 0) {
      add(gradInputs[input], gradient);
      return;
    }
    const wrong = new Float64Array(rows * inner);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let k = 0; k < columns; k++)
          wrong[i * inner + j] =
            (wrong[i * inner + j] ?? 0) +
            (gradOutput.data[i * columns + k] ?? 0) * (b?.data[k * columns + j] ?? 0);
    add(gradInputs[0], wrong);
  });
};

/** Every mistake that can be made where the gradient of `asked` is worked out, as far as it shows. */
export function plantingsOf(graph: Graph, target: NodeId, asked: NodeId): readonly Planting[] {
  const right = gradientWith(graph, target, asked);
  if (!right?.every(Number.isFinite)) return [];
  const found: Planting[] = [];
  const plant = (kind: string, gradient: Float64Array | undefined): void => {
    if (gradient !== undefined && gradient.every(Number.isFinite) && differs(gradient, right))
      found.push({ kind, gradient });
  };
  const at = (kind: string, id: NodeId, backward: WrongBackward): void => {
    plant(kind, gradientWith(graph, target, asked, { at: id, backward }));
  };
  plant(
    'sign',
    right.map((value) => -value),
  );
  plant(
    'all-zero',
    right.map(() => 0),
  );
  plant(
    'twice',
    right.map((value) => 2 * value),
  );
  plant(
    'twice',
    right.map((value) => value / 2),
  );
  for (const rate of [0.1, -0.01])
    plant(
      'learning-rate',
      right.map((value) => rate * value),
    );
  const { shape } = graph.nodes[asked] ?? { shape: [] };
  if (shape.length === 2) {
    const [rows = 0, columns = 0] = shape;
    plant(
      'transposed',
      right.map((_, entry) => right[(entry % rows) * columns + Math.floor(entry / rows)] ?? NaN),
    );
  }
  const below = new Set([asked, ...dependentsOf(graph, asked)]);
  const reached = reachedFrom(graph, target);
  const onTheWay = (id: NodeId): boolean => below.has(id) && reached[id] === true;
  const usesOf = (id: NodeId): number =>
    graph.nodes.reduce((sum, node, user) => {
      if (node.kind !== 'layer' || reached[user] !== true) return sum;
      return sum + node.inputs.filter((input) => input === id).length;
    }, 0);
  graph.nodes.forEach((node, id) => {
    if (node.kind !== 'layer' || !onTheWay(id)) return;
    const sizes = node.inputs.map((input) => sizeOf(graph.nodes[input]?.shape ?? []));
    const size = sizeOf(node.shape);
    if (id !== target) at('upstream-missing', id, ofOnes);
    switch (node.layer) {
      case 'ReLU':
        at(
          'relu-mask',
          id,
          perEntry((g) => g),
        );
        at(
          'relu-mask',
          id,
          perEntry((g, x) => (x > 0 ? 0 : g)),
        );
        break;
      case 'LeakyReLU':
        at(
          'relu-mask',
          id,
          perEntry((g) => g),
        );
        break;
      case 'Sigmoid':
        at(
          'activation-slope',
          id,
          perEntry((g) => g),
        );
        at(
          'activation-slope',
          id,
          perEntry((g, _x, y) => g * (y * (1 - y)) ** 2),
        );
        at(
          'activation-slope',
          id,
          perEntry((g, _x, y) => g / (1 + Math.exp(-y)) / (1 + Math.exp(y))),
        );
        break;
      case 'Tanh':
        at(
          'activation-slope',
          id,
          perEntry((g) => g),
        );
        at(
          'activation-slope',
          id,
          perEntry((g, x) => g * (1 - x * x)),
        );
        break;
      case 'Exp':
      case 'Log':
      case 'Sqrt':
      case 'GELU':
      case 'Softplus':
        at(
          'activation-slope',
          id,
          perEntry((g) => g),
        );
        break;
      case 'Mean': {
        const count = (sizes[0] ?? 1) / size;
        if (count > 1) {
          at('batch-size', id, times(count));
          at('batch-size', id, times(1 / count));
        }
        break;
      }
      case 'MeanSquaredError':
      case 'SigmoidWithLoss':
        if ((sizes[0] ?? 1) > 1) at('batch-size', id, times(sizes[0] ?? 1));
        break;
      case 'SoftmaxWithLoss': {
        const rows = graph.nodes[node.inputs[0] ?? -1]?.shape[0] ?? 1;
        if (rows > 1) at('batch-size', id, times(rows));
        break;
      }
      case 'Sub':
        at('sign', id, negated(1));
        break;
      case 'Mul':
        if (sizes.every((each) => each === size) && node.inputs[0] !== node.inputs[1])
          at('swapped-factors', id, swapped);
        break;
      case 'MatMul':
      case 'Affine': {
        const inner = graph.nodes[node.inputs[1] ?? -1]?.shape ?? [];
        if (inner.length === 2 && inner[0] === inner[1] && node.shape.length === 2)
          at('transposed', id, notTransposed);
        break;
      }
    }
    node.inputs.forEach((source, input) => {
      if (onTheWay(source) && usesOf(source) > 1) at('one-path', id, without(input));
    });
  });
  return found;
}

function differs(a: Float64Array, b: Float64Array): boolean {
  const scale = Math.max(...b.map(Math.abs), ...a.map(Math.abs));
  return a.some((value, entry) => Math.abs(value - (b[entry] ?? NaN)) > 1e-4 * scale);
}
