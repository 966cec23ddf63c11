import type { JSX } from 'preact';
import type { Pace } from '../../src/protocol/trainingFrame';
import { text } from '../shared/strings';
import { command } from './actions';
import { status } from './store';
import { strings } from './strings';

/** Between `watch` at the left end and full speed at the right, each place is a number of steps a second. */
const rates = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const full = rates.length + 1;

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
  if (pace.kind === 'stepsPerSecond') return text(strings.paceSteps, pace.value.toLocaleString());
  return text(pace.kind === 'watch' ? strings.paceWatch : strings.paceAutomatic);
}

/** How fast it goes: spread over about ten seconds, so many steps a second, or as fast as the machine computes. */
export function PaceSlider(): JSX.Element {
  const pace = status.value?.pace ?? { kind: 'automatic' };
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
          command({ kind: 'setPace', pace: paceAt(Number(currentTarget.value)) });
        }}
      />
      <output>{describe(pace)}</output>
    </label>
  );
}
