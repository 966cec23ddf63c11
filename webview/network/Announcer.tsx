import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { groupedNumber, shortNumber } from '../kit/numbers';
import type { RunStatus } from '../../src/protocol/networkPanelState';
import { text } from '../kit/translation';
import { series } from './state/series';
import { status } from './state/store';
import { strings } from './networkTexts';

/** Milliseconds between two announcements while it trains: few enough to be listened to. */
const pause = 5000;

const stateNames: Readonly<Record<RunStatus['state'], string>> = {
  ready: strings.stateReady,
  running: strings.stateRunning,
  paused: strings.statePaused,
  finished: strings.stateFinished,
  stopped: strings.stateStopped,
  failed: strings.stateFailed,
};

/** No two after each other are alike, for the same sentence would not be read aloud again. */
function sentenceOf(run: RunStatus, isOfState: boolean): string {
  const state = text(stateNames[run.state]);
  if (run.step === 0) return state;
  const { newestLoss } = series;
  const loss = newestLoss === undefined ? '–' : shortNumber(newestLoss);
  // Of a run that was recorded elsewhere nobody may know its epochs.
  if (run.epochs === 0) {
    const step = groupedNumber(run.step);
    return isOfState
      ? text(strings.announceStepState, state, step, loss)
      : text(strings.announceStep, step, loss);
  }
  const [epoch, epochs] = [groupedNumber(run.epoch), groupedNumber(run.epochs, 3)];
  return isOfState
    ? text(strings.announceState, state, groupedNumber(run.step), epoch, epochs, loss)
    : text(strings.announce, epoch, epochs, loss);
}

/**
 * Says aloud when training begins, rests or ends, every step
 * made by hand, and now and then the epoch and the loss.
 */
export function Announcer(): JSX.Element {
  const sentence = useSignal('');
  const said = useRef({ at: -Infinity, state: 'ready', epoch: 0, step: 0 });
  useSignalEffect(() => {
    const run = status.value;
    if (run === null) return;
    const now = performance.now();
    const { at, state, epoch, step } = said.current;
    const isOfState = state !== run.state || (run.state !== 'running' && step !== run.step);
    const isOfEpoch = epoch !== run.epoch && now - at >= pause;
    if (!isOfState && !isOfEpoch) return;
    said.current = { at: now, state: run.state, epoch: run.epoch, step: run.step };
    sentence.value = sentenceOf(run, isOfState);
  });
  return (
    <p class="visually-hidden" aria-live="polite">
      {sentence.value}
    </p>
  );
}
