import type { CheckProgress, GradientCheck } from '../engine/explain/gradientCheck';
import type { Settings } from '../engine/layers/support/layer';
import type { Message } from '../engine/message';
import type { Pace } from './networkPanelState';
import type { RunFacts } from './recordedFacts';
import type { NetworkDefinition } from '../engine/network/networkDefinition';
import type { NetworkData } from '../engine/network/networkInference';
import type { NetworkError } from '../engine/network/networkError';
import type { Shape } from '../engine/shape';
import type { AskedQuantity } from '../engine/training/firstPass';
import type { NamedNumbers, TrainingNumbers } from '../engine/training/trainingNumbers';
import type {
  FrameRequest,
  InspectRequest,
  StepInspection,
  TrainingFrame,
  TrainingStatus,
} from './trainingFrame';

/**
 * A file as the host read it. Its bytes go to the runtime
 * and are gone from the host where they can be handed over.
 */
export interface TrainingFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** What `data =` says, and its files by role. */
export interface DataRequest {
  readonly source: string;
  readonly arguments: Settings;
  readonly files: Readonly<Record<string, TrainingFile | undefined>>;
}

/** Everything a run follows from: the same request gives the same numbers. */
export interface TrainingRequest {
  readonly network: NetworkDefinition;
  readonly data: DataRequest;
  /** Default: `automatic`. */
  readonly pace?: Pace;
  /** The build of the kernels to compute with; where this machine has it not, and by default, the fastest. */
  readonly kernels?: string;
  /** Whether snapshots come with its frames; of what is sealed there are none. */
  readonly isRecorded?: boolean;
  /** Absent: everything may be shown. */
  readonly seal?: TrainingSeal;
}

/**
 * What a learner is asked for: of these quantities no number leaves the runtime, at any step. In a sheet
 * nothing is trained either, for what an update does tells a gradient.
 */
export interface TrainingSeal {
  readonly sealed: readonly AskedQuantity[];
  readonly isSheet: boolean;
}

/** One row of a view, known before the first step. */
export interface TrainingLayer {
  /** `affine1`, or the user's own name. */
  readonly name: string;
  /** Key in the table of layers. */
  readonly type: string;
  /** Of one sample. */
  readonly shape: Shape;
  readonly parameterCount: number;
}

/** On how many samples a run is evaluated: a fixed choice, that two evaluations can be compared. */
export interface EvaluatedSamples {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** At the start and the end: so many of the training part, and the whole test part. */
  readonly finalTrainSamples: number;
}

export interface TrainingDescription {
  readonly session: number;
  /** In the order in which they are computed; everywhere else a layer is its place in this list. */
  readonly layers: readonly TrainingLayer[];
  readonly parameterCount: number;
  /** What the network is given. */
  readonly data: NetworkData;
  readonly trainSamples: number;
  readonly testSamples: number;
  readonly evaluated: EvaluatedSamples;
  readonly classNames?: readonly string[];
  /** The build of the kernels that computes. */
  readonly kernels: string;
  /** What a reader should know before it starts: that a step will take long. */
  readonly warning?: Message;
  readonly status: TrainingStatus;
}

/** Why no run can start: the data or the network, and which part of it. Nothing was allocated. */
export interface TrainingRefusal {
  readonly message: Message;
  /** Absent where it is not the definition of the network. */
  readonly blame?: NetworkError['blame'];
  /** The argument of the data source that is to blame. */
  readonly dataArgument?: string;
}

export type TrainingStart =
  | { readonly ok: true; readonly description: TrainingDescription }
  | { readonly ok: false; readonly refusals: readonly TrainingRefusal[] };

/**
 * - `train`: start, or go on after a pause. After the last step there is nothing to train: see `trainMore`.
 * - `step`: exactly one step, then paused.
 * - `compute`: forward and backward on the next mini-batch, without the update; `step` then does the rest of
 *   the step. A run that is running pauses first.
 * - `stop`: ends the run and keeps what it reached; `train` goes on from there.
 * - `reset`: back to before the first step, to the same numbers.
 * - `trainTo`: as fast as the machine computes, until so many steps are done, then paused; answers when it
 *   rests, however that came. `pause` ends it early.
 * - `trainMore`: raises the number of epochs and goes on.
 * - `addSteps`: raises the number of steps; nothing is set going.
 * - `setParameter`: writes one number of a parameter, by its name (`affine1.W`) and its place, row-major. At
 *   rest the next mini-batch is then computed anew, as by `compute`; a run that is running goes on with it.
 */
