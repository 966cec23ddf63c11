import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { text } from '../../../kit/translation';
import { palette } from '../../../tensor/palette';
import { niceLimit, scaleIn } from '../../../tensor/colorScale';
import { reachOf } from '../../../tensor/cells';
import { ScaleBar } from '../../../tensor/ScaleBar';
import type { Scale } from '../../../kit/plot/plotScale';
import { themeColor, type Rgb } from '../../../kit/theme/themeColors';
import { paintOn } from './drawPlane';
import { Field } from './boundaryField';
import { type DrawnField, type Mark, useMarks, type PictureProps } from './dataMarks';
import { FieldView } from './FieldView';
import { type FieldDrawing, planeAxes } from './PointPlot';
import { strings } from './boundaryTexts';

interface SurfaceDrawing extends FieldDrawing {
  /** The end of the scale of its colours. */
  readonly limit: number;
}

/** The value the network fits in the plane of two inputs; the points have the colours of their targets. */
export function useSurface({ picture, points }: DrawnField): SurfaceDrawing {
  const field = useMemo(() => new Field(picture, false), [picture]);
  const marks = useMarks(points);
  // Of the targets: the scale stays while the surface moves.
  const limit = useMemo(() => {
    const values = points?.train.targets ?? picture.cells;
    return niceLimit(reachOf(values));
  }, [points, points === null && picture]);
  const drawGround = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      const colours = scaleIn(palette.peek());
      paintOn(context, scale, field, (outputs) => {
        const value = outputs[0] ?? NaN;
        return Number.isFinite(value) ? colours.pixelOf(value, limit) : 0;
      });
    },
    [field, limit],
  );
  const look = useMemo(
    () => ({
      colorOf: ({ target }: Mark) => unpixel(scaleIn(palette.peek()).pixelOf(target, limit)),
      markerOf: () => 0,
      isWrong: () => false,
      halo: themeColor('--foreground'),
    }),
    [limit, palette.value],
  );
  const label = text(
    strings.surfaceLabel,
    points?.train.targets.length ?? 0,
    points?.test.targets.length ?? 0,
  );
  return { field, label, ...planeAxes(field), marks, look, drawGround, limit };
}

/** The surface in full. */
export function Surface({ picture, points, miniBatch }: PictureProps): JSX.Element {
  const drawing = useSurface({ picture, points });
  const scale = <ScaleBar limit={drawing.limit} />;
  return <FieldView drawing={drawing} points={points} miniBatch={miniBatch} scale={scale} />;
}

function unpixel(pixel: number): Rgb {
  return [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
}
