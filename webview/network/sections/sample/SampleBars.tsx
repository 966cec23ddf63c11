import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { cellNumber, floatNumber, numberList } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { limitOfValues } from './sampleCells';
import { strings } from './sampleTexts';

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
  const limit = limitOfValues(values);
  const slot = Math.min(46, Math.max(5.5, 224 / values.length));
  const middle = height / 2;
  const reach = middle - room;
  const width = Math.max(60, slot * values.length);
  const current = useSignal<number | null>(null);
  const nameOf = (at: number): string =>
    text(strings.entry, `${name}[${at}]`, floatNumber(values[at] ?? NaN));
  const reading = current.value === null || current.value >= values.length ? '' : nameOf(current.value);
  return (
    <>
      <svg
        class="bars"
        width={width}
        height={height}
        role="img"
        tabindex={0}
        aria-label={`${text(strings.barsLabel, name, numberList(Array.from(values, floatNumber)))}. ${text(strings.barKeys)}`}
        onKeyDown={(event) => {
          const to = destination(event.key, current.value, values.length - 1);
          if (to === undefined) return;
          current.value = to;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {Array.from(values, (value, at) => {
          const long = Number.isFinite(value) && limit > 0 ? (Math.abs(value) / limit) * reach : 0;
          const left = at * slot;
          return (
            <g key={at} data-entry={at} data-value={value}>
              <title>{nameOf(at)}</title>
              <rect
                class={at === current.value ? 'bars-slot is-current' : 'bars-slot'}
                x={left}
                y={0}
                width={slot}
                height={height}
              />
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
      <Reading sentence={reading === '' ? undefined : reading} />
      <p class="visually-hidden" aria-live="polite">
        {reading}
      </p>
    </>
  );
}

/** Where a key leads; `null`: to no bar any more. The first arrow key only shows where one is. */
function destination(key: string, from: number | null, last: number): number | null | undefined {
  if (key === 'Escape') return from === null ? undefined : null;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  return from === null ? 0 : Math.max(0, Math.min(last, from + (key === 'ArrowRight' ? 1 : -1)));
}

/** What the cursor in a stage stands on, for those who see it. */
export function Reading({ sentence }: { readonly sentence: string | undefined }): JSX.Element | null {
  if (sentence === undefined) return null;
  return (
    <p class="stage-reading" aria-hidden="true">
      {sentence}
    </p>
  );
}
