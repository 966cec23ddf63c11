import type { JSX } from 'preact';
import { signal } from '@preact/signals';

interface Pointed {
  /** Reads signals, so that the number under a resting pointer goes on changing. */
  readonly read: () => string | undefined;
  /** Of the pointer, in the window. */
  readonly x: number;
  readonly y: number;
}

/** The cell under the pointer, in any picture. */
const pointed = signal<Pointed | null>(null);

export function point(at: Pointed): void {
  pointed.value = at;
}

export function unpoint(): void {
  pointed.value = null;
}

const gap = 14;
const widest = 280;

/** What is in the cell under the pointer, beside it. */
export function CellTip(): JSX.Element | null {
  const at = pointed.value;
  const sentence = at?.read();
  if (at === null || sentence === undefined) return null;
  const isRight = at.x + gap + widest > window.innerWidth;
  const isLow = at.y + 60 > window.innerHeight;
  return (
    <p
      class="cell-tip"
      aria-hidden="true"
      style={{
        ...(isRight ? { right: `${window.innerWidth - at.x + gap}px` } : { left: `${at.x + gap}px` }),
        ...(isLow ? { bottom: `${window.innerHeight - at.y + gap}px` } : { top: `${at.y + gap}px` }),
        maxWidth: `${widest}px`,
      }}
    >
      {sentence}
    </p>
  );
}
