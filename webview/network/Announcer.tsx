import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { shortNumber } from '../shared/numbers';
import { text } from '../shared/strings';
import { series } from './series';
import { status } from './store';
import { strings } from './strings';

/** Milliseconds between two announcements: calm enough to be listened to. */
const calm = 5000;

/** Says epoch and loss aloud now and then while it trains, and when it rests. */
export function Announcer(): JSX.Element {
  const sentence = useSignal('');
  const said = useRef({ at: -Infinity, state: '', epoch: -1 });
  useSignalEffect(() => {
    const run = status.value;
    if (run === null || run.step === 0) return;
    const now = performance.now();
    const { at, state, epoch } = said.current;
    const isNews = state !== run.state || epoch !== run.epoch;
    if (!isNews || (now - at < calm && state === run.state)) return;
    said.current = { at: now, state: run.state, epoch: run.epoch };
    const loss = series.losses.values.at(-1);
    sentence.value = text(
      strings.announce,
      run.epoch,
      shortNumber(run.epochs),
      loss === undefined ? '–' : shortNumber(loss),
    );
  });
  return (
    <p class="visually-hidden" aria-live="polite">
      {sentence.value}
    </p>
  );
}
