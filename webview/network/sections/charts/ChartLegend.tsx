import type { ReadonlySignal, Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { percent, steadyNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { isHidden, toggleLine } from './chartChoices';
import { shownValueAt, type ChartModel, type Line } from './chartModels';
import { markerPath } from './lineLooks';
import { strings } from './chartsTexts';

/** How a line looks, beside its name. */
export function Swatch({ line }: { readonly line: Line }): JSX.Element {
  const { color, dash, marker } = line.look;
  const hasMarker = line.sparse || line.layer !== undefined;
  return (
    <svg class="swatch" width={28} height={12} viewBox="0 0 28 12" aria-hidden="true">
      <path d="M1 6h26" stroke={`var(${color})`} stroke-width={2} stroke-dasharray={dash.join(' ')} />
      {hasMarker && (
        <path
          d={markerPath(marker, 14, 6)}
          fill={marker === 'cross' ? 'none' : `var(${color})`}
          stroke={`var(${color})`}
        />
      )}
    </svg>
  );
}

/** A value as it stands beside the charts: always about as wide. */
export function readableValue(value: number | undefined, isShare: boolean): string {
  if (value === undefined) return '–';
  return isShare ? percent(value, 1) : steadyNumber(value, 4);
}

interface ValueAtProps {
  readonly line: Line;
  readonly step: ReadonlySignal<number>;
  readonly isShare: boolean;
}

/** A component of its own: the rest of a legend does not change with the step. */
function ValueAt({ line, step, isShare }: ValueAtProps): JSX.Element {
  return <>{readableValue(shownValueAt(line, step.value), isShare)}</>;
}

interface ChartLegendProps {
  readonly model: ChartModel;
  /** The step whose values are shown. */
  readonly step: ReadonlySignal<number>;
  /** The key of the line that is looked at. */
  readonly lookedAt: Signal<string | undefined>;
}

/**
 * Every line with its value at the cursor, and a click to
 * hide it. Its height does not change with the numbers.
 */
export function ChartLegend({ model, step, lookedAt }: ChartLegendProps): JSX.Element {
  return (
    <div class="chart-legend" role="group" aria-label={text(strings.legend)}>
      {model.lines.map((line) => {
        const hidden = isHidden(model.id, line.key);
        const look = (key: string | undefined) => () => {
          lookedAt.value = key;
        };
        return (
          <button
            key={line.key}
            class={`legend-entry${hidden ? ' is-hidden' : ''}`}
            type="button"
            aria-pressed={!hidden}
            title={text(hidden ? strings.show : strings.hide, line.name)}
            data-line={line.key}
            onClick={() => {
              toggleLine(model.id, line.key);
            }}
            onPointerEnter={look(line.key)}
            onPointerLeave={look(undefined)}
            onFocus={look(line.key)}
            onBlur={look(undefined)}
          >
            <Swatch line={line} />
            <span class="legend-name">{line.name}</span>
            <span class="legend-value">
              <ValueAt line={line} step={step} isShare={model.percent} />
            </span>
          </button>
        );
      })}
    </div>
  );
}
