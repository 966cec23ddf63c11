/**
 * What the panel and the host say to each other. Each side checks what it
 * receives and refuses the rest. Questions are answered by messages that
 * repeat the question, so nobody waits for an answer that a reload has lost.
 */
import * as v from 'valibot';
import { entryQuestionSchema, workedEntrySchema, workQuestionSchema, zeroCauseSchema } from './panelAnswers';
import { editSchema, positionSchema, stateSchema } from './panelState';
import { messagesFromPanel, messagesToPanel } from './panelMessages';
import { index } from './panelTensor';
import { receive, type Received } from './received';

/** A node as a person points at it; `null`: at nothing. */
const pointed = v.nullable(index);

const ownMessagesToPanel = [
  /**
   * Everything: the answer to `ready`, and after every change. `play`: a person ran it, so show it running.
   */
  v.strictObject({ kind: v.literal('state'), state: stateSchema, play: v.boolean() }),
  /** The cursor stands in the line of this node. */
  v.strictObject({ kind: v.literal('reveal'), node: pointed }),
  /** `answer` is a sentence where the entry cannot be worked out: while a blank stands, for example. */
  v.strictObject({
    kind: v.literal('entryWorkedOut'),
    question: workQuestionSchema,
    answer: v.union([workedEntrySchema, v.string()]),
  }),
  v.strictObject({
    kind: v.literal('zeroExplained'),
    question: entryQuestionSchema,
    answer: v.union([zeroCauseSchema, v.string()]),
  }),
] as const;
/** What is only sent to a panel of formulas. */
export type ToFormulaPanel = v.InferOutput<(typeof ownMessagesToPanel)[number]>;

const hostToPanelSchema = v.variant('kind', [...messagesToPanel, ...ownMessagesToPanel]);
export type HostToPanel = v.InferOutput<typeof hostToPanelSchema>;

const ownMessages = [
  v.strictObject({ kind: v.literal('runBackward') }),
  v.strictObject({ kind: v.literal('choosePass'), pass: index }),
  v.strictObject({ kind: v.literal('step'), pass: index, position: positionSchema }),
  /** `reveal`: bring its line into view and put the cursor there; otherwise only light it up. */
  v.strictObject({ kind: v.literal('select'), node: pointed, reveal: v.boolean() }),
  v.strictObject({ kind: v.literal('hover'), node: pointed }),
  v.strictObject({ kind: v.literal('edit'), edit: editSchema }),
  /** Put the edits into the file, or forget them. */
  v.strictObject({ kind: v.literal('writeEdits') }),
  v.strictObject({ kind: v.literal('discardEdits') }),
  v.strictObject({ kind: v.literal('workOutEntry'), question: workQuestionSchema }),
  v.strictObject({ kind: v.literal('explainZero'), question: entryQuestionSchema }),
] as const;
/** What only a panel of formulas says. */
export type FormulaPanelMessage = v.InferOutput<(typeof ownMessages)[number]>;

const panelToHostSchema = v.variant('kind', [...messagesFromPanel, ...ownMessages]);
export type PanelToHost = v.InferOutput<typeof panelToHostSchema>;

/** Checks what the panel received from the host. */
export function receiveInPanel(received: unknown): Received<HostToPanel> {
  return receive(hostToPanelSchema, received);
}

/** Checks what the host received from the panel. */
export function receiveInHost(received: unknown): Received<PanelToHost> {
  return receive(panelToHostSchema, received);
}

export type { EntryQuestion, WorkedEntry, WorkQuestion, ZeroCause } from './panelAnswers';
export type { PanelGraph, PanelInput, PanelNode, PanelPass, WalkStep } from './panelGraph';
export type { EdgeGradient, PanelRun, PassRun } from './panelRun';
export type { PanelEdit, PanelState, PanelStatus } from './panelState';
export { largestWholeTensor, longestThumbnailSide } from './panelTensor';
export type { PanelTensor, StatisticName } from './panelTensor';
