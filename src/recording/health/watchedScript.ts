import { areBytes, areUnscaled } from '../../engine/health/remedies';
import type { Spread, WatchedLayer, WatchedRun } from '../../engine/health/observations';
import { numberSetting } from '../../engine/layers/support/layerSettings';
import { optimizers } from '../../engine/optimizers';
import { sizeOf } from '../../engine/shape';
import { layersWithLoss, natureOf, type RecordedLayer } from '../recordedLayers';
import { epochLength, type RunDescription } from '../runDescription';

/** Where nobody knows how long an epoch is the loss is smoothed over so many steps. */
const assumedEpoch = 100;

const unknown: Spread = { lowest: NaN, highest: NaN, mean: NaN, deviation: NaN };

/** What the health rules need to know of a script's run. What was not recorded is NaN, or absent. */
export function watchedScript(run: RunDescription): WatchedRun {
  const { classes } = run.settings;
  return {
    layers: layersWithLoss({ run }).map(watchedLayer),
    stepsPerEpoch: epochLength(run) ?? assumedEpoch,
    epochsCountedFrom: { step: 0, epoch: 0 },
    beginsAt: 0,
    training: watchedTraining(run),
    inputs: watchedInputs(run),
    ...(typeof classes === 'number' && { classes }),
  };
}

function watchedLayer({ name, type, tensors }: RecordedLayer): WatchedLayer {
  const [weights] = tensors ?? [];
  const [units = 0] = weights?.shape ?? [];
  return {
    name,
    ...(natureOf(type).saturates && { saturates: true }),
    // What is no matrix, as the scale of a normalisation, is not drawn at random.
    ...(weights !== undefined &&
      weights.shape.length > 1 && {
        weights: {
          initializer: '',
          usualInitializer: '',
          scale: 1,
          // PyTorch draws from ±1/√fan-in: with a mean square of 1/(3 fan-in), of fan-in × units numbers.
          usualNorm: Math.sqrt(units / 3),
          entries: sizeOf(weights.shape),
          units,
        },
      }),
  };
}

function watchedTraining({ settings }: RunDescription): WatchedRun['training'] {
  const name = String(settings['optimizer'] ?? '');
  const known = optimizers.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const [rateSetting] = known?.settings ?? [];
  const learningRate = Number(settings['learningRate'] ?? NaN);
  const weightDecay = Number(settings['weight_decay'] ?? 0);
  const addsDecay = known !== undefined && known.scalesGradient !== true;
  return {
    optimizer: name,
    learningRate,
    usualLearningRate: rateSetting === undefined ? NaN : numberSetting({}, rateSetting),
    weightDecay,
    decayPerUpdate: addsDecay ? learningRate * weightDecay : NaN,
  };
}

function watchedInputs({ roots = [] }: RunDescription): WatchedRun['inputs'] {
  const input = roots.find((root) => root.input !== undefined)?.input;
  const { spread: all = unknown, shape = [], widest, whole = false } = input ?? {};
  return {
    all,
    widest: widest ?? all,
    arePixels: whole && areBytes(all.lowest, all.highest, sizeOf(shape)),
    ...(widest && { column: widest.column }),
  };
}

/** Whether it is known how the numbers are spread that the model is given. */
export function knowsInputs(run: WatchedRun): boolean {
  return !Number.isNaN(run.inputs.all.mean) || areUnscaled(run);
}
