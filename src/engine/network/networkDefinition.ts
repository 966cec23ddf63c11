import type { Settings } from '../layers/support/layer';
import type { Shape } from '../shape';
import type { Precision } from '../tensor';

/** An optimizer, schedule or initializer as it was written: its name in its table, and its arguments. */
export interface Choice {
  readonly name: string;
  readonly settings: Settings;
}

/**
 * Where a layer takes a value from: an earlier layer, by its
 * place in `NetworkDefinition.layers`, or the network's input.
 */
export type LayerInput = number | 'input';

/** Numbers that stand in the definition, or in a file that it names. */
export interface GivenNumbers {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: ArrayLike<number>;
  /** As messages name them: the name of an array. Absent where they are written out. */
  readonly name?: string;
  /** Whether a matrix is outputs×inputs, as PyTorch keeps it, where that is said. */
  readonly isTransposed?: boolean;
}

/** What `parameters =` says. */
export interface GivenArchive {
  /** As messages name it. */
  readonly file: string;
  /** In the order of the file. */
  readonly arrays: readonly GivenNumbers[];
  /** The name of an array by the parameter it is for, `hidden.W`, where that is said. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Whether its matrices are outputs×inputs, as PyTorch keeps them, where that is said. */
  readonly isTransposed?: boolean;
  /** Whether channels come last in what belongs to images, as in Keras, where that is said. */
  readonly isChannelsLast?: boolean;
}

/** One layer, after blocks and repetitions were written out. */
export interface LayerDefinition {
  /** As views and files name it: `affine1`, or the user's own name. No two are equal. */
  readonly name: string;
  /** Key in the table of layers: `Affine`. */
  readonly layer: string;
  /** As written; what was left out is absent. */
  readonly settings: Settings;
  /** The layer above, or the one `from` names, then those a combination names. */
  readonly inputs: readonly LayerInput[];
  /** What `init=` says. */
  readonly initializer?: Choice;
  /** By the name of a parameter, `W` or `b`: the numbers it starts from. */
  readonly given?: Readonly<Record<string, GivenNumbers>>;
}

/** What a `train` block says. */
export interface TrainingDefinition {
  readonly optimizer: Choice;
  readonly schedule: Choice;
  /** Samples in a mini-batch; `all` takes all training samples at once, in the order of the data. */
  readonly batch: number | 'all';
  readonly epochs: number;
  /** Whether every epoch takes the samples in an order of its own; absent: it does. */
  readonly shuffle?: boolean;
  readonly seed: number;
  /** Absent: what the optimizer says. */
  readonly weightDecay?: number;
  /** Absent: none. */
  readonly l1?: number;
  /** Absent: gradients are not clipped. */
  readonly clipNorm?: number;
  readonly precision: Precision;
}

/**
 * A network as the language gives it: plain data, so that
 * it can be sent to a worker. The last layer is the loss.
 */
export interface NetworkDefinition {
  readonly name: string;
  readonly layers: readonly LayerDefinition[];
  readonly training: TrainingDefinition;
  /** What the other parameters, and running statistics, start from. */
  readonly parameters?: GivenArchive;
}

/** Where a `train` block leaves something out, or there is none. */
export const defaultTraining: TrainingDefinition = {
  optimizer: { name: 'SGD', settings: {} },
  schedule: { name: 'Constant', settings: {} },
  batch: 32,
  epochs: 10,
  seed: 0,
  precision: 'float32',
};
