import type { ArgumentSpec, CallableSpec } from '../../argumentSpec';

/** A source of data as far as it can be checked without reading anything. */
export interface DataSourceSpec extends CallableSpec {
  /** How many classes it has, or the argument that says so. Absent: only the data can tell, or there are none. */
  readonly classes?: number | { readonly argument: string };
}

const testArgument: ArgumentSpec = {
  name: 'test',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation: 'Samples to test with: below 1 a share of them, from 1 their number.',
};

const standardizeArgument: ArgumentSpec = {
  name: 'standardize',
  type: 'boolean',
  default: false,
  documentation: 'Gives every input mean 0 and standard deviation 1, measured on the training part.',
};

const classesArgument: ArgumentSpec = {
  name: 'classes',
  type: 'integer',
  range: { from: 2 },
  documentation: 'How many classes the targets have.',
};

const shapeArgument: ArgumentSpec = {
  name: 'shape',
  type: 'shape',
  documentation: 'The shape of one sample, as in [1, 28, 28].',
};

const generated = [testArgument, standardizeArgument];
const fromFiles = [testArgument, standardizeArgument, classesArgument, shapeArgument];

function classCount(name: string, documentation: string): ArgumentSpec {
  return { name, type: 'integer', default: 3, range: { from: 2 }, documentation };
}

function points(documentation: string, value = 100): ArgumentSpec {
  return { name: 'points', type: 'integer', default: value, range: { from: 1 }, documentation };
}

function noise(value: number, documentation: string): ArgumentSpec {
  return { name: 'noise', type: 'number', default: value, range: { from: 0 }, documentation };
}

function path(name: string, documentation: string, type: 'file' | 'folder' = 'file'): ArgumentSpec {
  return { name, type, required: true, documentation };
}

/** What may stand behind `data =`, unless the surroundings of the file say otherwise. */
export const dataSources: readonly DataSourceSpec[] = [
  {
    name: 'xor',
    documentation: 'The four corners of a square, labelled by exclusive or.',
    arguments: [
      points('Points at each of the four corners.', 1),
      noise(0, 'Standard deviation of the noise on both inputs.'),
      ...generated,
    ],
    classes: 2,
  },
  {
    name: 'spiral',
    documentation: 'Interleaved spiral arms in the plane, one class each.',
    arguments: [
      classCount('classes', 'Number of arms.'),
      points('Points on each arm.'),
      noise(0.2, 'Standard deviation of the noise on the angle, in radians.'),
      ...generated,
    ],
    classes: { argument: 'classes' },
  },
  {
    name: 'circles',
    documentation: 'A circle inside a circle, one class each.',
    arguments: [
      points('Points on each circle.'),
      noise(0.1, 'Standard deviation of the noise on both inputs.'),
      {
        name: 'factor',
        type: 'number',
        default: 0.5,
        range: { from: 0, below: 1 },
        documentation: 'Radius of the inner circle; the outer has radius 1.',
      },
      ...generated,
    ],
    classes: 2,
  },
  {
    name: 'moons',
    documentation: 'Two half circles that reach into each other, one class each.',
    arguments: [
      points('Points on each half circle.'),
      noise(0.1, 'Standard deviation of the noise on both inputs.'),
      ...generated,
    ],
    classes: 2,
  },
  {
    name: 'blobs',
    documentation: 'Round clouds of points, one class each.',
    arguments: [
      classCount('centers', 'Number of clouds.'),
      points('Points in each cloud.'),
      noise(1, 'Standard deviation of each cloud.'),
      ...generated,
    ],
    classes: { argument: 'centers' },
  },
  {
    name: 'sine',
    documentation: 'One period of a sine with noise: a curve to fit, not classes.',
    arguments: [
      points('Points along the curve.'),
      noise(0.1, 'Standard deviation of the noise on the target.'),
      ...generated,
    ],
  },
  {
    name: 'digits',
    documentation: 'Handwritten digits of 8×8 pixels that come with the extension.',
    arguments: generated,
    classes: 10,
  },
  {
    name: 'iris',
    documentation: 'Measurements of three kinds of iris flowers that come with the extension.',
    arguments: generated,
    classes: 3,
  },
  {
    name: 'csv',
    documentation: 'A table in a CSV file beside this one.',
    arguments: [
      path('file', 'Path from the folder of this file.'),
      {
        name: 'target',
        type: 'column',
        default: -1,
        documentation: 'The column to learn: its name, or its number counted from 0.',
      },
      {
        name: 'header',
        type: 'boolean',
        default: true,
        documentation: 'Whether the first row names the columns.',
      },
      ...fromFiles,
    ],
    classes: { argument: 'classes' },
  },
  {
    name: 'npy',
    documentation: 'Two NumPy files: inputs and targets.',
    arguments: [path('x', 'The file of the inputs.'), path('t', 'The file of the targets.'), ...fromFiles],
    classes: { argument: 'classes' },
  },
  {
    name: 'npz',
    documentation: 'A NumPy archive that holds inputs and targets.',
    arguments: [
      path('file', 'Path from the folder of this file.'),
      { name: 'x', type: 'string', default: 'x', documentation: 'Name of the array of inputs.' },
      { name: 't', type: 'string', default: 't', documentation: 'Name of the array of targets.' },
      ...fromFiles,
    ],
    classes: { argument: 'classes' },
  },
  {
    name: 'mnist',
    documentation: 'The four MNIST files, gzipped or not, with their own training and test parts.',
    // Its files say which samples are for testing.
    arguments: [
      path('folder', 'Path from the folder of this file.', 'folder'),
      standardizeArgument,
      { ...classesArgument, default: 10 },
      shapeArgument,
    ],
    classes: { argument: 'classes' },
  },
];
