/** How a line is told from the others: by colour, and by dashes and markers for those who do not see it. */
export interface LineLook {
  /** A custom property of the style sheet. */
  readonly color: `--line-${string}`;
  readonly dash: readonly number[];
  readonly marker: Marker;
}

const markers = ['circle', 'triangle', 'square', 'diamond', 'cross', 'down'] as const;
export type Marker = (typeof markers)[number];

/** One length for both axes, so that all markers look about as large. */
const shapes: Readonly<Record<Marker, (r: number) => string>> = {
  circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  triangle: (r) => `m0 ${-1.2 * r}l${1.15 * r} ${2 * r}h${-2.3 * r}z`,
  square: (r) => `m${-0.9 * r} ${-0.9 * r}h${1.8 * r}v${1.8 * r}h${-1.8 * r}z`,
  diamond: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
  cross: (r) => `m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`,
  down: (r) => `m0 ${1.2 * r}l${1.15 * r} ${-2 * r}h${-2.3 * r}z`,
};

/** The marker around a point, as the `d` of an SVG path. */
export function markerPath(marker: Marker, x: number, y: number, radius = 3): string {
  return `M${x} ${y}${shapes[marker](radius)}`;
}

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [9, 3, 2, 3]];
const colors = 6;

/** Of the layer at a place among those with a line: no two of the first twelve are alike without colour. */
export function layerLook(place: number): LineLook {
  return {
    color: `--line-${(place % colors) + 1}`,
    dash: dashes[place % dashes.length] ?? [],
    marker: markers[(place + Math.floor(place / 12)) % markers.length] ?? 'circle',
  };
}
