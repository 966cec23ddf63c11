import type { ArgumentValue } from '../../engine/argumentSpec';
import type { Shape } from '../../engine/shape';
import type { HelperName } from './helpers';

/**
 * One application of a layer, as the script writes it. Texts are Python: names, or numbers that need no
 * parentheses.
 */
export interface LayerUse {
  readonly inputs: readonly string[];
  readonly shapes: readonly Shape[];
  readonly output: string;
  /** The shape of the output. */
  readonly shape: Shape;
  /** As it was given, or its default. */
  readonly setting: (name: string) => ArgumentValue | undefined;
  /** A variable beside the output, the same in forward and backward: `relu1_mask`. */
  readonly kept: (what: string) => string;
  /** Puts a function of ours before the script, and gives its name. */
  readonly helper: (name: HelperName) => string;
}

export interface BackwardUse extends LayerUse {
  /** The gradient of the output. */
  readonly d: string;
}

export interface ForwardLines {
  /** What is computed on the way, a line each. */
  readonly before?: readonly string[];
  readonly value: string;
}

/** ∂L/∂(input). */
export interface InputGradient {
  readonly value: string;
  /** Its shape, where that is the one broadcast to and not the input's: it is summed back. */
  readonly shape?: Shape;
}

export interface BackwardLines {
  readonly before?: readonly string[];
  /** By input; `undefined` for one that has none. Only those that are asked for are written. */
  readonly gradients: readonly (InputGradient | undefined)[];
}

/** How a layer is written by hand in NumPy, forward and backward. */
export interface NumpyLayer {
  /**
   * What becomes of a single number of Python: it `stays` one, or `raises` an error where NumPy's would be
   * infinite or NaN, forward or backward. Absent: it becomes a number of NumPy.
   */
  readonly onPythonNumber?: 'stays' | 'raises';
  readonly forward: (use: LayerUse) => ForwardLines;
  readonly backward: (use: BackwardUse) => BackwardLines;
}

/** What a network asks besides of a layer that computes something else in evaluation. */
export interface NumpyNetworkLayer extends NumpyLayer {
  readonly evaluation?: (use: LayerUse) => ForwardLines;
  /** What training does behind forward: running statistics, changed in place. */
  readonly follow?: (use: LayerUse) => readonly string[];
}

/** The input at `index`, which the layer has. */
export function textOf(use: LayerUse, index: number): string {
  const text = use.inputs[index];
  if (text === undefined) throw new RangeError(`This layer has no input ${index}.`);
  return text;
}

export function shapeOf(use: LayerUse, index: number): Shape {
  return use.shapes[index] ?? [];
}

/** @throws TypeError where the setting is no number; the language lets no such setting through. */
export function numberOf(use: LayerUse, name: string): number {
  const value = use.setting(name);
  if (typeof value !== 'number') throw new TypeError(`The setting ${name} is no number.`);
  return value;
}

/** `(2, 3)`, `(4,)`, `()`: a tuple of Python. */
export function tupleOf(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${String(numbers[0])},)` : `(${numbers.join(', ')})`;
}

/** The gradient of an operand that was broadcast: the sum over all the places it was read at. */
export function summedBack(value: string, shape: Shape, own: Shape): string {
  if (own.length === 0) return `np.sum(${value})`;
  const added = shape.length - own.length;
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const widened = [...own.keys()]
    .filter((axis) => own[axis] === 1 && shape[axis + added] !== 1)
    .map((axis) => axis + added);
  const axesText = (axes: readonly number[]): string =>
    axes.length === 1 ? String(axes[0]) : `(${axes.join(', ')})`;
  if (widened.length === 0) return `np.sum(${value}, axis=${axesText(leading)})`;
  const kept = `np.sum(${value}, axis=${axesText([...leading, ...widened])}, keepdims=True)`;
  return leading.length === 0 ? kept : `${kept}[${leading.map(() => '0').join(', ')}]`;
}
