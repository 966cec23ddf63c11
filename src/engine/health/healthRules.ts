import type { HealthRule } from './rule';
import { allAlike } from './rules/allAlike';
import { batchOfOne } from './rules/batchOfOne';
import { badInitialLoss } from './rules/badInitialLoss';
import { deadReLU } from './rules/deadReLU';
import { explodingGradient } from './rules/explodingGradient';
import { largeLearningRate } from './rules/largeLearningRate';
import { lossNotDecreasing } from './rules/lossNotDecreasing';
import { nonFinite } from './rules/nonFinite';
import { overfitting } from './rules/overfitting';
import { saturation } from './rules/saturation';
import { smallUpdates } from './rules/smallUpdates';
import { strongWeightDecay } from './rules/strongWeightDecay';
import { unfitSchedule } from './rules/unfitSchedule';
import { unscaledInputs } from './rules/unscaledInputs';
import { unscaledTargets } from './rules/unscaledTargets';
import { vanishingGradient } from './rules/vanishingGradient';

/** Adding a rule is adding its file and one entry here. Causes stand before their symptoms. */
export const healthRules: readonly HealthRule[] = [
  nonFinite,
  unscaledInputs,
  unscaledTargets,
  allAlike,
  batchOfOne,
  largeLearningRate,
  strongWeightDecay,
  unfitSchedule,
  deadReLU,
  saturation,
  explodingGradient,
  vanishingGradient,
  smallUpdates,
  lossNotDecreasing,
  overfitting,
  badInitialLoss,
];
