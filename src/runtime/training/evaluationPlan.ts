/** Evaluations spread over a run, besides that at its start. */
const evaluations = 50;

/** The share of a run's time that they may take, and what a sample's evaluation takes of its training. */
const budget = 0.1;
const forwardShare = 1 / 3;

/** How many of the training part the start and the end are measured on, where the test part is smaller. */
const finalTrainSamples = 1000;

export interface RunSize {
  readonly totalSteps: number;
  readonly batch: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  /** Samples evaluated at a time. */
  readonly multipleOf: number;
}

/** When a run is evaluated, and on how many samples. */
export interface EvaluationPlan {
  /** From one evaluation to the next. */
  readonly everySteps: number;
  /** How many samples of each part: a fixed choice, so that one evaluation can be compared with the next. */
  readonly trainSamples: number;
  readonly testSamples: number;
  /** At the start and the end: besides all of the test part, as many of the training part. */
  readonly finalTrainSamples: number;
}

/** Follows from the sizes only, never from the clock: the same run gives the same figures everywhere. */
export function planEvaluations(size: RunSize): EvaluationPlan {
  const { totalSteps, batch, trainSamples, testSamples, multipleOf } = size;
  const wholeTrain = wholeBatches(Math.max(testSamples, finalTrainSamples), trainSamples, multipleOf);
  const affordable = (budget / forwardShare) * totalSteps * batch - 2 * (testSamples + wholeTrain);
  const each = affordable / evaluations;
  // What is tested tells more than what was trained on: that loss is seen at every step.
  const test = wholeBatches((each * 2) / 3, testSamples, multipleOf);
  return {
    everySteps: Math.max(1, Math.floor(totalSteps / evaluations)),
    testSamples: test,
    trainSamples: wholeBatches(each - test, wholeTrain, multipleOf),
    finalTrainSamples: wholeTrain,
  };
}

/** Whole batches, at least one, or all there are. */
function wholeBatches(wanted: number, available: number, size: number): number {
  const whole = Math.max(size, Math.floor(wanted / size) * size);
  return whole >= available ? available : whole;
}

/** An evenly spread choice of a part's samples; the same for the same numbers. */
export function chooseSamples(part: Int32Array, count: number): Int32Array {
  if (count >= part.length) return part;
  return Int32Array.from({ length: count }, (_, i) => part[Math.floor((i * part.length) / count)] ?? 0);
}
