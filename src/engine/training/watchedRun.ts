import { areBytes } from '../health/remedies';
import type {
  NumberedColumn,
  Spread,
  WatchedInputs,
  WatchedLayer,
  WatchedRun,
  WatchedWeights,
} from '../health/observations';
import { initializationStream } from '../initializers';
import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/layerSettings';
import type { Choice } from '../network/networkDefinition';
import { defaultInitializers, initializerOf } from '../network/initialization';
import { networkLayerOf } from '../network/layersOfNetwork';
import type { StoredParameter } from '../network/parameterStore';
import { optimizerOf } from '../network/networkError';
import { effectiveWeightDecay } from '../optimizers';
import { sizeOf } from '../shape';
import type { Numbers } from '../tensor';
import { unitStrides } from './alikeUnits';
import type { Blueprint } from './blueprint';
import type { TrainingData } from './data';
import type { Trainer } from './trainer';

/** How many numbers of an initializer are drawn to see how large they are. */
const drawn = 512;

/** At most about this many entries of the inputs are looked at, samples evenly spread. */
const inspectedEntries = 2 ** 20;

/**
 * What the health rules need to know of a run before the next step, with which they begin to watch.
 * @param testSamples how many samples of the test part its loss is measured on
 */
export function watchedRun(trainer: Trainer, testSamples: number): WatchedRun {
  const { definition, data } = trainer.blueprint;
  const loss = definition.layers.at(-1);
  const classes = data.targets.kind === 'labels' ? data.targets.classes : undefined;
  const startsAtChance =
    loss !== undefined &&
    classes !== undefined &&
    networkLayerOf(loss).asLayer.startsAtChance?.(classes) === true;
  return {
    layers: watchedLayers(trainer),
    ...trainer.epochs,
    beginsAt: trainer.step,
    batchSize: trainer.blueprint.batch,
    training: watchedTraining(trainer.blueprint),
    inputs: watchedInputs(trainer.blueprint),
    ...watchedTargets(trainer.blueprint),
    tested: { samples: testSamples, of: data.test.length },
    ...(startsAtChance && { classes }),
  };
}

function watchedTargets({ definition, data: { targets, train } }: Blueprint): Partial<WatchedRun> {
  if (targets.kind !== 'values') return {};
  const { values, width } = targets;
  const spread = spreadOf(values, train, width, 0, width);
  const loss = definition.layers.at(-1);
  const rule = loss && networkLayerOf(loss).asLayer.entryLossRule?.(loss.settings);
  if (rule === undefined || rule.prediction !== undefined) return { targets: spread };
  const asked = new Float64Array(width).fill(spread.mean);
  const total = train.reduce(
    (sum, sample) => sum + rule.total(asked, values.subarray(sample * width, (sample + 1) * width)),
    0,
  );
  return { targets: spread, lossOfMean: total / (train.length * width) };
}

function watchedLayers({ blueprint, parameters }: Trainer): readonly WatchedLayer[] {
  const { layers } = blueprint.definition;
  const usual = defaultInitializers(layers);
  return layers.map(({ name, layer, initializer }, index): WatchedLayer => {
    const drawnParameter = parameters.find(
      (each) => each.layer === index && each.spec.start === 'initializer',
    );
    const usualChoice = operand(usual, index);
    const choice = initializer ?? usualChoice;
    const weights = drawnParameter && watchedWeights(drawnParameter, choice, usualChoice);
    const { isSaturated, measuresBatch } = networkLayerOf({ layer }).asLayer;
    return {
      name,
      ...(isSaturated && { saturates: true }),
      ...(measuresBatch === true && { normalisesOver: numbersOfUnit(blueprint, index) }),
      ...(weights && { weights }),
    };
  });
}

/** How many numbers of each of its units a layer is given at a step: one a sample, or a place of it. */
function numbersOfUnit({ batch, inference }: Blueprint, layer: number): number {
  const [units = 1, ...places] = inference.layers[layer]?.shape ?? [];
  return units === 0 ? 0 : batch * sizeOf(places);
}

function watchedWeights({ spec, value }: StoredParameter, choice: Choice, usual: Choice): WatchedWeights {
  const usualSize = startSize(usual, spec);
  return {
    initializer: choice.name,
    usualInitializer: usual.name,
    scale: startSize(choice, spec) / usualSize,
    usualNorm: usualSize * Math.sqrt(value.data.length),
    entries: value.data.length,
    units: unitStrides(value.shape).units,
  };
}

