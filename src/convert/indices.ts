import { entryOf } from './formulas';
import { call } from './numeric';
import type { Expression } from './python/pythonSyntax';
import { viewOf } from './sharedMemory';
import { numberOf, type Numeric, type Value } from './values';

/** What stands between the brackets of `x[…]`, as definitions write it. */
export type Index =
  | { readonly kind: 'number' | 'slice'; readonly text: string }
  /** Places, each of which picks an entry of its own: of as many as `count`. */
  | {
      readonly kind: 'list';
      readonly text: string;
      readonly count: number;
      readonly places: readonly number[];
    }
  /** `None`, which is no index: it makes an axis. */
  | { readonly kind: 'axis' }
  /** `...`: all of the axes that the others leave. */
  | { readonly kind: 'rest' };

/** @returns `undefined` in the place of what is not known before anything runs */
export function indicesOf(
  written: readonly Expression[],
  evaluate: (expression: Expression) => Value,
): readonly (Index | undefined)[] {
  return written.map((index) => {
    if (index.kind === 'ellipsis') return { kind: 'rest' };
    if (index.kind !== 'slice') return indexOf(evaluate(index));
    const parts = index.bounds.map((bound) => (bound ? numberOf(evaluate(bound)) : ''));
    return parts.some((part) => part === undefined) ? undefined : { kind: 'slice', text: parts.join(':') };
  });
}

function indexOf(value: Value): Index | undefined {
  if (value.kind === 'constant' && value.value === null) return { kind: 'axis' };
  if (value.kind === 'library') return value.path.endsWith('.newaxis') ? { kind: 'axis' } : undefined;
  if (value.kind === 'sequence') {
    const places = value.items.map((item) => numberOf(item));
    if (!places.every((each) => each !== undefined)) return undefined;
    return { kind: 'list', text: `[${places.join(', ')}]`, count: places.length, places };
  }
  if (value.kind !== 'numeric') return undefined;
  if (value.constant !== undefined) return { kind: 'number', text: String(value.constant) };
  const [count, ...more] = value.shape ?? [];
  if (count === undefined || more.length > 0 || !value.places) return undefined;
  return { kind: 'list', text: value.text, count, places: value.places };
}

/** `x[0, :, None]`; `undefined` where an index, or a shape that is needed, is not known. */
export function entriesOf(x: Numeric, given: readonly (Index | undefined)[]): Numeric | undefined {
  const indices = spread(x, given);
  if (!indices) return undefined;
  const picking = indices.filter((index) => index.kind !== 'axis');
  const shape = x.shape && shapeOfEntry(x.shape, picking);
  const isAll = picking.every((index) => index.text === ':');
  const hasNewAxis = picking.length < indices.length;
  const picked =
    isAll && hasNewAxis
      ? x
      : entryOf(
          x,
          picking.map(({ text }) => text),
          shape,
        );
  // A list of places copies what it picks out.
  const part = picking.some(({ kind }) => kind === 'list') ? picked : viewOf(x, picked);
  if (!hasNewAxis) return part;
  if (!shape || picking.some(({ kind }) => kind === 'list')) return undefined;
  const whole = withAxes(shape, indices);
  return viewOf(part, call('reshape', [part, `[${whole.join(', ')}]`], whole));
}

type Picking = Exclude<Index, { readonly kind: 'axis' | 'rest' }>;

/** With a `:` for each axis that `...` stands for. */
function spread(
  { shape }: Numeric,
  given: readonly (Index | undefined)[],
): readonly (Picking | { readonly kind: 'axis' })[] | undefined {
  const picking = given.filter((index) => index?.kind !== 'axis' && index?.kind !== 'rest').length;
  const rest = given.filter((index) => index?.kind === 'rest').length;
  if (rest > 1 || (rest === 1 && !shape)) return undefined;
  const all = Array.from({ length: Math.max(0, (shape?.length ?? 0) - picking) }, () => {
    return { kind: 'slice', text: ':' } as const;
  });
  const whole = given.flatMap((index) => (index?.kind === 'rest' ? all : [index]));
  return whole.every((index) => index !== undefined) ? whole : undefined;
}

function withAxes(
  shape: readonly number[],
  indices: readonly (Picking | { readonly kind: 'axis' })[],
): number[] {
  const left = [...shape];
  const axes = indices.flatMap((index) => {
    if (index.kind === 'axis') return [1];
    return index.kind === 'slice' ? left.splice(0, 1) : [];
  });
  return [...axes, ...left];
}

/** What is left of a shape behind indices; of lists that do not stand side by side nothing is said. */
function shapeOfEntry(shape: readonly number[], indices: readonly Picking[]): readonly number[] | undefined {
  const lists = indices.flatMap((index) => (index.kind === 'list' ? [index.count] : []));
  if (lists.some((count) => count !== lists[0])) return undefined;
  const first = indices.findIndex(({ kind }) => kind === 'list');
  const last = first + lists.length - 1;
  // Numbers among the lists, or beside them, belong to them.
  const isSideBySide = indices.every(({ kind }, at) => {
    return lists.length === 0 || (at >= first && at <= last ? kind === 'list' : kind !== 'number');
  });
  if (!isSideBySide) return undefined;
  return shape.flatMap((size, axis) => {
    const index = indices[axis];
    if (index === undefined) return [size];
    if (index.kind === 'list') return axis === first ? [index.count] : [];
    return index.kind === 'slice' ? [lengthOfSlice(size, index.text.split(':'))] : [];
  });
}

function lengthOfSlice(size: number, [from = '', to = '', by = '']: readonly string[]): number {
  const step = by === '' ? 1 : Number(by);
  const bound = (text: string, unstated: number): number => {
    if (text === '') return unstated;
    const at = Number(text) < 0 ? Number(text) + size : Number(text);
    return step > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
  };
  const [start, end] = step > 0 ? [bound(from, 0), bound(to, size)] : [bound(from, size - 1), bound(to, -1)];
  return Math.max(0, Math.ceil((end - start) / step));
}
