import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { text } from '../../../kit/translation';
import { classColor } from '../../classes/classNames';
import type { Scale } from '../../../kit/plot/plotScale';
import { isHighContrast } from '../../../kit/theme/themeColors';
import { chosen } from '../../../kit/viewChoices';
import { drawPlane } from './drawPlane';
import { Field } from './boundaryField';
import { type DrawnField, isWrong, type Mark, useMarks, type PictureProps } from './dataMarks';
import { FieldView } from './FieldView';
import { type FieldDrawing, planeAxes } from './PointPlot';
import { strings } from './boundaryTexts';

interface PlaneDrawing extends FieldDrawing {
  /** Points in the region of another class. */
  readonly wrong: ReadonlySet<Mark>;
}

/** The regions of the classes in the plane of two inputs, with the points of the data. */
export function usePlane({ picture, points }: DrawnField, withSigns: boolean): PlaneDrawing {
  const field = useMemo(() => new Field(picture, true), [picture]);
  const marks = useMarks(points);
  const wrong = useMemo(() => new Set(marks.filter((mark) => isWrong(mark, field))), [marks, field]);
  const drawGround = useCallback(
    (context: CanvasRenderingContext2D, scale: Scale) => {
      drawPlane(context, scale, field, withSigns);
    },
    [field, withSigns],
  );
  const look = useMemo(
    () => ({
      colorOf: ({ target }: Mark) => classColor(target),
      markerOf: ({ target }: Mark) => target,
      isWrong: (mark: Mark) => wrong.has(mark),
    }),
    [wrong],
  );
  const label = text(
    strings.planeLabel,
    field.outputs,
    points?.train.targets.length ?? 0,
    points?.test.targets.length ?? 0,
    wrong.size,
  );
  return { field, label, ...planeAxes(field), marks, look, drawGround, wrong };
}

/** The plane in full. */
export function Plane({ picture, points, miniBatch }: PictureProps): JSX.Element {
  const withSigns = chosen('boundary/signs', isHighContrast());
  const drawing = usePlane({ picture, points }, withSigns);
  const { size: wrong } = drawing.wrong;
  return (
    <FieldView drawing={drawing} points={points} miniBatch={miniBatch} wrong={wrong} signs={withSigns} />
  );
}
