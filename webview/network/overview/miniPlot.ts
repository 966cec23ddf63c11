import type { RunMark } from '../../../src/protocol/networkPanelState';
import { percent, shortNumber } from '../../kit/numbers';
import { roundUp } from '../../kit/plot/plotScale';
import { colorOf, fontFamily } from '../../kit/theme/themeColors';
import type { Line } from '../../charts/chartLines';
import type { ChartModel } from '../sections/charts/chartModels';
import { markerPath } from '../../charts/lineLooks';
import { thin, type ChartPoint } from '../../charts/thin';

/** A small chart: its ends are written on it, and its lines are told apart as in the large one. */
interface MiniPlot {
  readonly model: ChartModel;
  readonly width: number;
  readonly height: number;
  /** The last step of the axis. */
  readonly end: number;
  /** The step looked back at. */
  readonly scrubbed: number | null;
  /** Their words are in the large chart: here is no room for them. */
  readonly marks: readonly RunMark[];
}

const inset = { right: 6, top: 5, bottom: 4 } as const;
/** Left of the lines, so that a curve along an end of the axis does not run through what is written there. */
const widestEnd = '100 %';
const behindAlpha = 0.4;

/** What is drawn of a line. */
interface Drawn {
  readonly line: Line;
  readonly points: readonly ChartPoint[];
  readonly isBehind: boolean;
}

export function drawMiniPlot(context: CanvasRenderingContext2D, plot: MiniPlot): void {
  const { model, width, height, end, scrubbed, marks } = plot;
  const drawn = model.lines.flatMap((line) => partsOf(line, plot));
  const axis = axisOf(model, drawn);
  context.font = `11px ${fontFamily()}`;
  const left =
    10 + Math.max(...[widestEnd, axis.low, axis.high].map((end) => context.measureText(end).width));
  const across = width - left - inset.right;
  const down = height - inset.top - inset.bottom;
  const toX = (step: number): number => left + (step / Math.max(1, end)) * across;
  const toY = (value: number): number => inset.top + (1 - axis.share(value)) * down;

  context.strokeStyle = colorOf('--grid');
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  context.fillStyle = colorOf('--mark');
  for (const { step } of marks) context.fillRect(Math.round(toX(step)), 1, 1, height - 2);
  context.lineJoin = 'round';
  for (const { line, points, isBehind } of drawn) {
    context.globalAlpha = isBehind ? behindAlpha : 1;
    context.strokeStyle = colorOf(line.look.color);
    context.setLineDash(isBehind ? [] : [...line.look.dash]);
    context.lineWidth = isBehind ? 1 : 1.75;
    context.beginPath();
    let isDown = false;
    for (const { x, y } of points) {
      const place = toY(y);
      if (!Number.isFinite(place)) isDown = false;
      else if (isDown) context.lineTo(toX(x), place);
      else {
        context.moveTo(toX(x), place);
        isDown = true;
      }
    }
    context.stroke();
    const last = points.at(-1);
    if (!line.sparse || last === undefined || !Number.isFinite(toY(last.y))) continue;
    context.setLineDash([]);
    context.fillStyle = colorOf(line.look.color);
    context.fill(new Path2D(markerPath(line.look.marker, toX(last.x), toY(last.y))));
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  if (scrubbed !== null) {
    context.fillStyle = colorOf('--focus');
    context.fillRect(toX(scrubbed) - 1, 0, 2, height);
  }
  if (drawn.length > 0) drawEnds(context, left, height, axis);
}

function partsOf(line: Line, { model, width, end }: MiniPlot): Drawn[] {
  const view = { low: 0, high: end, columns: Math.max(20, Math.floor(width / 2)), log: model.log };
  const part = (points: Line['points'], isBehind: boolean): Drawn => {
    const thinned: ChartPoint[] = [];
    thin(points, view, thinned);
    return { line, points: thinned, isBehind };
  };
  return line.smoothed === undefined
    ? [part(line.points, false)]
    : [part(line.points, true), part(line.smoothed, false)];
}

interface MiniAxis {
  readonly low: string;
  readonly high: string;
  /** From 0 at the lower end to 1 at the upper; NaN for what has no place. */
  readonly share: (value: number) => number;
}

/** Its ends are round numbers, so that they stay while the values change. */
function axisOf({ log, percent: isShare }: ChartModel, drawn: readonly Drawn[]): MiniAxis {
  if (isShare) return { low: percent(0), high: percent(1), share: (value) => value };
  let [least, most] = [Infinity, -Infinity];
  for (const { points } of drawn) {
    for (const { y } of points) {
      if (!Number.isFinite(y)) continue;
      least = Math.min(least, y);
      most = Math.max(most, y);
    }
  }
  if (log) {
    const bottom = Math.floor(Math.log10(least));
    const top = Math.max(bottom + 1, Math.ceil(Math.log10(most)));
    const share = (value: number): number => (Math.log10(value) - bottom) / (top - bottom);
    return { low: shortNumber(10 ** bottom), high: shortNumber(10 ** top), share };
  }
  const high = most > 0 ? roundUp(most) : 0;
  const low = least < 0 ? -roundUp(-least) : 0;
  return {
    low: shortNumber(low),
    high: shortNumber(high),
    share: (value) => (value - low) / (high - low || 1),
  };
}

function drawEnds(
  context: CanvasRenderingContext2D,
  left: number,
  height: number,
  { high, low }: MiniAxis,
): void {
  context.fillStyle = colorOf('--muted');
  context.textAlign = 'right';
  for (const [label, y] of [
    [high, 13],
    [low, height - 5],
  ] as const) {
    context.fillText(label, left - 5, y);
  }
}
