import type { Arguments } from '../sourceArguments';
import { limitArgument, shapeArgument, standardizeArgument } from '../commonArguments';
import { HEAD, type FileRequest, type FileSource } from '../dataSource';

/** Names of the four files as they were published, without `.gz`. */
export const mnistFiles = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

export type MnistRole = keyof typeof mnistFiles;
const roles: readonly MnistRole[] = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

/** Some collections write `train-images.idx3-ubyte`. */
export function mnistFile(given: Arguments, role: MnistRole): FileRequest {
  const name = mnistFiles[role];
  const folder = given.text('folder').replace(/\/+$/, '');
  const dotted = name.replace('-idx', '.idx');
  return {
    role,
    from: 'beside',
    paths: [`${folder}/${name}`, `${folder}/${name}.gz`, `${folder}/${dotted}`, `${folder}/${dotted}.gz`],
    argument: 'folder',
    describedBy: HEAD,
  };
}

/** The four files of MNIST, or of a data set in its form (Fashion-MNIST, Kuzushiji-MNIST). */
export const mnist: FileSource = {
  kind: 'mnist',
  name: 'mnist',
  documentation:
    'The MNIST digits, or a set in the same form: a folder beside this file with the four IDX files, gzipped or not. Pixels are scaled to 0–1; the files say which samples are for testing.',
  arguments: [
    { name: 'folder', type: 'folder', required: true, documentation: 'Path from the folder of this file.' },
    standardizeArgument,
    {
      name: 'classes',
      type: 'integer',
      default: 10,
      range: { from: 2 },
      documentation: 'How many classes there are.',
    },
    shapeArgument,
    limitArgument,
  ],
  files: (given) => roles.map((role) => mnistFile(given, role)),
  usual: (given) => ({
    sampleShape: [1, 28, 28],
    targets: { kind: 'labels', classes: given.number('classes') },
  }),
  instead: 'digits(test=0.2)',
};
