import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { TableTwin } from '../../../kit/table/TableTwin';
import type { PictureProps } from './dataMarks';
import { Legend } from './PointLegend';
import { type FieldDrawing, PointPlot } from './PointPlot';
import { describeMark, pointTable, Readout } from './PointReadout';
import { Switches } from './PointSwitches';

interface FieldViewProps extends Omit<PictureProps, 'picture'> {
  readonly drawing: FieldDrawing;
  /** What the colours of the ground mean, where the legend does not say it. */
  readonly scale?: ComponentChildren;
  /** How many points lie in the region of another class; absent where there are no regions. */
  readonly wrong?: number;
  /** Whether regions have signs; absent where there are no regions. */
  readonly signs?: boolean;
  /** Whether what the network says is a line of its own. */
  readonly hasLine?: boolean;
}

/** What the network says, in full: with its legend, its switches and its table. */
export function FieldView(props: FieldViewProps): JSX.Element {
  const { drawing, points, miniBatch, scale, wrong, signs, hasLine = false } = props;
  const { field, marks } = drawing;
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
            {scale}
            <Legend
              classes={field.isClasses ? field.outputs : 0}
              hasLine={hasLine && !field.isClasses}
              hasTest={hasTest}
              wrong={wrong}
            />
            <Switches hasTest={hasTest} signs={signs} />
            <Readout at={at} mark={mark} field={field} />
          </>
        )}
      />
      <TableTwin id="boundary" source={source} make={pointTable} />
    </>
  );
}
