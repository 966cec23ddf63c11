import type { EpochCount } from '../engine/training/epochCount';
import type { HealthFinding } from '../engine/health/finding';
import type { Message } from '../engine/message';
import type { Pace } from './networkPanelState';
import type { RecordedSnapshot } from './recordedFacts';
import type { RunSeries, TrainingViews, ViewRequests } from './trainingViews';

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
  /** Of a run that is recorded: those taken since the frame before. */
  readonly recorded?: readonly RecordedSnapshot[];
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
  /** Absent while it is sealed. */
  readonly loss?: number;
  /** Layers × `layerScalarNames`. */
  readonly scalars: Float64Array;
  /** Of this step's mini-batch, and of the parameters after its update. */
  readonly views: TrainingViews;
}
