import type { JSX } from 'preact';
import { exactNumber, fittingNumber, shapeText, typedNumber } from '../../kit/numbers';
import { classes } from '../../kit/classes';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { numberedCell, numberLength, pictureCell, tensorSize } from './cellSizes';
import type { Shown } from '../walkNumbers';
import { cellGrid } from '../../tensor/cells';
import { Grid } from '../../tensor/CellGrid';

interface EdgeValueProps {
  readonly shown: Shown;
  readonly shape: readonly number[];
  readonly direction: 'forward' | 'backward';
  /** Left edge and top of the room `tensorSize` gives. */
  readonly x: number;
  readonly y: number;
  readonly align: 'middle' | 'start';
  readonly name: string;
  readonly onEntry?: ((entry: number) => void) | undefined;
  /** In a tooltip, behind the number: why an entry is what it is. */
  readonly reasonOf?: ((entry: number) => string | undefined) | undefined;
  /** A pointer is pressed on a number that can be dragged. */
  readonly onPress?: ((entry: number, event: PointerEvent) => void) | undefined;
  /** Whether another number was tried in place of the one in the text. */
  readonly isTried?: ((entry: number) => boolean) | undefined;
}

/** What stands in place of numbers. */
const marks = { notComputed: '?', notReached: '?', none: '–' } as const;

/** A value or gradient on an edge: a number, its numbers, or a picture with its shape. */
export function EdgeValue(props: EdgeValueProps): JSX.Element {
  const { shown, shape, direction, x, y, align, name, onEntry, onPress, isTried, reasonOf } = props;
  const { width, height } = tensorSize(shape);
  const textX = align === 'middle' ? x + width / 2 : x;
  const words = (content: string, className: string, value?: number): JSX.Element => (
    <text
      class={classes(
        `edge-number is-${direction}`,
        className,
        onPress !== undefined && value !== undefined && 'can-drag',
        value !== undefined && isTried?.(0) === true && 'is-tried',
      )}
      // In Japanese the browser would draw the line that should be below a number above it.
      lang={value === undefined ? undefined : ''}
      x={textX}
      y={y + height / 2}
      text-anchor={align}
      data-direction={direction}
      data-value={value === undefined ? undefined : typedNumber(value)}
      onClick={
        onEntry === undefined || value === undefined
          ? undefined
          : (event) => {
              event.stopPropagation();
              onEntry(0);
            }
      }
      onPointerDown={
        onPress === undefined || value === undefined
          ? undefined
          : (event) => {
              onPress(0, event);
            }
      }
    >
      {value !== undefined && (
        <title>
          {[`${name} = ${exactNumber(value)}`, reasonOf?.(0)].filter((part) => part !== undefined).join('\n')}
        </title>
      )}
      {content}
    </text>
  );
  if (typeof shown === 'string') return words(marks[shown], `is-absent is-${shown}`);
  if (shown.kind === 'sealed') {
    return (
      <g class="blank" data-direction={direction}>
        <title>{text(strings.sealed)}</title>
        <rect
          class="blank-box"
          x={textX - (align === 'middle' ? 17 : 0)}
          y={y + height / 2 - 10}
          width={34}
          height={20}
          rx={4}
        />
        <text
          class={`edge-number is-${direction}`}
          x={textX + (align === 'middle' ? 0 : 17)}
          y={y + height / 2}
          text-anchor="middle"
        >
          ?
        </text>
      </g>
    );
  }
  if (shape.length === 0 && shown.kind === 'whole') {
    const value = shown.data[0] ?? NaN;
    return words(fittingNumber(value, numberLength), onEntry === undefined ? '' : 'can-click', value);
  }
  const { rows, columns, numbered } = cellGrid(shape);
  const cell = pictureCell(rows, columns);
  const cellWidth = numbered ? numberedCell.width : cell;
  const cellHeight = numbered ? numberedCell.height : cell;
  const left = align === 'middle' ? x + (width - columns * cellWidth) / 2 : x;
  return (
    <g data-direction={direction} data-shape={shapeText(shape)} class={`edge-tensor is-${direction}`}>
      <Grid
        tensor={shown}
        x={left}
        y={y}
        cellWidth={cellWidth}
        cellHeight={cellHeight}
        numbered={numbered}
        name={name}
        onEntry={onEntry}
        onPress={onPress}
        isTried={isTried}
        reasonOf={reasonOf}
      />
      <rect
        class={`tensor-frame is-${direction}`}
        x={left}
        y={y}
        width={columns * cellWidth}
        height={rows * cellHeight}
      />
      {!numbered && (
        <text
          class="shape-text"
          x={align === 'middle' ? x + width / 2 : x}
          y={y + rows * cell + 11}
          text-anchor={align}
        >
          {shapeText(shape)}
        </text>
      )}
    </g>
  );
}
