import type { JSX } from 'preact';
import { percent, steadyNumber } from '../kit/numbers';
import type { Line } from './chartLines';
import { markerPath } from './lineLooks';

/** How a line looks, beside its name. */
export function Swatch({ line }: { readonly line: Pick<Line, 'look' | 'sparse' | 'marked'> }): JSX.Element {
  const { color, dash, marker } = line.look;
  const hasMarker = line.sparse || line.marked === true;
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
