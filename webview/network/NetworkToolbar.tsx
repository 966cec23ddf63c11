import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { groupedNumber, shortNumber, typedNumber } from '../kit/numbers';
import { IconButton } from '../kit/controls/IconButton';
import { text } from '../kit/translation';
import { command } from './state/actions';
import { PaceSlider } from './PaceSlider';
import { strings as phaseStrings } from './walk/walkTexts';
import { hasStepped, isBetween, network, runState, state, status, walking } from './state/store';
import { strings } from './networkTexts';

/** Nothing can be run while the file is wrong, or its data is being read. */
function canRun(): boolean {
  const kind = state.value?.status.kind;
  return network.value !== null && (kind === 'ready' || kind === 'stale' || kind === 'lost');
}

function TrainButton(): JSX.Element {
  const { value: runs } = runState;
  const epochs = useComputed(() => status.value?.epochs ?? 1).value;
  if (runs === 'running') {
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
  const isReady = state.value?.status.kind === 'ready';
  // Of an earlier text there is nothing to train more of.
  const isDone = runs === 'finished' && isReady;
  const goesOn = hasStepped.value && isReady && runs !== 'failed';
  const more = Math.max(1, Math.round(epochs));
  return (
    <button
      class="button"
      type="button"
      disabled={!canRun()}
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
  const rate = useComputed(() => status.value?.learningRate).value;
  const value = typed.value ?? (rate === undefined ? '' : typedNumber(Number(rate.toPrecision(6))));
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
    groupedNumber(run.step),
    groupedNumber(run.totalSteps),
    run.epoch,
    shortNumber(run.epochs),
  );
  const speed =
    run.state === 'running' && run.stepsPerSecond > 0
      ? text(strings.speed, groupedNumber(Math.round(run.stepsPerSecond)))
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

export function NetworkToolbar(): JSX.Element {
  const { value: runs } = runState;
  const enabled = canRun();
  // A run of an earlier text does not stand in the way of the new one.
  const isStuck = (runs === 'failed' || runs === 'finished') && state.value?.status.kind === 'ready';
  return (
    <header class="toolbar" role="group" aria-label={text(strings.toolbar)}>
      <TrainButton />
      <button
        class="button is-secondary"
        type="button"
        disabled={!enabled || (isStuck && runs === 'failed')}
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
          disabled={!enabled || isStuck}
          onClick={() => {
            command({ kind: 'step' });
          }}
        />
        <IconButton
          icon="halt"
          label={text(strings.stop)}
          disabled={runs !== 'running' && runs !== 'paused'}
          onClick={() => {
            command({ kind: 'stop' });
          }}
        />
        <IconButton
          icon="first"
          label={text(strings.reset)}
          disabled={!hasStepped.value && !isBetween.value}
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
