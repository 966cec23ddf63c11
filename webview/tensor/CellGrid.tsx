import type { JSX } from 'preact';
import { classes } from '../kit/classes';
import { cellNumber, entryName, exactNumber, typedNumber } from '../kit/numbers';
import type { PanelTensor } from '../../src/protocol/formulaPanelMessages';
import { cellsOf, type Cell, reachOf } from './cells';
import { strengthOf } from './colorScale';

interface GridProps {
  readonly tensor: PanelTensor;
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Write each number into its cell. */
  readonly numbered: boolean;
  /** Hatch the cells where this is not zero: a ReLU blocked them. */
  readonly blocked?: PanelTensor | undefined;
  readonly chosen?: number | undefined;
  readonly onEntry?: ((entry: number) => void) | undefined;
  readonly onPress?: ((entry: number, event: PointerEvent) => void) | undefined;
  /** Marked: it is not what the text says. */
  readonly isTried?: ((entry: number) => boolean) | undefined;
  /** In the words of a tooltip, before the number. */
  readonly name: string;
  /** In a tooltip, behind the number: why an entry is what it is. */
  readonly reasonOf?: ((entry: number) => string | undefined) | undefined;
}

/** A tensor as cells: blue below zero, orange above, and zero always the same neutral colour. */
export function Grid(props: GridProps): JSX.Element {
  const { tensor, numbered, blocked } = props;
  const cells = cellsOf(tensor);
  const limit = reachOf(cells.map(({ value }) => value));
  const isBlocked = (cell: Cell): boolean =>
    blocked?.kind === 'whole' && cell.entry !== undefined && blocked.data[cell.entry] !== 0;
  return (
    <g class={numbered ? 'grid is-numbered' : 'grid'} transform={`translate(${props.x} ${props.y})`}>
      {cells.map((cell) => (
        <GridCell
          key={`${cell.row}/${cell.column}`}
          cell={cell}
          props={props}
          strength={strengthOf(cell.value, limit, 'proportional')}
          blocked={isBlocked(cell)}
        />
      ))}
    </g>
  );
}

interface GridCellProps {
  readonly cell: Cell;
  readonly props: GridProps;
  /** How much of the colour of its sign it has. */
  readonly strength: number;
  readonly blocked: boolean;
}

function GridCell({ cell, props, strength, blocked }: GridCellProps): JSX.Element {
  const { tensor, cellWidth, cellHeight, numbered, chosen, onEntry, onPress, isTried, name, reasonOf } =
    props;
  const { row, column, value, entry } = cell;
  const box = { x: column * cellWidth, y: row * cellHeight, width: cellWidth, height: cellHeight };
  const finite = Number.isFinite(value);
  const act =
    entry === undefined || onEntry === undefined
      ? undefined
      : (): void => {
          onEntry(entry);
        };
  const where = entry === undefined ? '' : entryName(tensor.shape, entry);
  return (
    <g
      class={classes(
        'cell',
        act !== undefined && 'can-click',
        entry !== undefined && onPress !== undefined && 'can-drag',
        entry !== undefined && entry === chosen && 'is-chosen',
        entry !== undefined && isTried?.(entry) === true && 'is-tried',
      )}
      onPointerDown={
        entry === undefined || onPress === undefined
          ? undefined
          : (event) => {
              onPress(entry, event);
            }
      }
      onClick={
        act === undefined
          ? undefined
          : (event) => {
              event.stopPropagation();
              act();
            }
      }
      data-entry={entry}
      data-value={typedNumber(value)}
    >
      <title>
        {[`${name}${where} = ${exactNumber(value)}`, entry === undefined ? undefined : reasonOf?.(entry)]
          .filter((part) => part !== undefined)
          .join('\n')}
      </title>
      <rect class="cell-ground" {...box} />
      {strength > 0 && (
        <rect
          class={value > 0 ? 'cell-positive' : 'cell-negative'}
          {...box}
          style={{ '--share': strength.toFixed(3) }}
        />
      )}
      {blocked && <rect class="cell-hatch" {...box} />}
      {!finite && (
        <path
          class="cell-cross"
          d={`M${box.x} ${box.y}l${cellWidth} ${cellHeight}m0 ${-cellHeight}l${-cellWidth} ${cellHeight}`}
        />
      )}
      {numbered && (
        <text class="cell-number" lang="" x={box.x + cellWidth / 2} y={box.y + cellHeight / 2}>
          {cellNumber(value)}
        </text>
      )}
      <rect class="cell-frame" {...box} />
    </g>
  );
}

/** The pattern of blocked cells, once for all drawings of the page. */
export function Hatch(): JSX.Element {
  return (
    <svg class="definitions" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
        </pattern>
      </defs>
    </svg>
  );
}
