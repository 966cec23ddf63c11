import type { EpochCount } from '../engine/training/epochCount';
import type { HealthFinding } from '../engine/health/finding';
import type { Message } from '../engine/message';
import type { Shape } from '../engine/shape';
import type { Points, Rows } from './boundedSeries';
import type { TrainingViews, ViewRequests } from './trainingViews';

/**
 * How fast a run goes. `automatic`: `watch` where the whole run would take under ten seconds, else `full`.
 * `watch`: spread over about ten seconds. `full`: as fast as the machine computes.
 */
export type Pace =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'watch' | 'full' }
  /** A number above 0; the machine may be slower. */
  | { readonly kind: 'stepsPerSecond'; readonly value: number };

/**
 * `ready`: before the first step. `finished`: all epochs done. `stopped`: ended by a person.
 * `failed`: it cannot go on, and `reason` says why. From every state `reset` leads back to `ready`.
 */
export type TrainingState = 'ready' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

export interface TrainingStatus extends EpochCount {
  readonly state: TrainingState;
  readonly reason?: Message;
  /** Updates done. */
  readonly step: number;
  /** The first step that can be looked back at: 1, or the first after the definition was replaced. */
  readonly firstStep: number;
  readonly totalSteps: number;
  /** The epoch of the last step done, from 1; 0 before the first. */
  readonly epoch: number;
  readonly epochs: number;
  /** Over the last second or so; 0 while nothing runs. */
  readonly stepsPerSecond: number;
  /** The optimizer's own, before the schedule. */
  readonly learningRate: number;
  /** What the schedule makes of it for the next update. */
  readonly scheduledLearningRate: number;
  /** Values and gradients of the next mini-batch are there, the update is not. */
  readonly isBetween: boolean;
  readonly pace: Pace;
}

/** What an evaluation may measure; NaN where there is no such number. */
export const evaluationNames = ['trainLoss', 'trainAccuracy', 'testLoss', 'testAccuracy'] as const;
export type EvaluationName = (typeof evaluationNames)[number];

/** The scalars of a layer, in this order. NaN: the layer has no such number. */
export const layerScalarNames = [
  'gradientNorm',
  'meanAbsoluteGradient',
  'updateToWeightRatio',
  'blockedShare',
  'saturatedShare',
] as const;
export type LayerScalarName = (typeof layerScalarNames)[number];

/** What was measured over the steps of a run: all of it, or what is new in a frame. */
export interface RunSeries {
  /** Of mini-batches, by the number of updates done before each. */
  readonly losses: Points;
  /** Columns: `evaluationNames`; by the number of updates done. */
  readonly evaluations: Rows;
  /** Columns: layers × `layerScalarNames`; of mini-batches, by the number of updates done before each. */
  readonly scalars: Rows;
  /** As the schedule made them: by the number of updates done, of the update that follows. */
  readonly learningRates: Points;
}

/** `activation`: what the layer gave. `gradient`: ∂L/∂ of that. `mask`: 1 is blocked, of a ReLU. */
export type PictureKind = 'activation' | 'gradient' | 'mask' | 'weights' | 'weightGradient';

/** Which pictures a view shows now. */
export interface PictureRequest {
  readonly layer: number;
  readonly kinds: readonly PictureKind[];
  /** The most cells on a side: a whole number from 1 to `largestPictureSide`. Default: `pictureSide`. */
  readonly side?: number;
  /** Every entry, where there are no more than `largestPictureSide`²; otherwise as `side` says. */
  readonly whole?: boolean;
}

/** A side of a picture is at most this long, unless more is requested. */
export const pictureSide = 64;
/** The mask of a large layer over a whole batch, cell by cell. */
export const largestPictureSide = 512;

/**
 * One tensor as a picture. Of what a batch gives the rows are the units and the columns the samples;
 * of weights the rows are inputs (filters of a convolution) and the columns outputs.
 */
export interface Picture {
  readonly layer: number;
  readonly kind: PictureKind;
  /** Of the whole tensor, batch first. */
  readonly shape: Shape;
  /** Rows and columns of the whole tensor, seen as a matrix. */
  readonly fullRows: number;
  readonly fullColumns: number;
  /** Of this picture. Where they are as many as those of the tensor every cell is one exact entry. */
  readonly rows: number;
  readonly columns: number;
  /** Row-major; of several entries their mean. A mask that is exact comes as 0 and 1 in bytes. */
  readonly cells: Float32Array | Uint8Array;
  /** By cell the entry farthest from zero, or one that is not finite; absent where the cells are exact. */
  readonly extremes?: Float32Array;
  /** As `statisticsEntries` of the engine; absent for masks. */
  readonly statistics?: Float64Array;
  /** Counts between minimum and maximum; absent for masks. */
  readonly histogram?: Int32Array;
  /** Of a mask: one byte a unit, 1 where the unit was blocked for every sample of the last whole epoch. */
  readonly deadUnits?: Uint8Array;
}

/** What is new since the frame before. Everything in it is a copy. */
export interface TrainingFrame {
  readonly status: TrainingStatus;
  readonly series: RunSeries;
  /** All findings of the run, where they changed. */
  readonly findings?: readonly HealthFinding[];
  /**
   * As requested: of the last mini-batch, which there is none
   * of before the first step, and of the parameters now.
   */
  readonly views: TrainingViews;
  /** Ascending: the steps at which a look back is cheap, where they changed. */
  readonly snapshots?: Float64Array;
  /** True where the run was reset or its definition replaced since the frame before: series start again. */
  readonly restarted: boolean;
}

export interface ViewsRequest {
  readonly session: number;
  readonly requests: ViewRequests;
}

export interface FrameRequest extends ViewsRequest {
  /**
   * Whoever asks has lost what it was shown: it is answered
   * at once and with its views, though nothing is new.
   */
  readonly anew?: boolean;
}

/** A look back at one step of the run, computed again from a snapshot before it. */
export interface InspectRequest extends ViewsRequest {
  /** Updates done: from the first step of the run to the one it has reached. */
  readonly step: number;
}

export interface StepInspection {
  readonly step: number;
  readonly loss: number;
  /** Layers × `layerScalarNames`. */
  readonly scalars: Float64Array;
  /** Of this step's mini-batch, and of the parameters after its update. */
  readonly views: TrainingViews;
}
