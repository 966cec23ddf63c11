import type { Chart, Plugin } from 'chart.js';
import { shortNumber } from '../kit/numbers';
import { colorOf, fontFamily } from '../kit/theme/themeColors';
import { WrittenPath } from '../kit/export/svgCanvas';
import type { Line } from './chartLines';
import { markerPath, type LineLook, type Marker } from './lineLooks';
import type { ChartPoint, Unplaced } from './thin';

/** What is drawn besides axes and lines. */
export interface Extras {
  band: { readonly low: number; readonly high: number; readonly label: string } | undefined;
  /** Lines that are the middle of several: what lies between the outer ones is tinted. */
  spreads: readonly Line[];
  /** By the place of the line in the chart. */
  looks: readonly DrawnLine[];
  unplaced: readonly Unplaced[];
}

export interface DrawnLine {
  readonly look: LineLook;
  readonly alpha: number;
  /** `all`: on every point; `some`: spread along the line; `none`. */
  readonly markers: 'all' | 'some' | 'none';
}

/** Pixels between two markers of a line, and between two marks of what has no place. */
const markerDistance = 90;
const markDistance = 26;

type LineChart = Chart<'line', ChartPoint[]>;

function drawBand({ ctx, chartArea, scales }: LineChart, { band }: Extras): void {
  const { y } = scales;
  if (band === undefined || y === undefined) return;
  const top = Math.max(chartArea.top, y.getPixelForValue(band.high));
  const bottom = Math.min(chartArea.bottom, y.getPixelForValue(band.low));
  if (!(bottom > top)) return;
  ctx.save();
  ctx.fillStyle = colorOf('--band');
  ctx.fillRect(chartArea.left, top, chartArea.width, bottom - top);
  ctx.strokeStyle = colorOf('--band-text');
  ctx.setLineDash([1, 3]);
  ctx.strokeRect(chartArea.left, top, chartArea.width, bottom - top);
  ctx.restore();
}

/** How much of a line's colour is between the lowest and the highest of several. */
const spreadAlpha = 0.2;

/** Tints what lies between the lowest and the highest; where the highest has no place, up to the top. */
function drawSpread(chart: LineChart, { look, points, spread }: Line): void {
  const { ctx, chartArea, scales } = chart;
  const { x, y } = scales;
  if (spread === undefined || x === undefined || y === undefined) return;
  const heightOf = (value: number, otherwise: number): number => {
    const pixel = Number.isFinite(value) ? y.getPixelForValue(value) : otherwise;
    return Number.isFinite(pixel) ? Math.min(Math.max(pixel, chartArea.top), chartArea.bottom) : otherwise;
  };
  const corners = Array.from(points.steps, (step, at) => ({
    x: x.getPixelForValue(step),
    top: heightOf(spread.high[at] ?? NaN, chartArea.top),
    bottom: heightOf(spread.low[at] ?? NaN, chartArea.top),
  }));
  ctx.save();
  ctx.globalAlpha = spreadAlpha;
  ctx.fillStyle = colorOf(look.color);
  ctx.beginPath();
  corners.forEach((corner, at) => {
    if (at === 0) ctx.moveTo(corner.x, corner.top);
    else ctx.lineTo(corner.x, corner.top);
  });
  for (const corner of corners.reverse()) ctx.lineTo(corner.x, corner.bottom);
  ctx.closePath();
  ctx.fill();
  ctx.restore();
}

/** Where the label of the band starts, as long as there is room for it. */
function bandLabelPlace(
  { chartArea, scales }: LineChart,
  { band }: Extras,
): { readonly x: number; readonly y: number } | undefined {
  const y = band && scales['y']?.getPixelForValue(band.high);
  if (y === undefined || y < chartArea.top - 1 || y > chartArea.bottom - 16) return undefined;
  return { x: chartArea.left + 6, y: y + 4 };
}

