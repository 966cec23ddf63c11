import type { JSX } from 'preact';

interface AxisProps {
  readonly direction: 'down' | 'across';
  readonly count: number;
  /** Of a cell, in CSS pixels. */
  readonly side: number;
  readonly label: (at: number) => string;
}

const gaps = { down: 20, across: 34 };

/** Which cells are numbered: every 1st, 2nd, 5th, 10th …, so that numbers do not touch. */
function tickStep(side: number, gap: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power * side >= gap) return digit * power;
  }
}

/** The numbers of rows or columns beside a picture. */
export function Axis({ direction, count, side, label }: AxisProps): JSX.Element {
  const step = tickStep(side, gaps[direction]);
  const ticks = Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
  return (
    <div class={`axis is-${direction}`} aria-hidden="true">
      {ticks.map((at) => {
        const middle = `${(at + 0.5) * side}px`;
        return (
          <span key={at} class="tick" style={direction === 'down' ? { top: middle } : { left: middle }}>
            {label(at)}
          </span>
        );
      })}
    </div>
  );
}
