import type { HealthFinding } from '../../../../src/engine/health/finding';
import { HealthMonitor } from '../../../../src/engine/health/monitor';
import type {
  LayerScalars,
  Spread,
  WatchedRun,
  WatchedWeights,
} from '../../../../src/engine/health/observations';
import { randomStream } from '../../../../src/engine/random';

const weights: WatchedWeights = {
  initializer: 'Normal',
  usualInitializer: 'Xavier',
  scale: 1,
  usualNorm: 1,
  entries: 64,
  units: 16,
};
const inputs: Spread = { lowest: -2, highest: 2, mean: 0, deviation: 1 };

export const run: WatchedRun = {
  layers: [
    { name: 'affine1', weights },
    { name: 'relu1' },
    { name: 'affine2', weights },
    { name: 'tanh1', saturates: true },
    { name: 'affine3', weights },
    { name: 'softmaxWithLoss1' },
  ],
  stepsPerEpoch: 20,
  epochsCountedFrom: { step: 0, epoch: 0 },
  beginsAt: 0,
  training: {
    optimizer: 'SGD',
    learningRate: 0.01,
    usualLearningRate: 0.01,
    weightDecay: 0,
    decayPerUpdate: 0,
  },
  inputs: { all: inputs, widest: inputs, column: 0, arePixels: false },
  classes: 3,
};

/** Draws numbers near 1, so that a stream is as restless as mini-batches are. */
export type Noise = () => number;

/** What is unusual about a run; everything else is as in a healthy one. */
export interface Plant {
  readonly loss?: (step: number, noise: Noise) => number;
  readonly layer?: (name: string, step: number, noise: Noise) => Partial<LayerScalars>;
  readonly alike?: (name: string) => number;
  readonly dead?: (name: string, epoch: number) => number;
  readonly evaluation?: (step: number) => { readonly trainLoss: number; readonly testLoss: number };
  readonly scheduleFactor?: (step: number) => number;
  readonly run?: Partial<WatchedRun>;
  readonly steps?: number;
  readonly seed?: number;
}

/** A loss that falls from ln 3 to a tenth of it. */
export function fallingLoss(step: number, noise: Noise): number {
  return Math.log(3) * (0.1 + 0.9 * Math.exp(-step / 300)) * noise();
}

function healthyLayer(name: string, noise: Noise): LayerScalars {
  const weighted = name.startsWith('affine');
  return {
    gradientNorm: weighted ? 0.3 * noise() : NaN,
    meanAbsoluteGradient: weighted ? 0.01 * noise() : NaN,
    updateToWeightRatio: weighted ? 0.002 * noise() : NaN,
    updateNorm: weighted ? 0.002 * noise() : NaN,
    blockedShare: name.startsWith('relu') ? 0.5 * noise() : NaN,
    saturatedShare: name.startsWith('tanh') ? 0.2 * noise() : NaN,
  };
}

/** Plays a whole run to a monitor and gives back what it raised. */
export function play(plant: Plant = {}): {
  readonly monitor: HealthMonitor;
  readonly findings: readonly HealthFinding[];
} {
  const watched = { ...run, ...plant.run };
  const monitor = new HealthMonitor(watched);
  const random = randomStream(plant.seed ?? 0, 'sampling');
  const noise: Noise = () => Math.exp(0.15 * random.normal());
  const exact: Noise = () => 1;
  const evaluate = (step: number): void => {
    const usual = (plant.loss ?? fallingLoss)(step, exact);
    monitor.evaluation({ step, trainLoss: usual, testLoss: usual * 1.05, ...plant.evaluation?.(step) });
  };
  evaluate(0);
  for (let step = 0; step < (plant.steps ?? 2000); step++) {
    monitor.loss({ step, loss: (plant.loss ?? fallingLoss)(step, noise) });
    monitor.scalars({
      step,
      scheduleFactor: plant.scheduleFactor?.(step) ?? 1,
      layers: watched.layers.map(({ name }) => ({
        ...healthyLayer(name, noise),
        ...plant.layer?.(name, step, noise),
      })),
    });
    if (step === 0) {
      monitor.alike({
        step: 1,
        alikeUnits: watched.layers.map(({ name, weights: own }) =>
          own === undefined ? NaN : (plant.alike?.(name) ?? 0),
        ),
      });
    }
    if ((step + 1) % watched.stepsPerEpoch !== 0) continue;
    const epoch = (step + 1) / watched.stepsPerEpoch;
    monitor.epoch({
      step: step + 1,
      deadUnitFraction: watched.layers.map(({ name }) =>
        name.startsWith('relu') ? (plant.dead?.(name, epoch) ?? 0.2) : NaN,
      ),
    });
    evaluate(step + 1);
  }
  return { monitor, findings: monitor.findings };
}
