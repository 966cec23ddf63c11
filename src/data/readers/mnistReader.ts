import { message } from '../../engine/message';
import { sizeOf, type Shape } from '../../engine/shape';
import type { Arguments } from '../sourceArguments';
import type { LabelTargets } from '../dataset';
import { readIdx, readIdxShape, type IdxArray } from '../formats/idx';
import { failure, success, type Failure, type Result } from '../result';
import type { Extent, SourceFile, SourceFiles, SourceReader } from '../dataSource';
import { mnistFile, mnistFiles, type MnistRole } from '../sources/mnist';
import { countsOf, labelsOf } from '../targets';
import { isWhole, requiredFile } from './requiredFile';

const IMAGE_AXES = 3;
const LABEL_AXES = 1;
const BRIGHTEST = 255;

/** The four files of MNIST, or of a data set in its form. */
export const mnistReader: SourceReader = {
  describe(given, found, extent) {
    const all = findAll(given, found);
    if (!all.ok) return all;
    const { trainImages, trainLabels, testImages, testLabels } = all.value;
    const classes = given.number('classes');
    const train = describePart(trainImages, trainLabels, classes, extent);
    if (!train.ok) return train;
    const test = describePart(testImages, testLabels, classes, extent);
    if (!test.ok) return test;
    const [count = 0, height = 0, width = 0] = train.value.shape;
    const [testCount = 0, testHeight = 0, testWidth = 0] = test.value.shape;
    if (testHeight !== height || testWidth !== width) {
      return sizeMismatch(trainImages, train.value.shape, testImages, test.value.shape);
    }
    const labels =
      train.value.targets && test.value.targets && joined(train.value.targets, test.value.targets);
    return success({
      sampleShape: [1, height, width],
      targets: { kind: 'labels', classes, ...(labels && countsOf(labels.labels, classes)) },
      count: count + testCount,
      testCount,
    });
  },
  read(given, found) {
    const all = findAll(given, found);
    if (!all.ok) return all;
    const { trainImages, trainLabels, testImages, testLabels } = all.value;
    const train = readPart(trainImages, trainLabels, given.number('classes'));
    if (!train.ok) return train;
    const test = readPart(testImages, testLabels, given.number('classes'));
    if (!test.ok) return test;
    const [count = 0, height = 0, width = 0] = train.value.images.shape;
    const [testCount = 0, testHeight = 0, testWidth = 0] = test.value.images.shape;
    if (testHeight !== height || testWidth !== width) {
      return sizeMismatch(trainImages, train.value.images.shape, testImages, test.value.images.shape);
    }
    return success({
      count: count + testCount,
      testCount,
      sampleShape: [1, height, width],
      inputs: scaled([train.value.images.data, test.value.images.data]),
      targets: joined(train.value.targets, test.value.targets),
    });
  },
};

function findAll(given: Arguments, found: SourceFiles): Result<Readonly<Record<MnistRole, SourceFile>>> {
  const find = (role: MnistRole): Result<SourceFile> => {
    const request = mnistFile(given, role);
    return requiredFile(
      found,
      request,
      message(
        '{0} was not found beside this file. Put the four MNIST files there, gzipped or not: {1}.',
        request.paths[0],
        Object.values(mnistFiles).join(', '),
      ),
    );
  };
  const trainImages = find('trainImages');
  if (!trainImages.ok) return trainImages;
  const trainLabels = find('trainLabels');
  if (!trainLabels.ok) return trainLabels;
  const testImages = find('testImages');
  if (!testImages.ok) return testImages;
  const testLabels = find('testLabels');
  if (!testLabels.ok) return testLabels;
  return success({
    trainImages: trainImages.value,
    trainLabels: trainLabels.value,
    testImages: testImages.value,
    testLabels: testLabels.value,
  });
}

function sizeMismatch(train: SourceFile, trainShape: Shape, test: SourceFile, testShape: Shape): Failure {
  return failure(
    message(
      'The images of {0} are {1}, those of {2} are {3}.',
      train.name,
      trainShape.slice(1).join('×'),
      test.name,
      testShape.slice(1).join('×'),
    ),
    { file: test.name, field: 'dimensions' },
  );
}

interface PartDescription {
  readonly shape: Shape;
  /** Absent where the labels are not here whole. */
  readonly targets?: LabelTargets;
}

/** The shape of the images of one part. Labels that are here whole are looked at, too. */
function describePart(
  imageFile: SourceFile,
  labelFile: SourceFile,
  classes: number,
  extent: Extent,
): Result<PartDescription> {
  const images = extent === 'whole' ? wholeShape(imageFile) : readIdxShape(imageFile, IMAGE_AXES);
  if (!images.ok) return images;
  const labels = readIdxShape(labelFile, LABEL_AXES);
  if (!labels.ok) return labels;
  if (sizeOf(images.value) === 0) return noImages(imageFile.name);
  const [imageCount = 0, labelCount = 0] = [images.value[0], labels.value[0]];
  if (imageCount !== labelCount) return countMismatch(imageFile, imageCount, labelFile, labelCount);
  const shape = images.value;
  if (!isWhole(labelFile)) return success({ shape });
  const read = readLabels(labelFile, classes);
  return read.ok ? success({ shape, targets: read.value }) : read;
}

/** A compressed file tells only by its end that nothing of it is missing. */
function wholeShape(file: SourceFile): Result<Shape> {
  const images = readIdx(file, IMAGE_AXES);
  return images.ok ? success(images.value.shape) : images;
}

function countMismatch(
  imageFile: SourceFile,
  images: number,
  labelFile: SourceFile,
  labels: number,
): Failure {
  return failure(
    message(
      'Images and labels are not equally many: {0} in {1}, {2} in {3}.',
      images,
      imageFile.name,
      labels,
      labelFile.name,
    ),
    { file: labelFile.name, field: 'dimensions' },
  );
}

function readLabels(file: SourceFile, classes: number): Result<LabelTargets> {
  const labels = readIdx(file, LABEL_AXES);
  if (!labels.ok) return labels;
  const place = { file: file.name, rowOf: (sample: number) => sample + 1 };
  return labelsOf(Float64Array.from(labels.value.data), place, classes);
}

interface Part {
  readonly images: IdxArray;
  readonly targets: LabelTargets;
}

function readPart(imageFile: SourceFile, labelFile: SourceFile, classes: number): Result<Part> {
  const images = readIdx(imageFile, IMAGE_AXES);
  if (!images.ok) return images;
  if (images.value.data.length === 0) return noImages(imageFile.name);
  const targets = readLabels(labelFile, classes);
  if (!targets.ok) return targets;
  const [count = 0] = images.value.shape;
  const labelCount = targets.value.labels.length;
  if (labelCount !== count) return countMismatch(imageFile, count, labelFile, labelCount);
  return success({ images: images.value, targets: targets.value });
}

function noImages(file: string): Failure {
  return failure(message('{0} holds no images.', file), { file, field: 'dimensions' });
}

/** Pixels of all parts, one after the other, divided by 255 as the chapter does (in float32). */
function scaled(parts: readonly Uint8Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let entry = 0;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) result[entry++] = (part[index] ?? 0) / BRIGHTEST;
  }
  return result;
}

function joined(train: LabelTargets, test: LabelTargets): LabelTargets {
  const labels = new Int32Array(train.labels.length + test.labels.length);
  labels.set(train.labels);
  labels.set(test.labels, train.labels.length);
  return { ...train, labels };
}
