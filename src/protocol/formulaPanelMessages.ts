/**
 * The messages between the panel of formulas and the host. Each side checks what it
 * receives and refuses the rest. Questions are answered by messages that
 * repeat the question, so nobody waits for an answer that a reload has lost.
 */
import * as v from 'valibot';
import {
  workedEntrySchema,
  whyQuestionSchema,
  workQuestionSchema,
  entryCauseSchema,
} from './formulaPanelAnswers';
import { editSchema, positionSchema, stateSchema } from './formulaPanelState';
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
  /** The `try` of this number is done with: the state has come, or there is none. */
  v.strictObject({ kind: v.literal('tried'), number: index }),
  /** The cursor stands in the line of this node, or in that of this pass. */
  v.strictObject({ kind: v.literal('reveal'), node: pointed, pass: v.exactOptional(index) }),
  /** `answer` is a sentence where the entry cannot be worked out: while a blank stands, for example. */
  v.strictObject({
    kind: v.literal('entryWorkedOut'),
    question: workQuestionSchema,
    answer: v.union([workedEntrySchema, v.string()]),
  }),
  v.strictObject({
    kind: v.literal('entryExplained'),
    question: whyQuestionSchema,
    answer: v.union([entryCauseSchema, v.string()]),
  }),
] as const;
/** What is only sent to a panel of formulas. */
export type ToFormulaPanel = v.InferOutput<(typeof ownMessagesToPanel)[number]>;

const hostToFormulaPanelSchema = v.variant('kind', [...messagesToPanel, ...ownMessagesToPanel]);
export type HostToFormulaPanel = v.InferOutput<typeof hostToFormulaPanelSchema>;

const ownMessages = [
  v.strictObject({ kind: v.literal('runBackward') }),
  v.strictObject({ kind: v.literal('choosePass'), pass: index }),
  v.strictObject({ kind: v.literal('step'), pass: index, position: positionSchema }),
  /**
   * `reveal`: bring its line into view and put the cursor there; otherwise only light it up. `isGoing`: the
   * keyboard goes there, too.
   */
  v.strictObject({
    kind: v.literal('select'),
    node: pointed,
    reveal: v.boolean(),
    isGoing: v.exactOptional(v.literal(true)),
  }),
  v.strictObject({ kind: v.literal('hover'), node: pointed }),
  v.strictObject({ kind: v.literal('edit'), edit: editSchema }),
  /**
   * A number that is being dragged, or changed step by step. The next is sent when `tried` has come back with
   * the same `number`, so that however fast they come one is on its way.
   */
  v.strictObject({ kind: v.literal('try'), edit: editSchema, number: index }),
  /** Put the edits into the file, or forget them. */
  v.strictObject({ kind: v.literal('writeEdits') }),
  v.strictObject({ kind: v.literal('discardEdits') }),
  v.strictObject({ kind: v.literal('workOutEntry'), question: workQuestionSchema }),
  v.strictObject({ kind: v.literal('explainEntry'), question: whyQuestionSchema }),
] as const;
/** What only a panel of formulas sends. */
export type FormulaPanelMessage = v.InferOutput<(typeof ownMessages)[number]>;

const formulaPanelToHostSchema = v.variant('kind', [...messagesFromPanel, ...ownMessages]);
export type FormulaPanelToHost = v.InferOutput<typeof formulaPanelToHostSchema>;

/** Checks what the panel of formulas received from the host. */
export function receiveInFormulaPanel(received: unknown): Received<HostToFormulaPanel> {
  return receive(hostToFormulaPanelSchema, received);
}

/** Checks what the host received from the panel of formulas. */
export function receiveFromFormulaPanel(received: unknown): Received<FormulaPanelToHost> {
  return receive(formulaPanelToHostSchema, received);
}

export type {
  EntryQuestion,
  WhyQuestion,
  WorkedEntry,
  WorkQuestion,
  EntryCause,
} from './formulaPanelAnswers';
export type { PanelGraph, PanelNode, PanelPass } from './formulaPanelGraph';
export type { PanelRun } from './formulaPanelState';
export type { PanelEdit, FormulaPanelState, FormulaPanelStatus } from './formulaPanelState';
export { largestWholeTensor, longestThumbnailSide, statisticNames } from './panelTensor';
export type { PanelTensor } from './panelTensor';
