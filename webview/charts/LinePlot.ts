import {
  BasicPlatform,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
  type Scale,
} from 'chart.js';
import { groupedNumber, percent, shortNumber } from '../kit/numbers';
import { drawsAs } from '../kit/export/canvasVectors';
import { svgCanvas } from '../kit/export/svgCanvas';
import { spreadReach, type Line, type LinesModel, type Range } from './chartLines';
import { colorOf, fontFamily } from '../kit/theme/themeColors';
import { extrasPlugin, type DrawnLine, type Extras } from './chartExtras';
import { thin, type ChartPoint, type Unplaced } from './thin';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/**
 * Pixels beside the plot, the same in all charts, so that one cursor fits all; `charts.css` knows them too.
 */
export const plotInset = { left: 56, right: 14 } as const;

/**
 * Pixels that the number of a step takes: so many have room
 * that none need be left out, which takes long to find out.
 */
const tickWidth = ({ high }: Range): number => (high < 1000 ? 50 : 75);

/** Of lines that recede: recorded behind smoothed, and all others while one is looked at. */
const behindAlpha = 0.45;
const faintAlpha = 0.18;

export interface PlotView {
  readonly model: LinesModel;
  readonly range: Range;
  readonly hidden: ReadonlySet<string>;
  /** The line that is looked at. */
  readonly emphasised: string | undefined;
}

declare global {
  interface HTMLCanvasElement {
    /** The chart drawn here: for the developer tools and for tests. */
    chart?: Chart<'line', ChartPoint[]>;
  }
}

/** Between two of them there is room for another line of text. */
const mostLogTicks = 6;

/** On a logarithmic axis the powers of ten, or more where there are too few of them. */
function chooseLogTicks(axis: Scale): void {
  const leading = ({ value }: { readonly value: number }): number =>
    Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toFixed(6));
  for (const digits of [[1], [1, 2, 5]]) {
    const ticks = axis.ticks.filter((tick) => digits.includes(leading(tick)));
    if (ticks.length < 2) continue;
    axis.ticks = ticks;
    return;
  }
  // Within a part of a power of ten they are many, and stand closer the higher they are.
  const distance = (Math.log(axis.max) - Math.log(axis.min)) / mostLogTicks;
  let last = -Infinity;
  axis.ticks = axis.ticks.filter(({ value }) => {
    const isFar = Math.log(value) - last >= distance;
    if (isFar) last = Math.log(value);
    return isFar;
  });
}

function markersOf({ points, sparse, marked = false }: Line): DrawnLine['markers'] {
  // A line needs two points.
  if (sparse || points.steps.length === 1) return 'all';
  return marked ? 'some' : 'none';
}

/** One chart on one canvas. It draws what it is given and knows nothing of the panel. */
export class LinePlot {
  private readonly chart: Chart<'line', ChartPoint[]>;
  private readonly extras: Extras;
  /** Kept from frame to frame and written over. */
  private readonly datasets = new Map<string, ChartDataset<'line', ChartPoint[]>>();
  private shown: PlotView;

