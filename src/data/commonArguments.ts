import type { ArgumentSpec } from '../engine/argumentSpec';

/** Arguments several sources share. Their meaning is in `load.ts`, once for all. */
const testArgument: ArgumentSpec = {
  name: 'test',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation:
    'Samples kept out of training to test with: below 1 a share of them, from 1 their number. Drawn by the seed; of labelled data every class gives its share.',
};

export const standardizeArgument: ArgumentSpec = {
  name: 'standardize',
  type: 'boolean',
  default: false,
  documentation:
    'Gives every input mean 0 and standard deviation 1, measured on the training part. Inputs that are constant there become 0.',
};

/** For sources that read files of the user. */
const classesArgument: ArgumentSpec = {
  name: 'classes',
  type: 'integer',
  range: { from: 2 },
  documentation:
    'How many classes the targets have. Then every target must be a label from 0 to classes − 1. Without it the targets themselves tell.',
};

export const shapeArgument: ArgumentSpec = {
  name: 'shape',
  type: 'shape',
  range: { from: 1 },
  documentation:
    'Shape of one sample, such as [1, 28, 28] for a grey image: channels, height, width. It must hold as many numbers as a sample has.',
};

const channelsLastArgument: ArgumentSpec = {
  name: 'channels_last',
  type: 'boolean',
  default: false,
  documentation:
    'Whether the file keeps images as height, width, channels, as Keras and OpenCV do. They become channels, height, width; shape, where it is given, is in the order of the file.',
};

const scaleArgument: ArgumentSpec = {
  name: 'scale',
  type: 'number',
  default: 1,
  documentation: 'Every input is multiplied by this, as in scale=1/255 for pixels from 0 to 255.',
};

export const limitArgument: ArgumentSpec = {
  name: 'limit',
  type: 'integer',
  range: { from: 1 },
  documentation:
    'Takes only so many of the samples, for a quick try. Drawn by the seed; of labelled data every class gives its share.',
};

export const generatedArguments = [testArgument, standardizeArgument] as const;

export const fileArguments = [
  testArgument,
  standardizeArgument,
  classesArgument,
  shapeArgument,
  channelsLastArgument,
  scaleArgument,
  limitArgument,
] as const;

/** How many samples of each class a generator makes. */
export function pointsArgument(documentation: string, points = 100): ArgumentSpec {
  return { name: 'points', type: 'integer', default: points, range: { from: 1 }, documentation };
}

/** Standard deviation of the normal noise a generator adds. */
export function noiseArgument(noise: number, documentation: string): ArgumentSpec {
  return { name: 'noise', type: 'number', default: noise, range: { from: 0 }, documentation };
}
