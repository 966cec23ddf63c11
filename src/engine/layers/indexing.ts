import { message, type Message } from '../message';
import { stridesOf, type Shape, shapeValue } from '../shape';
import type { Layer, Settings } from './support/layer';
import { operand } from './support/operands';
import { fits, wrongInput } from './support/shapeRule';

/**
 * One of the indices between the brackets as settings and graphs hold it:
 * `2`, `-1`, `1:3`, `::-1`, `[0, 2]`.
 */
type WrittenIndex = string;

/** What one index takes of its axis. */
type Picked =
  | { readonly kind: 'entry'; readonly at: number }
  | { readonly kind: 'slice'; readonly from: number; readonly step: number; readonly length: number }
  | { readonly kind: 'list'; readonly at: readonly number[] };

/** An index that does not fit: its number between the brackets, and why. */
class Misfit {
  constructor(
    readonly index: number,
    readonly message: Message,
  ) {}
}

function writtenIndices({ index }: Settings): readonly WrittenIndex[] {
  if (typeof index !== 'object') throw new TypeError('Index needs a list of indices.');
  return index.map(String);
}

/** The entries that an index takes of axis number `axis`, or why there are none such. */
function pick(written: WrittenIndex, shape: Shape, axis: number): Picked | Misfit {
  const size = shape[axis] ?? 0;
  if (written.includes(':')) {
    const [start, stop, step = 1] = written
      .split(':')
      .map((part) => (part === '' ? undefined : Number(part)));
    if (step === 0) return new Misfit(axis, message('The step of a slice cannot be 0.'));
    return sliceOf(size, start, stop, step);
  }
  const isList = written.startsWith('[');
  const given = isList ? numbersOf(written) : [Number(written)];
  const outside = given.find((at) => at < -size || at >= size);
  if (outside !== undefined) return new Misfit(axis, noSuchEntry(shape, axis, outside));
  const at = given.map((each) => (each < 0 ? each + size : each));
  return isList ? { kind: 'list', at } : { kind: 'entry', at: at[0] ?? 0 };
}

function numbersOf(list: WrittenIndex): readonly number[] {
  const inside = list.slice(1, -1).trim();
  return inside === '' ? [] : inside.split(',').map(Number);
}

/** As Python reads a slice: what lies outside is cut off. */
function sliceOf(size: number, start: number | undefined, stop: number | undefined, step: number): Picked {
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const from = start === undefined ? (step > 0 ? least : most) : within(start);
  const to = stop === undefined ? (step > 0 ? most : least) : within(stop);
  return { kind: 'slice', from, step, length: Math.max(0, Math.ceil((to - from) / step)) };
}

/** In the words for what the axis is: entries of a list, rows and columns of a matrix. */
function noSuchEntry(shape: Shape, axis: number, at: number): Message {
  const size = shape[axis] ?? 0;
  const [first, last] = at < 0 ? [-size, -1] : [0, size - 1];
  const whole = shapeValue(shape);
  if (size === 0) return message('There is no entry {0}: axis {1} of {2} has no entries.', at, axis, whole);
  if (shape.length === 1) {
    return message('There is no entry {0}: the list has {1}, from {2} to {3}.', at, size, first, last);
  }
  if (shape.length === 2) {
    return axis === 0
      ? message('There is no row {0}: those of {1} go from {2} to {3}.', at, whole, first, last)
      : message('There is no column {0}: those of {1} go from {2} to {3}.', at, whole, first, last);
  }
  return message(
    'There is no entry {0} along axis {1}: {2} has {3} there, from {4} to {5}.',
    at,
    axis,
    whole,
    size,
    first,
    last,
  );
}

/** An axis of the result: how far its entries stand from the first one. */
interface PickedAxis {
  readonly length: number;
  readonly offsetOf: (k: number) => number;
}

/** What is picked, without a list of it: a shape is asked for at every keystroke. */
interface Selection {
  readonly first: number;
  readonly axes: readonly PickedAxis[];
}

/**
 * By NumPy's rules: one index for each axis from the first, a number takes its axis away, and lists are
 * read side by side, so that `x[[0, 1], [2, 0]]` is two entries. Their axis stands where they stand, and
 * first where a slice lies between them.
 */
function select(shape: Shape, settings: Settings): Selection | Misfit {
  const written = writtenIndices(settings);
  if (written.length > shape.length) {
    return new Misfit(
      shape.length,
      message(
        'There are {0} indices for an array of shape [{1}]: one for each axis at most.',
        written.length,
        shape.join(', '),
      ),
    );
  }
  const picked: Picked[] = [];
  for (const [axis, size] of shape.entries()) {
    const index = written[axis];
    const found = index === undefined ? sliceOf(size, undefined, undefined, 1) : pick(index, shape, axis);
    if (found instanceof Misfit) return found;
    picked.push(found);
  }
  const longest = lengthOfLists(picked);
  if (longest instanceof Misfit) return longest;
  return arranged(picked, stridesOf(shape), longest);
}