export type TrainingCommand =
  | { readonly kind: 'train' | 'pause' | 'resume' | 'step' | 'compute' | 'stop' | 'reset' }
  | { readonly kind: 'trainTo'; readonly step: number }
  | { readonly kind: 'trainMore'; readonly epochs: number }
  | { readonly kind: 'addSteps'; readonly steps: number }
  | { readonly kind: 'setPace'; readonly pace: Pace }
  | { readonly kind: 'setLearningRate'; readonly learningRate: number }
  | ({ readonly kind: 'setParameter' } & ParameterEdit);

/** One number of a parameter, set by hand. */
export interface ParameterEdit {
  readonly parameter: string;
  readonly entry: number;
  readonly value: number;
}

export interface CommandRequest {
  readonly session: number;
  readonly command: TrainingCommand;
}

/** How a run stands after a command, and why it could not be followed where it could not. */
export interface CommandOutcome {
  readonly status: TrainingStatus;
  readonly refused?: Message;
}

/** An edited definition for a run that goes on. */
export interface ReplaceRequest {
  readonly session: number;
  readonly network: NetworkDefinition;
  /** Absent: the data did not change. */
  readonly data?: DataRequest;
}

export interface Replacement {
  readonly description: TrainingDescription;
  /** What became of the parameters, by layer name. */
  readonly message: Message;
}

export type ReplaceOutcome =
  | { readonly ok: true; readonly replacement: Replacement }
  | { readonly ok: false; readonly refusals: readonly TrainingRefusal[] };

/** Training, as the host asks for it. A session that does not exist, or no more, rejects the call. */
export interface TrainingService {
  /** Reads the data, checks the network against it and takes the memory. Nothing is trained yet. */
  startTraining(request: TrainingRequest): TrainingStart;
  commandTraining(request: CommandRequest): CommandOutcome;
  /** Answers once there is something new, at most thirty times a second: a slow view asks more seldom. */
  nextTrainingFrame(request: FrameRequest): TrainingFrame;
  inspectTraining(request: InspectRequest): StepInspection;
  /**
   * Goes on with an edited definition and keeps every parameter whose layer and shape are unchanged. A run
   * with a seal does not: what tells an answer is another in the edited network.
   */
  replaceDefinition(request: ReplaceRequest): ReplaceOutcome;
  /**
   * Backward against central differences in float64, at the parameters as they
   * are, on a few samples of the mini-batch that is open or comes next. The run
   * waits meanwhile, and nothing of it changes. `memory`: there is not enough.
   * `undefined`: it was cancelled.
   */
  checkTrainingGradients(request: SessionRequest): TrainingGradientCheck | undefined;
  /** How far it is; `undefined` before the first entry, and where none is under way. */
  gradientCheckProgress(request: SessionRequest): CheckProgress | undefined;
  cancelGradientCheck(request: SessionRequest): void;
  /** The parameters and running statistics as they are, by name: `affine1.W`. */
  trainedParameters(request: SessionRequest): readonly NamedNumbers[];
  /** Reads the data and initialises the network, for a script that trains it elsewhere. */
  readTrainingNumbers(request: Pick<TrainingRequest, 'network' | 'data'>): NumbersOutcome;
  /** What a recording says of it; its data is read once for that. */
  describeRun(request: SessionRequest): RunFacts;
  /** Ends it and gives its memory back. */
  endTraining(request: SessionRequest): void;
}

export type TrainingGradientCheck =
  { readonly ok: true; readonly check: GradientCheck } | { readonly ok: false; readonly memory: Message };

export interface SessionRequest {
  readonly session: number;
}

/** What a script needs that trains a network elsewhere, or why there can be none. */
export type NumbersOutcome =
  | { readonly ok: true; readonly numbers: TrainingNumbers }
  | { readonly ok: false; readonly refusals: readonly TrainingRefusal[] };
