import { compile } from '../../../../../src/engine/graph/compile';
import type { Graph, NodeId } from '../../../../../src/engine/graph/graph';
import { dependentsOf, reachedFrom } from '../../../../../src/engine/graph/reach';
import { sizeOf } from '../../../../../src/engine/shape';
import { formulaPlantings } from './formulaPlantings';
import {
  wrongly,
  times,
  without,
  negated,
  ofOnes,
  perEntry,
  swapped,
  notTransposed,
  ofRows,
  firstOf,
  meanOf,
  ofScores,
  gradientWith,
  type WrongBackward,
} from './wrongBackwards';

/** A mistake made at one place by who worked a gradient out, and what came of it. */
export interface Planting {
  readonly kind: string;
  readonly gradient: Float64Array;
}

/** Every mistake that can be made where the gradient of `asked` is worked out, as far as it shows. */
export function plantingsOf(graph: Graph, target: NodeId, asked: NodeId): readonly Planting[] {
  const right = gradientWith(graph, target, asked);
  if (!right?.every(Number.isFinite)) return [];
  const found: Planting[] = [];
  const plant = (kind: string, gradient: Float64Array | undefined): void => {
    if (!gradient?.every(Number.isFinite) || !differs(gradient, right)) return;
    // Whatever leaves nothing but zeros, that is all that can be seen of it.
    if (kind === 'all-zero' || gradient.some((value) => value !== 0)) found.push({ kind, gradient });
  };
  const at = (kind: string, id: NodeId, backward: WrongBackward): void => {
    plant(kind, gradientWith(graph, target, asked, { at: id, bind: wrongly(backward) }));
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
  if (right.filter((value) => value !== 0).length > 1)
    plant(
      'constant-factor',
      right.map((value) => 3.7 * value),
    );
  graph.nodes.forEach((node, other) => {
    if (node.kind !== 'data' || node.name === undefined || other === asked) return;
    if (node.shape.join() === graph.nodes[asked]?.shape.join())
      plant('another-name', gradientWith(graph, target, other));
  });
  plant('after-update', gradientWith(updated(graph, target, 0.1), target, asked));
  for (const { kind, at: id, bind } of formulaPlantings(graph)) {
    const node = graph.nodes[id];
    // A mask that is scaled where it is applied is not one that was not scaled.
    const isOfMask = node?.kind === 'layer' && node.inputs[1] === asked;
    if (reachedFrom(graph, target)[id] === true && !isOfMask)
      plant(kind, gradientWith(graph, target, asked, { at: id, bind }));
  }
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
      case 'LeakyReLU': {
        const leak = Number(node.settings['slope'] ?? 0.01);
        at(
          'relu-mask',
          id,
          perEntry((g) => g),
        );
        at(
          'relu-mask',
          id,
          perEntry((g, x) => (x > 0 ? g * leak : g)),
        );
        at(
          'relu-mask',
          id,
          perEntry((g) => (g > 0 ? g : g * leak)),
        );
        break;
      }
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
        at(
          'prediction',
          id,
          ofScores((y) => y),
        );
        at(
          'prediction',
          id,
          ofScores((y, t) => (y - t) * y * (1 - y)),
        );
        if (rows > 1)
          at(
            'prediction',
            id,
            ofScores((_y, t, whole) => whole - t),
          );
        break;
      }
      case 'Softmax':
        at(
          'prediction',
          id,
          perEntry((g, _x, y) => g * y * (1 - y)),
        );
        break;
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
        if (node.inputs.length > 2) {
          at('sum-over-batch', id, ofRows(2, firstOf));
          at('sum-over-batch', id, ofRows(2, meanOf));
        }
        break;
      }
      case 'Add':
        if (node.shape.length === 2 && (sizes[1] ?? 0) > 1 && (sizes[1] ?? 0) < size) {
          at('sum-over-batch', id, ofRows(1, firstOf));
          at('sum-over-batch', id, ofRows(1, meanOf));
        }
        break;
    }
    node.inputs.forEach((source, input) => {
      if (onTheWay(source) && usesOf(source) > 1) at('one-path', id, without(input));
    });
  });
  return found;
}

/** The graph after one step of gradient descent in all its named data. */
function updated(graph: Graph, target: NodeId, rate: number): Graph {
  const plan = compile(graph);
  plan.forward();
  plan.backward(target);
  return {
    nodes: graph.nodes.map((node, id) => {
      const gradient = plan.gradient(id);
      if (node.kind !== 'data' || node.name === undefined || gradient === undefined) return node;
      return {
        ...node,
        values: node.values.map((value, entry) => value - rate * (gradient.data[entry] ?? NaN)),
      };
    }),
  };
}

function differs(a: Float64Array, b: Float64Array): boolean {
  const scale = Math.max(...b.map(Math.abs), ...a.map(Math.abs));
  return a.some((value, entry) => Math.abs(value - (b[entry] ?? NaN)) > 1e-4 * scale);
}