/** How long the lists are together; `undefined` where there are none. */
function lengthOfLists(picked: readonly Picked[]): number | undefined | Misfit {
  let length: number | undefined;
  for (const [axis, each] of picked.entries()) {
    if (each.kind !== 'list') continue;
    const { at } = each;
    if (length === undefined || length === 1) length = at.length;
    else if (at.length !== length && at.length !== 1) {
      const text = message(
        'The lists of indices are read side by side: this one has {0}, the one before it {1}.',
        at.length,
        length,
      );
      return new Misfit(axis, text);
    }
  }
  return length;
}

function arranged(
  picked: readonly Picked[],
  strides: readonly number[],
  listLength: number | undefined,
): Selection {
  let first = 0;
  const axes: PickedAxis[] = [];
  const listed = new Array<number>(listLength ?? 0).fill(0);
  const lists = { length: listed.length, offsetOf: (k: number) => listed[k] ?? 0 };
  // With a list, single numbers are read beside it, and only what is neither parts them.
  const beside = picked.flatMap(({ kind }, axis) => (kind === 'slice' ? [] : [axis]));
  const isTogether = (beside.at(-1) ?? 0) - (beside[0] ?? 0) < beside.length;
  if (listLength !== undefined && !isTogether) axes.push(lists);
  for (const [axis, each] of picked.entries()) {
    const stride = strides[axis] ?? 1;
    if (listLength !== undefined && isTogether && axis === beside[0]) axes.push(lists);
    if (each.kind === 'entry') first += each.at * stride;
    else if (each.kind === 'slice') {
      const { from, step, length } = each;
      axes.push({ length, offsetOf: (k) => (from + k * step) * stride });
    } else {
      const { at } = each;
      for (let k = 0; k < listed.length; k++) {
        listed[k] = (listed[k] ?? 0) + (at[at.length === 1 ? 0 : k] ?? 0) * stride;
      }
    }
  }
  return { first, axes };
}

/** By entry of the output the entry of the input it is. The indices have passed `outputShape`. */
function sourcesOf(shape: Shape, settings: Settings): Int32Array {
  const selection = select(shape, settings);
  if (selection instanceof Misfit) throw new RangeError('The indices do not fit the value.');
  const { first, axes } = selection;
  const sources = new Int32Array(axes.reduce((size, axis) => size * axis.length, 1)).fill(first);
  let repeat = sources.length;
  for (const { length, offsetOf } of axes) {
    repeat /= Math.max(1, length);
    for (let i = 0; i < sources.length; i++) {
      sources[i] = (sources[i] ?? 0) + offsetOf(Math.floor(i / repeat) % length);
    }
  }
  return sources;
}

/** Longer indices are drawn by their beginning. */
const longestDrawn = 24;

/** `[0, 1:3]` */
function drawn(settings: Settings): string {
  const text = `[${writtenIndices(settings).join(', ')}]`;
  return text.length <= longestDrawn ? text : `${text.slice(0, longestDrawn - 2)}…]`;
}

export const index: Layer = {
  name: 'Index',
  symbol: '[ ]',
  symbolOf: drawn,
  documentation:
    'Picks entries as NumPy does: x[0] the first, x[-1] the last, x[:, 1:3] columns 1 and 2, x[::2] every second, x[[0, 2]] the first and the third. The gradient goes back to where the entries were; one that was picked several times gets the sum, one that was left out 0.',
  inputs: [{ name: 'x', documentation: 'A value with at least as many axes as there are indices.' }],
  settings: [],
  asOperator: '[ ]',
  formulas: {
    forward: 'y = the picked entries of x',
    backward: { x: '∂L/∂x = ∂L/∂y where x was picked (summed where several times), else 0' },
  },
  source: 'https://numpy.org/doc/stable/user/basics.indexing.html',
  likeness: 'selected',

  whyUnread: (settings) => message('Left out: {0} does not pick this entry.', drawn(settings)),

  outputShape(inputs, settings) {
    const shape = operand(inputs, 0);
    if (shape.length === 0) {
      return wrongInput(0, message('This is a single number: it has no entries to pick.'));
    }
    const selection = select(shape, settings);
    if (!(selection instanceof Misfit)) return fits(selection.axes.map(({ length }) => length));
    const { index: misfit, message: text } = selection;
    return { ok: false, error: { message: text, blame: { kind: 'index', index: misfit } } };
  },

  bind({ inputs, output, gradOutput, gradInputs, settings }) {
    const { shape, data } = operand(inputs, 0);
    const dx = operand(gradInputs, 0)?.data;
    const sources = sourcesOf(shape, settings);
    return {
      forward() {
        for (let i = 0; i < sources.length; i++) output.data[i] = data[sources[i] ?? -1] ?? NaN;
      },
      backward() {
        if (dx === undefined) return;
        for (let i = 0; i < sources.length; i++) {
          const entry = sources[i] ?? -1;
          dx[entry] = (dx[entry] ?? NaN) + (gradOutput.data[i] ?? NaN);
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, settings }, _input, entry) {
    const sources = sourcesOf(operand(inputs, 0).shape, settings);
    return [...sources.keys()].flatMap((outputEntry) =>
      sources[outputEntry] === entry ? [{ outputEntry, factor: 1 }] : [],
    );
  },
};
