import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { groupedNumber } from '../kit/numbers';
import type { Pace } from '../../src/protocol/trainingFrame';
import { text } from '../kit/translation';
import { command } from './state/actions';
import { status } from './state/store';
import { strings } from './networkTexts';

/** Between `watch` at the left end and full speed at the right, each place is a number of steps a second. */
const rates = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const full = rates.length + 1;

/** Milliseconds after which a run goes at the pace that was chosen, or will not. */
const followsWithin = 1000;

function paceAt(place: number): Pace {
  if (place === 0) return { kind: 'watch' };
  const value = rates[place - 1];
  return value === undefined ? { kind: 'full' } : { kind: 'stepsPerSecond', value };
}

function placeOf(pace: Pace): number {
  if (pace.kind === 'full') return full;
  if (pace.kind !== 'stepsPerSecond') return 0;
  const at = rates.findIndex((rate) => rate >= pace.value);
  return at < 0 ? rates.length : at + 1;
}

function describe(pace: Pace): string {
  if (pace.kind === 'full') return text(strings.paceFull);
  if (pace.kind === 'stepsPerSecond') return text(strings.paceSteps, groupedNumber(pace.value));
  return text(pace.kind === 'watch' ? strings.paceWatch : strings.paceAutomatic);
}

/**
 * How fast it goes: spread over about ten seconds, so many
 * steps a second, or as fast as the machine computes.
 */
export function PaceSlider(): JSX.Element {
  const ofRun: Pace = status.value?.pace ?? { kind: 'automatic' };
  // Frames that were on their way would move the thumb back under the hand.
  const asked = useSignal<Pace | null>(null);
  const pace = asked.value ?? ofRun;
  useEffect(() => {
    if (asked.value === null) return undefined;
    const timer = setTimeout(() => {
      asked.value = null;
    }, followsWithin);
    return () => {
      clearTimeout(timer);
    };
  }, [asked.value]);
  return (
    <label class="pace">
      <span class="pace-name">{text(strings.pace)}</span>
      <input
        type="range"
        min={0}
        max={full}
        step={1}
        value={placeOf(pace)}
        disabled={status.value === null}
        aria-valuetext={describe(pace)}
        onInput={({ currentTarget }) => {
          asked.value = paceAt(Number(currentTarget.value));
          command({ kind: 'setPace', pace: asked.value });
        }}
      />
      <output>{describe(pace)}</output>
    </label>
  );
}
