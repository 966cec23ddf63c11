import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type { MiniBatch } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { chooseSample, chosenSample, isSame } from '../sample/sampleChoice';
import { Plot, type Place } from '../../../kit/plot/Plot';
import { margins, scaleOf, type Axis, type Scale, useWidth } from '../../../kit/plot/plotScale';
import { drawPoints, radiusFor, type PointLook } from './drawPoints';
import type { Field } from './boundaryField';
import { markNear, neighbour, type Mark } from './dataMarks';
import { shownParts } from './PointSwitches';
import { strings } from './boundaryTexts';

/** What the network says, as it is drawn at any size. */
export interface FieldDrawing {
  readonly field: Field;
  /** Of the picture as a whole, for those who cannot see it. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Height over width of the area. */
  readonly ratio: number;
  readonly marks: readonly Mark[];
  readonly look: Omit<PointLook, 'radius' | 'isInBatch'>;
  /** What the points lie on. */
  readonly drawGround: (context: CanvasRenderingContext2D, scale: Scale) => void;
  /** What would be hidden by them. */
  readonly drawAbove?: (context: CanvasRenderingContext2D, scale: Scale) => void;
}

interface PointPlotProps {
  readonly drawing: FieldDrawing;
  readonly miniBatch: MiniBatch | undefined;
  /** A point in words. */
  readonly describe: (mark: Mark) => string;
  /** Beside the plot; `at`: where the pointer or the focused point is. */
  readonly side: (at: Place | null, mark: Mark | undefined) => ComponentChildren;
}

const widest = 560;
const sideWidth = 250;
/** How near the pointer must be, in CSS pixels. */
const reach = 9;

/** The axes of the plane of two inputs: at the same scale, unless one of them is far longer. */
export function planeAxes({ bounds }: Field): Pick<FieldDrawing, 'x' | 'y' | 'ratio'> {
  const { left, right, bottom, top } = bounds;
  return {
    x: { low: left, high: right, title: text(strings.firstInput) },
    y: { low: bottom, high: top, title: text(strings.secondInput) },
    ratio: Math.min(1.1, Math.max(0.5, (top - bottom) / (right - left || 1))),
  };
}

/** The points of the data on what the network says there. Points are chosen by click and by keyboard. */
export function PointPlot(props: PointPlotProps): JSX.Element {
  const { drawing, miniBatch, describe, side } = props;
  const { label, x, y, ratio, marks, look, drawGround, drawAbove } = drawing;
  const [place, width] = useWidth();
  const pointed = useSignal<Place | null>(null);
  const focused = useSignal<Mark | null>(null);
  const withBatch = shownParts().batch;
  const batch = useMemo(() => new Set(withBatch ? miniBatch : []), [miniBatch, withBatch]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      drawGround(context, scale);
      drawPoints(context, scale, marks, {
        ...look,
        radius: radiusFor(marks.length),
        isInBatch: ({ part, index }) => part === 'train' && batch.has(index),
      });
      drawAbove?.(context, scale);
    },
    [drawGround, drawAbove, marks, look, batch],
  );

  const plotWidth = Math.min(widest, width >= 640 ? width - sideWidth - 20 : width);
  const areaWidth = plotWidth - margins.left - margins.right;
  const plotHeight = Math.round(areaWidth * ratio) + margins.top + margins.bottom;
  const scale = scaleOf(x, y, plotWidth, plotHeight);
  const spread = {
    perPixelX: (x.high - x.low) / scale.width,
    perPixelY: (y.high - y.low) / scale.height,
  };
  const near = pointed.value === null ? undefined : markNear(marks, pointed.value, spread, reach);
  const current = near ?? (pointed.value === null ? (focused.value ?? undefined) : undefined);
  const followed = marks.find((mark) => isSame(chosenSample(), mark));

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbour(marks, focused.value ?? followed, event.key, spread);
    if (next !== undefined) focused.value = next;
    else if ((event.key === 'Enter' || event.key === ' ') && focused.value !== null) {
      chooseSample(focused.value);
    } else if (event.key === 'Escape') focused.value = null;
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  };
  return (
    <div ref={place} class="boundary">
      <div
        class="boundary-plot"
        role="application"
        tabIndex={0}
        aria-label={text(strings.points)}
        aria-describedby="boundary-help"
        onKeyDown={onKeyDown}
        onBlur={() => {
          focused.value = null;
        }}
      >
        {width > 0 && (
          <Plot
            name="boundary"
            label={label}
            width={plotWidth}
            height={plotHeight}
            x={x}
            y={y}
            draw={draw}
            onMove={(to) => {
              pointed.value = to;
            }}
            onChoose={(to) => {
              const mark = markNear(marks, to, spread, reach);
              if (mark !== undefined) chooseSample(mark);
            }}
            overlay={({ toX, toY }) => (
              <>
                {followed !== undefined && <Target x={toX(followed.x)} y={toY(followed.y)} />}
                {current !== undefined && (
                  <circle class="boundary-current" cx={toX(current.x)} cy={toY(current.y)} r={reach} />
                )}
              </>
            )}
          />
        )}
        <p class="visually-hidden" id="boundary-help">
          {text(strings.help)}
        </p>
        <p class="visually-hidden" aria-live="polite">
          {focused.value !== null && describe(focused.value)}
        </p>
      </div>
      <div class="boundary-side">{side(current ?? pointed.value, current)}</div>
    </div>
  );
}

/** Around the sample that is followed through the network. */
function Target({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return (
    <g class="boundary-target" transform={`translate(${x} ${y})`}>
      <circle class="boundary-halo" r={10} />
      <circle r={10} />
      <path d="M-16 0H-7M7 0H16M0 -16V-7M0 7V16" />
    </g>
  );
}
