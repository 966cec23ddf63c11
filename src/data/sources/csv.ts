import type { ArgumentSpec } from '../../engine/argumentSpec';
import type { Arguments } from '../sourceArguments';
import { fileArguments } from '../commonArguments';
import { HEAD, type FileRequest, type FileSource } from '../dataSource';

/** The file of the table. */
export function csvFile(given: Arguments): FileRequest {
  return { role: 'file', from: 'beside', paths: [given.text('file')], argument: 'file', describedBy: HEAD };
}

/** How a table is read, whatever becomes of its columns. */
export const tableArguments: readonly ArgumentSpec[] = [
  {
    name: 'missing',
    type: 'string',
    choices: ['drop', 'mean'],
    documentation:
      'What to do where a cell is empty or holds ?, NA or the like: "drop" leaves the row out, "mean" puts in the mean of the other rows. Without it that is an error.',
  },
  {
    name: 'delimiter',
    type: 'string',
    documentation:
      'What parts the cells, as in delimiter=" " (any number of spaces) or delimiter="tab". Without it comma, tab, semicolon and bar are tried.',
  },
  {
    name: 'encoding',
    type: 'string',
    documentation: 'The encoding of the text, such as "shift_jis" or "windows-1252". Without it UTF-8.',
  },
];

/** A table of numbers: some columns are targets, the others are inputs. */
export const csv: FileSource = {
  kind: 'csv',
  name: 'csv',
  documentation:
    'A table in a CSV file beside this one, gzipped or not. Every column but the target is an input and must hold numbers.',
  arguments: [
    { name: 'file', type: 'file', required: true, documentation: 'Path from the folder of this file.' },
    {
      name: 'target',
      type: 'columns',
      default: -1,
      documentation:
        'The column to learn, or a list of several: by name, or by number counted from 0, negative from the end. Text in a single one names classes, which are numbered in the order of the alphabet.',
    },
    {
      name: 'header',
      type: 'boolean',
      default: true,
      documentation: 'Whether the first row names the columns.',
    },
    {
      name: 'columns',
      type: 'columns',
      documentation: 'The columns that are inputs, in this order. Without it: all but the targets.',
    },
    {
      name: 'drop',
      type: 'columns',
      documentation: 'Columns to leave out, as in drop=["Id"].',
    },
    ...tableArguments,
    ...fileArguments,
  ],
  files: (given) => [csvFile(given)],
};
