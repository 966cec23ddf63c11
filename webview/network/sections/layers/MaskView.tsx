import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { groupedNumber, percent } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { Picture } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { type Cursor, cellSize } from '../../../tensor/CellPicture';
import { maskRaster } from '../../../tensor/tensorRaster';
import type { Palette } from '../../../tensor/palette';
import { columnSpan, rowSpan, shownCells } from '../../../tensor/cellReading';
import type { Raster } from '../../../tensor/raster';
import { TensorPicture } from '../../../tensor/TensorPicture';
import { useWidth } from '../../../kit/plot/plotScale';
import { scrubbed, shownPicture, shownStep, status } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { BlockedBars, barsWidth } from './BlockedBars';
import { comingMark, comingOrNot, missingPicture, throttledPicture } from './throttledPictures';
import { CellLine } from './CellLine';
import { blockedShares, byShare, deadRows, deadUnitNumbers, reordered, readMask } from './maskReading';
import { strings } from './layersTexts';
import { maskLabel } from './Thumb';

const directions = ['forward', 'backward'] as const;
const axisWidth = 40;
const gap = 18;
/** Milliseconds between two sortings while it trains: rows that jump about cannot be followed. */
const sortingPause = 1000;
const mostNamed = 12;

interface MaskViewProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly tableShown: boolean;
}

/** The whole mask of a ReLU: what it blocked forward, and where it stopped the gradient backward. */
export function MaskView({ at, layer, tableShown }: MaskViewProps): JSX.Element {
  const [place, width] = useWidth();
  const cursor = useSignal<Cursor | null>(null);
  const isSorted = chosen<boolean>('layers/maskSorted', false);
  const order = useOrder(at, isSorted);
  const sides = useComputed(() => {
    const mask = shownPicture(at, 'mask');
    return mask === undefined ? '' : `${mask.rows}×${mask.columns}`;
  });
  const mask = shownPicture(at, 'mask');
  if (sides.value === '' || mask === undefined) {
    const reason = missingPicture(at, 'mask') ?? comingOrNot();
    return (
      <p class="hint" data-coming={comingMark(reason)}>
        {text(reason)}
      </p>
    );
  }
  const { rows, columns } = mask;
  const room = (width - axisWidth - barsWidth - 2 * gap) / 2;
  const cell = cellSize({ rows, columns }, room);
  const from = (row: number): number => order.value?.[row] ?? row;
  const read = (direction: 'forward' | 'backward') => (row: number, column: number) =>
    readMask.cell(at, direction, from(row), column);
  const dead = deadRows(mask);
  const rowLabel = (row: number): string =>
    `${dead.has(from(row)) ? '✕ ' : ''}${rowSpan(mask, from(row)).from}`;
  const columnLabel = (column: number): string => String(columnSpan(mask, column).from);
  const panes = directions.map((direction) => ({
    label: maskLabel(at, layer, direction),
    raster: (colours: Palette) => draw(at, direction, order.value, colours),
    read: read(direction),
    value: (row: number, column: number) => {
      const gradient = direction === 'forward' ? undefined : throttledPicture(at, 'gradient');
      return readMask.tableCell(throttledPicture(at, 'mask'), gradient, from(row), column);
    },
  }));
  const withBars = (pictures: readonly JSX.Element[]): JSX.Element => (
    <div class="mask-scroll" tabIndex={-1}>
      <div class="mask-panes" style={{ gap: `${gap}px` }}>
        {directions.map((direction, pane) => (
          <figure key={direction} class="mask-pane" data-mask={direction}>
            <figcaption class={`is-${direction}`}>
              {text(direction === 'forward' ? strings.forwardPane : strings.backwardPane)}
            </figcaption>
            {pictures[pane]}
          </figure>
        ))}
        <figure class="mask-pane">
          <figcaption>{text(strings.blockedPerUnit)}</figcaption>
          <BlockedBars at={at} order={order} cellHeight={cell.height} rows={rows} />
        </figure>
      </div>
      <p class="axis-names" aria-hidden="true">
        {text(strings.axisUnits)} · {text(strings.axisSamples)}
      </p>
    </div>
  );
  return (
    <div class="mask-view" ref={place}>
      <div class="mask-head">
        <DeadUnits at={at} />
        <label class="picture-tools">
          {text(strings.order)}
          <select
            class="field"
            value={isSorted ? 'share' : 'order'}
            onChange={({ currentTarget }) => {
              choose('layers/maskSorted', currentTarget.value === 'share');
            }}
          >
            <option value="order">{text(strings.inOrder)}</option>
            <option value="share">{text(strings.byShare)}</option>
          </select>
        </label>
      </div>
      <TensorPicture
        grid={{ rows, columns }}
        cell={width > 0 ? cell : undefined}
        panes={panes}
        inputs={[at]}
        cursor={cursor}
        rowLabel={rowLabel}
        columnLabel={columnLabel}
        arrange={withBars}
        table={{ shown: tableShown, rowLabel: (row) => unitShare(mask, from(row)) }}
        line={
          <>
            <p class="mask-lesson">{text(strings.learnMask)}</p>
            <CellLine
              at={at}
              layer={layer}
              kind="mask"
              cursor={cursor}
              place={(row, column) => ({ row: from(row), column })}
              read={({ row, column }) => panes.flatMap((pane) => pane.read(row, column) ?? []).join(' · ')}
            />
          </>
        }
      />
    </div>
  );
}

