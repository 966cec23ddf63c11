import type { JSX } from 'preact';
import { pointed } from './pointed';

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
