import { sizeOf } from '../../engine/shape';
import type { TrainingData } from '../../engine/training/data';
import { predictionsOf } from '../../engine/training/evaluation';
import type { Trainer } from '../../engine/training/trainer';
import type { BoundaryPicture } from '../../protocol/trainingViews';
import { stepOperations } from './stepEstimate';

/** The plane around the data goes on by this share of the data's range on every side. */
const margin = 0.12;

const planeSide = 64;
const curveColumns = 256;

/** A boundary may cost about this many operations; a large network is shown on a coarser grid. */
const operationsAtRest = 500e6;
const operationsBesideTraining = 20e6;
const coarsestSide = 16;
const coarsestColumns = 32;

/** Left, right, bottom, top: the same for a whole run. `undefined` for data of more than two inputs. */
export function boundsOf({ inputs, sampleShape }: TrainingData): Float64Array | undefined {
  const size = sizeOf(sampleShape);
  if (size !== 1 && size !== 2) return undefined;
  const bounds = Float64Array.of(0, 0, 0, 0);
  for (let axis = 0; axis < size; axis++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < inputs.length; i += size) {
      const value = inputs[i] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const beyond = high > low ? (high - low) * margin : 1;
    bounds[2 * axis] = low - beyond;
    bounds[2 * axis + 1] = high + beyond;
  }
  return bounds;
}

function limited(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

/** Asks the network what it answers on a grid, as it is evaluated. */
export class BoundaryMaker {
  private readonly bounds: Float64Array | undefined;
  /** Columns and rows where there is time, and beside training. */
  private readonly atRest: readonly [number, number];
  private readonly besideTraining: readonly [number, number];

  constructor(private readonly trainer: Trainer) {
    const { data, inference } = trainer.blueprint;
    this.bounds = boundsOf(data);
    const perCell = stepOperations(inference, 1) / 3;
    const isCurve = sizeOf(data.sampleShape) === 1;
    const grid = (operations: number): readonly [number, number] => {
      const cells = operations / perCell;
      if (isCurve) return [limited(cells, coarsestColumns, curveColumns), 1];
      const side = limited(Math.sqrt(cells), coarsestSide, planeSide);
      return [side, side];
    };
    this.atRest = grid(operationsAtRest);
    this.besideTraining = grid(operationsBesideTraining);
  }

  take(isAtRest: boolean): BoundaryPicture | undefined {
    const { bounds, trainer } = this;
    const runner = trainer.evaluationRunners[0];
    if (bounds === undefined || runner === undefined) return undefined;
    const [columns, rows] = isAtRest ? this.atRest : this.besideTraining;
    const [left = 0, right = 0, bottom = 0, top = 0] = bounds;
    const { plan } = runner;
    const { data: input } = plan.value(plan.network.input);
    const size = input.length / plan.batch;
    const count = columns * rows;
    let cells: Float32Array | undefined;
    let outputs = 0;
    for (let start = 0; start < count; start += plan.batch) {
      const filled = Math.min(plan.batch, count - start);
      for (let i = 0; i < filled; i++) {
        const [column, row] = [(start + i) % columns, Math.floor((start + i) / columns)];
        input[i * size] = left + ((right - left) * column) / (columns - 1);
        if (size === 2) input[i * 2 + 1] = bottom + ((top - bottom) * row) / (rows - 1);
      }
      plan.forward();
      const predictions = predictionsOf(plan);
      outputs = predictions.length / plan.batch;
      cells ??= new Float32Array(count * outputs);
      for (let i = 0; i < filled * outputs; i++) cells[start * outputs + i] = predictions[i] ?? NaN;
    }
    return { bounds: bounds.slice(), columns, rows, outputs, cells: cells ?? new Float32Array(0) };
  }
}
