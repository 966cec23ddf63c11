/**
 * The messages between the panel of a network and the host. Each side checks
 * what it receives and refuses the rest. Questions are answered by messages that
 * repeat the question, so nobody waits for an answer that a reload has lost.
 */
import * as v from 'valibot';
import { foundSamplesSchema, layerWorkSchema, pointsSchema } from './trainingAnswers';
import { lookBackSchema, seriesSchema, viewRequestsSchema, viewsSchema } from './trainingViews';
import { findingSchema, networkPanelStateSchema, paceSchema, runStatusSchema } from './networkPanelState';
import { messagesFromPanel, messagesToPanel } from './panelMessages';
import { index, list, noneOrOne, positive } from './panelTensor';
import { receive, type Received } from './received';

/** A layer as a person points at it; `null`: at nothing. */
const pointed = v.nullable(index);

const searchSchema = v.strictObject({
  part: v.picklist(['train', 'test']),
  actual: v.exactOptional(index),
  predicted: v.exactOptional(index),
  limit: index,
  /** The step that is looked back at; absent: as the network is now. */
  step: v.exactOptional(v.pipe(index, v.minValue(1))),
});
export type PanelSearch = v.InferOutput<typeof searchSchema>;

const layerEntryQuestionSchema = v.strictObject({
  layer: index,
  kind: v.picklist(['activation', 'gradient', 'weightGradient']),
  /** In the whole tensor, row-major, batch first. */
  entry: index,
});
export type LayerQuestion = v.InferOutput<typeof layerEntryQuestionSchema>;

const workQuestionSchema = v.strictObject({
  layer: index,
  kind: v.picklist(['activation', 'weightGradient']),
  /** In the whole tensor, row-major, batch first. */
  entry: index,
  /** The step that is looked back at; absent: the last pass. */
  step: v.exactOptional(v.pipe(index, v.minValue(1))),
});
export type LayerWorkQuestion = v.InferOutput<typeof workQuestionSchema>;

export interface LayerCause {
  /** In the reader's language. */
  readonly sentence: string;
  /** Absent for the network's input. */
  readonly layer?: number;
  readonly causes: readonly LayerCause[];
}
const layerCauseSchema: v.GenericSchema<unknown, LayerCause> = v.strictObject({
  sentence: v.string(),
  layer: v.exactOptional(index),
  causes: v.lazy(() => list(layerCauseSchema)),
});

const ownMessagesToPanel = [
  /**
   * Everything but the numbers: the answer to `ready`, and after every change of the file or of what runs.
   */
  v.strictObject({ kind: v.literal('state'), state: networkPanelStateSchema }),
  /**
   * What is new of the run. The panel answers each with `shown`; until then no other comes, and what is new
   * meanwhile is gathered. `anew`: what to forget first, because all of it comes. `series`: of the same run;
   * `page`: views too, for the page was loaded anew; `run`: the same, for it is another run.
   */
  v.strictObject({
    kind: v.literal('frame'),
    number: index,
    anew: v.picklist(['nothing', 'series', 'page', 'run']),
    status: runStatusSchema,
    series: seriesSchema,
    findings: v.exactOptional(list(findingSchema)),
    snapshots: v.exactOptional(list(index)),
    /** `null`: nothing has been computed yet, or nothing is requested. */
    views: v.nullable(viewsSchema),
  }),
  /** The answer to `scrub`. A sentence where the step cannot be looked at. */
  v.strictObject({
    kind: v.literal('lookBack'),
    step: index,
    answer: v.union([lookBackSchema, v.string()]),
  }),
  /**
   * The step, the epoch and the loss of the last mini-batch that every surface names now, in the editor as
   * well; `null` before there is a run. Frames bring newer numbers in between.
   */
  v.strictObject({
    kind: v.literal('moment'),
    moment: v.nullable(v.strictObject({ step: index, epoch: index, loss: noneOrOne })),
  }),
  /** Something was set going elsewhere: show the newest step again. */
  v.strictObject({ kind: v.literal('live') }),
  /** The samples of data with one or two inputs. */
  v.strictObject({ kind: v.literal('points'), points: v.nullable(pointsSchema) }),
  v.strictObject({
    kind: v.literal('samplesFound'),
    question: searchSchema,
    answer: v.union([foundSamplesSchema, v.string()]),
  }),
  v.strictObject({
    kind: v.literal('entryExplained'),
    question: layerEntryQuestionSchema,
    answer: v.union([layerCauseSchema, v.string()]),
  }),
  v.strictObject({
    kind: v.literal('layerEntryWorkedOut'),
    question: workQuestionSchema,
    answer: layerWorkSchema,
  }),
  /** The cursor stands in the line of this layer. */
  v.strictObject({ kind: v.literal('reveal'), layer: pointed }),
  /** `Step Through` was asked for in the editor: show the phases of a step. */
  v.strictObject({ kind: v.literal('walk') }),
  /** Hand over a report of the run, as its own menu does. */
  v.strictObject({ kind: v.literal('makeReport') }),
] as const;
/** What is only sent to the panel of a network. */
export type ToNetworkPanel = v.InferOutput<(typeof ownMessagesToPanel)[number]>;

