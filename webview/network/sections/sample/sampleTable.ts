import { entryName, floatNumber, shapeText } from '../../../kit/numbers';
import type { SampleView } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { mostRows, type TwinTable } from '../../../kit/table/TableTwin';
import { layers } from '../../state/store';
import { strings } from './sampleTexts';

interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  /** Absent where there are too many of them. */
  readonly values?: Float32Array | undefined;
  /** As many; absent where nothing has a gradient with respect to it. */
  readonly gradients?: Float32Array | undefined;
}

/** What is asked for first stands first. */
function partsOf({ prediction, target, input, layers: tensors, gradients }: SampleView): readonly Part[] {
  return [
    { name: text(strings.prediction), shape: [prediction.length], values: prediction },
    { name: text(strings.target), shape: [target.length], values: target },
    { name: text(strings.input), ...input, gradients: gradients?.input.values },
    ...tensors.flatMap((tensor, at) =>
      tensor === null
        ? []
        : [{ name: layers.value[at]?.name ?? '', ...tensor, gradients: gradients?.layers[at]?.values }],
    ),
  ];
}

/**
 * How many numbers a part may have in so many rows: small
 * parts have all of theirs, the others share what is left.
 */
function mostOfEach(parts: readonly Part[], rows: number): number {
  const lengths = parts.map(({ values }) => values?.length ?? 0).sort((a, b) => a - b);
  let left = rows;
  for (const [at, length] of lengths.entries()) {
    const share = Math.floor(left / (lengths.length - at));
    if (length > share) return Math.max(1, share);
    left -= length;
  }
  return Infinity;
}

function rowsOf({ name, shape, values, gradients }: Part, most: number): readonly (readonly string[])[] {
  if (values === undefined) return [[name, shapeText(shape), text(strings.tooLarge), '']];
  const rows = Array.from(values.subarray(0, most), (value, at) => [
    name,
    entryName(shape, at),
    floatNumber(value),
    gradients === undefined ? '' : floatNumber(gradients[at] ?? NaN),
  ]);
  const more = values.length - rows.length;
  return more === 0 ? rows : [...rows, [name, '…', text(strings.moreInPicture, more), '']];
}

/** The sample on its way in numbers: input, layers, prediction and target. */
export function sampleTable(view: SampleView): TwinTable {
  const parts = partsOf(view);
  // Each may have a row that says what is left out.
  const most = mostOfEach(parts, mostRows - parts.length);
  const { part, index } = view.choice;
  const sample = text(part === 'train' ? strings.trainSample : strings.testSample, index);
  return {
    caption: text(strings.tableCaption, sample, floatNumber(view.loss[0] ?? NaN)),
    headings: [strings.layer, strings.place, strings.value, strings.gradient].map((heading) => text(heading)),
    rows: parts.flatMap((each) => rowsOf(each, most)),
  };
}
