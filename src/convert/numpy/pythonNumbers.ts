import type { Shape } from '../../engine/shape';

/** A double as Python reads it back, to the bit: `1.0`, `1e-7`, `np.nan`; negative ones in parentheses. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'np.nan';
  if (value === Infinity) return 'np.inf';
  if (value < 0 || Object.is(value, -0)) return `(-${numberText(-value)})`;
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Longer lists of numbers are broken into lines. */
const longestLine = 100;

/** `np.array([[1.0, 2.0], [3.0, 4.0]])`; values that are all alike, or have no entries, are shorter. */
export function arrayText(shape: Shape, values: ArrayLike<number>): string {
  const [first] = [values[0]];
  const sizes = shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(', ')})`;
  if (first === undefined) return `np.zeros(${sizes})`;
  const isUniform = values.length > 4 && Array.from(values).every((value) => Object.is(value, first));
  if (isUniform && Object.is(first, 0)) return `np.zeros(${sizes})`;
  if (isUniform && first === 1) return `np.ones(${sizes})`;
  if (isUniform) return `np.full(${sizes}, ${bare(first)})`;
  return `np.array(${listText(shape, values, 0, values.length, 'np.array('.length)})`;
}

function bare(value: number): string {
  return numberText(value).replace(/^\((.*)\)$/, '$1');
}

function listText(
  [size = 0, ...inner]: Shape,
  values: ArrayLike<number>,
  from: number,
  length: number,
  indent: number,
): string {
  const step = size === 0 ? 0 : length / size;
  if (inner.length === 0) {
    return `[${wrapped(
      Array.from({ length: size }, (_, i) => bare(values[from + i] ?? NaN)),
      indent + 1,
    )}]`;
  }
  const parts = Array.from({ length: size }, (_, part) =>
    listText(inner, values, from + part * step, step, indent + 1),
  );
  const isShort = parts.every((part) => !part.includes('\n'));
  const line = parts.join(', ');
  if (isShort && line.length + indent < longestLine) return `[${line}]`;
  return `[${parts.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}

function wrapped(numbers: readonly string[], indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const number of numbers) {
    if (line !== '' && indent + line.length + number.length + 2 > longestLine) {
      lines.push(`${line},`);
      line = number;
    } else line = line === '' ? number : `${line}, ${number}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** A string of Python. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
