import type { Message } from '../message';
import type { HealthRuleName, Remedy, Severity } from './finding';
import type { LossTrend } from './lossTrend';
import type {
  AlikeSample,
  EpochSample,
  EvaluationSample,
  LossSample,
  NonFiniteOrigin,
  ScalarSample,
  WatchedRun,
} from './observations';

/** A condition that holds, and what to say if it goes on. Asked for its words only once it is raised. */
export interface Problem {
  readonly severity: Severity;
  readonly describe: () => {
    readonly message: Message;
    readonly remedies: readonly Remedy[];
    /** Where that of the rule does not fit. */
    readonly explanation?: Message;
  };
}

/** `unknown`: this sample tells nothing, and what was counted so far stands. */
export type Verdict = Problem | 'healthy' | 'unknown';

/** What a rule makes of one run. It keeps a bounded number of figures for each layer. */
export interface RuleWatch {
  readonly loss?: (sample: LossSample) => Verdict;
  readonly layer?: (layer: number, sample: ScalarSample) => Verdict;
  readonly epoch?: (layer: number, sample: EpochSample) => Verdict;
  readonly alike?: (layer: number, sample: AlikeSample) => Verdict;
  readonly evaluation?: (sample: EvaluationSample) => Verdict;
  readonly nonFinite?: (origin: NonFiniteOrigin) => Problem;
  /**
   * Asked when another rule is about to speak: whether this one knows a cause of it.
   * @param since the first of the samples in a row that the other rule's condition has held for
   */
  readonly causeOf?: (rule: HealthRuleName, since: number) => Verdict;
}

/** Only the rules that may speak from the start do so in the first steps, when everything still moves. */
export const silentSteps = 10;

/** A number that a rule compares with. */
export interface ThresholdSpec {
  readonly value: number;
  readonly documentation: string;
}

/** Of the rules that speak only while the loss does not fall. */
export function lossFallThreshold(value: number): ThresholdSpec {
  return { value, documentation: 'By which share the loss must fall meanwhile to count as falling.' };
}

/** What may be behind the trouble of a layer, and is about the data, the start or the training as a whole. */
export const causesOfWholeRun: readonly HealthRuleName[] = [
  'non-finite',
  'unscaled-inputs',
  'unscaled-targets',
  'all-alike',
  'batch-of-one',
  'large-learning-rate',
  'strong-weight-decay',
  'unfit-schedule',
];

/** What every rule is given of the run besides its samples. */
export interface RuleContext {
  readonly run: WatchedRun;
  readonly trend: LossTrend;
}

/** Everything about one rule of health. */
export interface HealthRule {
  readonly name: HealthRuleName;
  /** As badges name it. */
  readonly title: string;
  readonly explanation: Message;
  /** `samples` is how many samples in a row the condition must hold. */
  readonly thresholds: Readonly<Record<string, ThresholdSpec>> & { readonly samples: ThresholdSpec };
  /** True for the rules that may speak in the first steps; see `HealthMonitor`. */
  readonly fromTheStart: boolean;
  /** While one of these is raised it is the cause, and this rule, a symptom of it, keeps silent. */
  readonly symptomOf: readonly HealthRuleName[];
  begin(context: RuleContext, threshold: (name: string) => number): RuleWatch;
}

type Defined<Name extends string> = Omit<
  HealthRule,
  'fromTheStart' | 'symptomOf' | 'thresholds' | 'begin'
> & {
  readonly fromTheStart?: boolean;
  readonly symptomOf?: readonly HealthRuleName[];
  readonly thresholds: Readonly<Record<Name | 'samples', ThresholdSpec>>;
  readonly begin: (context: RuleContext, threshold: (name: Name) => number) => RuleWatch;
};

/** A rule whose own code can only ask for thresholds that it declares. */
export function healthRule<Name extends string>(rule: Defined<Name>): HealthRule {
  return { fromTheStart: false, symptomOf: [], ...rule };
}
