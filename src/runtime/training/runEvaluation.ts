import type { Part } from '../../engine/training/data';
import type { Evaluation } from '../../engine/training/evaluation';
import type { Trainer } from '../../engine/training/trainer';
import type { ConfusionMatrix, DataPart } from '../../protocol/trainingViews';
import { chooseSamples, planEvaluations, type EvaluationPlan } from './evaluationPlan';

/** One row of the evaluations: NaN where there is no such figure. */
export interface EvaluationRow {
  /** Updates done. */
  readonly step: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

interface EvaluationOutcome {
  /** What views are shown. */
  readonly reported: EvaluationRow;
  /** Always on the same samples, so that one evaluation can be compared with the next. */
  readonly compared: EvaluationRow;
  /** Whether every loss there is, is a finite number. */
  readonly isFinite: boolean;
}

/** A confusion matrix of a part, and what it is of. */
interface CountedPart {
  readonly counts: Int32Array;
  /** Updates done. */
  readonly step: number;
  /** Of the parameters. */
  readonly revision: string;
  /** Of all samples of the part, not of a choice. */
  readonly isWhole: boolean;
}

type Samples = Readonly<Record<Part, Int32Array>>;

/**
 * Evaluates a run at its start, at its end, and in between as often as its plan says. Confusion matrices are
 * by-products, or counted for their own sake.
 */
export class RunEvaluation {
  readonly plan: EvaluationPlan;
  private readonly choice: Samples;
  /** What the start and the end are measured on. */
  private readonly whole: Samples;
  private readonly confusions = new Map<DataPart, CountedPart>();
  private evaluatedAt = -1;

  constructor(private readonly trainer: Trainer) {
    const { batch, totalSteps, data } = trainer.blueprint;
    const { train, test } = data;
    this.plan = planEvaluations({
      totalSteps,
      batch,
      trainSamples: train.length,
      testSamples: test.length,
    });
    this.choice = {
      train: chooseSamples(train, this.plan.trainSamples),
      test: chooseSamples(test, this.plan.testSamples),
    };
    this.whole = { train: chooseSamples(train, this.plan.finalTrainSamples), test };
  }

  /** Whether the run is to be evaluated before its next step. */
  isDue(step: number): boolean {
    return this.evaluatedAt !== step && this.endOf(this.spansAt(step)) === step;
  }

  stepsToNext(step: number): number {
    return this.endOf(this.spansAt(step) + 1) - step;
  }

  /**
   * On a fixed choice of samples, and at the start and the end on more.
   * @param revision of the parameters
   * @returns `undefined` where this step was evaluated so already
   */
  *evaluate(step: number, isEnd: boolean, revision: string): Generator<void, EvaluationOutcome | undefined> {
    const onWhole = isEnd && !this.choosesAll;
    if (this.evaluatedAt === step && !onWhole) return undefined;
    this.evaluatedAt = step;
    const chosen = yield* this.evaluateOn(this.choice, revision);
    const reported = onWhole ? yield* this.evaluateOn(this.whole, revision) : chosen;
    return {
      reported: reported.row,
      compared: chosen.row,
      isFinite: chosen.isFinite && reported.isFinite,
    };
  }

  /** Whether the matrix of a part can be had, and is not there for these parameters and all samples. */
  lacksConfusion(part: DataPart, revision: string): boolean {
    const { data } = this.trainer.blueprint;
    const counted = this.confusions.get(part);
    const isComplete = counted?.isWhole === true && counted.revision === revision;
    return data.targets.kind === 'labels' && data[part].length > 0 && !isComplete;
  }

  /** Counts on all samples of a part. */
  *countConfusion(part: DataPart, revision: string): Generator<void, void> {
    const { step } = this.trainer;
    const counts = (yield* this.trainer.evaluation(part))?.confusion ?? new Int32Array(0);
    this.confusions.set(part, { counts, step, revision, isWhole: true });
  }

  /** The latest matrix of a part, as a copy. */
  confusion(part: DataPart): ConfusionMatrix | undefined {
    const counted = this.confusions.get(part);
    return counted && matrixOf(part, counted.step, counted.counts.slice());
  }

  clear(): void {
    this.evaluatedAt = -1;
    this.confusions.clear();
  }

  private *evaluateOn(
    { train, test }: Samples,
    revision: string,
  ): Generator<void, { readonly row: EvaluationRow; readonly isFinite: boolean }> {
    const ofTrain = yield* this.trainer.evaluation(train);
    const ofTest = yield* this.trainer.evaluation(test);
    this.keepConfusion('train', train, ofTrain, revision);
    this.keepConfusion('test', test, ofTest, revision);
    return {
      isFinite: [ofTrain, ofTest].every((each) => each === undefined || Number.isFinite(each.loss)),
      row: {
        step: this.trainer.step,
        trainLoss: ofTrain?.loss ?? NaN,
        trainAccuracy: ofTrain?.accuracy ?? NaN,
        testLoss: ofTest?.loss ?? NaN,
        testAccuracy: ofTest?.accuracy ?? NaN,
      },
    };
  }

  private keepConfusion(
    part: Part,
    samples: Int32Array,
    evaluation: Evaluation | undefined,
    revision: string,
  ): void {
    const counts = evaluation?.confusion;
    if (counts === undefined) return;
    const isWhole = samples.length === this.trainer.blueprint.data[part].length;
    this.confusions.set(part, { counts, step: this.trainer.step, revision, isWhole });
  }

  /** Whether both choices are the same: then one evaluation does for both. */
  private get choosesAll(): boolean {
    return (
      this.choice.train.length === this.whole.train.length &&
      this.choice.test.length === this.whole.test.length
    );
  }

  /** Whole spans done. They go on past the last epoch. */
  private spansAt(step: number): number {
    return Math.floor((step * this.plan.spans) / this.trainer.blueprint.totalSteps);
  }

  private endOf(span: number): number {
    return Math.ceil((span * this.trainer.blueprint.totalSteps) / this.plan.spans);
  }
}

export function matrixOf(part: DataPart, step: number, counts: Int32Array): ConfusionMatrix {
  return { part, step, classes: Math.round(Math.sqrt(counts.length)), counts };
}
