import type { HealthRuleName } from './finding';
import type { HealthRule } from './rule';
import { badInitialLoss } from './rules/badInitialLoss';
import { deadReLU } from './rules/deadReLU';
import { explodingGradient } from './rules/explodingGradient';
import { lossNotDecreasing } from './rules/lossNotDecreasing';
import { nonFinite } from './rules/nonFinite';
import { overfitting } from './rules/overfitting';
import { saturation } from './rules/saturation';
import { smallUpdates } from './rules/smallUpdates';
import { vanishingGradient } from './rules/vanishingGradient';

/** Adding a rule is adding its file and one entry here. Causes stand before their symptoms. */
export const healthRules: readonly HealthRule[] = [
  nonFinite,
  deadReLU,
  saturation,
  explodingGradient,
  vanishingGradient,
  smallUpdates,
  lossNotDecreasing,
  overfitting,
  badInitialLoss,
];

/** What people set of a rule: `false` for off, or some of its thresholds by name. */
export type HealthRuleSetting = false | Readonly<Record<string, number>>;
export type HealthSettings = Readonly<Partial<Record<HealthRuleName, HealthRuleSetting>>>;
