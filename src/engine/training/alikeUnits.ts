import type { Shape } from '../shape';
import type { Numbers } from '../tensor';
import type { Trainer } from './trainer';

/**
 * Which of the drawn parameters are one unit's: a column of a matrix (in×out), or a filter of a convolution.
 */
interface UnitStrides {
  readonly units: number;
  /** Entries of one unit, and how far apart they lie. */
  readonly entries: number;
  readonly stride: number;
  /** How far one unit begins behind the one before. */
  readonly next: number;
}

export function unitStrides(shape: Shape): UnitStrides {
  const [first = 1, ...rest] = shape;
  const inner = rest.reduce((product, size) => product * size, 1);
  return shape.length === 2
    ? { units: inner, entries: first, stride: inner, next: 1 }
    : { units: first, entries: inner, stride: 1, next: inner };
}

/**
 * How many units of each layer have weights and gradients that are bit for bit those of another unit. Such
 * units never part again. Takes time linear in the parameters; to be asked between steps.
 * @returns by layer; NaN for one without weights that are drawn at random, or with a single unit
 */
export function countAlikeUnits({ blueprint, parameters }: Trainer): readonly number[] {
  return blueprint.definition.layers.map((_, layer) => {
    const weights = parameters.find((each) => each.layer === layer && each.spec.start === 'initializer');
    if (weights === undefined) return NaN;
    const strides = unitStrides(weights.value.shape);
    return strides.units < 2 ? NaN : countTwins(weights.value.data, weights.gradient.data, strides);
  });
}

function countTwins(values: Numbers, gradients: Numbers, strides: UnitStrides): number {
  const twins = new Set<number>();
  const bySum = new Map<number, number>();
  for (let unit = 0; unit < strides.units; unit++) {
    const sum = weighedSum(values, unit, strides) + weighedSum(gradients, unit, strides);
    const other = bySum.get(sum);
    if (other === undefined) {
      bySum.set(sum, unit);
      continue;
    }
    // Equal sums are nearly always equal units: the first of them is enough to compare with.
    if (areEqual(values, unit, other, strides) && areEqual(gradients, unit, other, strides)) {
      twins.add(unit).add(other);
    }
  }
  return twins.size;
}

/** Tells units with the same numbers in another order apart. */
function weighedSum(numbers: Numbers, unit: number, { entries, stride, next }: UnitStrides): number {
  let sum = 0;
  for (let entry = 0, at = unit * next; entry < entries; entry++, at += stride) {
    sum += (numbers[at] ?? 0) * (1 + (entry % 61));
  }
  return sum;
}

function areEqual(
  numbers: Numbers,
  one: number,
  other: number,
  { entries, stride, next }: UnitStrides,
): boolean {
  for (let entry = 0; entry < entries; entry++) {
    if (numbers[one * next + entry * stride] !== numbers[other * next + entry * stride]) return false;
  }
  return true;
}
