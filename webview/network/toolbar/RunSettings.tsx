import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { numberTyped } from '../../../src/protocol/numberText';
import { groupedNumber, typedNumber } from '../../kit/numbers';
import type { Pace } from '../../../src/protocol/networkPanelState';
import { text } from '../../kit/translation';
import { command } from '../state/actions';
import { status } from '../state/store';
import { strings } from '../networkTexts';

export function LearningRate(): JSX.Element {
  const typed = useSignal<string | null>(null);
  const rate = useComputed(() => status.value?.learningRate).value;
  const value = typed.value ?? (rate === undefined ? '' : typedNumber(Number(rate.toPrecision(6))));
  const number = numberTyped(value);
  const isWrong = typed.value !== null && !(number > 0);
  const take = (): void => {
    if (typed.value !== null && !isWrong && number !== rate) {
      command({ kind: 'setLearningRate', learningRate: number });
    }
    if (!isWrong) typed.value = null;
  };
  return (
    <label class="rate" title={text(strings.learningRate)}>
      <span class="setting-name">{text(strings.learningRate)}</span>
      {/* As in the definition. */}
      <span class="setting-short" aria-hidden="true">
        lr
      </span>
      <input
        class="field"
        inputMode="decimal"
        value={value}
        disabled={rate === undefined}
        aria-invalid={isWrong}
        title={text(isWrong ? strings.notALearningRate : strings.learningRate)}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
        }}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take();
          else if (key === 'Escape') typed.value = null;
        }}
      />
    </label>
  );
}

/** Steps a second that can be chosen. */
const rates = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

const choices: readonly Pace[] = [
  { kind: 'automatic' },
  { kind: 'watch' },
  ...rates.map((value) => ({ kind: 'stepsPerSecond' as const, value })),
  { kind: 'full' },
];

/** Milliseconds after which a run goes at the pace that was chosen, or will not. */
const followsWithin = 1000;

function keyOf(pace: Pace): string {
  return pace.kind === 'stepsPerSecond' ? String(pace.value) : pace.kind;
}

function nameOf(pace: Pace): string {
  if (pace.kind === 'stepsPerSecond') return text(strings.paceSteps, groupedNumber(pace.value));
  const names = { automatic: strings.paceAutomatic, watch: strings.paceWatch, full: strings.paceFull };
  return text(names[pace.kind]);
}

function helpOf(pace: Pace): string {
  const help = {
    automatic: strings.paceAutomaticHelp,
    watch: strings.paceWatchHelp,
    stepsPerSecond: strings.paceStepsHelp,
    full: strings.paceFullHelp,
  };
  return text(help[pace.kind]);
}

/** How fast it goes. What each choice means is said where it is pointed at, and to screen readers. */
export function PaceChoice(): JSX.Element {
  const ofRun: Pace = status.value?.pace ?? { kind: 'automatic' };
  // Frames that were on their way would move the choice back under the hand.
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
  const key = keyOf(pace);
  // A pace that was set by a setting stands among the others.
  const offered = choices.some((choice) => keyOf(choice) === key) ? choices : [pace, ...choices];
  const help = helpOf(pace);
  return (
    <label class="pace" data-pace={key} title={help}>
      <span class="setting-name">{text(strings.pace)}</span>
      <select
        class="field"
        value={key}
        disabled={status.value === null}
        aria-label={text(strings.pace)}
        aria-description={help}
        onChange={({ currentTarget }) => {
          const chosen = offered[currentTarget.selectedIndex];
          if (chosen === undefined) return;
          asked.value = chosen;
          command({ kind: 'setPace', pace: chosen });
        }}
      >
        {offered.map((choice) => (
          <option key={keyOf(choice)} value={keyOf(choice)} title={helpOf(choice)}>
            {nameOf(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
