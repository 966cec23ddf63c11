/** Evaluations spread over a run, besides those at its start and its end. */
const evaluations = 50;

/**
 * The share of a run's time that all of them may take, and what a sample's evaluation takes of its training.
 */
const budget = 0.1;
const forwardShare = 1 / 3;

/** How many of the training part the start and the end are measured on, where the test part is smaller. */
const finalTrainSamples = 1000;

/** On fewer samples of a part a figure would say nothing. */
const fewestSamples = 8;
const manySamples = 64;

export interface RunSize {
  readonly totalSteps: number;
  readonly batch: number;
  readonly trainSamples: number;
  readonly testSamples: number;
}

/** When a run is evaluated, and on how many samples. */
export interface EvaluationPlan {
  /** So many spans of equal length, after each of which it is evaluated, make up all its steps. */
  readonly spans: number;
  /** How many samples of each part: a fixed choice, so that one evaluation can be compared with the next. */
  readonly trainSamples: number;
  readonly testSamples: number;
  /** At the start and the end: besides all of the test part, as many of the training part. */
  readonly finalTrainSamples: number;
}

/**
 * Follows from the sizes only, never from the clock: the same run gives the same
 * figures everywhere. A run too short to have everything in its budget still gets
 * all of the test part at both ends, and its evaluations between, on the fewest
 * samples: what it takes too long is then little, and what it lacks would be missed.
 */
export function planEvaluations({ totalSteps, batch, trainSamples, testSamples }: RunSize): EvaluationPlan {
  const spans = Math.min(evaluations + 1, totalSteps);
  const trained = (totalSteps / Math.ceil(trainSamples / batch)) * trainSamples;
  const affordable = (budget / forwardShare) * trained - 2 * testSamples;
  // The two ends may take half of it.
  const whole = samplesFor(affordable / 4, Math.min(trainSamples, Math.max(testSamples, finalTrainSamples)));
  const each = (affordable - 2 * whole) / (spans + 1);
  // What is tested tells more than what was trained on, whose loss is seen at every step: most of few
  // samples, two thirds of many.
  const test = samplesFor(Math.max((each * 2) / 3, Math.min(each - fewestSamples, manySamples)), testSamples);
  return {
    spans,
    testSamples: test,
    trainSamples: samplesFor(each - test, whole),
    finalTrainSamples: whole,
  };
}

function samplesFor(affordable: number, available: number): number {
  return Math.min(available, Math.max(fewestSamples, Math.floor(affordable)));
}

/** An evenly spread choice of a part's samples; the same for the same numbers. */
export function chooseSamples(part: Int32Array, count: number): Int32Array {
  if (count >= part.length) return part;
  return Int32Array.from({ length: count }, (_, i) => part[Math.floor((i * part.length) / count)] ?? 0);
}
