import type { JSX } from 'preact';
import type { PanelNode, PanelTensor } from '../../../src/protocol/formulaPanelMessages';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { shownContribution, shownValue, type Shown } from '../walkNumbers';
import { places, state } from '../formulaStore';
import { maskReason } from '../reasons';
import { matrixSides } from '../../tensor/cells';
import { Grid } from '../../tensor/CellGrid';
import { maskCell, maskGap } from './pictureSize';

function savedOf(node: PanelNode, name: string): PanelTensor | undefined {
  const place = places.value.get(node.id);
  return place === undefined ? undefined : state.value?.run?.saved[place]?.[name];
}

/**
 * Two grids of the same cells: what the mask left of x, and
 * what it left of dout. Blocked cells are hatched in both.
 */
export function MaskPicture({ node }: { readonly node: PanelNode }): JSX.Element {
  const cell = maskCell(node.shape);
  const { columns } = matrixSides(node.shape);
  const width = Math.min(columns, 16) * cell.width;
  const blocked = savedOf(node, 'mask');
  const half = (shown: Shown, x: number, heading: string, name: string, direction: string): JSX.Element => (
    <g transform={`translate(${x} 0)`}>
      <text class={`picture-heading is-${direction}`} x={0} y={11}>
        {heading}
      </text>
      {typeof shown === 'string' ? (
        <text class="picture-note" x={0} y={34}>
          ?
        </text>
      ) : (
        <Grid
          tensor={shown}
          x={0}
          y={18}
          cellWidth={cell.width}
          cellHeight={cell.height}
          numbered={cell.numbered}
          blocked={blocked}
          name={name}
          reasonOf={(entry) => maskReason(node, entry)}
        />
      )}
    </g>
  );
  return (
    <g>
      {half(shownValue(node.id), 0, text(strings.reluForward), 'y', 'forward')}
      {half(
        shownContribution(node.id, 0),
        Math.max(width, 62) + maskGap,
        text(strings.reluBackward),
        'dx',
        'backward',
      )}
    </g>
  );
}
