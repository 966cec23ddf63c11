import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { palette, pixelRatio } from '../../../tensor/palette';
import { point, unpoint } from '../../../tensor/CellTip';
import { rowSpan } from '../../../tensor/cellReading';
import { cssColor } from '../../../kit/theme/themeColors';
import { shownPicture } from '../../state/store';
import { blockedShares, deadRows } from './maskReading';
import { strings } from './layersTexts';

/** Of the bars and the marks beside them, in CSS pixels. */
export const barsWidth = 86;
const markWidth = 16;

interface BlockedBarsProps {
  readonly at: number;
  readonly order: { readonly value: Int32Array | undefined };
  readonly cellHeight: number;
  readonly rows: number;
}

/**
 * Beside each unit how many of the samples it blocked;
 * units blocked for a whole epoch are marked with a cross.
 */
export function BlockedBars({ at, order, cellHeight, rows }: BlockedBarsProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const height = rows * cellHeight;
  useEffect(
    () =>
      effect(() => {
        const element = canvas.current;
        const context = element?.getContext('2d');
        const mask = shownPicture(at, 'mask');
        if (element == null || context == null || mask === undefined) return;
        const ratio = pixelRatio.value;
        element.width = Math.round(barsWidth * ratio);
        element.height = Math.round(height * ratio);
        context.scale(ratio, ratio);
        const shares = blockedShares(mask);
        const dead = deadRows(mask);
        const { muted, error, border } = { ...palette.value, border: palette.value.neutral };
        const bar = barsWidth - markWidth;
        const thickness = cellHeight > 3 ? cellHeight - 1 : cellHeight;
        context.lineWidth = 1.6;
        for (let row = 0; row < shares.length; row++) {
          const from = order.value?.[row] ?? row;
          const top = row * cellHeight;
          context.fillStyle = cssColor(border);
          context.fillRect(0, top, bar, thickness);
          context.fillStyle = cssColor(dead.has(from) ? error : muted);
          context.fillRect(0, top, bar * (shares[from] ?? 0), thickness);
          if (!dead.has(from)) continue;
          const [x, y, reach] = [bar + 8, top + thickness / 2, Math.min(4, Math.max(2, cellHeight / 2))];
          context.strokeStyle = cssColor(error);
          context.beginPath();
          context.moveTo(x - reach, y - reach);
          context.lineTo(x + reach, y + reach);
          context.moveTo(x + reach, y - reach);
          context.lineTo(x - reach, y + reach);
          context.stroke();
        }
      }),
    [at, cellHeight, rows],
  );
  const read = (row: number): string | undefined => {
    const mask = shownPicture(at, 'mask');
    if (mask === undefined) return undefined;
    const from = order.value?.[row] ?? row;
    const { from: first, to } = rowSpan(mask, from);
    const share = percent(blockedShares(mask)[from] ?? 0);
    const sentence =
      to - first > 1 ? text(strings.unitsShare, first, to - 1, share) : text(strings.unitShare, first, share);
    return deadRows(mask).has(from) ? `${sentence}; ${text(strings.deadUnit)}` : sentence;
  };
  return (
    <canvas
      ref={canvas}
      class="blocked-bars"
      role="img"
      aria-label={text(strings.blockedPerUnit)}
      style={{ width: `${barsWidth}px`, height: `${height}px` }}
      onPointerMove={(event) => {
        const row = Math.floor(event.offsetY / cellHeight);
        point({ read: () => read(row), x: event.clientX, y: event.clientY });
      }}
      onPointerLeave={unpoint}
    />
  );
}
