import { sizeOf } from '../../engine/shape';
import type { TrainingData } from '../../engine/training/data';
import type { DataPoints, PointList } from '../../protocol/trainingAnswers';

/** `undefined` for data of more than two inputs. */
export function dataPointsOf(data: TrainingData): DataPoints | undefined {
  const inputs = sizeOf(data.sampleShape);
  if (inputs !== 1 && inputs !== 2) return undefined;
  return { inputs, train: pointsOf(data, data.train, inputs), test: pointsOf(data, data.test, inputs) };
}

function pointsOf({ inputs, targets }: TrainingData, samples: Int32Array, size: number): PointList {
  const points = new Float32Array(samples.length * size);
  samples.forEach((sample, i) => {
    for (let axis = 0; axis < size; axis++) points[i * size + axis] = inputs[sample * size + axis] ?? NaN;
  });
  return {
    inputs: points,
    targets: Float32Array.from(samples, (sample) => firstTarget(targets, sample)),
  };
}

/** Its class, or its first value. */
export function firstTarget(targets: TrainingData['targets'], sample: number): number {
  return (targets.kind === 'labels' ? targets.labels[sample] : targets.values[sample * targets.width]) ?? NaN;
}
