/** Corners of a marker around its middle, in radii; `undefined`: round. */
type Corners = readonly (readonly [number, number])[] | undefined;

function polygon(corners: number, turn: number, radius = 1, inner = radius): Corners {
  return Array.from({ length: corners }, (_, at) => {
    const angle = (2 * Math.PI * at) / corners + turn;
    const length = at % 2 === 0 ? radius : inner;
    return [length * Math.sin(angle), -length * Math.cos(angle)] as const;
  });
}

/** All of about the same area. */
const shapes: readonly Corners[] = [
  undefined,
  polygon(3, 0, 1.35),
  polygon(4, Math.PI / 4, 1.25),
  polygon(4, 0, 1.3),
  polygon(10, 0, 1.45, 0.65),
  polygon(3, Math.PI, 1.35),
  polygon(6, 0, 1.15),
  polygon(8, Math.PI / 8, 1.45, 0.6),
];

/** Adds the marker of a class to a path. */
export function addMarker(path: Path2D, index: number, x: number, y: number, radius: number): void {
  const corners = shapes[index % shapes.length];
  if (corners === undefined) {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([across, down], at) => {
    if (at === 0) path.moveTo(x + across * radius, y + down * radius);
    else path.lineTo(x + across * radius, y + down * radius);
  });
  path.closePath();
}

/** The same as the `d` of an SVG path around 0, 0. */
export function markerPath(index: number, radius: number): string {
  const corners = shapes[index % shapes.length];
  if (corners === undefined) {
    return `M${radius} 0A${radius} ${radius} 0 1 1 ${-radius} 0A${radius} ${radius} 0 1 1 ${radius} 0Z`;
  }
  return `M${corners.map(([across, down]) => `${(across * radius).toFixed(2)} ${(down * radius).toFixed(2)}`).join('L')}Z`;
}