/** Root mean square of what an initializer draws. */
function startSize(choice: Choice, fans: { readonly fanIn: number; readonly fanOut: number }): number {
  const values = new Float64Array(drawn);
  initializerOf(choice).fill(values, fans, choice.settings, initializationStream(0, choice.name));
  return Math.hypot(...values) / Math.sqrt(drawn);
}

function watchedTraining({ definition }: Blueprint): WatchedRun['training'] {
  const { optimizer, weightDecay, l1, clipNorm } = definition.training;
  const known = optimizerOf(optimizer);
  const rateSetting = operand(known.settings, 0);
  const learningRate = numberSetting(optimizer.settings, rateSetting);
  const decay = effectiveWeightDecay(known, optimizer.settings, weightDecay);
  return {
    optimizer: known.name,
    learningRate,
    usualLearningRate: numberSetting({}, rateSetting),
    ...(known.adaptsRate && { adaptsRate: true }),
    weightDecay: decay,
    decayPerUpdate: known.scalesGradient === true ? NaN : learningRate * decay,
    ...(l1 !== undefined && { l1 }),
    ...(clipNorm !== undefined && { clipNorm }),
  };
}

function watchedInputs({ data }: Blueprint): WatchedInputs {
  const { inputs, sampleShape, train } = data;
  const width = sizeOf(sampleShape);
  const samples = evenlySpread(train, Math.max(1, Math.floor(inspectedEntries / width)));
  const all = spreadOf(inputs, samples, width, 0, width);
  const areWhole = samples.every((sample) =>
    inputs.subarray(sample * width, (sample + 1) * width).every(Number.isInteger),
  );
  const arePixels = areWhole && areBytes(all.lowest, all.highest, width);
  if (sampleShape.length > 1) return { all, widest: all, arePixels };
  const numbered = (position: number): NumberedColumn => {
    const { number, name = '' } = data.origin?.inputColumns?.[position] ?? { number: position + 1 };
    return { column: number, ...(name !== '' && { columnName: name }) };
  };
  let [widest, column] = [all, 0];
  let farthest = -1;
  let rowNumber: WatchedInputs['rowNumber'];
  for (let position = 0; position < width; position++) {
    const spread = spreadOf(inputs, samples, width, position, position + 1);
    if (!rowNumber && width > 1 && countsRows(data, width, position)) {
      rowNumber = { ...numbered(position), spread };
      continue;
    }
    const distance = Math.max(Math.abs(spread.mean), spread.deviation);
    if (distance > farthest) [widest, column, farthest] = [spread, position, distance];
  }
  return { all, widest, ...numbered(column), arePixels, ...(rowNumber && { rowNumber }) };
}

/** Fewer rows than this can count up by chance. */
const fewestRows = 4;

/** Whether a column is the number of the row, from 0 or 1, while samples stand as the file has them. */
function countsRows({ inputs, count }: TrainingData, width: number, position: number): boolean {
  const first = inputs[position];
  if ((first !== 0 && first !== 1) || count < fewestRows) return false;
  for (let sample = 1; sample < count; sample++) {
    if (inputs[sample * width + position] !== first + sample) return false;
  }
  return true;
}

function evenlySpread(part: Int32Array, count: number): Int32Array {
  const stride = Math.max(1, Math.ceil(part.length / count));
  return part.filter((_, at) => at % stride === 0);
}

/** Over the positions `from` to before `to` of these samples. */
function spreadOf(numbers: Numbers, samples: Int32Array, width: number, from: number, to: number): Spread {
  let [lowest, highest, sum] = [Infinity, -Infinity, 0];
  const count = samples.length * (to - from);
  for (const sample of samples) {
    for (let at = sample * width + from; at < sample * width + to; at++) {
      const value = numbers[at] ?? NaN;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
      sum += value;
    }
  }
  const mean = sum / count;
  let squares = 0;
  for (const sample of samples) {
    for (let at = sample * width + from; at < sample * width + to; at++) {
      squares += ((numbers[at] ?? NaN) - mean) ** 2;
    }
  }
  return { lowest, highest, mean, deviation: Math.sqrt(squares / count) };
}
