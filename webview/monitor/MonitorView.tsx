import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { MonitoredRun, ToMonitor } from '../../src/protocol/monitorMessages';
import { groupedNumber, percent, steadyNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import { post } from './monitorHost';
import { strings } from './monitorTexts';

/** What came last; none before anything has run. */
const monitored = signal<readonly MonitoredRun[]>([]);

export function handle({ run, others }: ToMonitor): void {
  monitored.value = run === null ? [] : [run, ...others];
}

/** What is trained; of variants all that are at the same time. */
export function MonitorView(): JSX.Element {
  const { value: runs } = monitored;
  if (runs.length === 0) return <p class="hint monitor-nothing">{text(strings.nothing)}</p>;
  return (
    <main>
      {runs.map((run) => (
        <MonitoredLines key={run.network} run={run} />
      ))}
    </main>
  );
}

/** A run in a few lines. A click anywhere opens its panel; for the keyboard its name does. */
function MonitoredLines({ run }: { readonly run: MonitoredRun }): JSX.Element {
  const { network, state, epoch, epochs, step, loss, accuracy, losses, accuracies, worst } = run;
  const open = (): void => {
    post({ kind: 'openPanel' });
  };
  return (
    <section class="monitor" onClick={open}>
      <h1>
        <button
          class="link"
          type="button"
          title={text(strings.open, network)}
          onClick={(event) => {
            event.stopPropagation();
            open();
          }}
        >
          {network}
        </button>{' '}
        <span class="hint">{text(strings[state])}</span>
      </h1>
      <p class="hint">
        {text(strings.progress, groupedNumber(epoch), groupedNumber(epochs, 2), groupedNumber(step))}
      </p>
      <div class="monitor-figures">
        <Figure
          name={text(strings.loss)}
          value={loss === undefined ? '–' : steadyNumber(loss[0] ?? NaN, 4)}
          curve={losses}
          write={(value) => steadyNumber(value, 3)}
        />
        {accuracy !== undefined && (
          <Figure
            name={text(strings.accuracy)}
            value={percent(accuracy[0] ?? NaN, 1)}
            curve={accuracies}
            write={(value) => percent(value)}
            most={1}
          />
        )}
      </div>
      <p class={worst === null ? 'hint' : `monitor-worst is-${worst.severity}`}>
        {worst === null
          ? text(strings.healthy)
          : worst.layer === undefined
            ? worst.text
            : text(strings.worst, worst.layer, worst.text)}
      </p>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly curve: MonitoredRun['losses'];
  readonly write: (value: number) => string;
  /** The upper end of the axis; absent: the largest value. */
  readonly most?: number;
}

const size = { width: 120, height: 34 } as const;

/** A number with how it came to be. */
function Figure({ name, value, curve: { steps, values }, write, most }: FigureProps): JSX.Element {
  const finite = values.filter(Number.isFinite);
  const top = most ?? Math.max(0, ...finite);
  const end = steps.at(-1) ?? 0;
  const points = Array.from(values, (each, at) =>
    Number.isFinite(each)
      ? `${(((steps[at] ?? 0) / (end || 1)) * size.width).toFixed(1)} ${((1 - each / (top || 1)) * size.height).toFixed(1)}`
      : undefined,
  );
  const path = points.map((point, at) =>
    point === undefined ? '' : `${at === 0 || points[at - 1] === undefined ? 'M' : 'L'}${point}`,
  );
  return (
    <div class="monitor-figure">
      <span class="hint">{name}</span>
      <strong class="exact">{value}</strong>
      {finite.length > 1 && (
        <svg
          viewBox={`0 -1 ${size.width} ${size.height + 2}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={text(strings.curve, name, write(finite[0] ?? NaN), write(finite.at(-1) ?? NaN))}
        >
          <path d={path.join('')} vector-effect="non-scaling-stroke" />
        </svg>
      )}
    </div>
  );
}
