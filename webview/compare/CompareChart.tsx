import { effect, useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren, JSX, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Measure, ShownComparison } from '../../src/protocol/comparePanelMessages';
import { shownValueAt, type Line } from '../charts/chartLines';
import { LinePlot, type PlotView } from '../charts/LinePlot';
import { PlaceLine, PlotFrame, shareUnder } from '../charts/PlotFrame';
import { readableValue, Swatch } from '../charts/Swatch';
import { capture } from '../kit/export/capture';
import { ExportMenu } from '../kit/export/ExportMenu';
import { groupedNumber } from '../kit/numbers';
import { TableTwin, type TwinTable } from '../kit/table/TableTwin';
import { themeVersion } from '../kit/theme/themeColors';
import { text } from '../kit/translation';
import { saveExport } from './compareExport';
import { compareModel, shownRange, type CompareModel } from './compareLines';
import { axisKind, comparison, cursor, isHidden, lookedAt } from './compareStore';
import { strings } from './compareTexts';

/** More are not read beside a cursor. */
const mostValues = 8;
const tableRows = 24;

interface CompareChartProps {
  readonly measure: Measure;
  readonly compared: ShownComparison;
}

interface CompareView extends PlotView {
  readonly model: CompareModel;
}

function viewOf(measure: Measure, compared: ShownComparison): CompareView {
  return {
    model: compareModel(measure, compared),
    range: shownRange.value,
    hidden: new Set(compared.entries.filter(isHidden).map(({ name }) => name)),
    emphasised: lookedAt.value,
  };
}

/** One measure of all runs over one axis, with what stands at the cursor. */
export function CompareChart({ measure, compared }: CompareChartProps): JSX.Element {
  const element = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const isPointed = useSignal(false);
  useEffect(() => {
    if (canvas.current === null || comparison.peek() === null) return undefined;
    let plot: LinePlot | undefined;
    const stop = effect(() => {
      const now = comparison.value;
      if (themeVersion.value < 0 || canvas.current === null || now === null) return;
      const view = viewOf(measure, now);
      if (plot === undefined) plot = new LinePlot(canvas.current, view);
      else plot.show(view);
    });
    return () => {
      stop();
      plot?.destroy();
    };
  }, [measure]);
  const { model, hidden } = viewOf(measure, compared);
  const lines = model.lines.filter(({ key }) => !hidden.has(key));
  return (
    <article class="chart" ref={element} data-chart={measure} aria-label={model.title}>
      <header class="chart-header">
        <h3 class="chart-title">{model.title}</h3>
        <ExportMenu
          title={model.title}
          draw={() => capture(element.current)}
          save={(format, bytes) => {
            saveExport(measure, format, bytes);
          }}
        />
      </header>
      <CursorArea title={model.title} isPointed={isPointed}>
        <canvas ref={canvas} role="img" aria-label={model.title} />
        {model.lines.length === 0 && <p class="chart-nothing hint">{text(strings.notMeasured)}</p>}
      </CursorArea>
      {isPointed.value && <ValuesAtCursor lines={lines} model={model} />}
      {model.note !== undefined && <p class="hint chart-note">{model.note}</p>}
      <CurvesTable model={model} lines={lines} />
    </article>
  );
}

interface CursorAreaProps {
  readonly title: string;
  /** Whether the cursor is moved here, and its values are shown here. */
  readonly isPointed: Signal<boolean>;
  readonly children: ComponentChildren;
}

