import { sizeOf, type Shape } from '../../engine/shape';
import { predictionsOf } from '../../engine/training/evaluation';
import { bindSampleLoss } from '../../engine/training/sampleLoss';
import type { Trainer } from '../../engine/training/trainer';
import type { Picture } from '../../protocol/trainingFrame';
import {
  largestSampleTensor,
  type SampleTensor,
  type SampleView,
  type SampleRequest,
} from '../../protocol/trainingViews';
import { pictureOfSample } from './pictures';

/** Follows one sample through the network, as it is evaluated. `undefined` where there is no such sample. */
export function takeSample(trainer: Trainer, choice: SampleRequest): SampleView | undefined {
  const { data, definition } = trainer.blueprint;
  const samples = choice.part === 'miniBatch' ? trainer.miniBatch : data[choice.part];
  const sample = samples[choice.index];
  const runner = trainer.evaluationRunners.at(-1);
  if (sample === undefined || runner === undefined) return undefined;
  const { plan, miniBatch } = runner;
  miniBatch.load(Int32Array.of(sample), 0);
  plan.forward();
  const { layers, input, loss } = plan.network;
  const firstRow = (node: number, layer: number): SampleTensor => {
    const { shape, data: numbers } = plan.value(node);
    return sampleTensor(shape.slice(1), numbers, layer);
  };
  const { targets } = data;
  const predictions = predictionsOf(plan);
  return {
    choice,
    input: firstRow(input, -1),
    layers: definition.layers.map((_, layer) => {
      const node = layers[layer]?.output;
      return node === undefined || node === loss ? null : firstRow(node, layer);
    }),
    target:
      targets.kind === 'labels'
        ? Float32Array.of(targets.labels[sample] ?? NaN)
        : Float32Array.from(targets.values.subarray(sample * targets.width, (sample + 1) * targets.width)),
    prediction: Float32Array.from(
      { length: predictions.length / plan.batch },
      (_, i) => predictions[i] ?? NaN,
    ),
    loss: Float64Array.of(bindSampleLoss(plan)(0)),
  };
}

function sampleTensor(shape: Shape, numbers: Float32Array | Float64Array, layer: number): SampleTensor {
  const values = numbers.subarray(0, sizeOf(shape));
  if (values.length <= largestSampleTensor) return { shape, values: Float32Array.from(values) };
  const picture: Picture = pictureOfSample({ shape, data: values }, layer);
  return { shape, picture };
}
