import type { JSX } from 'preact';
import { cellNumber } from '../../shared/numbers';
import { text } from '../../shared/strings';
import { floatNumber } from '../pictures/places';
import { scaleOf } from './layout';
import { strings } from './strings';

export const mostBars = 40;
/** Up to so many bars have their number beside them. */
const mostNumbered = 6;

const height = 92;
const room = 14;

interface BarsProps {
  /** Of the layer. */
  readonly name: string;
  readonly values: Float32Array;
}

/** A few numbers as bars up and down from zero. */
export function Bars({ name, values }: BarsProps): JSX.Element {
  const limit = scaleOf(values);
  const slot = Math.min(46, Math.max(5.5, 224 / values.length));
  const middle = height / 2;
  const reach = middle - room;
  const width = Math.max(60, slot * values.length);
  return (
    <svg
      class="bars"
      width={width}
      height={height}
      role="img"
      aria-label={text(strings.barsLabel, name, Array.from(values, floatNumber).join(', '))}
    >
      {Array.from(values, (value, at) => {
        const long = Number.isFinite(value) && limit > 0 ? (Math.abs(value) / limit) * reach : 0;
        const left = at * slot;
        return (
          <g key={at} data-entry={at} data-value={value}>
            <title>{text(strings.entry, `${name}[${at}]`, floatNumber(value))}</title>
            <rect class="bars-slot" x={left} y={0} width={slot} height={height} />
            <rect
              class={value < 0 ? 'bars-bar is-negative' : 'bars-bar'}
              x={left + slot * 0.15}
              width={slot * 0.7}
              y={value < 0 ? middle : middle - long}
              height={Math.max(long, value === 0 ? 0 : 0.75)}
            />
            {(values.length <= mostNumbered || !Number.isFinite(value)) && (
              <text
                class="plot-number"
                x={left + slot / 2}
                y={value < 0 ? middle + long + 11 : middle - long - 4}
                text-anchor="middle"
              >
                {cellNumber(value)}
              </text>
            )}
          </g>
        );
      })}
      <path class="plot-axis" d={`M0 ${middle}H${width}`} />
    </svg>
  );
}
