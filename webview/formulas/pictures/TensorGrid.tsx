import type { JSX } from 'preact';
import type { PanelTensor } from '../../../src/protocol/formulaPanelMessages';
import { numberedCell, pictureCell } from './cellSizes';
import { cellGrid } from '../../tensor/cells';
import { Grid } from '../../tensor/CellGrid';

/** A tensor's cells as a drawing of its own, beside text. */
export function TensorGrid({
  tensor,
  name,
}: {
  readonly tensor: PanelTensor;
  readonly name: string;
}): JSX.Element {
  const { rows, columns, numbered } = cellGrid(tensor.shape);
  const side = pictureCell(rows, columns);
  const width = numbered ? numberedCell.width : side;
  const height = numbered ? numberedCell.height : side;
  return (
    <svg class="entry-grid" width={columns * width} height={rows * height} aria-hidden="true">
      <Grid
        tensor={tensor}
        x={0}
        y={0}
        cellWidth={width}
        cellHeight={height}
        numbered={numbered}
        name={name}
      />
    </svg>
  );
}
