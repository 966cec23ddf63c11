import type {
  LayerQuestion,
  LayerWorkQuestion,
  PanelCommand,
  PanelSearch,
} from '../../../src/protocol/networkPanelMessages';
import type { RunStatus } from '../../../src/protocol/networkPanelState';
import { post } from './host';
import {
  askedBeforeEdit,
  explanation,
  firstStep,
  foundSamples,
  hovered,
  lookBack,
  reachableStep,
  scrubbed,
  selected,
  workedOut,
} from './store';

export function command(order: PanelCommand): void {
  // What a person sets going is to be seen.
  if (order.kind !== 'setPace') goLive();
  post({ kind: 'command', command: order });
}

/** Chooses a layer here, and lights up its line; `reveal` also brings the line into view. */
export function select(layer: number | null, reveal: boolean): void {
  if (selected.value === layer && !reveal) return;
  selected.value = layer;
  post({ kind: 'select', layer, reveal });
}

export function hover(layer: number | null): void {
  if (hovered.value === layer) return;
  hovered.value = layer;
  post({ kind: 'hover', layer });
}

/** Everything moves to how it was at a step, or at the nearest to it that can be looked at, if any can. */
export function scrubTo(requested: number): void {
  const step = reachableStep(requested);
  askedBeforeEdit.value = requested < firstStep.value && firstStep.value > 1 ? requested : null;
  if (step === undefined || scrubbed.value === step) return;
  waitsForStep = false;
  scrubbed.value = step;
  post({ kind: 'scrub', step });
}

/** After a reload the host knows of no look back, and the run may still be on its way to where it was. */
let waitsForStep = false;

/**
 * All is sent anew. Of another run nothing is looked back at, unless what was looked at has been kept over a
 * reload of the window, after which the run is trained again.
 */
export function lookBackAgain({ firstStep: first }: RunStatus, isSameRun: boolean): void {
  const { value: step } = scrubbed;
  if (step === null) return;
  if ((isSameRun || lookBack.value === null) && first <= step) waitsForStep = true;
  else goLive();
}

export function lookBackWhenDone(last: number): void {
  if (!waitsForStep || scrubbed.value === null || scrubbed.value > last) return;
  waitsForStep = false;
  post({ kind: 'scrub', step: scrubbed.value });
}

export function goLive(): void {
  if (scrubbed.value === null) return;
  waitsForStep = false;
  scrubbed.value = null;
  askedBeforeEdit.value = null;
  lookBack.value = null;
  post({ kind: 'scrub', step: null });
}

/** In what is shown: the step that is looked back at, where one is. */
export function findSamples(requested: Omit<PanelSearch, 'step'>): void {
  const { value: step } = scrubbed;
  const question = step === null ? requested : { ...requested, step };
  foundSamples.value = { question };
  post({ kind: 'findSamples', question });
}

export function askWhyZero(question: LayerQuestion): void {
  explanation.value = { question };
  post({ kind: 'explainEntry', question });
}

/** How an entry came about, in the step that is shown. */
export function workOutEntry(asked: Omit<LayerWorkQuestion, 'step'>): void {
  const { value: step } = scrubbed;
  const question = step === null ? asked : { ...asked, step };
  workedOut.value = { question };
  post({ kind: 'workOutLayerEntry', question });
}
