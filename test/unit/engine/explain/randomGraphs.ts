import type { Graph, NodeId } from '../../../../src/engine/graph/graph';
import type { Settings } from '../../../../src/engine/layers/support/layer';
import type { RandomStream } from '../../../../src/engine/random';
import { sizeOf, type Shape } from '../../../../src/engine/shape';
import type { Short } from '../training/networks';
import { GraphBuilder } from '../graph/graphBuilder';

/** A formula made at random, with the single number backward starts from. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly target: NodeId;
}

const unary = [
  'ReLU',
  'LeakyReLU',
  'Sigmoid',
  'Tanh',
  'Exp',
  'Log',
  'Sqrt',
  'Abs',
  'GELU',
  'Softplus',
  'Neg',
  'Softmax',
  'Sin',
  'Cos',
  'Tan',
  'Erf',
  'Square',
  'Expm1',
  'Log1p',
  'Step',
  'Product',
  'Cube',
  'Reciprocal',
] as const;
const binary = ['Add', 'Sub', 'Mul', 'Div', 'Maximum', 'Minimum'] as const;

function choose<T>(random: RandomStream, among: readonly T[]): T {
  const chosen = among[random.integer(among.length)];
  if (chosen === undefined) throw new RangeError('There is nothing to choose among.');
  return chosen;
}

/** Numbers people write: round ones that tie, zeros, and such of very different sizes. */
function numbers(random: RandomStream, count: number): readonly number[] {
  const kind = random.integer(8);
  const size = 10 ** (random.integer(9) - 6);
  return Array.from({ length: count }, () => {
    if (kind === 0) return random.integer(5) - 2;
    if (kind === 1) return (random.integer(9) - 4) / 2;
    if (kind === 2) return random.integer(3) === 0 ? 0 : random.normal();
    if (kind === 3) return size * random.normal();
    return random.normal();
  });
}

class Growing {
  private readonly builder = new GraphBuilder();
  private readonly shapes: Shape[] = [];
  private names = 0;

  constructor(
    private readonly random: RandomStream,
    private readonly hasTechniques: boolean,
    private readonly hasAll: boolean,
  ) {}

  grow(): RandomGraph {
    const { random } = this;
    const shape = choose<Shape>(random, [[], [3], [2, 3], [4], [1, 3], [2, 2]]);
    const values = [this.given(shape), this.given(shape)];
    const count = 2 + random.integer(7);
    for (let i = 0; i < count; i++) {
      values.push(this.next(values));
      if (this.hasTechniques && random.integer(3) === 0) values.push(this.technique(values.at(-1) ?? 0));
      if (this.hasAll && random.integer(3) === 0) values.push(this.rarer(values.at(-1) ?? 0));
    }
    let target = values.at(-1) ?? 0;
    if (random.integer(3) === 0) target = this.lossOf(target);
    if (sizeOf(this.shapeOf(target)) !== 1 || this.shapeOf(target).length > 0) {
      target = this.add(choose(random, ['Sum', 'Mean']), [target]);
    }
    return { graph: this.builder.graph, target };
  }

  private next(values: readonly NodeId[]): NodeId {
    const { random } = this;
    // Mostly the newest, so that graphs become deep; sometimes
    // an older one, so that values have several uses.
    const one = random.integer(4) === 0 ? choose(random, values) : (values.at(-1) ?? 0);
    const shape = this.shapeOf(one);
    switch (random.integer(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return this.unary(one);
      case 4:
      case 5:
      case 6:
        return this.binary(one, values);
      case 7: {
        if (shape.length === 0) return this.unary(one);
        const axis = random.integer(2) === 0 ? {} : { axis: random.integer(shape.length) };
        if (random.integer(4) === 0) {
          const kept = this.add(choose(random, ['Sum', 'Mean', 'Max']), [one], { ...axis, keepdims: true });
          return this.add(choose(random, ['Sub', 'Mul']), [one, kept]);
        }
        const reduced = this.add(
          choose(random, ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'Var', 'Std']),
          [one],
          axis,
        );
        return random.integer(2) === 0 || shape.length > 1
          ? reduced
          : this.add(choose(random, ['Sub', 'Mul']), [one, reduced]);
      }
      case 8: {
        if (shape.length !== 2) return this.unary(one);
        const [rows = 1, columns = 1] = shape;
        if (random.integer(3) === 0) return this.add('Transpose', [one]);
        if (random.integer(3) === 0) return this.add('Reshape', [one], { shape: [rows * columns] });
        const units = 1 + random.integer(3);
        const W = this.given([columns, units]);
        return random.integer(2) === 0
          ? this.add('MatMul', [one, W])
          : this.add('Affine', [one, W, this.given([units])]);
      }
      case 9:
        return shape.length === 0 ? this.unary(one) : this.picked(one);
      case 10:
        return this.chosen(one, values);
      default: {
        if (shape.length !== 2 || sizeOf(shape) < 4) return this.unary(one);
        const image = this.add('Reshape', [one], { shape: [1, 1, ...shape] });
        const [height = 0, width = 0] = shape;
        if (random.integer(2) === 0 && height >= 2 && width >= 2) {
          return this.add('MaxPool', [image], { size: 2, stride: 1 });
        }
        return this.add('Conv', [image, this.given([2, 1, 2, 2]), this.given([2])], { pad: 1 });
      }
    }
  }

