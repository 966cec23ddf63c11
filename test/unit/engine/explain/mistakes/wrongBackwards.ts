import { compile } from '../../../../../src/engine/graph/compile';
import type { Graph, LayerNode, NodeId } from '../../../../../src/engine/graph/graph';
import { layerNamed } from '../../../../../src/engine/layers/layerTable';
import type { Binding, BoundLayer, Layer } from '../../../../../src/engine/layers/support/layer';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A wrong backward of one layer: what it adds to the gradient of each input, of which some get none. */
export type WrongBackward = (binding: Binding, right: () => readonly (Float64Array | undefined)[]) => void;

/** In place of a layer's own `bind`. */
export type WrongBind = (bind: Layer['bind'], binding: Binding) => BoundLayer;

/** The gradient of a node by the engine itself, where a layer was replaced by a wrong one. */
export function gradientWith(
  graph: Graph,
  target: NodeId,
  asked: NodeId,
  wrong?: { readonly at: NodeId; readonly bind: WrongBind },
): Float64Array | undefined {
  const run = (): Float64Array | undefined => {
    const plan = compile(graph);
    plan.forward();
    plan.backward(target);
    const gradient = plan.gradient(asked);
    return gradient && Float64Array.from(gradient.data);
  };
  if (wrong === undefined) return run();
  const { at } = wrong;
  const { layer: name } = graph.nodes[at] as LayerNode;
  const layer = layerNamed(name) as Writable<Layer>;
  const { bind } = layer;
  // Layers are bound in the order of the graph.
  let left = graph.nodes.slice(0, at).filter((node) => node.kind === 'layer' && node.layer === name).length;
  layer.bind = (binding): BoundLayer => (left-- === 0 ? wrong.bind(bind, binding) : bind(binding));
  try {
    return run();
  } finally {
    layer.bind = bind;
  }
}

export const wrongly =
  (backward: WrongBackward): WrongBind =>
  (bind, binding) =>
    withBackward(bind, binding, backward);

function withBackward(bind: Layer['bind'], binding: Binding, backward: WrongBackward): BoundLayer {
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

export const times =
  (factor: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      add(
        gradInputs[input],
        gradient?.map((value) => value * factor),
      );
    });
  };

export const without =
  (missing: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      if (input !== missing) add(gradInputs[input], gradient);
    });
  };

export const negated =
  (turned: number): WrongBackward =>
  ({ gradInputs }, right) => {
    right().forEach((gradient, input) => {
      add(gradInputs[input], input === turned ? gradient?.map((value) => -value) : gradient);
    });
  };

export const ofOnes: WrongBackward = ({ gradInputs, gradOutput }, right) => {
  gradOutput.data.fill(1);
  right().forEach((gradient, input) => {
    add(gradInputs[input], gradient);
  });
};

/** Of a function of one number: by its arriving gradient, input and output. */
export const perEntry =
  (rule: (gradOutput: number, x: number, y: number) => number): WrongBackward =>
  ({ inputs, output, gradInputs, gradOutput }) => {
    const x = inputs[0]?.data ?? [];
    add(
      gradInputs[0],
      Float64Array.from(gradOutput.data, (g, i) => rule(g, x[i] ?? NaN, output.data[i] ?? NaN)),
    );
  };

/** x · y where both have the shape of the product: each is multiplied by itself. */
export const swapped: WrongBackward = ({ inputs, gradInputs, gradOutput }) => {
  inputs.forEach(({ data }, input) => {
    add(
      gradInputs[input],
      Float64Array.from(gradOutput.data, (g, i) => g * (data[i] ?? NaN)),
    );
  });
};

/** ∂L/∂a = ∂L/∂y · b in place of bᵀ. */
export const notTransposed: WrongBackward = ({ inputs, gradInputs, gradOutput }, right) => {
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

/** What is broadcast over rows gets one of its terms, or their mean, in place of their sum. */
export const ofRows =
  (shared: number, some: (terms: readonly number[]) => number): WrongBackward =>
  ({ gradInputs, gradOutput }, right) => {
    const columns = gradOutput.shape.at(-1) ?? 1;
    right().forEach((gradient, input) => {
      if (input !== shared) {
        add(gradInputs[input], gradient);
        return;
      }
      const terms = gradient?.map((_, column) =>
        some(Array.from(gradOutput.data).filter((_each, entry) => entry % columns === column)),
      );
      add(gradInputs[input], terms);
    });
  };

export const firstOf = (terms: readonly number[]): number => terms[0] ?? NaN;
export const meanOf = (terms: readonly number[]): number =>
  terms.reduce((sum, each) => sum + each, 0) / terms.length;

function softmaxOf(scores: readonly number[]): readonly number[] {
  const exponentials = scores.map(Math.exp);
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map((each) => each / sum);
}

function rowsOf({ shape, data }: Binding['output']): readonly (readonly number[])[] {
  const columns = shape.at(-1) ?? 1;
  return Array.from({ length: data.length / columns }, (_, row) =>
    Array.from(data.slice(row * columns, (row + 1) * columns)),
  );
}

/** The backward of softmax and cross-entropy by the chapter's formula, (y − t) / batch, or a wrong one. */
export const ofScores =
  (rule: (y: number, t: number, whole: number) => number): WrongBackward =>
  ({ inputs: [scores, targets], gradInputs, gradOutput }) => {
    if (scores === undefined || targets === undefined) return;
    const rows = rowsOf(scores);
    const whole = softmaxOf(Array.from(scores.data));
    const gradient = rows.flatMap((row, sample) =>
      softmaxOf(row).map((y, column) => {
        const t = targets.data[sample] === column ? 1 : 0;
        const g = gradOutput.data[0] ?? NaN;
        return (g * rule(y, t, whole[sample * row.length + column] ?? NaN)) / rows.length;
      }),
    );
    add(gradInputs[0], gradient);
  };