  /** @param isRecorded the canvas is on no page, and what is drawn on it becomes SVG */
  constructor(canvas: HTMLCanvasElement, view: PlotView, isRecorded = false) {
    this.shown = view;
    this.extras = { band: undefined, spreads: [], looks: [], unplaced: [] };
    this.chart = new Chart<'line', ChartPoint[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        responsive: !isRecorded,
        ...(isRecorded && { devicePixelRatio: 1 }),
        maintainAspectRatio: false,
        spanGaps: false,
        layout: { padding: { right: plotInset.right, top: 6 } },
        elements: { point: { radius: 0, hitRadius: 0 }, line: { tension: 0 } },
        // Lines whose segments may differ are drawn point by point, others from an opaque `Path2D`.
        ...(isRecorded && { segment: {} }),
      },
      ...(isRecorded && { platform: BasicPlatform }),
      plugins: [extrasPlugin(this.extras)],
    });
    if (!isRecorded) {
      canvas.chart = this.chart;
      drawsAs(canvas, () => this.asSvg());
    }
    this.show(view);
  }

  show(view: PlotView): void {
    this.shown = view;
    const { model, range, hidden } = view;
    const lines = model.lines.filter(({ key }) => !hidden.has(key));
    const looks: DrawnLine[] = [];
    const unplaced: Unplaced[] = [];
    const columns = Math.max(50, this.chart.width - plotInset.left - plotInset.right);
    const each = Math.ceil(columns / Math.max(1, Math.sqrt(lines.length)));
    const add = (line: Line, part: 'recorded' | 'smoothed'): ChartDataset<'line', ChartPoint[]> => {
      const isBehind = part === 'recorded' && line.smoothed !== undefined;
      const dataset = this.dataset(`${line.key}/${part}`);
      const points = (part === 'smoothed' ? line.smoothed : undefined) ?? line.points;
      const missing = thin(points, { ...range, columns: each, log: model.log }, dataset.data);
      if (part === 'recorded') unplaced.push(...missing);
      const isFaint = view.emphasised !== undefined && view.emphasised !== line.key;
      looks.push({
        look: line.look,
        alpha: isFaint ? faintAlpha : isBehind ? behindAlpha : 1,
        markers: isBehind ? 'none' : markersOf(line),
      });
      dataset.borderColor = colorOf(line.look.color);
      dataset.borderDash = isBehind ? [] : [...line.look.dash];
      dataset.borderWidth = isBehind ? 1 : view.emphasised === line.key ? 3 : 1.75;
      return dataset;
    };
    // Chart.js draws the first last: on top.
    const front = lines.filter(({ smoothed }) => smoothed !== undefined);
    this.chart.data.datasets = [
      ...lines.filter(({ sparse }) => sparse).map((line) => add(line, 'recorded')),
      ...front.map((line) => add(line, 'smoothed')),
      ...lines.filter(({ sparse }) => !sparse).map((line) => add(line, 'recorded')),
    ];
    const spreads = lines.filter(({ spread }) => spread !== undefined);
    Object.assign(this.extras, { band: model.band, spreads, looks, unplaced });
    this.setAxes();
    this.chart.update('none');
  }

  private setAxes(): void {
    const { model, range, hidden } = this.shown;
    const reach = spreadReach(
      model.lines.filter(({ key }) => !hidden.has(key)),
      model.log,
    );
    const ticks = {
      color: colorOf('--muted'),
      font: { family: fontFamily(), size: 11 },
      maxRotation: 0,
    };
    const grid = { color: colorOf('--grid'), tickLength: 4 };
    const border = { color: colorOf('--grid') };
    const format = (value: number | string): string =>
      model.percent ? percent(Number(value)) : shortNumber(Number(value));
    const y = {
      grid,
      border,
      afterFit: (axis: Scale) => {
        axis.width = plotInset.left;
      },
      ticks: { ...ticks, callback: format, maxTicksLimit: 6, autoSkip: false },
      ...(model.band && { suggestedMin: model.band.low, suggestedMax: model.band.high }),
      ...(reach && { suggestedMin: reach[0], suggestedMax: reach[1] }),
    };
    this.chart.options.scales = {
      x: {
        type: 'linear',
        min: range.low,
        max: range.high,
        grid,
        border,
        ticks: {
          ...ticks,
          precision: 0,
          includeBounds: false,
          autoSkip: false,
          maxTicksLimit: Math.max(2, Math.min(7, Math.floor(this.chart.width / tickWidth(range)))),
          callback: (value) => groupedNumber(Number(value)),
        },
      },
      y: model.log
        ? { ...y, type: 'logarithmic', afterBuildTicks: chooseLogTicks }
        : {
            ...y,
            type: 'linear',
            beginAtZero: model.fromZero === true || model.percent,
            // What never changes is a line at the largest number: it stands below the upper end.
            ...(model.fromZero && { grace: '10%' }),
            ...(model.percent && { max: 1 }),
          },
    };
  }

  /** What is shown, drawn once more as shapes and text in the colours that hold now. */
  private asSvg(): Element {
    return plotAsSvg(this.shown, this.chart.width, this.chart.height);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private dataset(key: string): ChartDataset<'line', ChartPoint[]> {
    let dataset = this.datasets.get(key);
    if (dataset === undefined) {
      dataset = { data: [], label: key };
      this.datasets.set(key, dataset);
    }
    return dataset;
  }
}

/**
 * A chart that is not on the screen, as shapes and text in the colours that hold now.
 * @param width in CSS pixels, as `height`
 */
export function plotAsSvg(view: PlotView, width: number, height: number): Element {
  const { canvas, drawn } = svgCanvas(width, height);
  const plot = new LinePlot(canvas, view, true);
  const picture = drawn();
  plot.destroy();
  return picture;
}
