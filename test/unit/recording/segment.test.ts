import { describe, expect, it } from 'vitest';
import { statisticsEntries } from '../../../src/engine/kernels/operands/statisticsOperands';
import { evaluationNames, layerScalarNames } from '../../../src/protocol/trainingFrame';
import { pictureSide } from '../../../src/protocol/viewLimits';
import {
  decodeSegment,
  encodeSegment,
  evaluationColumns,
  scalarColumns,
  thinRows,
} from '../../../src/recording/segment';
import { longestSide, statisticColumns } from '../../../src/recording/snapshot';
import { rowsFrom } from './runs';

describe('the columns of a recording', () => {
  it('are those of a run: rows go from one to the other as they are', () => {
    expect(evaluationColumns).toEqual(evaluationNames);
    expect(scalarColumns).toEqual(layerScalarNames);
    expect(statisticColumns).toEqual(statisticsEntries);
    expect(longestSide).toBe(pictureSide);
  });
});

describe('a segment', () => {
  it.each([
    ['has whole steps, each above the one before', [0, 1, 7], true],
    ['has no step twice', [0, 1, 1], false],
    ['has no half steps', [0, 0.5], false],
    ['has no step that cannot be counted to', [0, 1e300], false],
    ['has no step below 0', [-1, 0], false],
  ])('%s', (_, steps, isSound) => {
    const losses = { steps: Float64Array.from(steps), values: new Float64Array(steps.length) };
    expect(decodeSegment('000001.safetensors', encodeSegment({ losses })) !== undefined).toBe(isSound);
  });
});

describe('rows that are thinned', () => {
  it('are the first, the last, and of every four between them the lowest and the highest', () => {
    const values = Float64Array.of(5, 1, 2, 3, 4, NaN, -1, 7, 0, 6);
    const { steps } = rowsFrom(10, values.length);
    const thinned = thinRows({ steps, values });
    expect(Array.from(thinned.steps)).toEqual([10, 11, 14, 15, 16, 19]);
    expect(Array.from(thinned.values)).toEqual([5, 1, 4, NaN, -1, 6]);
  });

  it('stay whole: all columns of a row go together', () => {
    const rows = rowsFrom(0, 40, 3);
    const thinned = thinRows(rows);
    for (const [place, step] of thinned.steps.entries())
      expect(thinned.values.slice(3 * place, 3 * place + 3)).toEqual(
        rows.values.slice(3 * step, 3 * step + 3),
      );
    expect(thinned.steps.length).toBeLessThanOrEqual(22);
  });

  it.each([0, 1, 2])('are all there where there are %i', (count) => {
    expect(thinRows(rowsFrom(0, count))).toEqual(rowsFrom(0, count));
  });
});
