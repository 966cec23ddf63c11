import type { Recording } from '../../../../src/recording/recordingReader';
import { curvesOf, type RunCurves } from '../../../../src/recording/comparison/runCurves';
import type { DescribedRun, RunDescription } from '../../../../src/recording/runDescription';
import type { SeriesRows } from '../../../../src/recording/segment';
import { described } from '../runs';

/** Rows with one column, at the steps from 0 unless others are given. */
export function rows(values: readonly number[], steps?: readonly number[]): SeriesRows {
  return {
    steps: Float64Array.from(steps ?? values.map((_, step) => step)),
    values: Float64Array.from(values),
  };
}

/** Rows of several columns, row by row. */
export function table(rowsOfTable: readonly (readonly number[])[], steps?: readonly number[]): SeriesRows {
  return rows(rowsOfTable.flat(), steps ?? rowsOfTable.map((_, step) => step));
}

/** The text of a definition with a seed. */
export function definition(seed: number, optimizer = 'SGD(lr=0.1)'): RunDescription['origin'] {
  const text = `network Net {\n  train {\n    optimizer = ${optimizer}\n    seed = ${String(seed)}\n  }\n}\n`;
  return { kind: 'definition', file: '/home/me/net.backprop', text, network: 'Net', seed };
}

/** A recording whose `run.json` is as `described` makes it. */
export function recordingOf(
  changes: Partial<DescribedRun> = {},
  series: Partial<Recording['series']> = {},
): Recording {
  const none = rows([]);
  return {
    run: { format: 'backprop-recording', version: 1, ...described(changes) },
    series: { losses: none, evaluations: none, scalars: none, learningRates: none, ...series },
    snapshots: [],
    damaged: [],
  };
}

/** A run with a loss at every step and no more. */
export function runOf(changes: Partial<DescribedRun>, losses: readonly number[]): RunCurves {
  const run = curvesOf(recordingOf(changes, { losses: rows(losses) }), 512);
  if (run === undefined) throw new Error('The run has no description.');
  return run;
}
