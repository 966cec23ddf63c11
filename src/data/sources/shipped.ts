import { message } from '../../engine/message';
import type { Shape } from '../../engine/shape';
import type { Numbers } from '../../engine/tensor';
import { generatedArguments } from '../commonArguments';
import type { LabelTargets } from '../dataset';
import { readCsv } from '../formats/csv';
import { failure, success } from '../result';
import type { DataSource, FileRequest } from '../source';
import { labelsOf } from '../targets';
import { requiredFile } from './requiredFile';

/** A table that comes with the extension: inputs, then the label in the last column. */
export interface ShippedTable {
  readonly name: string;
  readonly documentation: string;
  /** In the folder `data`. */
  readonly file: string;
  readonly header: boolean;
  readonly count: number;
  readonly sampleShape: Shape;
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Brings the numbers of the file to the scale of inputs. */
  scale(numbers: Float64Array): Numbers;
}

/** Makes a data source of a shipped table: it is described without being read. */
export function shipped(table: ShippedTable): DataSource {
  const { name, documentation, header, count, sampleShape, classes, classNames } = table;
  const request: FileRequest = { role: 'table', from: 'shipped', paths: [table.file], describedBy: 0 };
  const description = { kind: 'labels', classes, ...(classNames && { classNames }) } as const;
  return {
    name,
    documentation,
    arguments: generatedArguments,
    files: () => [request],
    describe: () => success({ sampleShape, targets: description, count }),
    read(_given, files) {
      const file = requiredFile(files, request);
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
      return success({ count, sampleShape, inputs: table.scale(inputs), targets });
    },
  };
}
