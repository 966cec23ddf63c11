import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { network } from '../../state/store';
import { classColor } from '../../classes/classNames';
import type { Axis, Scale } from '../../../kit/plot/plotScale';
import { cssColor, themeColor } from '../../../kit/theme/themeColors';
import { Field } from './boundaryField';
import { type DrawnField, type Mark, useMarks, type PictureProps } from './dataMarks';
import { FieldView } from './FieldView';
import type { FieldDrawing } from './PointPlot';
import { strings } from './boundaryTexts';

/** What the network says along its only input: the value it fits, or the probability of every class. */
export function useCurve({ picture, points }: DrawnField): FieldDrawing {
  const isClasses = network.value?.task === 'classes';
  const field = useMemo(() => new Field(picture, isClasses), [picture, isClasses]);
  const shown = useMarks(points);
  const isSigmoid = isClasses && picture.outputs === 1;
  const marks = useMemo(
    // Of several classes each has a curve of its own, and its samples would have it at 1.
    () => (isClasses && !isSigmoid ? shown.map((mark) => ({ ...mark, y: 1 })) : shown),
    [shown, isClasses, isSigmoid],
  );
  const drawGround = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      context.clearRect(0, 0, scale.width, scale.height);
      if (isSigmoid) drawThreshold(context, scale);
    },
    [isSigmoid],
  );
  const drawAbove = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      for (let output = isSigmoid ? 1 : 0; output < field.outputs; output++) {
        const color = isClasses ? classColor(output) : themeColor('--forward');
        drawCurve(context, scale, field, output, cssColor(color));
      }
    },
    [field, isClasses, isSigmoid],
  );
  const look = useMemo(
    () => ({
      colorOf: ({ target }: Mark) => (isClasses ? classColor(target) : themeColor('--foreground')),
      markerOf: ({ target }: Mark) => (isClasses ? target : 0),
      isWrong: () => false,
    }),
    [isClasses],
  );
  const y = useMemo(() => valueAxis(points?.train.targets ?? picture.cells, isClasses), [points, isClasses]);
  const { left, right } = field.bounds;
  const label = text(
    strings.curveLabel,
    points?.train.targets.length ?? 0,
    points?.test.targets.length ?? 0,
    shortNumber(left),
    shortNumber(right),
  );
  const x = { low: left, high: right, title: text(strings.input) };
  return { field, label, x, y, ratio: 0.6, marks, look, drawGround, drawAbove };
}

/** The curve in full. */
export function Curve({ picture, points, miniBatch }: PictureProps): JSX.Element {
  const drawing = useCurve({ picture, points });
  return <FieldView drawing={drawing} points={points} miniBatch={miniBatch} hasLine />;
}

/** From the smallest target to the largest, with room around: it stays while the curve moves. */
function valueAxis(targets: Float32Array, isClasses: boolean): Axis {
  if (isClasses) return { low: -0.08, high: 1.08, title: text(strings.probability) };
  const low = targets.reduce((least, value) => Math.min(least, value), Infinity);
  const high = targets.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = 0.15 * (high - low || 1);
  return { low: low - room, high: high + room, title: text(strings.value) };
}

function drawCurve(
  context: CanvasRenderingContext2D,
  { toX, toY, width, height }: Scale,
  field: Field,
  output: number,
  color: string,
): void {
  const { left, right } = field.bounds;
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  context.beginPath();
  let isDown = false;
  for (let column = 0; column < field.columns; column++) {
    const value = field.at(column, 0, output);
    // A curve with a hole: there the network gives no number.
    if (!Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    const x = toX(left + ((right - left) * column) / Math.max(1, field.columns - 1));
    if (isDown) context.lineTo(x, toY(value));
    else context.moveTo(x, toY(value));
    isDown = true;
  }
  context.lineJoin = 'round';
  // The ground on both sides parts it from the points that it runs through.
  for (const [lineWidth, strokeStyle] of [
    [5, cssColor(themeColor('--ground'))],
    [2.5, color],
  ] as const) {
    context.lineWidth = lineWidth;
    context.strokeStyle = strokeStyle;
    context.stroke();
  }
  context.restore();
}

/** Above it the network says the second class. */
function drawThreshold(context: CanvasRenderingContext2D, { toY, width }: Scale): void {
  context.beginPath();
  context.moveTo(0, toY(0.5));
  context.lineTo(width, toY(0.5));
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  context.strokeStyle = cssColor(themeColor('--foreground'), 0.75);
  context.stroke();
  context.setLineDash([]);
}
