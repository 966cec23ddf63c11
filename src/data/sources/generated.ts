import type { ArgumentSpec } from '../../engine/argumentSpec';
import type { GeneratedSource } from '../dataSource';
import type { Arguments } from '../sourceArguments';

/** Makes a data source of a generator: no file is needed. */
export function generated(generator: Omit<GeneratedSource, 'kind' | 'files'>): GeneratedSource {
  return { ...generator, kind: 'generated', files: () => [] };
}

/** The number of classes of a generator that makes any number of them. */
export function classCountArgument(name: string, documentation: string): ArgumentSpec {
  return { name, type: 'integer', default: 3, range: { from: 2, to: 1000 }, documentation };
}

type PointsOfClasses = Pick<GeneratedSource, 'sampleShape' | 'count' | 'targets'>;

/** Points in the plane, as many of each class as the argument `points` says, one class after the other. */
export function pointsOfClasses(classCount: (given: Arguments) => number): PointsOfClasses {
  return {
    sampleShape: [2],
    count: (given) => classCount(given) * given.number('points'),
    targets: (given) => ({ kind: 'labels', classes: classCount(given), isSorted: true }),
  };
}
