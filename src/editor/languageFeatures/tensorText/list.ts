import type { Shape } from '../../../engine/shape';

/** Writes numbers as the language writes them: `[[1, -0.5], [-2, 3]]`. A single number stays bare. */
export function listText(shape: Shape, data: ArrayLike<number>, write: (entry: number) => string): string {
  const [size, ...inner] = shape;
  if (size === undefined) return write(data[0] ?? Number.NaN);
  const stride = inner.reduce((product, axis) => product * axis, 1);
  const rows = Array.from({ length: size }, (_row, index) =>
    listText(
      inner,
      Array.from({ length: stride }, (_entry, at) => data[index * stride + at] ?? Number.NaN),
      write,
    ),
  );
  return `[${rows.join(', ')}]`;
}
