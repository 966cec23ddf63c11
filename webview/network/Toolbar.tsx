import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { IconButton } from '../shared/controls/IconButton';
import { shortNumber } from '../shared/numbers';
import { text } from '../shared/strings';
import { command } from './actions';
import { PaceSlider } from './PaceSlider';
import { strings as phaseStrings } from './phases/strings';
import { network, state, status, walking } from './store';
import { strings } from './strings';

/** Nothing can be run while the file is wrong, or its data is being read. */
function canRun(): boolean {
  const kind = state.value?.standing.kind;
  return network.value !== null && (kind === 'ready' || kind === 'stale' || kind === 'lost');
}

function TrainButton(): JSX.Element {
  const run = status.value;
  if (run?.state === 'running') {
    return (
      <button
        class="button"
        type="button"
        onClick={() => {
          command({ kind: 'pause' });
        }}
      >
        <span class="icon icon-pause" aria-hidden="true" />
        {text(strings.pause)}
      </button>
    );
  }
  const isDone = run?.state === 'finished';
  const goesOn = run !== null && run.step > 0 && state.value?.standing.kind === 'ready';
  const more = Math.max(1, Math.round(run?.epochs ?? 1));
  return (
    <button
      class="button"
      type="button"
      disabled={!canRun() || run?.state === 'failed'}
      onClick={() => {
        command(isDone ? { kind: 'trainMore', epochs: more } : { kind: 'train' });
      }}
    >
      <span class="icon icon-play" aria-hidden="true" />
      {isDone ? text(strings.trainMore, more) : text(goesOn ? strings.resume : strings.train)}
    </button>
  );
}

function LearningRate(): JSX.Element {
  const typed = useSignal<string | null>(null);
  const rate = status.value?.learningRate;
  const value = typed.value ?? (rate === undefined ? '' : shortNumber(rate));
  const number = Number(value);
  const isWrong = typed.value !== null && !(number > 0 && Number.isFinite(number));
  const take = (): void => {
    if (typed.value !== null && !isWrong && number !== rate) {
      command({ kind: 'setLearningRate', learningRate: number });
    }
    if (!isWrong) typed.value = null;
  };
  return (
    <label class="rate">
      {text(strings.learningRate)}
      <input
        class="field"
        inputMode="decimal"
        value={value}
        disabled={rate === undefined}
        aria-invalid={isWrong}
        title={isWrong ? text(strings.notALearningRate) : ''}
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

function Counter(): JSX.Element {
  const run = status.value;
  if (run === null) return <span class="counter">{text(strings.notRun)}</span>;
  const place = text(
    strings.counter,
    run.step.toLocaleString(),
    run.totalSteps.toLocaleString(),
    run.epoch,
    shortNumber(run.epochs),
  );
  const speed =
    run.state === 'running' && run.stepsPerSecond > 0
      ? text(strings.speed, Math.round(run.stepsPerSecond).toLocaleString())
      : '';
  return (
    <span class="counter">
      <span>{place}</span>
      {speed !== '' && <span>{speed}</span>}
    </span>
  );
}

/** Opens the graph's walk through one training step. */
function WalkButton(): JSX.Element {
  return (
    <IconButton
      icon="walk"
      label={text(phaseStrings.walk)}
      disabled={network.value === null}
      pressed={walking.value}
      onClick={() => {
        walking.value = !walking.value;
      }}
    />
  );
}

export function Toolbar(): JSX.Element {
  const run = status.value;
  const enabled = canRun();
  return (
    <header class="toolbar" role="group" aria-label={text(strings.toolbar)}>
      <TrainButton />
      <button
        class="button is-secondary"
        type="button"
        disabled={!enabled || run?.state === 'failed'}
        onClick={() => {
          command({ kind: 'compute' });
        }}
      >
        {text(strings.runBackward)}
      </button>
      <div class="toolbar-group">
        <IconButton
          icon="step"
          label={text(strings.step)}
          disabled={!enabled || run?.state === 'failed' || run?.state === 'finished'}
          onClick={() => {
            command({ kind: 'step' });
          }}
        />
        <IconButton
          icon="halt"
          label={text(strings.stop)}
          disabled={run?.state !== 'running' && run?.state !== 'paused'}
          onClick={() => {
            command({ kind: 'stop' });
          }}
        />
        <IconButton
          icon="first"
          label={text(strings.reset)}
          disabled={run === null || (run.step === 0 && !run.isBetween)}
          onClick={() => {
            command({ kind: 'reset' });
          }}
        />
      </div>
      <WalkButton />
      <LearningRate />
      <PaceSlider />
      <span class="toolbar-space" />
      <Counter />
    </header>
  );
}