/** Over the lines, with the ground around it, so that it can be read wherever they run. */
function drawBandLabel(chart: LineChart, extras: Extras): void {
  const place = bandLabelPlace(chart, extras);
  if (place === undefined || extras.band === undefined) return;
  const { ctx } = chart;
  ctx.save();
  ctx.font = `11px ${fontFamily()}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineWidth = 4;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colorOf('--band');
  ctx.fillStyle = colorOf('--band-text');
  ctx.strokeText(extras.band.label, place.x, place.y);
  ctx.fillText(extras.band.label, place.x, place.y);
  ctx.restore();
}

/** Where the markers of a line stand, as places in its points. */
function markedPlaces(
  points: readonly { readonly x: number; readonly y: number }[],
  markers: DrawnLine['markers'],
  phase: number,
): readonly number[] {
  const places: number[] = [];
  if (markers === 'none') return places;
  const distance = markers === 'all' ? 7 : markerDistance;
  let next = markers === 'all' ? -Infinity : (points[0]?.x ?? 0) + phase * markerDistance;
  points.forEach(({ x, y }, at) => {
    if (x < next || !Number.isFinite(x) || !Number.isFinite(y)) return;
    places.push(at);
    next = Math.max(next, x - distance) + distance;
  });
  return places;
}

const markerPaths = new Map<Marker, WrittenPath>();

function drawMarker(ctx: CanvasRenderingContext2D, marker: Marker, x: number, y: number): void {
  let path = markerPaths.get(marker);
  if (path === undefined) markerPaths.set(marker, (path = new WrittenPath(markerPath(marker, 0, 0))));
  ctx.translate(x, y);
  if (marker === 'cross') ctx.stroke(path);
  else ctx.fill(path);
  ctx.translate(-x, -y);
}

function drawMarkers(chart: LineChart, index: number, { looks }: Extras): void {
  const line = looks[index];
  if (line === undefined) return;
  const { data } = chart.getDatasetMeta(index);
  const { ctx, chartArea } = chart;
  ctx.strokeStyle = ctx.fillStyle = colorOf(line.look.color);
  ctx.lineWidth = 1.5;
  ctx.setLineDash([]);
  for (const at of markedPlaces(data, line.markers, (index + 1) / (looks.length + 1))) {
    const { x, y } = data[at] ?? { x: NaN, y: NaN };
    if (x < chartArea.left - 1 || x > chartArea.right + 1) continue;
    drawMarker(ctx, line.look.marker, x, y);
  }
}

/**
 * What is written at a step whose value has no place on
 * the axis, and whether it lies above or below all others.
 */
function unplacedMark({ value }: Unplaced): { readonly label: string; readonly below: boolean } {
  return { label: shortNumber(value), below: value <= 0 };
}

/** Those of them that can be told apart, with their place across. */
function spacedMarks(
  unplaced: readonly Unplaced[],
  pixelOf: (step: number) => number,
): readonly { readonly x: number; readonly label: string; readonly below: boolean }[] {
  let last = -Infinity;
  return [...unplaced]
    .sort((a, b) => a.step - b.step)
    .flatMap((mark) => {
      const x = pixelOf(mark.step);
      if (x - last < markDistance) return [];
      last = x;
      return [{ x, ...unplacedMark(mark) }];
    });
}

function drawUnplaced(chart: LineChart, { unplaced }: Extras): void {
  const { ctx, chartArea, scales } = chart;
  const { x: axis } = scales;
  if (axis === undefined || unplaced.length === 0) return;
  ctx.save();
  ctx.font = `bold 11px ${fontFamily()}`;
  ctx.textAlign = 'center';
  ctx.strokeStyle = ctx.fillStyle = colorOf('--foreground');
  for (const { x, label, below } of spacedMarks(unplaced, (step) => axis.getPixelForValue(step))) {
    if (x < chartArea.left - 1 || x > chartArea.right + 1) continue;
    const y = below ? chartArea.bottom - 5 : chartArea.top + 5;
    drawMarker(ctx, below ? 'down' : 'triangle', x, y);
    ctx.textBaseline = below ? 'bottom' : 'top';
    ctx.fillText(label, x, below ? y - 7 : y + 7);
  }
  ctx.restore();
}

/** Band, transparency, markers and marks of one chart. */
export function extrasPlugin(extras: Extras): Plugin<'line'> {
  // The chart it is given is the one it was made for.
  const asLines = (chart: Chart): LineChart => chart as LineChart;
  return {
    id: 'extras',
    beforeDatasetsDraw(chart) {
      drawBand(asLines(chart), extras);
      for (const line of extras.spreads) drawSpread(asLines(chart), line);
    },
    beforeDatasetDraw({ ctx }, { index }) {
      ctx.globalAlpha = extras.looks[index]?.alpha ?? 1;
    },
    afterDatasetDraw(chart, { index }) {
      drawMarkers(asLines(chart), index, extras);
      chart.ctx.globalAlpha = 1;
    },
    afterDatasetsDraw(chart) {
      drawBandLabel(asLines(chart), extras);
      drawUnplaced(asLines(chart), extras);
    },
  };
}
