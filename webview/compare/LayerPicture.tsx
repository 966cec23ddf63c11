import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ComparedPicture } from '../../src/protocol/comparePanelMessages';
import type { Picture } from '../../src/protocol/trainingViews';
import { isTableShown } from '../kit/table/TableTwin';
import { floatNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import { cellSize, type Cursor } from '../tensor/CellPicture';
import { cellName, columnSpan, readCell, rowSpan } from '../tensor/cellReading';
import { niceLimit } from '../tensor/colorScale';
import type { Palette } from '../tensor/palette';
import type { Raster } from '../tensor/raster';
import { heatRaster, maskRaster } from '../tensor/tensorRaster';
import { TensorPicture } from '../tensor/TensorPicture';
import { strings } from './compareTexts';
import { shownKind } from './snapshotMoments';

/** Two have room beside each other in a panel of 540 pixels. */
const width = 230;

interface LayerPictureProps {
  readonly picture: ComparedPicture;
  readonly cells: NonNullable<ComparedPicture['cells']>;
  /** How far from zero the pictures of all runs reach: they share one scale of colours. */
  readonly reach: number;
  /** Of the run. */
  readonly name: string;
}

/** The cells of one layer of one run, as colours and as a table. */
export function LayerPicture({ picture, cells, reach, name }: LayerPictureProps): JSX.Element {
  const cursor = useSignal<Cursor | null>(null);
  const shown = useMemo(() => asPicture(picture, cells), [picture]);
  const { rows, columns } = shown;
  const limit = niceLimit(reach);
  const values = shown.extremes ?? shown.cells;
  const raster = (colours: Palette): Raster =>
    shownKind.value === 'mask'
      ? maskRaster({ rows, columns, blocked: shown.cells }, 'forward', colours)
      : heatRaster({ rows, columns, values, limit }, colours);
  const read = (row: number, column: number): string => readCell(shown, row, column);
  const { value: at } = cursor;
  return (
    <div class="layer-cells">
      <TensorPicture
        grid={{ rows, columns }}
        cell={cellSize({ rows, columns }, width)}
        panes={[
          {
            label: text(strings.pictureLabel, text(strings[shownKind.value]), picture.layer, name),
            raster,
            read,
            value: (row, column) => floatNumber(values[row * columns + column] ?? NaN),
          },
        ]}
        inputs={[shown, limit]}
        cursor={cursor}
        rowLabel={(row) => String(rowSpan(shown, row).from)}
        columnLabel={(column) => String(columnSpan(shown, column).from)}
        table={{ shown: isTableShown('layers') }}
        {...(shownKind.value !== 'mask' && { limit: () => limit })}
        line={
          <p class="hint cell-reading">
            {at === null ? '' : `${cellName(shown, at.row, at.column)}: ${read(at.row, at.column)}`}
          </p>
        }
      />
    </div>
  );
}

/** As a live run reports it: what a batch gave has units down and samples across, parameters their axes. */
function asPicture(
  { layer, shape }: ComparedPicture,
  { rows, columns, means, extremes }: NonNullable<ComparedPicture['cells']>,
): Picture {
  const { value: kind } = shownKind;
  const [first = 1, ...rest] = shape;
  const others = rest.reduce((product, size) => product * size, 1);
  const isOfBatch = kind !== 'weights' && kind !== 'weightGradient';
  return {
    layer: layer.length,
    kind,
    shape,
    fullRows: isOfBatch ? others : first,
    fullColumns: isOfBatch ? first : others,
    rows,
    columns,
    cells: means,
    ...(extremes !== undefined && { extremes }),
  };
}
