import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { Popover } from '../../kit/controls/Popover';
import { Steady } from '../../kit/controls/Steady';
import { compactNumber, groupedNumber } from '../../kit/numbers';
import { IconButton } from '../../kit/controls/IconButton';
import { useWidth } from '../../kit/plot/plotScale';
import { text } from '../../kit/translation';
import { command } from '../state/actions';
import { post } from '../state/host';
import { strings as phaseStrings } from '../walk/walkTexts';
import {
  hasStepped,
  isBetween,
  namedMoment,
  network,
  runState,
  state,
  status,
  walking,
} from '../state/store';
import { strings } from '../networkTexts';
import { OverviewExport } from '../overview/OverviewExport';
import { LearningRate, PaceChoice } from './RunSettings';

/** Nothing can be run while the file is wrong, or its data is being read. */
function canRun(): boolean {
  const kind = state.value?.status.kind;
  return network.value !== null && (kind === 'ready' || kind === 'stale' || kind === 'lost');
}

/** What the first button does now. */
interface MainAction {
  readonly icon: 'play' | 'pause';
  readonly label: string;
  /** Where more is to be said than has room on the button. */
  readonly title?: string;
  readonly isEnabled: boolean;
  readonly act: () => void;
}

function mainAction(epochs: number): MainAction {
  if (runState.value === 'running') {
    return {
      icon: 'pause',
      label: text(strings.pause),
      isEnabled: true,
      act: () => {
        command({ kind: 'pause' });
      },
    };
  }
  const isReady = state.value?.status.kind === 'ready';
  // Of an earlier text there is nothing to train more of.
  if (runState.value === 'finished' && isReady) {
    const more = Math.max(1, Math.round(epochs));
    return {
      icon: 'play',
      label: text(strings.trainOn),
      title: text(strings.trainMore, more),
      isEnabled: canRun(),
      act: () => {
        command({ kind: 'trainMore', epochs: more });
      },
    };
  }
  const goesOn = hasStepped.value && isReady && runState.value !== 'failed';
  return {
    icon: 'play',
    label: text(goesOn ? strings.resume : strings.train),
    isEnabled: canRun(),
    act: () => {
      command({ kind: 'train' });
    },
  };
}

function TrainButton(): JSX.Element {
  const epochs = useComputed(() => status.value?.epochs ?? 1).value;
  const { icon, label, title, isEnabled, act } = mainAction(epochs);
  const labels = [strings.train, strings.pause, strings.resume, strings.trainOn].map((name) => text(name));
  return (
    <button
      class="button train-button"
      type="button"
      disabled={!isEnabled}
      title={title}
      aria-label={title}
      onClick={act}
    >
      <span class={`icon icon-${icon}`} aria-hidden="true" />
      <Steady room={labels}>{label}</Steady>
    </button>
  );
}

/** More steps a second than these have no room kept for them. */
const fastest = { long: 999_999, short: 99_999, tiny: 0 } as const;
/** From here on a total is written short where there is little room: `1.2M`. */
const longTotal = 100_000;

/** How much is said of where the run stands: in one line, in two short ones, or next to nothing. */
type CounterForm = keyof typeof fastest;

/** In CSS pixels, about: of a digit at the counter's size, and of all that stands beside the counter. */
const digitWidth = 6.2;
const besides = { withSettings: 402, alone: 206 } as const;

/** `undefined` where there is room for none; the scrub bar names the step, too. */
function formAt(width: number, totalSteps: number, epochs: number): CounterForm | undefined {
  if (width >= 1120) return 'long';
  const room = width - (width >= settingsFrom ? besides.withSettings : besides.alone);
  const lastEpoch = groupedNumber(Math.ceil(epochs));
  const last = groupedNumber(totalSteps);
  const total = totalSteps >= longTotal ? compactNumber(totalSteps) : last;
  const fits = (...lines: readonly string[]): boolean =>
    lines.every(({ length }) => length * digitWidth <= room);
  const pace = text(strings.speedShort, groupedNumber(fastest.short));
  const epoch = text(strings.epochOfShort, lastEpoch, lastEpoch);
  if (fits(text(strings.stepOfShort, last, total), `${epoch} ${pace}`)) return 'short';
  return fits(text(strings.stepTiny, last, total), text(strings.epochTiny, lastEpoch, lastEpoch))
    ? 'tiny'
    : undefined;
}

const counterTexts = {
  long: { step: strings.stepOf, epoch: strings.epochOf, speed: strings.speed },
  short: { step: strings.stepOfShort, epoch: strings.epochOfShort, speed: strings.speedShort },
  tiny: { step: strings.stepTiny, epoch: strings.epochTiny, speed: '' },
} as const;

