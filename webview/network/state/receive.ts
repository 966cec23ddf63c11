import { dequal } from 'dequal/lite';
import type { ToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { NetworkPanelState } from '../../../src/protocol/networkPanelState';
import { saveReport } from '../export/runExport';
import { goLive, lookBackAgain, lookBackWhenDone } from './actions';
import { post } from './host';
import { series } from './series';
import { newestStatus } from './running';
import {
  explanation,
  findings,
  notJudged,
  foundSamples,
  layers,
  liveViews,
  lookBack,
  moment,
  points,
  revealed,
  scrubbed,
  selected,
  snapshots,
  state,
  walking,
  workedOut,
} from './store';

function show(next: NetworkPanelState): void {
  state.value = next;
  newestStatus.value = next.run?.status ?? null;
  findings.value = next.run?.findings ?? [];
  notJudged.value = next.run?.notJudged ?? [];
  snapshots.value = next.run?.snapshots ?? [];
  if (next.run === null) forgetNumbers();
  if ((selected.value ?? 0) >= layers.value.length) selected.value = null;
}

function forgetNumbers(): void {
  series.clear();
  liveViews.value = null;
  explanation.value = null;
  foundSamples.value = null;
  workedOut.value = null;
}

type Frame = Extract<ToNetworkPanel, { kind: 'frame' }>;

function showFrame(frame: Frame): void {
  if (frame.anew === 'run' || frame.anew === 'page') {
    forgetNumbers();
    lookBackAgain(frame.status, frame.anew === 'page');
  } else if (frame.anew === 'series') series.clear();
  lookBackWhenDone(frame.status.step);
  series.add(frame.series);
  newestStatus.value = frame.status;
  if (frame.findings !== undefined) findings.value = frame.findings;
  if (frame.snapshots !== undefined) snapshots.value = frame.snapshots;
  // While something else is looked at no live pictures are sent.
  if (frame.views !== null && scrubbed.value === null) liveViews.value = frame.views;
  // When it is drawn the next may come: a slow panel asks for fewer.
  requestAnimationFrame(() => {
    post({ kind: 'shown', number: frame.number });
  });
}

/** Shows what the extension says. */
export function handle(message: ToNetworkPanel): void {
  switch (message.kind) {
    case 'state':
      show(message.state);
      return;
    case 'frame':
      showFrame(message);
      return;
    case 'lookBack':
      // Also that of a step dragged over: it is nearer than what is shown.
      if (scrubbed.value !== null) lookBack.value = { step: message.step, answer: message.answer };
      return;
    case 'moment':
      moment.value = message.moment;
      return;
    case 'live':
      goLive();
      return;
    case 'points':
      points.value = message.points;
      return;
    case 'samplesFound':
      if (dequal(foundSamples.value?.question, message.question)) {
        foundSamples.value = { question: message.question, answer: message.answer };
      }
      return;
    case 'entryExplained':
      if (dequal(explanation.value?.question, message.question)) {
        explanation.value = { question: message.question, answer: message.answer };
      }
      return;
    case 'layerEntryWorkedOut':
      if (dequal(workedOut.value?.question, message.question)) {
        workedOut.value = { question: message.question, answer: message.answer };
      }
      return;
    case 'reveal':
      revealed.value = message.layer;
      if (message.layer !== null) selected.value = message.layer;
      return;
    case 'walk':
      walking.value = true;
      return;
    case 'makeReport':
      void saveReport();
      return;
  }
}
