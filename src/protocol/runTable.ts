import type { Points } from './boundedSeries';
import { evaluationNames, layerScalarNames } from './trainingFrame';
import type { RunSeries } from './trainingViews';

/** One thing that was measured over the steps of a run. */
export interface RunColumn {
  /** `loss`, `affine1.gradientNorm`. */
  readonly name: string;
  readonly points: Points;
}

/** Everything that was measured, as people take it elsewhere. */
export interface RunTable {
  readonly names: readonly string[];
  /** A row for each step at which something was measured; `null` where a number was not. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** @param layers their names, in the order in which they are computed */
export function runColumns(series: RunSeries, layers: readonly string[]): readonly RunColumn[] {
  const { losses, learningRates, evaluations, scalars } = series;
  const columnsOf = ({ steps, values }: Points, names: readonly string[]): RunColumn[] =>
    names
      .map((name, column) => ({
        name,
        points: { steps, values: steps.map((_, row) => values[row * names.length + column] ?? NaN) },
      }))
      // A layer that has no such number has NaN at every step.
      .filter(({ points }) => points.values.some((value) => !Number.isNaN(value)));
  return [
    { name: 'loss', points: losses },
    { name: 'learningRate', points: learningRates },
    ...columnsOf(evaluations, evaluationNames),
    ...columnsOf(
      scalars,
      layers.flatMap((layer) => layerScalarNames.map((name) => `${layer}.${name}`)),
    ),
  ];
}

/** Columns without a step are left out. */
export function runTable(columns: readonly RunColumn[]): RunTable {
  const table = columns.filter(({ points }) => points.steps.length > 0);
  const cells = table.map(
    ({ points: { steps, values } }) => new Map(Array.from(steps, (step, at) => [step, values[at]])),
  );
  const steps = [...new Set(table.flatMap(({ points }) => [...points.steps]))].sort((a, b) => a - b);
  return {
    names: ['step', ...table.map(({ name }) => name)],
    rows: steps.map((step) => [step, ...cells.map((column) => column.get(step) ?? null)]),
  };
}

export function tableCsv({ names, rows }: RunTable): string {
  return [names.join(','), ...rows.map((row) => row.join(',')), ''].join('\n');
}
