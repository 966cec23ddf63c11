import type { ReadonlySignal, Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { readableValue, Swatch } from '../../../charts/Swatch';
import { text } from '../../../kit/translation';
import { isHidden, toggleLine } from './chartChoices';
import { shownValueAt, type Line } from '../../../charts/chartLines';
import type { ChartModel } from './chartModels';
import { strings } from './chartsTexts';

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
  const areSmoothed = model.lines.length > 1 && model.lines.every(isSmoothed);
  const nameOf = (line: Line): string =>
    isSmoothed(line) && !areSmoothed ? text(strings.smoothedLine, line.name) : line.name;
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
            <span class="legend-name">{nameOf(line)}</span>
            <span class="legend-value">
              <ValueAt line={line} step={step} isShare={model.percent} />
            </span>
          </button>
        );
      })}
      {areSmoothed && <span class="hint legend-note">{text(strings.smoothedLines)}</span>}
    </div>
  );
}

/** Its value is another than what was measured, which stands beside the text. */
function isSmoothed({ smoothed }: Line): boolean {
  return smoothed !== undefined;
}
