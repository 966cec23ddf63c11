import { activationSlope } from './activationSlope';
import { afterUpdate } from './afterUpdate';
import { allZero } from './allZero';
import { anotherName } from './anotherName';
import { batchSize } from './batchSize';
import { biasCorrection } from './biasCorrection';
import { constantFactor } from './constantFactor';
import { dropoutScale } from './dropoutScale';
import { epsilonInRoot } from './epsilonInRoot';
import { learningRate } from './learningRate';
import { logarithm } from './logarithm';
import type { Mistake } from './mistake';
import { onePath } from './onePath';
import { prediction } from './prediction';
import { reluMask } from './reluMask';
import { sign } from './sign';
import { sumOverBatch } from './sumOverBatch';
import { swappedFactors } from './swappedFactors';
import { transposed } from './transposed';
import { twice } from './twice';
import { upstreamMissing } from './upstreamMissing';
import { varianceDivisor } from './varianceDivisor';

/** Every mistake that is looked for, the likelier first. Adding one is adding its file and a line here. */
export const mistakes: readonly Mistake[] = [
  allZero,
  sign,
  batchSize,
  twice,
  transposed,
  reluMask,
  upstreamMissing,
  onePath,
  swappedFactors,
  activationSlope,
  prediction,
  sumOverBatch,
  learningRate,
  varianceDivisor,
  epsilonInRoot,
  dropoutScale,
  biasCorrection,
  logarithm,
  anotherName,
  afterUpdate,
  constantFactor,
];
