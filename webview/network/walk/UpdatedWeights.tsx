import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Picture, WalkedUpdate } from '../../../src/protocol/trainingViews';
import { IconButton } from '../../kit/controls/IconButton';
import { floatNumber, shortNumber } from '../../kit/numbers';
import { useWidth } from '../../kit/plot/plotScale';
import { text } from '../../kit/translation';
import { choose, chosen } from '../../kit/viewChoices';
import { cellSize, type Cursor } from '../../tensor/CellPicture';
import { cellName, columnSpan, readCell, rowSpan, shownCells } from '../../tensor/cellReading';
import { niceLimit } from '../../tensor/colorScale';
import { reachOf } from '../../tensor/cells';
import { TensorPicture } from '../../tensor/TensorPicture';
import { heatRaster } from '../../tensor/tensorRaster';
import { useViewRequest } from '../state/requests';
import { layers, liveViews, selected } from '../state/store';
import { strings } from './walkTexts';

const axisWidth = 40;
/** Between two panes. */
const gap = 14;
/** Narrower panes would have cells too small to be pointed at. */
const leastWidth = 110;

/** The layer whose weights are shown: the one that is chosen, else the first that has any. */
function layerShown(): number {
  const at = selected.value ?? -1;
  const hasWeights = (layer: number): boolean => (layers.value[layer]?.parameterCount ?? 0) > 0;
  return hasWeights(at) ? at : layers.value.findIndex((_, layer) => hasWeights(layer));
}

/** Weights before the update, the update and weights after it, side by side; one entry of them in numbers. */
export function UpdatedWeights(): JSX.Element | null {
  const layer = layerShown();
  useViewRequest('walk/update', layer < 0 ? undefined : { walkedUpdate: { layer } });
  const update = liveViews.value?.walkedUpdate;
  return update?.before.layer === layer ? <Panes key={layer} update={update} /> : null;
}

function Panes({ update }: { readonly update: WalkedUpdate }): JSX.Element {
  const [place, width] = useWidth();
  const { parameter, before, change, after } = update;
  const cursor = useSignal<Cursor | null>(largestOf(change));
  const shown = chosen<boolean>('walk/updateTable', false);
  const { rows, columns } = before;
  const across = Math.max(1, Math.min(3, Math.floor(width / leastWidth)));
  const cell = cellSize({ rows, columns }, (width - gap * (across - 1)) / across - axisWidth);
  // Before and after are of one scale, so that equal colours are equal weights.
  const limit = niceLimit(
    Math.max(reachOf(shownCells(before, 'extreme')), reachOf(shownCells(after, 'extreme'))),
  );
  const limitOfChange = niceLimit(reachOf(shownCells(change, 'extreme')));
  const panes = (
    [
      [strings.before, before, limit],
      [strings.change, change, limitOfChange],
      [strings.after, after, limit],
    ] as const
  ).map(([name, picture, reach]) => ({
    name: text(name),
    reach,
    label: `${text(name)}, ${parameter}`,
    picture,
  }));
  return (
    <div class="updated-weights" ref={place} data-parameter={parameter}>
      <h4 class="updated-title">
        {text(strings.parameterOf, parameter)}
        <IconButton
          icon="table"
          label={text(strings.showEntries)}
          pressed={shown}
          onClick={() => {
            choose('walk/updateTable', !shown);
          }}
        />
      </h4>
      {width > 0 && (
        <TensorPicture
          grid={{ rows, columns }}
          cell={cell}
          panes={panes.map(({ label, picture, reach }) => ({
            label,
            raster: (colours) =>
              heatRaster({ rows, columns, values: shownCells(picture, 'extreme'), limit: reach }, colours),
            read: (row, column) => readCell(picture, row, column),
            value: (row, column) => numberAt(picture, { row, column }),
          }))}
          inputs={[update]}
          cursor={cursor}
          rowLabel={(row) => String(rowSpan(before, row).from)}
          columnLabel={(column) => String(columnSpan(before, column).from)}
          table={{ shown }}
          line={<p class="cell-line update-entry">{workOf(update, cursor.value)}</p>}
          arrange={(pictures) => (
            <div class="updated-panes" style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}>
              {pictures.map((picture, at) => (
                <figure key={at} class="updated-pane">
                  <figcaption>
                    {panes[at]?.name} <span class="hint">±{shortNumber(panes[at]?.reach ?? 0)}</span>
                  </figcaption>
                  <div class="picture-scroll">{picture}</div>
                </figure>
              ))}
            </div>
          )}
        />
      )}
    </div>
  );
}

function numberAt(picture: Picture, { row, column }: Cursor): string {
  return floatNumber(shownCells(picture, 'extreme')[row * picture.columns + column] ?? NaN);
}

/** One entry as numbers: before, what the update added, and after. */
function workOf({ before, change, after, gradient }: WalkedUpdate, at: Cursor | null): string {
  if (at === null) return text(strings.chooseEntry);
  const [was, moved, is, slope] = [before, change, after, gradient].map((picture) => numberAt(picture, at));
  return text(
    strings.entryWork,
    cellName(before, at.row, at.column),
    was ?? '',
    moved ?? '',
    is ?? '',
    slope ?? '',
  );
}

/** Where the update was largest: what is looked at first. */
function largestOf(change: Picture): Cursor | null {
  const cells = shownCells(change, 'extreme');
  let largest = -1;
  let most = -Infinity;
  for (let cell = 0; cell < cells.length; cell++) {
    const size = Math.abs(cells[cell] ?? NaN);
    if (size > most) [largest, most] = [cell, size];
  }
  if (largest < 0) return null;
  return { row: Math.floor(largest / change.columns), column: largest % change.columns };
}
