import type { Kernel } from '../../kernels/kernel';
import type { Kernels } from '../../kernels/kernels';
import type { EntryRule } from '../../kernels/operands/activationOperands';
import type { EntryLossRule } from '../../kernels/operands/lossOperands';
import type { Shape } from '../../shape';
import type { Numbers, SavedTensor, Tensor } from '../../tensor';
import type { Layer, Settings, SettingSpec, ShapeResult } from './layer';

/** Numbers a layer learns. `name` is what NumPy files and views show: `W`, `b`, `gamma`, `beta`. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  /** `initializer`: what `init=` says. Numbers: one for all entries, or one for each. */
  readonly start: 'initializer' | 'zeros' | 'ones' | number | readonly number[];
  /** How many numbers one output sums up, and how many outputs one input goes to. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Numbers a layer keeps from step to step without learning them: running statistics. */
export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly start: 'zeros' | 'ones';
}

/** Where backward puts a gradient. */
export interface GradientSlot extends Tensor {
  /** True: something is there already, add to it. False: overwrite. */
  readonly accumulate: boolean;
  /** True: it leads to nothing that learns, and is computed only where somebody asks. */
  readonly deferred: boolean;
}

/** What a loss compares with, in the plan's memory: refilled for every mini-batch. */
export interface TargetSlot {
  /** One class for each sample; used where `encoding` is `labels`. */
  readonly labels: Int32Array;
  /** Batch first, as long as the loss's input; used otherwise. */
  readonly values: Numbers;
  readonly encoding: TargetEncoding;
}

/**
 * How the targets of the data reach the loss:
 * `labels` as they are · `oneHot` rows made of labels · `binary`:
 * 0 or 1 made of the labels of two classes · `values` as they are.
 */
export type TargetEncoding = 'labels' | 'oneHot' | 'binary' | 'values';

/** What Dropout draws its masks from. */
export interface MaskSource {
  /** Sets each entry to 1 with probability `share`, else to 0. */
  readonly draw: (mask: Uint8Array, share: number) => void;
}

/** Everything a layer of a network needs to become kernels, batch first throughout. */
export interface NetworkBinding {
  readonly mode: 'training' | 'evaluation';
  readonly kernels: Kernels;
  readonly settings: Settings;
  /** What other layers give, then the parameters, as the graph's node has them. */
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The gradient of the loss with respect to `output`; only read. */
  readonly gradOutput: Tensor;
  /** By input; `undefined` where nobody can need it. In evaluation seldom any is needed. */
  readonly gradInputs: readonly (GradientSlot | undefined)[];
  /** By name. */
  readonly states: Readonly<Record<string, Tensor>>;
  /** Only for losses. */
  readonly target?: TargetSlot;
  readonly masks: MaskSource;
  /** Buffers kept between forward and backward. Must not depend on what earlier buffers hold. */
  readonly allocate: (shape: Shape) => Tensor;
  readonly allocateMask: (shape: Shape) => SavedTensor & { readonly data: Uint8Array };
  readonly allocateIntegers: (shape: Shape) => SavedTensor & { readonly data: Int32Array };
  /** One byte a unit, set where a unit let any sample through; the trainer clears it at each epoch. */
  readonly seenActive: (units: number) => Uint8Array | undefined;
}

/** A piece of backward. */
export interface BackwardKernel {
  readonly run: Kernel;
  /**
   * The input it computes the gradient of, where it computes nothing else: it is left out where nobody asks.
   */
  readonly only?: number;
}

export interface BoundNetworkLayer {
  readonly forward: readonly Kernel[];
  /** In the order to run them, gradients of inputs in the order of the inputs; empty where none is needed. */
  readonly backward: readonly BackwardKernel[];
  /** What views may show of it. May compute: never called in a step. */
  readonly saved: () => Readonly<Record<string, SavedTensor>>;
}

/**
 * How a layer is written in a network, what it learns, and how it trains.
 * Shapes here are those of one sample, without the batch.
 */
export interface NetworkForm {
  /** Other names that are accepted: `Dense`. */
  readonly aliases?: readonly string[];
  /**
   * `layer` takes the output of one other layer, `combination` of two or more in the order they are named,
   * `loss` is the last layer and compares one with the targets.
   */
  readonly kind: 'layer' | 'combination' | 'loss';
  /** As written, in the order of positional arguments. `init` is not among them. */
  readonly settings: readonly SettingSpec[];
  /** Whether it takes `init=`. */
  readonly takesInitializer?: boolean;
  /** The setting that decides how many numbers it gives: blamed where the loss needs another number. */
  readonly sizeSetting?: string;
  /** A layer before it starts with He unless it says otherwise. */
  readonly rectifies?: boolean;
  /** Of a layer that takes every entry by itself: what it computes of one. */
  readonly entryRule?: (settings: Settings) => EntryRule;
  /** Of a loss that compares entry by entry: what it computes of one. */
  readonly entryLossRule?: (settings: Settings) => EntryLossRule;
  /**
   * Of an activation with flat ends: whether an output lies
   * at one of them, where backward passes next to nothing.
   */
  readonly isSaturated?: (y: number) => boolean;
  /**
   * Of a layer that lets only part of what it is given through: it keeps a `mask` of what it blocked, and
   * tells `seenActive` which units let anything through.
   */
  readonly blocks?: true;
  /** Of a layer that takes every sample as one row of numbers, whatever its shape. */
  readonly flattens?: true;
  /** Looked through where it is asked what comes after a layer: it passes numbers on almost as they are. */
  readonly passesOn?: boolean;
  readonly outputShape: (inputs: readonly Shape[], settings: Settings) => ShapeResult;
  /** Asked only for inputs that `outputShape` accepts. */
  readonly parameters?: (input: Shape, settings: Settings) => readonly ParameterSpec[];
  readonly states?: (input: Shape, settings: Settings) => readonly StateSpec[];
  /** Which targets a loss can take; the first that fits the data is used. */
  readonly targets?: readonly TargetEncoding[];
  /** Of a loss that is given a number for each class: one number alone is nothing to compare. */
  readonly overClasses?: boolean;
  /** Of a loss: the layers it has inside, which before it would be applied twice. */
  readonly includes?: readonly string[];
  /** Computes with the mean and spread of the mini-batch: one sample alone has none. */
  readonly measuresBatch?: boolean;
  /** Draws random numbers in training: no two libraries draw the same. */
  readonly isRandom?: true;
  /** Of a loss: whether with so many classes it is ln(classes) where all are found equally likely. */
  readonly startsAtChance?: (classes: number) => boolean;
  /** Of a loss whose targets are probabilities: below 0 or above 1 its least value has no bound. */
  readonly comparesProbabilities?: true;
  /** Of a loss with `binary` targets: above this the prediction is class 1. */
  readonly decisionThreshold?: number;
  /** The settings of the graph's node; absent: as written. */
  readonly nodeSettings?: (settings: Settings) => Settings;
  /** A combination of many becomes a chain of nodes of two: `(a + b) + c`. */
  readonly chains?: boolean;
  readonly bind: (binding: NetworkBinding) => BoundNetworkLayer;
}

/** The `bind` of a layer that formulas cannot call: only its network form runs. */
export function onlyInNetworks(name: string): Layer['bind'] {
  return () => {
    throw new RangeError(`${name} runs in networks only.`);
  };
}