/** Where a chart is drawn: pointer and arrow keys move the cursor of all charts. */
function CursorArea({ title, isPointed, children }: CursorAreaProps): JSX.Element {
  const { low, high } = shownRange.value;
  const moveTo = (place: number): void => {
    isPointed.value = true;
    cursor.value = Math.min(Math.max(place, low), high);
  };
  const forget = (): void => {
    isPointed.value = false;
    cursor.value = null;
  };
  const onPointerMove = ({ currentTarget, clientX }: TargetedPointerEvent<HTMLDivElement>): void => {
    const place = low + shareUnder(currentTarget, clientX) * (high - low);
    moveTo(axisKind.value === 'steps' ? Math.round(place) : place);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const nudge = axisKind.value === 'steps' ? Math.max(1, Math.round((high - low) / 50)) : (high - low) / 50;
    const at = cursor.value ?? high;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: at - nudge,
      ArrowRight: at + nudge,
      Home: low,
      End: high,
    };
    const place = places[event.key];
    if (event.key === 'Escape') forget();
    else if (place !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) moveTo(place);
    else return;
    event.preventDefault();
  };
  return (
    <PlotFrame
      title={title}
      help="compare-help"
      onPointerMove={onPointerMove}
      onPointerLeave={forget}
      onKeyDown={onKeyDown}
      onBlur={forget}
      overlay={<CursorLine />}
    >
      {children}
    </PlotFrame>
  );
}

function CursorLine(): JSX.Element {
  const { low, high } = shownRange.value;
  const { value: place } = cursor;
  return <PlaceLine kind="cursor" place={place} share={place === null ? -1 : (place - low) / (high - low)} />;
}

/** The step or epoch at a place of the axis. */
export function placeText(place: number): string {
  return axisKind.value === 'steps'
    ? text(strings.atStep, groupedNumber(place))
    : text(strings.atEpoch, groupedNumber(place, 2));
}

interface ValuesProps {
  readonly lines: readonly Line[];
  readonly model: CompareModel;
}

/** What the lines say at the cursor, the best first. */
function ValuesAtCursor({ lines, model }: ValuesProps): JSX.Element | null {
  const { value: place } = cursor;
  if (place === null) return null;
  const values = lines
    .map((line) => ({
      line,
      value: place > (line.points.steps.at(-1) ?? 0) ? undefined : shownValueAt(line, place),
    }))
    .sort((a, b) => orderOf(a.value, model.percent) - orderOf(b.value, model.percent));
  const isLeft = place > (shownRange.value.low + shownRange.value.high) / 2;
  return (
    <div class={isLeft ? 'chart-values is-left' : 'chart-values'} role="status">
      <p class="chart-values-place">{placeText(place)}</p>
      <ul>
        {values.slice(0, mostValues).map(({ line, value }) => (
          <li key={line.key}>
            <Swatch line={line} />
            <span class="legend-name">{line.name}</span>
            <span class="legend-value">{readableValue(value, model.percent)}</span>
          </li>
        ))}
      </ul>
      {values.length > mostValues && (
        <p class="hint">{text(strings.moreValues, values.length - mostValues)}</p>
      )}
    </div>
  );
}

function orderOf(value: number | undefined, isShare: boolean): number {
  if (value === undefined || Number.isNaN(value)) return Infinity;
  return isShare ? -value : value;
}

function CurvesTable({ lines, model }: ValuesProps): JSX.Element {
  const source = useMemo(() => ({ lines, model, range: shownRange.value, axis: axisKind.value }), [model]);
  return <TableTwin id="curves" source={source} make={makeTable} />;
}

/** Rows are parts of the axis, each with the last value in it. */
function makeTable({ lines, model }: ValuesProps): TwinTable {
  const { low, high } = shownRange.peek();
  const isSteps = axisKind.peek() === 'steps';
  const count = isSteps ? Math.min(tableRows, Math.ceil(high - low)) : tableRows;
  const places = Array.from({ length: count + 1 }, (_, row) => low + ((high - low) * row) / count);
  const rounded = isSteps ? [...new Set(places.map(Math.round))] : places;
  return {
    caption: text(strings.curvesTable, model.title),
    headings: [text(isSteps ? strings.bySteps : strings.byEpochs), ...lines.map(({ name }) => name)],
    rows: rounded.map((place) => [
      groupedNumber(place, isSteps ? 0 : 2),
      ...lines.map((line) =>
        readableValue(
          place > (line.points.steps.at(-1) ?? 0) ? undefined : shownValueAt(line, place),
          model.percent,
        ),
      ),
    ]),
  };
}
