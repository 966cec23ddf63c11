import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { floatNumber, shortNumber } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { Picture, PictureKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { type Cursor, cellSize } from '../../../tensor/CellPicture';
import { heatRaster } from '../../../tensor/tensorRaster';
import { limitOf } from '../../state/pictureLimits';
import type { Palette } from '../../../tensor/palette';
import { axesOf, columnSpan, isExact, readCell, rowSpan, shownCells } from '../../../tensor/cellReading';
import type { Raster } from '../../../tensor/raster';
import { TensorPicture } from '../../../tensor/TensorPicture';
import { useWidth } from '../../../kit/plot/plotScale';
import { isRecorded, scrubbed, shownPicture } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { comingMark, comingOrNot, missingPicture, throttledPicture } from './throttledPictures';
import { canEdit, CellLine } from './CellLine';
import { figuresOf } from './RowStatistics';
import { strings } from './layersTexts';
import { pictureLabel } from './Thumb';

const axisWidth = 40;

const axisNames = {
  unit: [strings.axisUnits, strings.axisUnitsAcross],
  sample: [strings.axisSamples, strings.axisSamples],
  input: [strings.axisInputs, strings.axisInputs],
  output: [strings.axisOutputs, strings.axisOutputs],
  filter: [strings.axisFilters, strings.axisFilters],
  entry: [strings.axisEntriesDown, strings.axisEntries],
} as const;

function shows(): 'extreme' | 'mean' {
  return chosen<string>('layers/cells', 'extreme') === 'mean' ? 'mean' : 'extreme';
}

interface HeatViewProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly kind: PictureKind;
  readonly tableShown: boolean;
}

/** A tensor of a layer in full, every number of it at hand. */
export function HeatView({ at, layer, kind, tableShown }: HeatViewProps): JSX.Element {
  const [place, width] = useWidth();
  const cursor = useSignal<Cursor | null>(null);
  const editing = useSignal<Cursor | null>(null);
  const sides = useComputed(() => {
    const shown = shownPicture(at, kind);
    return shown === undefined ? '' : [shown.rows, shown.columns, shown.fullRows, shown.fullColumns].join();
  });
  const missing = useComputed(() => missingPicture(at, kind));
  useSignalEffect(() => {
    if (scrubbed.value !== null) editing.value = null;
  });
  if (missing.value !== undefined) return <p class="hint">{text(missing.value)}</p>;
  // Drawn anew by the canvas itself; rendered again only when its sides change.
  const picture = sides.value === '' ? undefined : shownPicture(at, kind);
  if (picture === undefined)
    return (
      <p class="hint" data-coming={comingMark(comingOrNot())}>
        {text(comingOrNot())}
      </p>
    );
  const { rows, columns } = picture;
  const cell = cellSize({ rows, columns }, width - axisWidth);
  const [down, across] = axesOf(picture);
  const read = (row: number, column: number): string | undefined => {
    const shown = shownPicture(at, kind);
    return shown && readCell(shown, row, column);
  };
  const mayEdit = canEdit(at, kind, layer);
  const rowLabel = (row: number): string => String(rowSpan(picture, row).from);
  const columnLabel = (column: number): string => String(columnSpan(picture, column).from);
  const pane = {
    label: pictureLabel(at, layer, kind),
    raster: (colours: Palette) => draw(at, kind, colours),
    read,
    value: (row: number, column: number) => tableCell(throttledPicture(at, kind), row, column),
  };
  const edit = (on: Cursor): void => {
    cursor.value = on;
    editing.value = on;
  };
  return (
    <div class="heat-view" ref={place}>
      <TensorPicture
        grid={{ rows, columns }}
        cell={width > 0 ? cell : undefined}
        panes={[pane]}
        inputs={[at, kind]}
        cursor={cursor}
        rowLabel={rowLabel}
        columnLabel={columnLabel}
        table={{ shown: tableShown }}
        limit={() => limitOfKnown(throttledPicture(at, kind))}
        figures={<Figures at={at} kind={kind} />}
        line={
          <CellLine
            at={at}
            layer={layer}
            kind={kind}
            cursor={cursor}
            read={({ row, column }) => read(row, column) ?? ''}
            editing={editing}
          />
        }
        onAct={mayEdit ? edit : undefined}
      >
        <p class="hint">
          {picture.fullRows} {text(axisNames[down][0])} × {picture.fullColumns} {text(axisNames[across][1])}
          {!isExact(picture) && ` · ${coarseness(picture)}`}
          {kind === 'weights' && !isRecorded.value && ` · ${editHelp(mayEdit)}`}
        </p>
        {!isExact(picture) && <CellsShow />}
      </TensorPicture>
    </div>
  );
}

function editHelp(mayEdit: boolean): string {
  if (mayEdit) return text(strings.editHelp);
  return text(scrubbed.value === null ? strings.tooLargeToEdit : strings.editLive);
}

function draw(at: number, kind: PictureKind, colours: Palette): Raster | undefined {
  const shown = shownPicture(at, kind);
  if (shown === undefined) return undefined;
  const { rows, columns } = shown;
  return heatRaster({ rows, columns, values: shownCells(shown, shows()), limit: limitOf(shown) }, colours);
}

function tableCell(picture: Picture | undefined, row: number, column: number): string {
  const value = picture && shownCells(picture, shows())[row * picture.columns + column];
  return value === undefined ? text(strings.notComputed) : floatNumber(value);
}

function coarseness(picture: Picture): string {
  const { rows, columns, fullRows, fullColumns } = picture;
  return text(
    strings.downsampled,
    Math.ceil(fullRows / rows),
    Math.ceil(fullColumns / columns),
    fullRows,
    fullColumns,
  );
}

/** Of a picture whose cells stand for several entries: which number colours them. */
function CellsShow(): JSX.Element {
  return (
    <p class="picture-tools">
      <label>
        {text(strings.cellsShow)}
        <select
          class="field"
          value={shows()}
          onChange={({ currentTarget }) => {
            choose('layers/cells', currentTarget.value);
          }}
        >
          <option value="extreme">{text(strings.cellsExtreme)}</option>
          <option value="mean">{text(strings.cellsMean)}</option>
        </select>
      </label>
    </p>
  );
}

/** The end of the scale of a picture whose statistics have come. */
function limitOfKnown(picture: Picture | undefined): number | undefined {
  return picture?.statistics === undefined ? undefined : limitOf(picture);
}

/** The numbers of the whole tensor. */
function Figures({ at, kind }: { readonly at: number; readonly kind: PictureKind }): JSX.Element | null {
  const picture = throttledPicture(at, kind);
  if (picture === undefined) return null;
  return (
    <dl class="picture-figures">
      {figuresOf(picture, shortNumber).map(({ long, value }) => (
        <div key={long}>
          <dt>{text(long)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
