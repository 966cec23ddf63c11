import type { EpochCount } from '../training/epochCount';

/** How the weights of a layer start. */
export interface WatchedWeights {
  /** What `init=` says, or what holds without it: `He`. */
  readonly initializer: string;
  /** What would hold without `init=`. */
  readonly usualInitializer: string;
  /** Root mean square of the weights at the start, as a multiple of that under the usual initializer. */
  readonly scale: number;
  /** Their norm as it would be under the usual initializer. */
  readonly usualNorm: number;
  /** How many numbers they are. */
  readonly entries: number;
  /** How many units, or filters, they belong to. */
  readonly units: number;
}

/** What the rules need to know of a layer: how it is called and what kind it is. */
export interface WatchedLayer {
  readonly name: string;
  /** Key in the table of layers: `Affine`, `ReLU`. */
  /** True where its curve is flat at both ends, so that backward passes next to nothing there. */
  readonly saturates?: boolean;
  /** Of what normalises over the mini-batch: how many numbers of each unit that holds. */
  readonly normalisesOver?: number;
  /** Absent where nothing of it is drawn at random. */
  readonly weights?: WatchedWeights;
}

/** What the definition says of training. */
export interface WatchedTraining {
  /** `SGD`, `Adam`. */
  readonly optimizer: string;
  readonly learningRate: number;
  /** What holds where nobody writes a learning rate. */
  readonly usualLearningRate: number;
  /** True where the optimizer scales every gradient, so that its size makes an update no larger. */
  readonly adaptsRate?: true;
  readonly weightDecay: number;
  /**
   * Share of a weight that weight decay takes at one update;
   * NaN where the optimizer scales it with the gradient.
   */
  readonly decayPerUpdate: number;
  /** What is added to every gradient, against the sign of its weight; absent: none. */
  readonly l1?: number;
  readonly clipNorm?: number;
}

/** How far the numbers of the training part are spread. */
export interface Spread {
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
}

/** What the inputs look like to the first layer. */
export interface WatchedInputs {
  /** Of all entries. */
  readonly all: Spread;
  /** Of the column that is farthest from mean 0 and deviation 1, the number of the row left out. */
  readonly widest: Spread;
  /** Its number in the file, from 1, and its name; absent for pictures, where a single pixel says nothing. */
  readonly column?: number;
  readonly columnName?: string;
  /** Whether all entries are whole numbers up to the upper half of bytes, as many as a picture has. */
  readonly arePixels: boolean;
  /** The column that counts the rows, where one does. */
  readonly rowNumber?: NumberedColumn & { readonly spread: Spread };
}

/** A column of the inputs. */
export interface NumberedColumn {
  /** In the file, from 1. */
  readonly column: number;
  readonly columnName?: string;
}

/** What is known before the first step. */
export interface WatchedRun extends EpochCount {
  /** In forward order. Everywhere else a layer is its place in this list. */
  readonly layers: readonly WatchedLayer[];
  /** Updates done when watching began: 0, or those before the definition was edited. Windows begin here. */
  readonly beginsAt: number;
  /** Samples of a step; absent where nobody knows. */
  readonly batchSize?: number;
  readonly training: WatchedTraining;
  readonly inputs: WatchedInputs;
  /** Of targets that are numbers. */
  readonly targets?: Spread;
  /** The loss of a network that answers the mean of those targets, whatever it is asked. */
  readonly lossOfMean?: number;
  /**
   * Of a classification whose loss is ln(classes) at chance: how many classes; absent for every other loss.
   */
  readonly classes?: number;
  /** On how many samples of the test part its loss is measured; absent: on all of them. */
  readonly tested?: { readonly samples: number; readonly of: number };
}

/** Scalars of one layer at one step. NaN: the layer has no such number, or it was not computed. */
export interface LayerScalars {
  /** √Σg² over the gradients of all its parameters. */
  readonly gradientNorm: number;
  /** Mean |dW| of its weights; biases are left out. */
  readonly meanAbsoluteGradient: number;
  /** ‖ΔW‖ / ‖W‖ of its weights at this update. */
  readonly updateToWeightRatio: number;
  /** ‖ΔW‖ of its weights at this update. */
  readonly updateNorm: number;
  /** Of a ReLU: the share of this batch's outputs that it blocked, 0 to 1. */
  readonly blockedShare: number;
  /** Of a Sigmoid or Tanh: the share of this batch's outputs at the flat ends, 0 to 1. */
  readonly saturatedShare: number;
}

/** The layers' scalars at a step. */
export interface ScalarSample {
  /** Updates done before the one sampled: 0 for the first. */
  readonly step: number;
  /** This update's learning rate over the optimizer's own: what the schedule makes of it. */
  readonly scheduleFactor: number;
  /** By layer. */
  readonly layers: readonly LayerScalars[];
}

export interface LossSample {
  readonly step: number;
  /** Of the mini-batch. */
  readonly loss: number;
}

export interface EvaluationSample {
  /** Updates done. */
  readonly step: number;
  /** NaN: there is no such part, or it was not evaluated. */
  readonly trainLoss: number;
  readonly testLoss: number;
}

export interface EpochSample {
  /** Updates done. */
  readonly step: number;
  /**
   * By layer: the share of its units that were blocked for
   * every sample of the epoch; NaN for what is no ReLU.
   */
  readonly deadUnitFraction: readonly number[];
}

/** Taken after the first update, and after the last of each epoch. */
export interface AlikeSample {
  /** Updates done. */
  readonly step: number;
  /**
   * By layer: how many of its units have weights and gradients
   * equal to another's; NaN for what has no weights.
   */
  readonly alikeUnits: readonly number[];
}

/** Where the first NaN or infinity came from. */
export interface NonFiniteOrigin {
  readonly step: number;
  /** `parameter`: made by the update. `loss`: where in the network it came from nobody has seen. */
  readonly where: 'value' | 'gradient' | 'parameter' | 'loss';
  readonly layer: number;
  /** Which numbers: `affine1.W`, `relu1`. */
  readonly name: string;
  readonly kind: 'NaN' | 'infinity';
}
