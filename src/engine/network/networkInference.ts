import { firstMistake } from '../argumentSpec';
import type { NetworkLayer, Settings } from '../layers/support/layer';
import type { ParameterSpec, StateSpec, TargetEncoding } from '../layers/support/networkForm';
import { operand } from '../layers/support/operands';
import { networkLayers } from '../layers/layerTable';
import { message, type Message } from '../message';
import { sameShape, sizeOf, type Shape } from '../shape';
import type { Choice, LayerDefinition, NetworkDefinition } from './networkDefinition';
import { defaultInitializers, initializerFor, initializerOf } from './initialization';
import { assignGiven } from './givenParameters';
import type { GivenParameters, GivenStart } from './givenPlaces';
import { networkLayerOf } from './layersOfNetwork';
import { chooseEncoding, type NetworkTargets } from './lossTargets';
import { blameInput, blameLayer, blameSetting, type NetworkError, trainingErrors } from './networkError';
import { writtenSettings } from './trainingSettings';

/** The most parameters a network can have: with gradients and the state of Adam they take 2 GB in float32. */
export const maximumParameters = 2 ** 27;

/** The most numbers a layer can give for one sample. */
export const maximumSampleEntries = 2 ** 27;

/** What the network is given, without the data. */
export interface NetworkData {
  /** Shape of one sample. */
  readonly sampleShape: Shape;
  /** Absent where only the whole file can tell: then the last layer is not checked against it. */
  readonly targets?: NetworkTargets;
  /** Why its numbers cannot be kept in float32, where one was seen that is too large. */
  readonly beyondFloat32?: Message;
}

export interface InferredParameter extends ParameterSpec {
  readonly initializer: Choice;
  /** What it starts from in place of that. */
  readonly given?: GivenStart;
}

/** A running statistic, and what it starts from where that is given. */
export interface InferredState extends StateSpec {
  readonly given?: GivenStart;
}

export interface InferredLayer {
  /** Of one sample. The loss gives a single number for the whole mini-batch: `[]`. */
  readonly shape: Shape;
  readonly parameters: readonly InferredParameter[];
  readonly states: readonly InferredState[];
  readonly parameterCount: number;
}

export interface NetworkInference {
  /** By layer; `undefined` where it, or a layer it takes from, is wrong. */
  readonly layers: readonly (InferredLayer | undefined)[];
  /** One for each mistake: what builds on something wrong is not reported again. */
  readonly errors: readonly NetworkError[];
  /** How the targets reach the loss; absent where the loss or the targets are not known. */
  readonly encoding?: TargetEncoding;
  readonly parameterCount: number;
  /** What became of the numbers it is given; absent where it is given none. */
  readonly given?: GivenParameters;
}

/**
 * Works out the shape of every layer and what it learns, from
 * the data through to the loss, before anything is allocated.
 * @throws RangeError for a definition the language cannot
 *   make: an unknown layer, an input that is not an earlier layer.
 */
export function inferNetwork(definition: NetworkDefinition, data: NetworkData): NetworkInference {
  return new Inferrer(definition, data).infer();
}

class Inferrer {
  private readonly errors: NetworkError[] = [];
  private readonly layers: (InferredLayer | undefined)[] = [];
  private readonly weightInitializers: readonly Choice[];
  private parameterCount = 0;

  constructor(
    private readonly definition: NetworkDefinition,
    private readonly data: NetworkData,
  ) {
    this.weightInitializers = defaultInitializers(definition.layers);
  }

  infer(): NetworkInference {
    for (const index of this.definition.layers.keys()) this.layers.push(this.inferLayer(index));
    const given = this.takeGiven();
    const encoding = this.checkLoss();
    this.errors.push(...trainingErrors(this.definition.training));
    this.checkPrecision();
    const { layers, errors, parameterCount } = this;
    return { layers, errors, parameterCount, ...(encoding && { encoding }), ...(given && { given }) };
  }

