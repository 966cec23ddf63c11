import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { groupedNumber } from '../../kit/numbers';
import { epochOf } from '../../../src/protocol/epoch';
import { IconButton } from '../../kit/controls/IconButton';
import { text } from '../../kit/translation';
import {
  askedBeforeEdit,
  canLookBack,
  firstStep,
  isLookingBack,
  isRecorded,
  lastPictured,
  lookBack,
  namedMoment,
  scrubbed,
  shownStep,
  snapshots,
  status,
  stepsDone,
} from '../state/store';
import {
  chooseSpeed,
  isPlaying,
  pause,
  play,
  show,
  speed,
  speedsOffered,
  stopAndGoLive,
} from './scrubPlayback';
import { strings } from './scrubTexts';

/** Where letters are typed, they are not commands. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input:not([type="range"]), textarea, select');
}

/** Escape and L lead back to now from everywhere. */
function useLiveKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (scrubbed.value === null || isTyping(event.target)) return;
      if (event.key !== 'Escape' && event.key.toLowerCase() !== 'l') return;
      event.preventDefault();
      stopAndGoLive();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

/** Where the run is kept, so that looking back is quick. */
function Ticks(): JSX.Element {
  const { value: stored } = snapshots;
  // A recorded run has nothing between its pictures: they stand at equal distances.
  const shares = isRecorded.value
    ? stored.map((_, at) => at / Math.max(1, stored.length - 1))
    : tickShares(stored, firstStep.value, stepsDone.value);
  const path = shares.map((share) => `M${(share * 1000).toFixed(1)} 0v4`).join('');
  return (
    <svg class="scrub-ticks" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** Milliseconds after which a look back is said to take its time: most are there before it could be read. */
const patience = 200;

/** Whether a look back has been computed for a while. */
function useIsSlow(): boolean {
  const isSlow = useSignal(false);
  useSignalEffect(() => {
    if (!isLookingBack.value) {
      isSlow.value = false;
      return undefined;
    }
    const timer = setTimeout(() => {
      isSlow.value = true;
    }, patience);
    return () => {
      clearTimeout(timer);
    };
  });
  return isSlow.value;
}

/** What is shown now: live, which step, or why it is not there. */
function sentence(last: number, isSlow: boolean): string {
  const { value: step } = scrubbed;
  const { value: first } = firstStep;
  if (!canLookBack.value) return text(first > 1 && last > 0 ? strings.nothingSinceEdit : strings.nothing);
  if (step === null) return text(strings.live, groupedNumber(namedMoment.value?.step ?? last));
  if (isSlow) {
    return text(strings.computing, groupedNumber(step), groupedNumber(shownStep.value ?? last));
  }
  const answer = lookBack.value?.step === step ? lookBack.value.answer : undefined;
  if (typeof answer === 'string') return answer;
  if (askedBeforeEdit.value !== null)
    return text(strings.beforeEdit, groupedNumber(askedBeforeEdit.value), groupedNumber(first));
  const epoch = status.value ? epochOf(step, status.value) : 0;
  return text(strings.shown, groupedNumber(step), groupedNumber(last), epoch);
}

/** The same of a recorded run. */
function storedSentence(last: number): string {
  const { value: step } = scrubbed;
  const { value: stored } = snapshots;
  if (!canLookBack.value) return text(strings.nothingStored);
  const pictured = lastPictured.value;
  if (step === null) {
    return pictured === last
      ? text(strings.newest, groupedNumber(last))
      : text(strings.newestPicture, groupedNumber(last), groupedNumber(pictured));
  }
  const answer = lookBack.value?.step === step ? lookBack.value.answer : undefined;
  if (typeof answer === 'string') return answer;
  const place = [groupedNumber(stored.indexOf(step) + 1), groupedNumber(stored.length)];
  const [at, end] = [groupedNumber(step), groupedNumber(last)];
  const run = status.value;
  return run !== null && run.epochs > 0
    ? text(strings.stored, at, end, epochOf(step, run), ...place)
    : text(strings.storedStep, at, end, ...place);
}

/** How fast earlier steps are shown: it is said, for the pace of the training is another. */
function Speed(): JSX.Element {
  return (
    <label class="scrub-speed" title={text(strings.speed)}>
      <span>{text(strings.playback)}</span>
      <select
        class="field"
        aria-label={text(strings.speed)}
        value={speed()}
        onChange={({ currentTarget }) => {
          chooseSpeed(Number(currentTarget.value));
        }}
      >
        {speedsOffered().map((rate) => (
          <option key={rate} value={rate}>
            {text(isRecorded.value ? strings.pictures : strings.steps, groupedNumber(rate))}
          </option>
        ))}
      </select>
    </label>
  );
}

/**
 * One bar for everything: charts, pictures and the numbers
 * beside the lines of the editor go back to the step it names.
 */
export function ScrubBar(): JSX.Element {
  useLiveKey();
  const { value: last } = stepsDone;
  const { value: step } = scrubbed;
  const isSlow = useIsSlow();
  const isStored = isRecorded.value;
  const says = isStored ? storedSentence(last) : sentence(last, isSlow);
  const isEmpty = !canLookBack.value;
  const slider = isStored ? storedSlider(step) : runSlider(step);
  return (
    <footer
      class={`scrub${step === null ? '' : ' is-back'}`}
      role="group"
      aria-label={text(strings.scrub)}
      aria-busy={isLookingBack.value}
    >
      <IconButton
        icon={isPlaying.value ? 'pause' : 'play'}
        label={text(isPlaying.value ? strings.pause : strings.play)}
        disabled={isEmpty}
        onClick={isPlaying.value ? pause : play}
      />
      <div class="scrub-track">
        <input
          type="range"
          min={slider.min}
          max={slider.max}
          step={1}
          value={slider.value ?? slider.max}
          disabled={isEmpty}
          aria-label={text(strings.slider)}
          aria-valuetext={says}
          onInput={({ currentTarget }) => {
            const place = Number(currentTarget.value);
            const chosen = isStored ? snapshots.value[place] : place;
            if (chosen !== undefined) show(chosen);
          }}
        />
        <Ticks />
      </div>
      <button
        class="button is-secondary scrub-live"
        type="button"
        disabled={step === null}
        title={text(isStored ? strings.goNewestKey : strings.goLiveKey)}
        onClick={stopAndGoLive}
      >
        {text(isStored ? strings.goNewest : strings.goLive)}
      </button>
      <span class="scrub-place">
        <span class={`icon icon-${step === null && !isStored ? 'pulse' : 'history'}`} aria-hidden="true" />
        <span title={says}>{says}</span>
      </span>
      <Speed />
    </footer>
  );
}

/**
 * Of a run it goes over the steps that can be looked back at. Where that is one, or none yet since an edit,
 * the bar is a step longer: of no length it would have its thumb at the start, and the run is at its end.
 */
function runSlider(step: number | null): { min: number; max: number; value: number | null } {
  const [first, last] = [firstStep.value, stepsDone.value];
  const max = Math.max(first, last);
  return { min: last === 0 ? first : Math.min(first, max - 1), max, value: step };
}

/** Of a recorded run the slider goes from picture to picture. */
function storedSlider(step: number | null): { min: number; max: number; value: number | null } {
  const { value: stored } = snapshots;
  return {
    min: 0,
    max: Math.max(0, stored.length - 1),
    value: step === null ? null : Math.max(0, stored.indexOf(step)),
  };
}

/** Closer ones cannot be told apart on the widest screen. */
const mostTicks = 240;

/**
 * Where ticks stand below a slider that goes from `first` to `last`: shares of its length from 0 to 1,
 * ascending; of those too close to be told apart only the first.
 */
function tickShares(steps: readonly number[], first: number, last: number): readonly number[] {
  const shares: number[] = [];
  let place = -1;
  for (const step of steps) {
    if (step < first || step > last) continue;
    const share = last === first ? 0 : (step - first) / (last - first);
    const here = Math.round(share * mostTicks);
    if (here === place) continue;
    place = here;
    shares.push(share);
  }
  return shares;
}
