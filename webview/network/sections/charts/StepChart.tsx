import { computed, effect, signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { groupedNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { capture } from '../../../kit/export/capture';
import { ExportMenu } from '../../../kit/export/ExportMenu';
import { saveExport } from '../../export/runExport';
import { series } from '../../state/series';
import { layers, scrubbed, selected } from '../../state/store';
import { pointedStep } from './stepPointing';
import { isRunning } from '../../state/running';
import { themeVersion } from '../../../kit/theme/themeColors';
import { cancelScheduled, schedule } from '../../../kit/pacing/scheduler';
import { useOnScreen } from '../../../kit/useOnScreen';
import { whileSeen } from '../../state/sectionViews';
import { ChartLegend } from './ChartLegend';
import { chartModel, type ChartId, type ChartModel } from './chartModels';
import { chartChoices, isHidden } from './chartChoices';
import { LinePlot, type PlotView } from '../../../charts/LinePlot';
import type { Range } from '../../../charts/chartLines';
import { shownRange } from './stepRange';
import { PlotArea } from './PlotArea';
import { strings } from './chartsTexts';
import { TableTwin, type TwinTable } from '../../../kit/table/TableTwin';
import { partsTable } from './partsTable';
import { marks } from './runMarks';

/** Between two drawings of a chart: a line that grows by a pixel need not be drawn anew at every frame. */
const redrawMilliseconds = 200;
/**
 * Of a drawing, with what is rendered after it, as of `schedule`: no two charts in one picture of the screen.
 */
const drawingCost = 2;

interface StepChartProps {
  readonly id: ChartId;
  /** Beside the title. */
  readonly children?: ComponentChildren;
}

/** What one chart shows, at the time it was last drawn. */
interface Drawn {
  readonly model: ChartModel;
  readonly range: Range;
}

function drawnNow(id: ChartId): Drawn {
  return { model: chartModel(id, chartChoices()), range: shownRange.value };
}

/** One chart over the steps of the run, with its legend and its table. */
export function StepChart({ id, children }: StepChartProps): JSX.Element {
  const element = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useMemo(() => signal(drawnNow(id)), [id]);
  const onScreen = useSignal(false);
  const lookedAt = useSignal<string | undefined>(undefined);

  useOnScreen(element, onScreen);

  useEffect(() => {
    if (canvas.current === null) return undefined;
    const view = (): PlotView => {
      const chosen = selected.peek();
      return {
        ...drawn.peek(),
        hidden: new Set(
          drawn
            .peek()
            .model.lines.map(({ key }) => key)
            .filter((key) => isHidden(id, key)),
        ),
        emphasised:
          lookedAt.peek() ??
          drawn.peek().model.lines.find(({ layer }) => layer !== undefined && layer === chosen)?.key,
      };
    };
    const plot = new LinePlot(canvas.current, view());
    const draw = (): void => {
      drawn.value = drawnNow(id);
      plot.show(view());
    };
    const stop = effect(() => {
      // Whatever of these changes, it is drawn again, when its turn comes.
      const changes = [series.version, layers, shownRange, themeVersion, lookedAt, selected, marks];
      changes.forEach(({ value }) => value);
      chartChoices();
      // Its table can be read wherever the chart is.
      if (onScreen.value || !isRunning.value) schedule(draw, { rest: redrawMilliseconds, cost: drawingCost });
    });
    return () => {
      stop();
      cancelScheduled(draw);
      plot.destroy();
    };
  }, [id]);

  const { model, range } = drawn.value;
  const step = useMemo(
    () =>
      whileSeen(
        computed(() => pointedStep.value),
        onScreen,
      ),
    [],
  );
  const isEmpty = model.lines.length === 0;
  return (
    <article class="chart" ref={element} data-chart={id} aria-label={model.title}>
      <header class="chart-header">
        <h3 class="chart-title">{model.title}</h3>
        {children}
        {!isEmpty && (
          <ExportMenu
            title={model.title}
            draw={() => capture(element.current)}
            save={(format, bytes) => {
              saveExport(id, format, bytes);
            }}
          />
        )}
      </header>
      <PlotArea title={model.title}>
        <canvas ref={canvas} role="img" aria-label={text(strings.chartLabel, model.title)} />
        {isEmpty && <p class="chart-nothing hint">{text(strings.nothingYet)}</p>}
      </PlotArea>
      <ChartLegend model={model} step={step} lookedAt={lookedAt} />
      {model.note !== undefined && <p class="hint">{model.note}</p>}
      <EvaluatedBefore model={model} />
      <ChartTable model={model} range={range} />
    </article>
  );
}

/** While an earlier step is looked at: of which step the values are that are measured only now and then. */
function EvaluatedBefore({ model }: { readonly model: ChartModel }): JSX.Element | null {
  const { value: step } = scrubbed;
  if (step === null) return null;
  const at = model.lines
    .filter(({ sparse }) => sparse)
    .flatMap(({ points: { steps } }) => steps.filter((each) => each <= step).at(-1) ?? [])
    .reduce((latest, each) => Math.max(latest, each), -1);
  if (at < 0 || at === step) return null;
  return <p class="hint">{text(strings.notEvaluated, groupedNumber(step), groupedNumber(at))}</p>;
}

interface ChartTableProps {
  readonly model: ChartModel;
  readonly range: Range;
}

function makeTable({ model: { title, lines, percent }, range }: ChartTableProps): TwinTable {
  const caption = text(strings.tableCaption, title);
  return partsTable({ caption, lines, range, percent, marks: marks.peek() });
}

/** A chart as a table: rows are parts of the run. One toggle shows the tables of all charts. */
function ChartTable({ model, range }: ChartTableProps): JSX.Element {
  const source = useMemo(() => ({ model, range }), [model, range]);
  return <TableTwin id="charts" source={source} make={makeTable} />;
}
