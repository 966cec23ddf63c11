import type { Arguments } from '../sourceArguments';
import { fileArguments } from '../commonArguments';
import { HEAD, type FileRequest, type FileSource } from '../dataSource';

export type NpyRole = 'x' | 't';

/** The file of the inputs or of the targets. */
export function npyFile(given: Arguments, role: NpyRole): FileRequest {
  return {
    role,
    from: 'beside',
    paths: [given.text(role)],
    argument: role,
    describedBy: role === 'x' ? HEAD : 'whole file',
  };
}

/** Inputs and targets in two files of `numpy.save`. */
export const npy: FileSource = {
  kind: 'npy',
  name: 'npy',
  documentation:
    'Inputs and targets from two NumPy files beside this one. The first axis counts the samples. Whole-number targets are labels, one-hot rows are too; texts name classes.',
  arguments: [
    { name: 'x', type: 'file', required: true, documentation: 'The file of the inputs.' },
    { name: 't', type: 'file', required: true, documentation: 'The file of the targets.' },
    ...fileArguments,
  ],
  files: (given) => [npyFile(given, 'x'), npyFile(given, 't')],
};