  /** Puts the numbers that are given where they belong. */
  private takeGiven(): GivenParameters | undefined {
    const { definition, layers } = this;
    if (!definition.parameters && !definition.layers.some((layer) => layer.given)) return undefined;
    const given = assignGiven(definition, layers, this.data.sampleShape);
    this.errors.push(...given.errors);
    const starts = new Map(given.assigned.map(({ parameter, start }) => [parameter, start]));
    for (const [index, layer] of layers.entries()) {
      if (!layer) continue;
      const { name } = operand(definition.layers, index);
      const started = <Spec extends StateSpec | InferredParameter>(spec: Spec): Spec => {
        const start = starts.get(`${name}.${spec.name}`);
        return start ? { ...spec, given: start } : spec;
      };
      layers[index] = {
        ...layer,
        parameters: layer.parameters.map(started),
        states: layer.states.map(started),
      };
    }
    return given;
  }

  private inferLayer(index: number): InferredLayer | undefined {
    const layer = operand(this.definition.layers, index);
    const table = networkLayerOf(layer);
    const form = table.asLayer;
    if (!this.isWellFormed(index, layer, table)) return undefined;
    const inputs = this.inputShapes(index);
    if (inputs === undefined) return undefined;
    const result = form.outputShape(inputs, layer.settings);
    if (!result.ok) {
      const { message: text, blame } = result.error;
      if (blame.kind === 'setting') this.errors.push(blameSetting(index, blame.name, text));
      else if (blame.kind === 'input') this.errors.push(blameInput(index, blame.index, text));
      else this.errors.push(blameLayer(index, text));
      return undefined;
    }
    const input = operand(inputs, 0);
    const weights = layer.initializer ?? operand(this.weightInitializers, index);
    const parameters = (form.parameters?.(input, layer.settings) ?? []).map((spec) => ({
      ...spec,
      initializer: initializerFor(spec, weights),
    }));
    const parameterCount = parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
    if (!this.fitsMemory(index, form.sizeSetting, result.shape, parameterCount)) return undefined;
    this.parameterCount += parameterCount;
    return {
      shape: result.shape,
      parameters,
      parameterCount,
      states: form.states?.(input, layer.settings) ?? [],
    };
  }

  /** Reports what is wrong with a layer by itself, whatever it is given. */
  private isWellFormed(index: number, layer: LayerDefinition, { name, asLayer }: NetworkLayer): boolean {
    const before = this.errors.length;
    const wrong = firstMistake(asLayer.settings, layer.settings);
    if (wrong) this.errors.push(blameSetting(index, wrong.argument, wrong.message));
    if (asLayer.kind === 'combination' && layer.inputs.length < 2) {
      const text = message('{0} combines layers: name what to combine with, as in {0}(input).', name);
      this.errors.push(blameLayer(index, text));
    } else if (asLayer.kind !== 'combination' && layer.inputs.length !== 1) {
      this.errors.push(blameLayer(index, message('{0} takes the output of one layer.', name)));
    }
    const isLast = index === this.definition.layers.length - 1;
    if (asLayer.kind === 'loss' && !isLast) {
      this.errors.push(blameLayer(index, message('{0} is a loss: it must be the last layer.', name)));
    }
    if (layer.initializer) this.checkInitializer(index, layer.initializer, asLayer.takesInitializer === true);
    return this.errors.length === before;
  }

  private checkInitializer(layer: number, choice: Choice, isTaken: boolean): void {
    if (!isTaken) {
      const text = message('This layer has no weights to initialise.');
      this.errors.push({ message: text, blame: { kind: 'initializer', layer } });
      return;
    }
    const initializer = initializerOf(choice);
    const wrong =
      firstMistake(initializer.settings, choice.settings) ?? initializer.mistakeIn?.(choice.settings);
    if (!wrong) return;
    const blame = { kind: 'initializer', layer } as const;
    this.errors.push({ message: wrong.message, blame });
  }

  private inputShapes(index: number): readonly Shape[] | undefined {
    const shapes: Shape[] = [];
    for (const input of operand(this.definition.layers, index).inputs) {
      if (input !== 'input' && !(input >= 0 && input < index)) {
        throw new RangeError(`Layer ${index} takes from layer ${input}, which is not before it.`);
      }
      const shape = input === 'input' ? this.data.sampleShape : this.layers[input]?.shape;
      if (shape === undefined) return undefined;
      shapes.push(shape);
    }
    return shapes;
  }

