import {
  histogramBins,
  magnitudeEntries,
  statisticsEntries,
  type StatisticsKernels,
} from '../operands/statisticsOperands';
import type { Resolve } from './operandAddresses';

export function compiledStatistics(resolve: Resolve): StatisticsKernels {
  return {
    statistics: (operands) => {
      const { length } = operands.values;
      const at = resolve(operands.values);
      const statistics = at.find('statistics');
      const values = at.numbers(operands.values, length);
      const result = at.doubles(operands.result, statisticsEntries.length);
      const histogram = at.optionalIntegers(operands.histogram, histogramBins);
      return () => {
        statistics(values, length, result, histogram);
      };
    },
    magnitudes: (operands) => {
      const { length } = operands.values;
      const at = resolve(operands.values);
      const magnitudes = at.find('magnitudes');
      const values = at.numbers(operands.values, length);
      const result = at.doubles(operands.result, magnitudeEntries.length);
      return () => {
        magnitudes(values, length, result);
      };
    },
  };
}
