import * as v from 'valibot';
import { networkSchema } from './networkDescription';
import { index, list, positive } from './panelTensor';

export const paceSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('automatic') }),
  v.strictObject({ kind: v.picklist(['watch', 'full']) }),
  /** The machine may be slower. */
  v.strictObject({ kind: v.literal('stepsPerSecond'), value: positive }),
]);
/**
 * How fast a run goes. `automatic`: `watch` where the whole run would take under ten seconds, else `full`.
 * `watch`: spread over about ten seconds. `full`: as fast as the machine computes.
 */
export type Pace = v.InferOutput<typeof paceSchema>;

/** How the run stands: the runtime's words, with sentences in the reader's language. */
export const runStatusSchema = v.strictObject({
  state: v.picklist(['ready', 'running', 'paused', 'finished', 'stopped', 'failed']),
  /** Why it cannot go on, and what to do. */
  reason: v.exactOptional(v.string()),
  step: index,
  /** The first that can be looked back at. */
  firstStep: v.pipe(index, v.minValue(1)),
  totalSteps: index,
  stepsPerEpoch: index,
  epochsCountedFrom: v.strictObject({ step: index, epoch: index }),
  epoch: index,
  /** 0: nobody knows what an epoch of this run is. */
  epochs: v.number(),
  stepsPerSecond: v.number(),
  learningRate: v.number(),
  scheduledLearningRate: v.number(),
  pace: paceSchema,
  /** Gradients are computed, the update is not done: phase ② of a step walked by hand. */
  isBetween: v.boolean(),
});
export type RunStatus = v.InferOutput<typeof runStatusSchema>;

export const findingSchema = v.strictObject({
  rule: v.string(),
  severity: v.picklist(['warning', 'error']),
  /** Its place in the list of layers; absent where the network as a whole is meant. */
  layer: v.exactOptional(index),
  step: index,
  /** The step from which on it no longer held. */
  resolvedAt: v.exactOptional(index),
  text: v.string(),
  explanation: v.string(),
  /** The likeliest to help first. `isEdit`: it changes the text, and can be made by a click. */
  remedies: list(v.strictObject({ text: v.string(), isEdit: v.boolean() })),
});
export type PanelFinding = v.InferOutput<typeof findingSchema>;

export const networkPanelStatusSchema = v.strictObject({
  /**
   * `ready`: it can be run, or is. `starting`: data is being read. `missing`: its files are not there.
   * `error`: the file or the data has a mistake. `stale`: the run is of an earlier text. `lost`: the worker
   * died. `gone`: the file or the network is not there any more. `recorded`: what is shown was recorded.
   */
  kind: v.picklist(['ready', 'starting', 'missing', 'error', 'stale', 'lost', 'gone', 'recorded']),
  /** What is the matter and what to do, in the reader's language; empty where nothing is. */
  text: v.string(),
  /** Where the mistake is, from 1. */
  line: v.exactOptional(v.pipe(index, v.minValue(1))),
  /** What a click can do about it, each in words. */
  fixes: v.exactOptional(list(v.string())),
});
export type NetworkPanelStatus = v.InferOutput<typeof networkPanelStatusSchema>;

/**
 * What changed the course of a run. `step`: the updates done before it.
 * `edited`: it goes on with another text, and these lines differ. `learningRate`, `parameter`: set by hand.
 */
export const runMarkSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('edited'),
    step: index,
    removed: list(v.string()),
    added: list(v.string()),
  }),
  v.strictObject({ kind: v.literal('learningRate'), step: index, value: v.number() }),
  v.strictObject({ kind: v.literal('parameter'), step: index, parameter: v.string(), value: v.number() }),
]);
export type RunMark = v.InferOutput<typeof runMarkSchema>;

/** What is shown was read from a recording: nothing is computed, and what was not recorded is not drawn. */
const recordingSchema = v.strictObject({
  /** What the run is called. */
  name: v.string(),
  /** When it was made and how it stands, in the reader's language. */
  about: v.string(),
  /** Whether it can be computed again: then every step of it can be looked back at. */
  canCompute: v.boolean(),
  /** Tabs that not every recording can fill, where this one can. */
  tabs: list(v.picklist(['layers', 'distributions', 'health'])),
});

/** Everything but the numbers of the run. */
export const networkPanelStateSchema = v.strictObject({
  fileName: v.string(),
  status: networkPanelStatusSchema,
  /** `null` while the network is broken or gone and none was run. */
  network: v.nullable(networkSchema),
  /** Absent for a run of this window. Only steps of `snapshots` can be looked back at. */
  recording: v.exactOptional(recordingSchema),
  /** `null` before anything has run. */
  run: v.nullable(
    v.strictObject({
      status: runStatusSchema,
      trainSamples: index,
      testSamples: index,
      /**
       * On how many samples of each part it is evaluated, and of the training part at the start and the end;
       * absent where a recording does not tell.
       */
      evaluated: v.exactOptional(
        v.strictObject({ trainSamples: index, testSamples: index, finalTrainSamples: index }),
      ),
      batch: index,
      /** The text of the file as it was run. */
      definition: v.string(),
      /** Whether the text alone no longer leads to its numbers. */
      changedByHand: v.boolean(),
      /** The build of the kernels that computes. */
      kernels: v.string(),
      findings: list(findingSchema),
      /** Rules that a recording tells nothing of, and why: that they found nothing says nothing. */
      notJudged: v.exactOptional(list(v.strictObject({ rule: v.string(), why: v.string() }))),
      /** Steps at which a look back is cheap, ascending. */
      snapshots: list(index),
      /** By step. */
      marks: list(runMarkSchema),
    }),
  ),
});
export type NetworkPanelState = v.InferOutput<typeof networkPanelStateSchema>;