const hostToNetworkPanelSchema = v.variant('kind', [...messagesToPanel, ...ownMessagesToPanel]);
export type HostToNetworkPanel = v.InferOutput<typeof hostToNetworkPanelSchema>;

const commandSchema = v.variant('kind', [
  /** `train` starts, goes on, and begins anew where the run is of an earlier text or was lost. */
  v.strictObject({ kind: v.picklist(['train', 'pause', 'step', 'stop', 'reset', 'compute']) }),
  v.strictObject({ kind: v.literal('trainMore'), epochs: v.pipe(index, v.minValue(1)) }),
  v.strictObject({ kind: v.literal('setPace'), pace: paceSchema }),
  v.strictObject({ kind: v.literal('setLearningRate'), learningRate: positive }),
  v.strictObject({
    kind: v.literal('setParameter'),
    /** `affine1.W`. */
    parameter: v.string(),
    entry: index,
    value: v.pipe(v.number(), v.finite()),
  }),
]);
export type PanelCommand = v.InferOutput<typeof commandSchema>;

const ownMessages = [
  /** The frame of this number is on the screen. */
  v.strictObject({ kind: v.literal('shown'), number: index }),
  /** What the open sections show. */
  v.strictObject({ kind: v.literal('requestViews'), requests: viewRequestsSchema }),
  v.strictObject({ kind: v.literal('command'), command: commandSchema }),
  /** Look back at a step done, from `firstStep` of the run; `null`: live again. */
  v.strictObject({ kind: v.literal('scrub'), step: v.nullable(v.pipe(index, v.minValue(1))) }),
  v.strictObject({ kind: v.literal('findSamples'), question: searchSchema }),
  v.strictObject({ kind: v.literal('explainEntry'), question: layerEntryQuestionSchema }),
  v.strictObject({ kind: v.literal('workOutLayerEntry'), question: workQuestionSchema }),
  /** `reveal`: bring its line into view and put the cursor there; otherwise only light it up. */
  v.strictObject({ kind: v.literal('select'), layer: pointed, reveal: v.boolean() }),
  v.strictObject({ kind: v.literal('hover'), layer: pointed }),
  /** Write the network as a script of another library. */
  v.strictObject({ kind: v.literal('exportNetwork') }),
  /** Compute the recorded run again that is shown. */
  v.strictObject({ kind: v.literal('recompute') }),
  /** Do what the status offers; which is by its place among its fixes. */
  v.strictObject({ kind: v.literal('applyFix'), fix: index }),
  /** Change the text as a remedy of an open finding says; which one is by its place among them. */
  v.strictObject({
    kind: v.literal('applyRemedy'),
    rule: v.string(),
    layer: v.exactOptional(index),
    remedy: index,
  }),
] as const;
/** What only the panel of a network sends. */
export type NetworkPanelMessage = v.InferOutput<(typeof ownMessages)[number]>;

const networkPanelToHostSchema = v.variant('kind', [...messagesFromPanel, ...ownMessages]);
export type NetworkPanelToHost = v.InferOutput<typeof networkPanelToHostSchema>;

/** Checks what the panel received from the host. */
export function receiveInNetworkPanel(received: unknown): Received<HostToNetworkPanel> {
  return receive(hostToNetworkPanelSchema, received);
}

/** Checks what the host received from the panel. */
export function receiveFromNetworkPanel(received: unknown): Received<NetworkPanelToHost> {
  return receive(networkPanelToHostSchema, received);
}

/**
 * What the page keeps of its run when the window is reloaded:
 * how far it had come, and whether its text leads there.
 */
const keptRunSchema = v.object({
  step: v.fallback(index, 0),
  changedByHand: v.fallback(v.boolean(), false),
});
export type KeptRun = v.InferOutput<typeof keptRunSchema>;

export function readKeptRun(kept: unknown): KeptRun {
  const result = v.safeParse(keptRunSchema, kept);
  return result.success ? result.output : { step: 0, changedByHand: false };
}