function draw(
  at: number,
  direction: 'forward' | 'backward',
  order: Int32Array | undefined,
  colours: Palette,
): Raster | undefined {
  const mask = shownPicture(at, 'mask');
  if (mask === undefined) return undefined;
  const gradient = direction === 'backward' ? shownPicture(at, 'gradient') : undefined;
  const isComparable = gradient?.rows === mask.rows && gradient.columns === mask.columns;
  const { rows, columns, cells: blocked } = mask;
  return maskRaster(
    {
      rows,
      columns,
      blocked,
      ...(isComparable && { arriving: shownCells(gradient, 'extreme') }),
      ...(order?.length === rows && { places: reordered(order, columns) }),
    },
    direction,
    colours,
  );
}

/** Which row of the mask stands where; `undefined` where they stand as in the layer. */
function useOrder(at: number, isSorted: boolean): { readonly value: Int32Array | undefined } {
  const last = useRef<{ at: number; order: Int32Array }>({ at: -Infinity, order: new Int32Array() });
  const sorted = useSignal(isSorted);
  sorted.value = isSorted;
  return useComputed(() => {
    const mask = shownPicture(at, 'mask');
    if (mask === undefined || !sorted.value) {
      last.current.at = -Infinity;
      return undefined;
    }
    const now = performance.now();
    const isFresh = now - last.current.at < sortingPause && last.current.order.length === mask.rows;
    if (status.value?.state !== 'running' || !isFresh)
      last.current = { at: now, order: byShare(blockedShares(mask)) };
    return last.current.order;
  });
}

function unitShare(mask: Picture, row: number): string {
  const { from, to } = rowSpan(mask, row);
  const share = percent(blockedShares(mask)[row] ?? 0);
  return to - from > 1 ? text(strings.unitsShare, from, to - 1, share) : text(strings.unitShare, from, share);
}

/** Units that let nothing through for a whole epoch, in words. */
function DeadUnits({ at }: { readonly at: number }): JSX.Element {
  const mask = throttledPicture(at, 'mask');
  const inBatch = mask === undefined ? '' : text(strings.inBatch, readMask.share(mask));
  return (
    <p class="dead-units">
      {inBatch} {deadSentence(mask)}
    </p>
  );
}

function deadSentence(mask: Picture | undefined): JSX.Element | string {
  if (mask?.deadUnits === undefined) {
    const wasThere =
      scrubbed.value !== null && (shownStep.value ?? 0) >= (status.value?.stepsPerEpoch ?? Infinity);
    return text(wasThere ? strings.deadNotKept : strings.deadNotYet);
  }
  const dead = deadUnitNumbers(mask);
  const all = mask.deadUnits.length;
  if (dead.length === 0) return text(strings.deadNone);
  const named = dead.slice(0, mostNamed).join(', ');
  const list = dead.length > mostNamed ? text(strings.deadMore, named, dead.length - mostNamed) : named;
  return (
    <strong class="dead-some">
      ✕{' '}
      {text(
        strings.deadSome,
        groupedNumber(dead.length),
        groupedNumber(all),
        percent(dead.length / all),
        list,
      )}
    </strong>
  );
}