/** Where the run stands. Every number has the room of the largest it can become. */
function Counter({ width }: { readonly width: number }): JSX.Element | null {
  const run = status.value;
  if (run === null) return <span class="counter is-long">{text(strings.notRun)}</span>;
  const { totalSteps, epochs, stepsPerSecond } = run;
  const { step, epoch } = namedMoment.value ?? run;
  const form = formAt(width, totalSteps, epochs);
  if (form === undefined) return null;
  const largest = groupedNumber(totalSteps);
  const total = form !== 'long' && totalSteps >= longTotal ? compactNumber(totalSteps) : largest;
  const lastEpoch = groupedNumber(Math.ceil(epochs));
  const isFast = run.state === 'running' && stepsPerSecond > 0;
  const says = counterTexts[form];
  return (
    <span class={`counter is-${form}`}>
      <Steady room={[text(says.step, largest, total)]}>{text(says.step, groupedNumber(step), total)}</Steady>
      <span class="counter-dot">{' · '}</span>
      <span class="counter-pace">
        <Steady room={[text(says.epoch, lastEpoch, lastEpoch)]}>
          {text(says.epoch, groupedNumber(epoch), groupedNumber(epochs, 3))}
        </Steady>{' '}
        {says.speed !== '' && (
          <span class="counter-speed">
            <Steady room={[text(says.speed, groupedNumber(fastest[form]))]}>
              {isFast ? text(says.speed, groupedNumber(Math.round(stepsPerSecond))) : ''}
            </Steady>
          </span>
        )}
      </span>
    </span>
  );
}

/** In CSS pixels: below, what is set for a run, and what is seldom clicked, is behind the button for more. */
const settingsFrom = 500;

/** Every control of a run in one line, whose height and places stay whatever its texts say. */
export function NetworkToolbar(): JSX.Element {
  const [bar, width] = useWidth();
  const { value: runs } = runState;
  const enabled = canRun();
  // A run of an earlier text does not stand in the way of the new one.
  const isStuck = (runs === 'failed' || runs === 'finished') && state.value?.status.kind === 'ready';
  const hasSettings = width >= settingsFrom;
  const runBackward = {
    disabled: !enabled || (isStuck && runs === 'failed'),
    onClick: () => {
      command({ kind: 'compute' });
    },
  };
  const settings = (
    <>
      <LearningRate />
      <PaceChoice />
    </>
  );
  return (
    <header ref={bar} class="toolbar network-toolbar" role="group" aria-label={text(strings.toolbar)}>
      <TrainButton />
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
          icon="first"
          label={text(strings.reset)}
          disabled={!hasStepped.value && !isBetween.value}
          onClick={() => {
            command({ kind: 'reset' });
          }}
        />
      </div>
      {hasSettings && (
        <>
          <button
            class="button is-secondary run-backward"
            type="button"
            title={text(strings.runBackward)}
            {...runBackward}
          >
            <span class="icon icon-backward" aria-hidden="true" />
            <span class="run-backward-name">{text(strings.runBackward)}</span>
          </button>
          {settings}
        </>
      )}
      <Popover icon="more" label={text(strings.more)}>
        {!hasSettings && (
          <>
            <div class="popover-settings">{settings}</div>
            <button class="menu-item" type="button" {...runBackward}>
              <span class="icon icon-backward" aria-hidden="true" />
              {text(strings.runBackward)}
            </button>
          </>
        )}
        <button
          class="menu-item"
          type="button"
          disabled={runs !== 'running' && runs !== 'paused'}
          onClick={() => {
            command({ kind: 'stop' });
          }}
        >
          <span class="icon icon-halt" aria-hidden="true" />
          {text(strings.stop)}
        </button>
        <button
          class="menu-item"
          type="button"
          disabled={network.value === null}
          aria-pressed={walking.value}
          onClick={() => {
            walking.value = !walking.value;
          }}
        >
          <span class="icon icon-walk" aria-hidden="true" />
          {text(phaseStrings.walk)}
        </button>
        <button
          class="menu-item"
          type="button"
          disabled={network.value === null}
          onClick={() => {
            post({ kind: 'exportNetwork' });
          }}
        >
          <span class="icon icon-export" aria-hidden="true" />
          {text(strings.exportNetwork)}
        </button>
        {network.value !== null && <OverviewExport />}
      </Popover>
      <span class="toolbar-space" />
      <Counter width={width} />
    </header>
  );
}