  /** The layers that the others leave out. */
  private rarer(x: NodeId): NodeId {
    const { random } = this;
    const shape = this.shapeOf(x);
    const [rows = 1, columns = 1] = shape;
    const perFeature = (): NodeId => this.given([shape.at(-1) ?? 1]);
    switch (random.integer(5)) {
      case 0:
        return shape.length === 0 ? this.unary(x) : this.add('LogSoftmax', [x]);
      case 1:
        return shape.length === 0 ? this.unary(x) : this.add('Concat', [x, this.given(shape)], { axis: 0 });
      case 2:
        return shape.length === 2 && rows > 1
          ? this.add('BatchNorm', [x, perFeature(), perFeature()], { eps: 1e-3 })
          : this.unary(x);
      case 3:
        return shape.length > 0 && (shape.at(-1) ?? 1) > 1
          ? this.add('LayerNorm', [x, perFeature(), perFeature()], { eps: 1e-3 })
          : this.unary(x);
      default:
        return shape.length === 2 && rows > 1 && columns > 1
          ? this.add('AvgPool', [this.add('Reshape', [x], { shape: [1, 1, ...shape] })], {
              size: 2,
              stride: 1,
            })
          : this.unary(x);
    }
  }

  /** What training adds to a network, written out: batch normalization, dropout, a bias, a step of Adam. */
  private technique(x: NodeId): NodeId {
    const { random } = this;
    const shape = this.shapeOf(x);
    const [rows = 1, columns = 1] = shape;
    switch (random.integer(6)) {
      case 0: {
        if (shape.length !== 2 || rows < 2) return this.dropout(x);
        const centred = this.add('Sub', [x, this.add('Mean', [x], { axis: 0 })]);
        const variance = this.add('Mean', [this.add('Square', [centred])], { axis: 0 });
        return this.add('Div', [centred, this.add('Sqrt', [this.withEpsilon(variance)])]);
      }
      case 1:
        return this.dropout(x);
      case 2: {
        if (shape.length === 0)
          return this.add('Div', [x, this.withEpsilon(this.add('Sqrt', [this.positive(x)]))]);
        const squares = this.add('Mean', [this.add('Square', [x])]);
        return this.add('Mul', [x, this.add('Sqrt', [this.withEpsilon(squares)])]);
      }
      case 3: {
        const moved = this.add('Mul', [x, this.constant(0.1)]);
        const decayed = this.add('Pow', [this.constant(0.9), this.constant(1 + random.integer(3))]);
        const corrected = this.add('Div', [moved, this.add('Sub', [this.constant(1), decayed])]);
        return this.add('Sub', [this.given(shape), corrected]);
      }
      case 4:
        return shape.length === 2 && rows > 1 ? this.add('Add', [x, this.given([columns])]) : this.dropout(x);
      default:
        return this.add('Log', [this.positive(x)]);
    }
  }

  /** By a mask of 0 and 1 and a division, or by one that is scaled already. */
  private dropout(x: NodeId): NodeId {
    const { random } = this;
    const shape = this.shapeOf(x);
    // A mask over one number would block nothing.
    if (sizeOf(shape) < 2) return this.add('Log', [this.positive(x)]);
    const isScaled = random.integer(2) === 0;
    const kept = Array.from({ length: sizeOf(shape) }, (_, entry) => (entry % 3 === 1 ? 0 : 1));
    const values = isScaled ? kept.map((each) => each / 0.75) : kept;
    const mask = this.remember(this.builder.data({ shape, values }, `m${++this.names}`), shape);
    if (isScaled) return this.add(random.integer(2) === 0 ? 'Mul' : 'MaskedDropout', [x, mask]);
    return this.add('Div', [this.add('Mul', [x, mask]), this.constant(0.75)]);
  }

