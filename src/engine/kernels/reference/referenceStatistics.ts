import {
  histogramBins,
  type MagnitudesOperands,
  type StatisticsKernels,
  type StatisticsOperands,
} from '../operands/statisticsOperands';

function statistics({ values, result, histogram }: StatisticsOperands): void {
  let sum = 0;
  let absolute = 0;
  let squares = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  let zeros = 0;
  let finite = 0;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    finite++;
    if (x === 0) zeros++;
    sum += x;
    absolute += Math.abs(x);
    squares += x * x;
    minimum = Math.min(minimum, x);
    maximum = Math.max(maximum, x);
  }
  const mean = sum / finite;
  let spread = 0;
  for (const x of values) if (Number.isFinite(x)) spread += (x - mean) ** 2;
  const none = finite === 0;
  result.set([
    mean,
    Math.sqrt(spread / finite),
    none ? NaN : minimum,
    none ? NaN : maximum,
    none ? NaN : Math.sqrt(squares),
    absolute / finite,
    zeros,
    values.length - finite,
  ]);
  if (histogram !== undefined) countBins(values, minimum, maximum, histogram);
}

function magnitudes({ values, result }: MagnitudesOperands): void {
  let squares = 0;
  let absolute = 0;
  let finite = 0;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    finite++;
    squares += x * x;
    absolute += Math.abs(x);
  }
  result.set([finite === 0 ? NaN : Math.sqrt(squares), absolute / finite, values.length - finite]);
}

function countBins(
  values: StatisticsOperands['values'],
  minimum: number,
  maximum: number,
  histogram: Int32Array,
): void {
  histogram.fill(0);
  const perBin = maximum > minimum ? histogramBins / (maximum - minimum) : 0;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    const bin = Math.min(histogramBins - 1, Math.floor((x - minimum) * perBin));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
}

export const referenceStatistics: StatisticsKernels = {
  statistics: (operands) => () => {
    statistics(operands);
  },
  magnitudes: (operands) => () => {
    magnitudes(operands);
  },
};
