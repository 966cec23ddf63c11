import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../../kit/controls/IconButton';
import { text } from '../../kit/translation';
import { status, walking } from '../state/store';
import { GradientsCard } from './GradientsCard';
import { MiniBatchCard } from './MiniBatchCard';
import {
  canGoBack,
  canGoOn,
  goBack,
  goOn,
  layersWalked,
  phase,
  walkTo,
  wayThroughLayers,
  type Phase,
} from './walkPhase';
import { RepeatCard } from './RepeatCard';
import { strings } from './walkTexts';
import { UpdateCard } from './UpdateCard';

const phases: readonly { readonly phase: Phase; readonly mark: string; readonly name: string }[] = [
  { phase: 1, mark: '①', name: strings.miniBatch },
  { phase: 2, mark: '②', name: strings.gradients },
  { phase: 3, mark: '③', name: strings.update },
  { phase: 4, mark: '④', name: strings.repeat },
];

function onwardText(): string {
  if (phase.value === 1) {
    return text(status.value?.isBetween === true ? strings.showGradients : strings.toGradients);
  }
  if (phase.value === 2) return text(strings.toUpdate);
  return text(phase.value === 3 ? strings.toRepeat : strings.toMiniBatch);
}

/** The arrow keys go from phase to phase; within the second from layer to layer, once somebody walks them. */
function onKeyDown(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const walked = layersWalked.value;
  if (event.key === 'ArrowRight') {
    if (walked !== null && walked < wayThroughLayers.value.length) walkTo(walked + 1);
    else if (canGoOn.value) goOn();
  } else if (event.key === 'ArrowLeft') {
    if (walked !== null && walked > 1) walkTo(walked - 1);
    else goBack();
  } else return;
  event.preventDefault();
}

function Card(): JSX.Element | null {
  if (phase.value === 1) return <MiniBatchCard />;
  if (phase.value === 2) return <GradientsCard />;
  return phase.value === 3 ? <UpdateCard /> : <RepeatCard />;
}

/** One training step, phase by phase, as the chapter tells it. */
export function PhaseStrip(): JSX.Element | null {
  const strip = useRef<HTMLElement>(null);
  const shown = phase.value;
  const isWalking = walking.value;
  // What the phase shows comes into view, wherever the page was scrolled to.
  useEffect(() => {
    if (isWalking) strip.current?.scrollIntoView({ block: 'nearest' });
  }, [shown, isWalking]);
  if (!isWalking) return null;
  return (
    <section
      ref={strip}
      class="phases"
      aria-label={text(strings.title)}
      data-phase={shown}
      onKeyDown={onKeyDown}
    >
      <div class="phases-head">
        <ol class="phase-list">
          {phases.map(({ phase: number, mark, name }) => (
            <li
              key={number}
              class={`phase${number === shown ? ' is-current' : number < shown ? ' is-done' : ''}`}
              aria-current={number === shown ? 'step' : undefined}
            >
              <span class="phase-mark" aria-hidden="true">
                {mark}
              </span>
              {text(name)}
            </li>
          ))}
        </ol>
        <span class="phase-buttons">
          <button class="button is-secondary" type="button" disabled={!canGoBack.value} onClick={goBack}>
            {text(strings.previous)}
          </button>
          <button
            class="button"
            type="button"
            disabled={!canGoOn.value}
            title={text(strings.keys)}
            onClick={goOn}
          >
            <span class="visually-hidden">{text(strings.next)}: </span>
            {onwardText()}
          </button>
          <IconButton
            icon="close"
            label={text(strings.close)}
            onClick={() => {
              walkTo(null);
              walking.value = false;
            }}
          />
        </span>
      </div>
      <p class="visually-hidden" role="status">
        {text(phases[shown - 1]?.name ?? '')}
      </p>
      <div>
        {status.value?.state === 'finished' && <p class="hint">{text(strings.finished)}</p>}
        <Card />
      </div>
    </section>
  );
}