  private positive(x: NodeId): NodeId {
    return this.add(choose(this.random, ['Softplus', 'Exp']), [x]);
  }

  private withEpsilon(x: NodeId): NodeId {
    return this.add('Add', [x, this.constant(1e-3)]);
  }

  /** Entries of a value: one, a slice, or a list in which some stand twice. */
  private picked(x: NodeId): NodeId {
    const { random } = this;
    const index = this.shapeOf(x).map((size) => {
      const at = (): number => random.integer(2 * size) - size;
      if (random.integer(3) === 0) return String(at());
      if (random.integer(2) === 0) return `[${at()}, ${at()}, ${at()}]`;
      return choose(random, [':', '1:', ':-1', '::2', '::-1']);
    });
    // Several lists would be read side by side, and a slice may be empty: a layer may have no answer to that.
    const one = index.slice(0, 1);
    const isEmpty = one.some((each) => (each === '1:' || each === ':-1') && this.shapeOf(x)[0] === 1);
    return isEmpty ? this.unary(x) : this.add('Index', [x], { index: one });
  }

  /** What depends on a comparison, or is kept between two bounds. */
  private chosen(x: NodeId, values: readonly NodeId[]): NodeId {
    const { random } = this;
    const bound = this.constant(random.integer(3) - 1);
    if (random.integer(3) === 0) return this.add('Clip', [x, bound, this.constant(1.5)]);
    const comparison = choose(random, ['Less', 'LessEqual', 'Greater', 'GreaterEqual', 'Equal', 'NotEqual']);
    const condition = this.add(comparison, [x, bound]);
    if (random.integer(3) === 0) return this.add('Mul', [x, condition]);
    const shape = this.shapeOf(x);
    const alike = values.filter((value) => this.shapeOf(value).join() === shape.join());
    return this.add('Where', [condition, x, choose(random, alike)]);
  }

  private unary(x: NodeId): NodeId {
    const layer = choose(this.random, unary);
    if (layer === 'Product') return this.add('Mul', [x, x]);
    if (layer === 'Cube') return this.add('Pow', [x, this.constant(3)]);
    if (layer === 'Reciprocal') return this.add('Div', [this.constant(1), x]);
    if (layer === 'Softmax' && this.shapeOf(x).length === 0) return this.add('Tanh', [x]);
    // A logarithm and a root of numbers of both signs would mostly be NaN.
    if (layer === 'Log' || layer === 'Log1p' || layer === 'Sqrt') {
      const positive = this.add(choose(this.random, ['Abs', 'Softplus', 'Exp']), [x]);
      return this.add(layer, [positive]);
    }
    return this.add(layer, [x]);
  }

  private binary(x: NodeId, values: readonly NodeId[]): NodeId {
    const { random } = this;
    const shape = this.shapeOf(x);
    const alike = values.filter((value) => this.shapeOf(value).join() === shape.join());
    const other = random.integer(3) === 0 ? this.constant(random.integer(5) - 2) : choose(random, alike);
    const layer = choose(random, binary);
    return random.integer(2) === 0 ? this.add(layer, [x, other]) : this.add(layer, [other, x]);
  }

  private lossOf(x: NodeId): NodeId {
    const { random } = this;
    const shape = this.shapeOf(x);
    if (this.hasAll && random.integer(2) === 0)
      return this.add(choose(random, ['MeanAbsoluteError', 'Huber']), [x, this.given(shape)]);
    const kind = random.integer(3);
    if (kind === 0 && shape.length === 2) {
      const [rows = 1, classes = 1] = shape;
      const labels = Array.from({ length: rows }, () => random.integer(classes));
      return this.add('SoftmaxWithLoss', [x, this.builder.data({ shape: [rows], values: labels }, 't')]);
    }
    if (kind === 1 && shape.length > 0) {
      const values = Array.from({ length: sizeOf(shape) }, () => random.integer(2));
      return this.add('SigmoidWithLoss', [x, this.builder.data({ shape, values }, 't')]);
    }
    return this.add('MeanSquaredError', [x, this.given(shape)]);
  }

  private given(shape: Shape): NodeId {
    const values = numbers(this.random, sizeOf(shape));
    return this.remember(this.builder.data({ shape, values }, `v${++this.names}`), shape);
  }

  private constant(value: number): NodeId {
    return this.remember(this.builder.data({ shape: [], values: [value] }), []);
  }

  private add(layer: string, inputs: readonly NodeId[], settings: Settings = {}): NodeId {
    const id = this.builder.layer(layer, inputs, settings);
    return this.remember(id, this.builder.graph.nodes[id]?.shape ?? []);
  }

