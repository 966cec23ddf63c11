import type { Arguments } from '../sourceArguments';
import { fileArguments } from '../commonArguments';
import type { FileRequest, FileSource } from '../dataSource';

/** An archive is described by the directory at its end: the beginning alone tells nothing. */
export function npzFile(given: Arguments): FileRequest {
  return {
    role: 'file',
    from: 'beside',
    paths: [given.text('file')],
    argument: 'file',
    describedBy: 'whole file',
  };
}

/** Inputs and targets in one archive of `numpy.savez`. */
export const npz: FileSource = {
  kind: 'npz',
  name: 'npz',
  documentation:
    'Inputs and targets from a NumPy archive beside this file. The first axis counts the samples. Whole-number targets are labels, one-hot rows are too; texts name classes.',
  arguments: [
    { name: 'file', type: 'file', required: true, documentation: 'Path from the folder of this file.' },
    { name: 'x', type: 'string', default: 'x', documentation: 'Name of the array of inputs.' },
    { name: 't', type: 'string', default: 't', documentation: 'Name of the array of targets.' },
    {
      name: 'x_test',
      type: 'string',
      documentation: 'Name of the inputs to test with, where the archive keeps them apart. Goes with t_test.',
    },
    { name: 't_test', type: 'string', documentation: 'Name of the targets to test with.' },
    ...fileArguments,
  ],
  files: (given) => [npzFile(given)],
};
