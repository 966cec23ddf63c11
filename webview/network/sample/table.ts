import type { SampleView } from '../../../src/protocol/trainingViews';
import { entryName, shapeText } from '../../shared/numbers';
import { text } from '../../shared/strings';
import { floatNumber } from '../pictures/places';
import { mostRows, type TwinTable } from '../shared/TableTwin';
import { layers } from '../store';
import { strings } from './strings';

/** Every number of the sample on its way: input, layers, prediction and target. */
export function sampleTable(view: SampleView): TwinTable {
  const rows: (readonly string[])[] = [];
  let count = 0;
  const add = (name: string, shape: readonly number[], values: Float32Array): void => {
    count += values.length;
    for (let at = 0; at < values.length && rows.length < mostRows; at++)
      rows.push([name, entryName(shape, at), floatNumber(values[at] ?? NaN)]);
  };
  // What is asked for first stands first.
  add(text(strings.prediction), [view.prediction.length], view.prediction);
  add(text(strings.target), [view.target.length], view.target);
  for (const [at, tensor] of [view.input, ...view.layers].entries()) {
    if (tensor === null) continue;
    const name = at === 0 ? text(strings.input) : (layers.value[at - 1]?.name ?? '');
    if (tensor.values !== undefined) add(name, tensor.shape, tensor.values);
    else rows.push([name, shapeText(tensor.shape), text(strings.tooLarge)]);
  }
  const { part, index } = view.choice;
  const sample = text(part === 'train' ? strings.trainSample : strings.testSample, index);
  return {
    caption: text(strings.tableCaption, sample, floatNumber(view.loss[0] ?? NaN)),
    headings: [strings.layer, strings.place, strings.value].map((heading) => text(heading)),
    count,
    rows,
  };
}
