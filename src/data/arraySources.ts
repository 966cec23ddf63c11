import type { ArgumentSpec, CallableSpec } from '../engine/argumentSpec';
import { tableArguments } from './sources/csv';

/** A file whose numbers are a value of a formula: `W = npz("mine.npz", "W1")`. It knows no format. */
export interface ArraySource extends CallableSpec {
  readonly kind: 'npy' | 'npz' | 'safetensors' | 'csv';
}

/** The argument of every array source that names the file. */
export const fileArgument: ArgumentSpec = {
  name: 'file',
  type: 'file',
  required: true,
  documentation: 'Path from the folder of this file.',
};

const nameArgument: ArgumentSpec = {
  name: 'name',
  type: 'string',
  documentation: 'Name of the array. Without it: the only one there is.',
};

const npyArray: ArraySource = {
  kind: 'npy',
  name: 'npy',
  documentation: 'The array of a file of numpy.save beside this one, in its shape.',
  arguments: [fileArgument],
};

const npzArray: ArraySource = {
  kind: 'npz',
  name: 'npz',
  documentation: 'An array of an archive of numpy.savez beside this file, in its shape.',
  arguments: [fileArgument, nameArgument],
};

const safetensorsArray: ArraySource = {
  kind: 'safetensors',
  name: 'safetensors',
  documentation:
    'A tensor of a safetensors file beside this one, in its shape, as in safetensors("model.safetensors", "fc1.weight").',
  arguments: [fileArgument, nameArgument],
};

const csvMatrix: ArraySource = {
  kind: 'csv',
  name: 'csv',
  documentation:
    'A table in a CSV file beside this one, gzipped or not, as a matrix of all its columns, which must hold numbers.',
  arguments: [
    fileArgument,
    {
      name: 'header',
      type: 'boolean',
      documentation:
        'Whether the first row names the columns. Without it: it does where it holds anything but numbers.',
    },
    {
      name: 'columns',
      type: 'columns',
      documentation:
        'The columns of the matrix, in this order: by name, or by number counted from 0, negative from the end. Without it: all.',
    },
    { name: 'drop', type: 'columns', documentation: 'Columns to leave out, as in drop=["Id"].' },
    ...tableArguments,
  ],
};

/** Every function of formulas that reads a file, in the order in which they are offered. */
export const arraySources: readonly ArraySource[] = [npyArray, npzArray, safetensorsArray, csvMatrix];

export function findArraySource(name: string): ArraySource | undefined {
  return arraySources.find((source) => source.name === name);
}
