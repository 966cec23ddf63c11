import type { JSX } from 'preact';
import { percent } from '../../../kit/numbers';
import type { DistributionHistory } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import type { Scale } from '../../../kit/plot/plotScale';
import { margins } from '../../../kit/plot/plotScale';
import { binOf, entriesAt } from './histogramBins';
import { strings } from './distributionsTexts';

interface HistogramProps {
  readonly history: DistributionHistory;
  readonly row: number;
  readonly label: string;
  readonly width: number;
  /** Of the strip beside it: both have the same values at the same height. */
  readonly scale: Scale;
}

/** The bins of one step as bars, lying beside the strip. */
export function Histogram({ history, row, label, width, scale }: HistogramProps): JSX.Element {
  const { bins, counts, kind } = history;
  const entries = entriesAt(history, row);
  const largest = counts
    .subarray(row * bins, (row + 1) * bins)
    .reduce((most, count) => Math.max(most, count), 0);
  const longest = width - 10;
  const { height } = scale;
  return (
    <svg
      class={`histogram is-${kind}`}
      width={width}
      height={height + margins.top + margins.bottom}
      role="img"
      aria-label={label}
    >
      <g transform={`translate(1 ${margins.top})`}>
        {Array.from({ length: bins }, (_, bin) => {
          const { from, to } = binOf(history, bin);
          const count = counts[row * bins + bin] ?? 0;
          const top = scale.toY(to);
          return (
            <rect
              key={bin}
              class="histogram-bar"
              data-bin={bin}
              data-count={count}
              x={0}
              y={top + 0.25}
              width={largest === 0 ? 0 : (count / largest) * longest}
              height={Math.max(0.5, scale.toY(from) - top - 0.5)}
            />
          );
        })}
        <path class="plot-axis" d={`M0 0V${height}`} />
        <line class="plot-zero" x2={longest} y1={scale.toY(0)} y2={scale.toY(0)} />
        <text class="plot-number" x={longest} y={height + 16} text-anchor="end">
          {entries === 0 ? '' : percent(largest / entries, 1)}
        </text>
        <text class="plot-title" x={longest / 2} y={height + 33} text-anchor="middle">
          {text(strings.shareOfEntries)}
        </text>
      </g>
    </svg>
  );
}