  private fitsMemory(
    index: number,
    sizeSetting: string | undefined,
    shape: Shape,
    parameterCount: number,
  ): boolean {
    const report = (text: ReturnType<typeof message>): false => {
      const error =
        sizeSetting === undefined ? blameLayer(index, text) : blameSetting(index, sizeSetting, text);
      this.errors.push(error);
      return false;
    };
    if (this.parameterCount + parameterCount > maximumParameters) {
      return report(
        message(
          'This layer would have {0} parameters ({1} GB in float32): a network can have {2} at most.',
          parameterCount,
          Math.round((parameterCount * 4) / 1e7) / 100,
          maximumParameters,
        ),
      );
    }
    if (sizeOf(shape) <= maximumSampleEntries) return true;
    return report(
      message(
        'This layer would give {0} numbers for each sample ({1} GB in float32): {2} is the most.',
        sizeOf(shape),
        Math.round((sizeOf(shape) * 4) / 1e7) / 100,
        maximumSampleEntries,
      ),
    );
  }

  /** In float32 a larger number than it holds would be infinite before anything is learned. */
  private checkPrecision(): void {
    const { layers, training } = this.definition;
    if (training.precision !== 'float32') return;
    const { beyondFloat32 } = this.data;
    if (beyondFloat32 !== undefined) {
      this.errors.push({ message: beyondFloat32, blame: { kind: 'training', setting: 'precision' } });
    }
    for (const [layer, { settings, initializer }] of layers.entries()) {
      this.refuseBeyondFloat32(settings, (setting) => ({ kind: 'setting', layer, setting }));
      if (!initializer) continue;
      this.refuseBeyondFloat32(initializer.settings, () => ({ kind: 'initializer', layer }));
    }
    this.refuseBeyondFloat32(training.optimizer.settings, (setting) => ({ kind: 'optimizer', setting }));
    this.refuseBeyondFloat32(training.schedule.settings, (setting) => ({ kind: 'schedule', setting }));
    this.refuseBeyondFloat32(writtenSettings(training), (setting) => ({ kind: 'training', setting }));
  }

  private refuseBeyondFloat32(settings: Settings, blame: (setting: string) => NetworkError['blame']): void {
    for (const [setting, value] of Object.entries(settings)) {
      const numbers = typeof value === 'object' ? value : [value];
      if (numbers.every((each) => typeof each !== 'number' || Number.isFinite(Math.fround(each)))) continue;
      const text = message(
        '{0} is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
        setting,
      );
      this.errors.push({ message: text, blame: blame(setting) });
    }
  }

  /** The last layer must be a loss, and what it is given must fit the data. */
  private checkLoss(): TargetEncoding | undefined {
    const { layers } = this.definition;
    const last = layers.length - 1;
    const loss = layers.at(-1);
    if (loss === undefined) {
      this.errors.push({ message: message('The network has no layers.'), blame: { kind: 'network' } });
      return undefined;
    }
    const table = networkLayerOf(loss);
    if (table.asLayer.kind !== 'loss') {
      const losses = networkLayers.filter((layer) => layer.asLayer.kind === 'loss').map(({ name }) => name);
      const text = message('The last layer must be a loss: {0}.', losses.join(', '));
      this.errors.push(blameLayer(last, text));
      return undefined;
    }
    const given = this.layers[last] && this.inputShapes(last)?.[0];
    if (given === undefined) return undefined;
    const result = chooseEncoding(table, this.data.targets, given);
    if (result.ok) return result.encoding;
    this.errors.push(
      result.blame === 'size'
        ? {
            ...this.blameForSize(last, given, result.message),
            ...(result.expected !== undefined && { expected: result.expected }),
          }
        : blameLayer(last, result.message),
    );
    return undefined;
  }

  /**
   * Points at the argument that decides how many numbers the loss is given, past layers that keep the shape.
   */
  private blameForSize(loss: number, given: Shape, text: ReturnType<typeof message>): NetworkError {
    let index = operand(this.definition.layers, loss).inputs[0];
    while (index !== undefined && index !== 'input') {
      const layer = operand(this.definition.layers, index);
      const { sizeSetting } = networkLayerOf(layer).asLayer;
      const shape = this.layers[index]?.shape;
      if (shape === undefined || !sameShape(shape, given)) break;
      if (sizeSetting !== undefined) return blameSetting(index, sizeSetting, text);
      index = layer.inputs[0];
    }
    return blameLayer(loss, text);
  }
}
