import type { Graph, GraphNode, NodeId } from '../../../../../src/engine/graph/graph';
import type { Tensor } from '../../../../../src/engine/tensor';
import type { WrongBind } from './wrongBackwards';
import { sizeOf } from '../../../../../src/engine/shape';

/** Another formula at one place of a graph, forward and backward. */
export interface FormulaPlanting {
  readonly kind: string;
  readonly at: NodeId;
  readonly bind: WrongBind;
}

function copyOf({ shape, data }: Tensor): Tensor {
  return { shape, data: data.slice() };
}

/** Everything the layer gives is so many times too large, and its gradients with it. */
const scaled =
  (factor: number): WrongBind =>
  (bind, binding) => {
    const [output, gradOutput] = [copyOf(binding.output), copyOf(binding.gradOutput)];
    const bound = bind({ ...binding, output, gradOutput });
    return {
      ...bound,
      forward() {
        bound.forward();
        output.data.forEach((value, entry) => (binding.output.data[entry] = value * factor));
      },
      backward() {
        binding.gradOutput.data.forEach((value, entry) => (gradOutput.data[entry] = value * factor));
        bound.backward();
      },
    };
  };

/** √x with something else under the root, and something added behind it. */
const root =
  (under: number, behind: number): WrongBind =>
  (bind, binding) => {
    const [x] = binding.inputs;
    const [gradient] = binding.gradInputs;
    const at = (entry: number): number => Math.sqrt((x?.data[entry] ?? NaN) + under);
    return {
      ...bind(binding),
      forward() {
        for (let i = 0; i < binding.output.data.length; i++) binding.output.data[i] = at(i) + behind;
      },
      backward() {
        gradient?.data.forEach((value, entry, data) => {
          data[entry] = value + (binding.gradOutput.data[entry] ?? NaN) / (2 * at(entry));
        });
      },
    };
  };

/** Softmax of all numbers together: y · (g − Σ g·y). */
const wholeSoftmax: WrongBind = (bind, binding) => {
  const { output, gradOutput } = binding;
  const x = binding.inputs[0]?.data ?? [];
  return {
    ...bind(binding),
    forward() {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += Math.exp(x[i] ?? NaN);
      for (let i = 0; i < x.length; i++) output.data[i] = Math.exp(x[i] ?? NaN) / sum;
    },
    backward() {
      const common = Array.from(output.data).reduce((sum, y, i) => sum + y * (gradOutput.data[i] ?? NaN), 0);
      binding.gradInputs[0]?.data.forEach((value, i, data) => {
        data[i] = value + (output.data[i] ?? NaN) * ((gradOutput.data[i] ?? NaN) - common);
      });
    },
  };
};

/** Every place of a graph where another formula is taken by mistake. */
export function formulaPlantings({ nodes }: Graph): readonly FormulaPlanting[] {
  const read = (id = -1): GraphNode | undefined => nodes[id];
  const isLayer = (id: NodeId | undefined, name: string): boolean => {
    const node = read(id);
    return node?.kind === 'layer' && node.layer === name;
  };
  const numberAt = (id: NodeId | undefined): number => {
    const node = read(id);
    return node?.kind === 'data' && node.values.length === 1 && node.name === undefined
      ? (node.values[0] ?? NaN)
      : NaN;
  };
  const userOf = (id: NodeId, name: string): NodeId =>
    nodes.findIndex((node) => node.kind === 'layer' && node.layer === name && node.inputs[0] === id);
  return nodes.flatMap((node, at): FormulaPlanting[] => {
    if (node.kind !== 'layer') return [];
    const [x, y] = node.inputs;
    const count = sizeOf(read(x)?.shape ?? []) / sizeOf(node.shape);
    const plant = (kind: string, ...binds: readonly WrongBind[]): FormulaPlanting[] =>
      binds.map((bind) => ({ kind, at, bind }));
    switch (node.layer) {
      case 'Mean':
        return isLayer(x, 'Square') && count > 1 ? plant('variance', scaled(count / (count - 1))) : [];
      case 'Var':
        return count > 1 ? plant('variance', scaled(count / (count - 1))) : [];
      case 'Std':
        return count > 1 ? plant('variance', scaled(Math.sqrt(count / (count - 1)))) : [];
      case 'Log':
      case 'SoftmaxWithLoss':
      case 'SigmoidWithLoss':
        return plant('logarithm', scaled(1 / Math.LN10), scaled(1 / Math.LN2));
      case 'Softmax':
        return node.shape.length === 2 && (node.shape[0] ?? 0) > 1 ? plant('prediction', wholeSoftmax) : [];
      case 'Sqrt': {
        const sum = read(x);
        const inside = sum?.kind === 'layer' && sum.layer === 'Add' ? numberAt(sum.inputs[1]) : NaN;
        const user = read(userOf(at, 'Add'));
        const behind = user?.kind === 'layer' ? numberAt(user.inputs[1]) : NaN;
        if (inside < 0.01) return plant('epsilon-in-root', root(-inside, inside));
        return behind < 0.01 ? plant('epsilon-in-root', root(behind, -behind)) : [];
      }
      case 'MaskedDropout':
        return plant('dropout-scale', scaled(0.75));
      case 'Mul': {
        const mask = read(y);
        const isMask = mask?.kind === 'data' && mask.name?.startsWith('m') === true;
        return isMask && mask.values.includes(1 / 0.75) ? plant('dropout-scale', scaled(0.75)) : [];
      }
      case 'Div': {
        if (isLayer(x, 'Mul') && numberAt(y) === 0.75) return plant('dropout-scale', scaled(0.75));
        const divisor = read(y);
        if (divisor?.kind !== 'layer' || divisor.layer !== 'Sub') return [];
        const power = read(divisor.inputs[1]);
        if (power?.kind !== 'layer' || power.layer !== 'Pow' || numberAt(power.inputs[0]) !== 0.9) return [];
        return plant('bias-correction', scaled(1 - 0.9 ** numberAt(power.inputs[1])));
      }
      default:
        return [];
    }
  });
}
