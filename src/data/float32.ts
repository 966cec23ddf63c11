import { message } from '../engine/message';
import { sizeOf } from '../engine/shape';
import type { Numbers } from '../engine/tensor';
import { columnText, type Column } from './columns';
import type { SampleOrigin, Samples } from './dataset';
import { failure, type Failure } from './result';

/** Samples, or as many of their numbers as were read. */
export type SeenNumbers = Pick<Samples, 'sampleShape' | 'origin'> &
  Partial<Pick<Samples, 'inputs' | 'targets'>>;

/**
 * Why samples cannot be computed with in float32: their
 * first number that is finite as it was read, but not there.
 */
export function beyondFloat32({ inputs, sampleShape, targets, origin }: SeenNumbers): Failure | undefined {
  const input = inputs && firstBeyond(inputs, sizeOf(sampleShape));
  if (input) return tooLarge(input, origin && inputPlace(origin, input));
  const target = targets?.kind === 'values' ? firstBeyond(targets.values, targets.width) : undefined;
  return target && tooLarge(target, origin && targetPlace(origin, target));
}

interface Found {
  readonly sample: number;
  /** In the sample, or among its target values. */
  readonly position: number;
  readonly value: number;
}

function firstBeyond(numbers: Numbers, width: number): Found | undefined {
  if (numbers instanceof Float32Array) return undefined;
  for (let entry = 0; entry < numbers.length; entry++) {
    const value = numbers[entry] ?? 0;
    if (Number.isFinite(Math.fround(value))) continue;
    return { sample: Math.floor(entry / width), position: entry % width, value };
  }
  return undefined;
}

interface NumberPlace {
  readonly file: string;
  readonly row: number;
  readonly column: Column;
}

function inputPlace(origin: SampleOrigin, { sample, position }: Found): NumberPlace {
  const column = origin.inputColumns?.[position] ?? { number: position + 1 };
  return { file: partOf(origin, sample).inputs, row: rowOf(origin, sample), column };
}

/** Where a target stands in its file. */
export function targetPlace(
  origin: SampleOrigin,
  { sample, position }: Pick<Found, 'sample' | 'position'>,
): NumberPlace {
  const column = origin.targetColumns?.[position] ?? { number: position + 1 };
  return { file: partOf(origin, sample).targets, row: rowOf(origin, sample), column };
}

/** The row of a sample in its file, from 1. */
export function rowOf({ rows, test }: SampleOrigin, sample: number): number {
  return rows?.[sample] ?? (test && sample >= test.from ? sample - test.from : sample) + 1;
}

function partOf(origin: SampleOrigin, sample: number): Pick<SampleOrigin, 'inputs' | 'targets'> {
  const { test } = origin;
  return test && sample >= test.from ? test : origin;
}

function tooLarge({ sample, value }: Found, place: NumberPlace | undefined): Failure {
  return place
    ? failure(
        message(
          '{0}, row {1}, column {2}: {3} is too large for float32. Scale the data, or set precision = float64 in train.',
          place.file,
          place.row,
          columnText(place.column),
          value,
        ),
        { ...place, column: place.column.number },
      )
    : failure(
        message(
          'Sample {0} has the number {1}, which is too large for float32. Scale the data, or set precision = float64 in train.',
          sample,
          value,
        ),
      );
}
