import type { NodeId } from '../../../engine/graph/graph';
import type { Seal } from '../../../language/services';
import type { PanelRun, PanelTensor } from '../../../protocol/formulaPanelMessages';
import { sealOfRun } from '../../formulas/formulaRun';
import type { FormulaRun } from '../../formulas/formulaRun';
import { shownNodes } from './formulaGraph';
import type { Shape } from '../../../engine/shape';
import { largestWholeTensor, longestThumbnailSide } from '../../../protocol/formulaPanelMessages';
import { statisticsOf } from '../../languageFeatures/tensorText';

/** The numbers of a run as the panel shows them. What a learner is asked for is not in it. */
export function panelRun(run: FormulaRun): PanelRun {
  const { formulas } = run.file;
  const { nodes } = formulas.graph;
  const seal = sealOfRun(run);
  const shown = shownNodes(formulas);
  const givesAway = (numbers: ArrayLike<number> | null | undefined): boolean =>
    numbers !== null && numbers !== undefined && seal.givesAway(numbers);
  const shapeOf = (id: NodeId): readonly number[] => nodes[id]?.shape ?? [];
  const tensor = (
    id: NodeId,
    data: ArrayLike<number> | null | undefined,
    isSealed: boolean,
  ): PanelTensor | null => {
    if (data === null || data === undefined) return null;
    return isSealed ? sealedTensor(shapeOf(id)) : panelTensor(shapeOf(id), data);
  };
  return {
    values: shown.map((id) => tensor(id, run.numbers.values[id], seal.isValueSealed(id))),
    saved: shown.map((id) => savedOf(run, id, seal)),
    passes: formulas.passes.map((_pass, pass) => ({
      gradients: shown.map((id) =>
        tensor(id, run.numbers.passes[pass]?.gradients[id], seal.isGradientSealed(pass, id)),
      ),
      edges: shown.map((id) => {
        const node = nodes[id];
        if (node?.kind !== 'layer') return [];
        return node.inputs.map((source, input) => {
          const edge = run.numbers.passes[pass]?.edges?.[id]?.[input];
          // A local derivative is made of the layer's values,
          // a contribution is part of the gradient asked for.
          const isLocalSealed = [...node.inputs, id].some((each) => seal.isValueSealed(each));
          return {
            contribution: tensor(
              source,
              edge?.contribution,
              isLocalSealed || seal.isGradientSealed(pass, source) || givesAway(edge?.contribution),
            ),
            local: tensor(source, edge?.local, isLocalSealed || givesAway(edge?.local)),
          };
        });
      }),
    })),
  };
}

/** The mask of a ReLU, the y of a Softmax. */
function savedOf(run: FormulaRun, id: NodeId, seal: Seal): Readonly<Record<string, PanelTensor>> {
  const entries = Object.entries(run.numbers.saved[id] ?? {});
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [
      name,
      seal.isValueSealed(id) || seal.givesAway(data) ? sealedTensor(shape) : panelTensor(shape, data),
    ]),
  );
}

/** Numbers as the panel gets them: all of them, or a picture and statistics where there are too many. */
function panelTensor(shape: Shape, data: ArrayLike<number>): PanelTensor {
  return data.length <= largestWholeTensor
    ? { kind: 'whole', shape: [...shape], data: Float64Array.from(data) }
    : thumbnail(shape, data);
}

/** For a value the learner is asked for: its numbers stay here. */
function sealedTensor(shape: Shape): PanelTensor {
  return { kind: 'sealed', shape: [...shape] };
}

/**
 * The tensor as a matrix, its last axis the columns; each cell is the entry of largest magnitude in its part.
 */
function thumbnail(shape: Shape, data: ArrayLike<number>): PanelTensor {
  const width = shape.at(-1) ?? 1;
  const height = data.length / width;
  const rows = Math.min(height, longestThumbnailSide);
  const columns = Math.min(width, longestThumbnailSide);
  const cells = new Float64Array(rows * columns);
  for (let index = 0; index < data.length; index++) {
    const row = Math.floor((Math.floor(index / width) * rows) / height);
    const column = Math.floor(((index % width) * columns) / width);
    const cell = row * columns + column;
    const value = data[index] ?? NaN;
    // Written so that NaN wins: it must not be hidden by its neighbours.
    if (!(Math.abs(value) <= Math.abs(cells[cell] ?? 0))) cells[cell] = value;
  }
  return { kind: 'thumbnail', shape: [...shape], rows, columns, cells, statistics: statistics(data) };
}

/** In the order of the protocol's `statisticNames`. */
function statistics(data: ArrayLike<number>): Float64Array {
  const { mean, minimum, maximum, zeros, nonFinite } = statisticsOf(data);
  let squares = 0;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? NaN;
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const standardDeviation = Math.sqrt(squares / (data.length - nonFinite));
  return Float64Array.of(mean, standardDeviation, minimum, maximum, zeros, nonFinite);
}
