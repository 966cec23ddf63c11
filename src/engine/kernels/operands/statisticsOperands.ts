import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';

/** Where in `StatisticsOperands.result` each figure is. All but the counts are over the finite entries. */
export const statisticsEntries = [
  'mean',
  /** Of the population: divided by the number of finite entries. */
  'standardDeviation',
  'minimum',
  'maximum',
  /** √Σx². */
  'norm',
  'meanAbsolute',
  'zeros',
  /** NaN and infinities. */
  'nonFinite',
] as const;

export const histogramBins = 64;

export interface StatisticsOperands {
  readonly values: Numbers;
  /** `statisticsEntries.length` numbers, in float64 always. NaN where there is no finite entry. */
  readonly result: Float64Array;
  /**
   * `histogramBins` counts of equal width from minimum to
   * maximum; where those are equal all are in the first.
   */
  readonly histogram?: Int32Array;
}

/** Of `MagnitudesOperands.result`: the same figures, for those who need no others. */
export const magnitudeEntries = ['norm', 'meanAbsolute', 'nonFinite'] as const;

export interface MagnitudesOperands {
  readonly values: Numbers;
  /**
   * `magnitudeEntries.length` numbers, in float64 always.
   * NaN where there is no finite entry, but for the count.
   */
  readonly result: Float64Array;
}

export interface StatisticsKernels {
  statistics(operands: StatisticsOperands): Kernel;
  /** In one pass, where `statistics` needs two. */
  magnitudes(operands: MagnitudesOperands): Kernel;
}
