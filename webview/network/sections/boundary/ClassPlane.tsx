import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { text } from '../../../kit/translation';
import { classColor } from '../../classes/classNames';
import type { Scale } from '../../../kit/plot/plotScale';
import { TableTwin } from '../../../kit/table/TableTwin';
import { isHighContrast } from '../../../kit/theme/themeColors';
import { chosen } from '../../../kit/viewChoices';
import { drawPlane } from './drawPlane';
import { Field } from './boundaryField';
import { Legend } from './PointLegend';
import { type DrawnField, isWrong, type Mark, useMarks, type PictureProps } from './dataMarks';
import { type FieldDrawing, planeAxes, PointPlot } from './PointPlot';
import { describeMark, Readout, pointTable } from './PointReadout';
import { Switches } from './PointSwitches';
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

/** The plane in full, with its legend, its switches and its table. */
export function Plane({ picture, points, miniBatch }: PictureProps): JSX.Element {
  const withSigns = chosen('boundary/signs', isHighContrast());
  const drawing = usePlane({ picture, points }, withSigns);
  const { field, marks, wrong } = drawing;
  const source = useMemo(() => ({ marks, field }), [marks, field]);
  const hasTest = (points?.test.targets.length ?? 0) > 0;
  return (
    <>
      <PointPlot
        drawing={drawing}
        miniBatch={miniBatch}
        describe={(mark) => describeMark(mark, field)}
        side={(at, mark) => (
          <>
            <Legend classes={field.outputs} hasTest={hasTest} wrong={wrong.size} />
            <Switches hasTest={hasTest} signs={withSigns} />
            <Readout at={at} mark={mark} field={field} />
          </>
        )}
      />
      <TableTwin id="boundary" source={source} make={pointTable} />
    </>
  );
}
