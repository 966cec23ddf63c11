import type { Part } from '../../engine/training/data';
import type { Evaluation } from '../../engine/training/evaluation';
import type { Trainer } from '../../engine/training/trainer';
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

/** What an evaluation counted of one part. */
interface CountedPart {
  readonly part: Part;
  readonly counts: Int32Array;
  readonly isWhole: boolean;
}

interface EvaluatedParts {
  /** Whether every loss there is, is a finite number. */
  readonly isFinite: boolean;
  readonly row: EvaluationRow;
  /** Of classes only. */
  readonly confusions: readonly CountedPart[];
}

/** Evaluates a run at its start, at its end, and in between as often as its plan says. */
export class Evaluator {
  readonly plan: EvaluationPlan;
  private readonly choice: { readonly train: Int32Array; readonly test: Int32Array };
  private readonly whole: { readonly train: Int32Array; readonly test: Int32Array };

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

  isDue(step: number): boolean {
    return this.endOf(this.spansAt(step)) === step;
  }

  stepsToNext(step: number): number {
    return this.endOf(this.spansAt(step) + 1) - step;
  }

  /** Whole spans done. They go on past the last epoch. */
  private spansAt(step: number): number {
    return Math.floor((step * this.plan.spans) / this.trainer.blueprint.totalSteps);
  }

  private endOf(span: number): number {
    return Math.ceil((span * this.trainer.blueprint.totalSteps) / this.plan.spans);
  }

  /** On the fixed choice of samples, or on as many as the start and the end are measured on. */
  *evaluate(on: 'choice' | 'whole'): Generator<void, EvaluatedParts> {
    const { train, test } = this[on];
    const ofTrain = yield* this.trainer.evaluation(train);
    const ofTest = yield* this.trainer.evaluation(test);
    const { data } = this.trainer.blueprint;
    const counted = (part: Part, samples: Int32Array, evaluation?: Evaluation): CountedPart[] =>
      evaluation?.confusion === undefined
        ? []
        : [{ part, counts: evaluation.confusion, isWhole: samples.length === data[part].length }];
    return {
      isFinite: [ofTrain, ofTest].every((each) => each === undefined || Number.isFinite(each.loss)),
      row: {
        step: this.trainer.step,
        trainLoss: loss(ofTrain),
        trainAccuracy: accuracy(ofTrain),
        testLoss: loss(ofTest),
        testAccuracy: accuracy(ofTest),
      },
      confusions: [...counted('train', train, ofTrain), ...counted('test', test, ofTest)],
    };
  }

  /** Whether both choices are the same: then one evaluation does for both. */
  get choosesAll(): boolean {
    return (
      this.choice.train.length === this.whole.train.length &&
      this.choice.test.length === this.whole.test.length
    );
  }
}

function loss(evaluation: Evaluation | undefined): number {
  return evaluation?.loss ?? NaN;
}

function accuracy(evaluation: Evaluation | undefined): number {
  return evaluation?.accuracy ?? NaN;
}
