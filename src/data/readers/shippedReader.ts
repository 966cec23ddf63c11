import { message } from '../../engine/message';
import type { LabelTargets } from '../dataset';
import { readCsv } from '../formats/csvTable';
import { failure, success } from '../result';
import type { ShippedSource, SourceReader } from '../dataSource';
import { labelsOf } from '../targets';
import { requiredFile } from './requiredFile';

/** Reads a table that comes with the extension; it is described without being read. */
export function shippedReader(source: ShippedSource): SourceReader {
  const { header, count, sampleShape, classes, classNames, isSorted } = source;
  const description = {
    kind: 'labels',
    classes,
    ...(classNames && { classNames }),
    ...(isSorted && { isSorted }),
  } as const;
  return {
    describe: () => success({ sampleShape, targets: description, count }),
    read(_given, files) {
      const file = requiredFile(files, source.table);
      if (!file.ok) return file;
      const read = readCsv(file.value, { targets: [-1], header });
      if (!read.ok) return read;
      const { inputs, target, rows } = read.value;
      if (target.kind !== 'numbers' || read.value.count !== count) {
        return failure(message('{0} is damaged.', file.value.name), { file: file.value.name });
      }
      const rowOf = (sample: number): number => rows[sample] ?? 0;
      const labels = labelsOf(target.numbers, { file: file.value.name, rowOf }, classes);
      if (!labels.ok) return labels;
      const targets: LabelTargets = { ...labels.value, ...description };
      return success({ count, sampleShape, inputs: source.scale(inputs), targets });
    },
  };
}
