import { useSignal } from '@preact/signals';
import type { ComponentProps, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { entryName, floatNumber } from '../../../kit/numbers';
import type { SampleTensor } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { CellPicture, type Cursor } from '../../../tensor/CellPicture';
import { heatRaster } from '../../../tensor/tensorRaster';
import { readCell, shownCells } from '../../../tensor/cellReading';
import type { Palette } from '../../../tensor/palette';
import type { Raster } from '../../../tensor/raster';
import { Bars, mostBars, Reading } from './SampleBars';
import { inputRaster, layoutOf, limitOfValues } from './sampleCells';
import { strings } from './sampleTexts';

interface StageProps {
  /** Of the layer. */
  readonly name: string;
  readonly tensor: SampleTensor;
  /** Images that come in are drawn as images. */
  readonly isInput?: boolean;
}

/** The widest and highest a stage is, in CSS pixels. */
const widest = 180;
const largestCell = 14;
const imageSide = 112;

function cellSide(columns: number, rows: number, most = largestCell): number {
  return Math.max(1, Math.min(most, Math.floor(widest / columns), Math.floor(widest / rows)));
}

/** What the sample became in a layer: bars for a few numbers, cells for many, feature maps as images. */
export function Stage({ name, tensor, isInput = false }: StageProps): JSX.Element {
  const { shape, values, picture } = tensor;
  if (values === undefined)
    return picture === undefined ? <p>–</p> : <Reduced name={name} picture={picture} />;
  if (values.length <= mostBars && shape.length < 2) return <Bars name={name} values={values} />;
  return <Cells name={name} shape={shape} values={values} isImage={isInput && shape.length > 1} />;
}

interface ReadableProps extends Pick<
  ComponentProps<typeof CellPicture>,
  'label' | 'grid' | 'raster' | 'read'
> {
  /** Of a cell, in CSS pixels. */
  readonly side: number;
  /** Other ones are drawn anew. */
  readonly numbers: unknown;
}

/** A picture whose numbers the arrow keys read. */
function Readable({ label, grid, side, raster, numbers, read }: ReadableProps): JSX.Element {
  const cursor = useSignal<Cursor | null>(null);
  const { value: at } = cursor;
  return (
    <>
      <CellPicture
        label={label}
        grid={grid}
        raster={raster}
        read={read}
        cursor={cursor}
        cell={{ width: side, height: side }}
        inputs={[numbers]}
      />
      <Reading sentence={at === null ? undefined : (read(at.row, at.column) ?? '')} />
    </>
  );
}

interface CellsProps {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly isImage: boolean;
}

function Cells({ name, shape, values, isImage }: CellsProps): JSX.Element {
  const layout = useMemo(() => layoutOf(shape), [shape.join()]);
  const { rows, columns, places } = layout;
  const limit = limitOfValues(values);
  const most = isImage ? Math.floor(imageSide / Math.max(rows, columns)) : largestCell;
  const side = cellSide(columns, rows, most);
  const draw = (colours: Palette): Raster =>
    isImage && shape.at(-3) === 1
      ? inputRaster(values, shape, colours)
      : heatRaster({ ...layout, values, limit }, colours);
  return (
    <Readable
      label={describe(name, values)}
      grid={layout}
      side={side}
      raster={draw}
      numbers={values}
      read={(row, column) => {
        const cell = row * columns + column;
        const place = places === undefined ? cell : (places[cell] ?? -1);
        const value = values[place];
        if (value === undefined) return undefined;
        return text(strings.entry, `${name}${entryName(shape, place)}`, floatNumber(value));
      }}
    />
  );
}

/** A tensor too large to be sent whole. */
function Reduced({
  name,
  picture,
}: {
  readonly name: string;
  readonly picture: NonNullable<SampleTensor['picture']>;
}): JSX.Element {
  const { rows, columns } = picture;
  const values = shownCells(picture, 'extreme');
  const side = cellSide(columns, rows);
  return (
    <Readable
      label={describe(name, values)}
      grid={picture}
      side={side}
      raster={(colours) => heatRaster({ rows, columns, values, limit: limitOfValues(values) }, colours)}
      numbers={values}
      read={(row, column) => readCell(picture, row, column)}
    />
  );
}

function describe(name: string, values: ArrayLike<number>): string {
  let [low, high, zeros] = [Infinity, -Infinity, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value === 0) zeros++;
  }
  return text(strings.stageLabel, name, values.length, floatNumber(low), floatNumber(high), zeros);
}
