import { useMemo } from 'preact/hooks';
import type { BoundaryPicture, DataPoints, MiniBatch } from '../../../../src/protocol/trainingViews';
import { marksOf, type Mark } from './dataMarks';
import { shownParts } from './PointSwitches';

/** What every picture of the network's answers is made of. */
export interface PictureProps {
  readonly picture: BoundaryPicture;
  /** `null` until the host has sent them. */
  readonly points: DataPoints | null;
  readonly miniBatch: MiniBatch | undefined;
}

/** The points of the parts that are switched on. */
export function useMarks(points: DataPoints | null): readonly Mark[] {
  const { train, test } = shownParts();
  const marks = useMemo(() => (points === null ? [] : marksOf(points)), [points]);
  return useMemo(() => marks.filter(({ part }) => (part === 'train' ? train : test)), [marks, train, test]);
}
