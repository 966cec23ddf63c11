import type { Scale } from 'chart.js';
import { svg } from '../../../kit/export/svgPicture';
import { colorOf, fontFamily } from '../../../kit/theme/themeColors';
import { type LineChart, bandLabelPlace, markedPlaces, spacedMarks, type Extras } from './chartExtras';
import { markerPath } from './lineLooks';

type Point = Readonly<{ x: number; y: number }>;

/** Lines and texts of one axis; a number outside the plot is not drawn. */
function axis(scale: Scale, chart: LineChart): Element[] {
  const { left, right, top, bottom } = chart.chartArea;
  const isAcross = scale.isHorizontal();
  const grid = { stroke: colorOf('--grid'), 'stroke-width': 1 };
  const words = {
    fill: colorOf('--muted'),
    'font-family': fontFamily(),
    'font-size': 11,
    ...(isAcross ? { 'text-anchor': 'middle' } : { 'text-anchor': 'end', 'dominant-baseline': 'central' }),
  };
  return scale.ticks.flatMap(({ value, label }) => {
    const at = scale.getPixelForValue(value);
    const name = Array.isArray(label) ? label.join(' ') : (label ?? '');
    const d = isAcross ? `M${at} ${top}V${bottom + 4}` : `M${left - 4} ${at}H${right}`;
    const place = isAcross ? { x: at, y: bottom + 18 } : { x: left - 8, y: at };
    return [svg('path', { d, ...grid }), svg('text', { ...place, ...words }, [name])];
  });
}

/** A path through the points, interrupted where there is none. */
function linePath(points: readonly Point[]): string {
  let isDown = false;
  return points
    .map(({ x, y }) => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        isDown = false;
        return '';
      }
      const command = `${isDown ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
      isDown = true;
      return command;
    })
    .join('');
}

function line(chart: LineChart, index: number, { looks }: Extras): Element {
  const { data } = chart.getDatasetMeta(index);
  const points: readonly Point[] = data;
  const drawn = looks[index];
  const dataset = chart.data.datasets[index];
  if (drawn === undefined || dataset === undefined) return svg('g');
  const color = colorOf(drawn.look.color);
  const markers = markedPlaces(points, drawn.markers, (index + 1) / (looks.length + 1)).map((at) => {
    const { x, y } = points[at] ?? { x: NaN, y: NaN };
    const isOpen = drawn.look.marker === 'cross';
    return svg('path', { d: markerPath(drawn.look.marker, x, y), fill: isOpen ? 'none' : color });
  });
  const dash = Array.isArray(dataset.borderDash) ? dataset.borderDash.join(' ') : '';
  return svg('g', { opacity: drawn.alpha, stroke: color }, [
    svg('path', {
      d: linePath(points),
      fill: 'none',
      'stroke-width': Number(dataset.borderWidth),
      ...(dash !== '' && { 'stroke-dasharray': dash }),
    }),
    ...markers,
  ]);
}

/** The same picture as on the canvas, as shapes and text in the colours that hold now. */
export function chartSvg(chart: LineChart, extras: Extras): Element {
  const { left, top, width, height, bottom } = chart.chartArea;
  const { x, y } = chart.scales;
  if (x === undefined || y === undefined) return svg('svg');
  const id = `plot${chart.id}`;
  const place = bandLabelPlace(chart, extras);
  const band = extras.band && {
    from: Math.max(top, y.getPixelForValue(extras.band.high)),
    to: Math.min(bottom, y.getPixelForValue(extras.band.low)),
  };
  const words = { 'font-family': fontFamily(), 'font-size': 11 };
  const indices = extras.looks.map((_look, index) => index).reverse();
  return svg('svg', { width: chart.width, height: chart.height, overflow: 'visible' }, [
    svg('clipPath', { id }, [svg('rect', { x: left - 3, y: top - 3, width: width + 6, height: height + 6 })]),
    ...(band && band.to > band.from
      ? [svg('rect', { x: left, y: band.from, width, height: band.to - band.from, fill: colorOf('--band') })]
      : []),
    ...axis(x, chart),
    ...axis(y, chart),
    svg(
      'g',
      { 'clip-path': `url(#${id})` },
      indices.map((index) => line(chart, index, extras)),
    ),
    ...(place === undefined
      ? []
      : [
          svg('text', { ...place, ...words, fill: colorOf('--band-text'), 'dominant-baseline': 'hanging' }, [
            extras.band?.label ?? '',
          ]),
        ]),
    ...spacedMarks(extras.unplaced, (step) => x.getPixelForValue(step)).flatMap(({ x: at, label, below }) => [
      svg('path', {
        d: markerPath(below ? 'down' : 'triangle', at, below ? bottom - 5 : top + 5),
        fill: colorOf('--foreground'),
      }),
      svg(
        'text',
        {
          ...words,
          x: at,
          y: below ? bottom - 14 : top + 20,
          'text-anchor': 'middle',
          fill: colorOf('--foreground'),
          'font-weight': 'bold',
        },
        [label],
      ),
    ]),
  ]);
}