  private remember(id: NodeId, shape: Shape): NodeId {
    this.shapes[id] = shape;
    return id;
  }

  private shapeOf(id: NodeId): Shape {
    return this.shapes[id] ?? [];
  }
}

/**
 * A random formula of some three to thirty layers, with ties, zeros and numbers of all sizes in it.
 * @param hasTechniques whether what trains networks stands between them: normalization, dropout, Adam
 * @param hasAll whether every layer there is may be in it, and not the commoner ones alone
 */
export function randomGraph(random: RandomStream, hasTechniques = false, hasAll = false): RandomGraph {
  return new Growing(random, hasTechniques, hasAll).grow();
}

/** A formula of single numbers with few digits, as they stand on a sheet: each given one is used once. */
export function randomSheet(random: RandomStream): RandomGraph {
  const builder = new GraphBuilder();
  const kind = random.integer(3);
  const given = Array.from({ length: 3 + random.integer(4) }, (_, at) => {
    const tenths = (random.integer(39) - 19) / 10;
    const value = [1 + random.integer(9), tenths === 0 ? 0.7 : tenths, choose(random, pricesAndCounts)][kind];
    return builder.number(`v${at}`, value ?? 1);
  });
  while (given.length > 1) {
    const at = random.integer(given.length - 1);
    const inputs = given.slice(at, at + 2);
    let result = builder.layer(choose(random, ['Mul', 'Add', 'Mul', 'Sub', 'Div']), inputs);
    if (random.integer(6) === 0)
      result = builder.layer(choose(random, ['Square', 'ReLU', 'Sigmoid', 'Exp', 'Tanh']), [result]);
    given.splice(at, 2, result);
  }
  return { graph: builder.graph, target: given[0] ?? 0 };
}

const pricesAndCounts = [100, 2, 1.1, 150, 3, 0.5, 20, 1.5, -4, 5];

export interface RandomNetwork {
  readonly sample: Shape;
  readonly layers: readonly (Short | string)[];
  /** Features that are 0 in every sample, as the background of a picture is. */
  readonly background: number;
}

const between = [
  'ReLU',
  'LeakyReLU',
  'Sigmoid',
  'Tanh',
  'GELU',
  'Softplus',
  'BatchNorm',
  'LayerNorm',
  'Dropout',
] as const;

/**
 * A random network of one to five layers and a loss.
 * @param hasAll whether every layer there is may be in it, and not the commoner ones alone
 */
export function randomNetwork(random: RandomStream, hasAll = false): RandomNetwork {
  const isImage = random.integer(2) === 0;
  const layers: (Short | string)[] = [];
  const anything = (): Short | string => {
    const layer = choose(random, hasAll ? [...between, 'Softmax', 'LogSoftmax'] : between);
    return layer === 'Dropout' ? { layer, settings: { ratio: 0.4 } } : layer;
  };
  const sample = isImage ? [1 + random.integer(2), 5, 5] : [2 + random.integer(4)];
  if (isImage) {
    layers.push({
      layer: 'Conv',
      settings: { filters: 2, size: 1 + random.integer(3), pad: random.integer(2) },
    });
    layers.push(anything());
    if (random.integer(3) > 0) {
      const settings = { size: 2, stride: 1 + random.integer(2) };
      layers.push({ layer: choose(random, ['MaxPool', 'AvgPool']), settings });
    }
    if (hasAll) layers.push(choose(random, ['Flatten', 'GlobalAvgPool']));
  }
  const deep = random.integer(3);
  for (let i = 0; i < deep; i++) {
    const units = 2 + random.integer(4);
    layers.push({ layer: 'Affine', settings: { units } }, anything());
    if (random.integer(4) === 0) layers.push(anything());
    const first = layers.length - 1;
    if (random.integer(4) === 0) {
      layers.push({ layer: 'Affine', settings: { units } });
      layers.push({ layer: choose(random, ['Add', 'Mul', 'Concat']), from: [first, first + 1] });
    }
  }
  layers.push({ layer: 'Affine', settings: { units: 3 } });
  const losses = ['SoftmaxWithLoss', 'SoftmaxWithLoss', 'SigmoidWithLoss', 'MeanSquaredError'];
  layers.push(choose(random, hasAll ? [...losses, 'MeanAbsoluteError', 'Huber'] : losses));
  return { sample, layers, background: random.integer(2) === 0 ? 0 : random.integer(sizeOf(sample) + 1) };
}
