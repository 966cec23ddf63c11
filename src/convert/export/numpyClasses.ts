import type { HelperName } from '../numpy/helpers';
import { summedBack, type LayerUse, type NumpyNetworkLayer } from '../numpy/numpyLayer';
import type { Shape } from '../../engine/shape';
import { layerNamed, sameShape } from '../../language';
import type { ExportedLayer } from './exportedNetwork';

/** The class of a layer, as readers of the chapter know it: `forward`, `backward`, and what it keeps. */
interface LayerClass {
  /** All below `class ReLU:`, indented. */
  readonly body: readonly string[];
  /** Whether `forward` is told, too, if it is in training. */
  readonly hasModes: boolean;
}

/** Samples in the shapes that a layer is asked with: any number above 1 gives the same text. */
const samples = 2;

interface ClassParts {
  /** Of a parameter or running statistic, by its name in the layer. */
  readonly shapes: (part: string) => Shape;
  /** A loss compares with one class number a sample, and not with what has the shape of its input. */
  readonly hasLabels: boolean;
  /** Puts a function before the classes and gives its name. */
  readonly helper: LayerUse['helper'];
}

function layerClass(
  layer: ExportedLayer,
  written: NumpyNetworkLayer,
  { shapes, hasLabels, helper }: ClassParts,
): LayerClass {
  const inputs = namesOf(layer);
  const own = (names: readonly string[]): readonly string[] => names.map((name) => `self.${name}`);
  const parts = own(layer.parts);
  const batched = (shape: Shape): Shape => [samples, ...shape];
  const isLoss = layer.nature.kind === 'loss';
  const inputShapes = isLoss
    ? lossShapes(layer, hasLabels)
    : layer.inputShapes.slice(0, inputs.length).map(batched);
  const common = {
    shapes: [...inputShapes, ...layer.parts.map(shapes)],
    shape: isLoss ? [] : batched(layer.shape),
    setting: layer.setting,
    kept: (what: string): string => `self.${what}`,
    helper,
  };
  const forward: LayerUse = { ...common, inputs: [...inputs, ...parts], output: 'out' };
  const backwardUse = { ...common, inputs: [...own(inputs), ...parts], output: 'self.out', d: 'dout' };
  const { before: backwardBefore = [], gradients } = written.backward(backwardUse);
  const shares = gradients.map((gradient, index) => {
    const shape = common.shapes[index] ?? [];
    if (gradient === undefined) return undefined;
    const { value, shape: found } = gradient;
    return found === undefined || sameShape(found, shape) ? value : summedBack(value, found, shape);
  });
  const learned = layer.parts.flatMap((part, index) => {
    const share = shares[inputs.length + index];
    return share === undefined || share === `self.d${part}` ? [] : [`self.d${part} = ${share}`];
  });
  const passed = isLoss ? shares.slice(0, 1) : shares.slice(0, inputs.length);
  const backward = [
    ...backwardBefore,
    ...learned,
    `return ${passed.map((share) => share ?? 'None').join(', ')}`,
  ];
  const needs = (name: string): boolean =>
    backward.some((line) => new RegExp(`\\bself\\.${name}\\b`).test(line));
  const { before = [], value } = written.forward(forward);
  const evaluation = written.evaluation?.(forward);
  const hasModes = evaluation !== undefined;
  const kept = inputs.filter(needs).map((name) => `self.${name} = ${name}`);
  const walk = [...kept, ...before, ...(written.follow?.(forward) ?? [])];
  return {
    hasModes,
    body: [
      ...(layer.parts.length === 0
        ? []
        : [
            `    def __init__(self, ${layer.parts.join(', ')}):`,
            `        ${parts.join(', ')} = ${layer.parts.join(', ')}`,
            '',
          ]),
      `    def forward(self, ${inputs.join(', ')}${hasModes ? ', is_training' : ''}):`,
      ...(evaluation === undefined
        ? []
        : ['        if not is_training:', `            return ${evaluation.value}`]),
      ...walk.map((line) => `        ${line}`),
      ...(needs('out')
        ? [`        self.out = ${value}`, '        return self.out']
        : [`        return ${value}`]),
      '',
      `    def backward(self, dout${isLoss ? '=1.0' : ''}):`,
      ...backward.map((line) => `        ${line}`),
    ],
  };
}

/** What a layer calls its inputs in its formula: `x`, `a` and `b`, `x` and `t`. */
function namesOf({ type, nature, inputs }: ExportedLayer): readonly string[] {
  const described = layerNamed(type)?.inputs.map(({ name }) => name) ?? [];
  if (nature.kind === 'loss') return described.slice(0, 2);
  if (nature.kind !== 'combination') return described.slice(0, 1);
  if (nature.chains === true) return described.slice(0, 2);
  return inputs.map((_, index) => `x${String(index + 1)}`);
}

function lossShapes({ inputShapes: [compared = []] }: ExportedLayer, hasLabels: boolean): readonly Shape[] {
  const x = [samples, ...compared];
  return [x, hasLabels ? [samples] : x];
}

/** A class and the name that it has in the script. */
export interface NamedClass extends LayerClass {
  readonly name: string;
}

/** Gives every layer a class: layers whose classes have the same text share it. */
export class LayerClasses {
  readonly helpers = new Set<HelperName>();
  private readonly byText = new Map<string, NamedClass>();

  /** @param take gives a name that nothing has yet, as near to the requested one as can be */
  constructor(
    private readonly shapes: (layer: ExportedLayer, part: string) => Shape,
    private readonly hasLabels: boolean,
    private readonly take: (requested: string) => string,
  ) {}

  of(layer: ExportedLayer, written: NumpyNetworkLayer): NamedClass {
    const made = layerClass(layer, written, {
      shapes: (part) => this.shapes(layer, part),
      hasLabels: this.hasLabels,
      helper: (name) => {
        this.helpers.add(name);
        return name;
      },
    });
    const key = `${layer.type}\n${made.body.join('\n')}`;
    const found = this.byText.get(key) ?? { ...made, name: this.take(layer.type) };
    this.byText.set(key, found);
    return found;
  }

  /** In the order in which they were asked for. */
  get lines(): readonly string[] {
    return [...this.byText.values()].flatMap(({ name, body }) => [`class ${name}:`, ...body, '', '']);
  }
}
