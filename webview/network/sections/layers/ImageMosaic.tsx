import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { floatNumber, shortNumber } from '../../../kit/numbers';
import { imagesAcross, mosaicOf } from '../../../tensor/cells';
import { text } from '../../../kit/translation';
import type { Cursor } from '../../../tensor/CellPicture';
import type { Palette } from '../../../tensor/palette';
import type { Raster } from '../../../tensor/raster';
import { heatRaster } from '../../../tensor/tensorRaster';
import { TensorPicture } from '../../../tensor/TensorPicture';
import { strings } from './layersTexts';

export interface ImageNumbers {
  readonly values: ArrayLike<number>;
  readonly limit: number;
  /** Where pixel `p` of image `i` is: `from + (i × height × width + p) × stride`. */
  readonly stride: number;
  readonly from: number;
}

interface ImagesProps {
  readonly title: string;
  readonly layout: {
    readonly images: number;
    readonly height: number;
    readonly width: number;
    /** How many stand in a row; as many as there is room for where it is absent. */
    readonly across?: number;
  };
  /** In CSS pixels. */
  readonly room: number;
  /** Reads signals. */
  readonly numbers: () => ImageNumbers | undefined;
  /** The same, no oftener than a table can be read. */
  readonly throttledNumbers: () => ImageNumbers | undefined;
  readonly inputs: readonly unknown[];
  /** `channel 2, row 0, column 5`. */
  readonly place: (image: number, y: number, x: number) => string;
  readonly shown: boolean;
  /** A click or Enter on a pixel, counted over all images. */
  readonly onPixel?: ((pixel: number) => void) | undefined;
}

const tallest = 300;
const largestCell = 10;

/** Small images of one kind beside and below each other. */
export function Images(props: ImagesProps): JSX.Element {
  const { title, layout, room, numbers, throttledNumbers, inputs, place, shown, onPixel } = props;
  const { images, height, width } = layout;
  const cursor = useSignal<Cursor | null>(null);
  const cell =
    layout.across === undefined ? largestThatFits(layout, room) : matrixCell(layout.across, width, room);
  const across = layout.across ?? imagesAcross(images, width, room, cell);
  const grid = useMemo(() => mosaicOf({ images, height, width, across }), [images, height, width, across]);
  const pixelAt = (row: number, column: number): number => grid.places[row * grid.columns + column] ?? -1;
  const valueOf = (from: ImageNumbers | undefined, pixel: number): number | undefined =>
    from?.values[from.from + pixel * from.stride];
  const named = (pixel: number): string => {
    const inImage = pixel % (height * width);
    return place(Math.floor(pixel / (height * width)), Math.floor(inImage / width), inImage % width);
  };
  const read = (row: number, column: number): string | undefined => {
    const pixel = pixelAt(row, column);
    const value = pixel < 0 ? undefined : valueOf(numbers(), pixel);
    return value === undefined ? undefined : `${named(pixel)}: ${floatNumber(value)}`;
  };
  const value = (row: number, column: number): string => {
    const number = valueOf(throttledNumbers(), row * width + column);
    return number === undefined ? text(strings.notComputed) : floatNumber(number);
  };
  const raster = (colours: Palette): Raster | undefined => {
    const from = numbers();
    if (from === undefined) return undefined;
    const places = grid.places.map((pixel) => (pixel < 0 ? -1 : from.from + pixel * from.stride));
    return heatRaster({ ...grid, values: from.values, places, limit: from.limit }, colours);
  };
  const limit = throttledNumbers()?.limit ?? 0;
  return (
    <figure class="images">
      <figcaption>
        {title} <span class="hint">{text(strings.reach, shortNumber(limit))}</span>
      </figcaption>
      <TensorPicture
        grid={grid}
        cell={{ width: cell, height: cell }}
        panes={[
          { label: `${title}, ${text(strings.imageLabel, images, height, width)}`, raster, read, value },
        ]}
        inputs={[...inputs, grid]}
        cursor={cursor}
        actsOnClick
        onAct={
          onPixel &&
          (({ row, column }) => {
            const pixel = pixelAt(row, column);
            if (pixel >= 0) onPixel(pixel);
          })
        }
        table={{
          shown,
          grid: { rows: images * height, columns: width },
          rowLabel: (row) => named(row * width),
        }}
        line={
          <p class="cell-line hint">
            {cursor.value === null ? '' : (read(cursor.value.row, cursor.value.column) ?? '')}
          </p>
        }
      />
    </figure>
  );
}

/** Of a pixel, so that all images have their place in not too many rows. */
function largestThatFits({ images, height, width }: ImagesProps['layout'], room: number): number {
  for (let cell = largestCell; cell > 1; cell--) {
    const below = Math.ceil(images / imagesAcross(images, width, room, cell));
    if (below * (height + 1) * cell <= tallest) return cell;
  }
  return 1;
}

function matrixCell(across: number, width: number, room: number): number {
  return Math.max(2, Math.min(largestCell, Math.floor(room / (across * (width + 1)))));
}
