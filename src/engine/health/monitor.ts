import type { HealthFinding } from './finding';
import { LossTrend } from './lossTrend';
import type {
  AlikeSample,
  EpochSample,
  EvaluationSample,
  LossSample,
  NonFiniteOrigin,
  ScalarSample,
  WatchedRun,
} from './observations';
import { type HealthRule, type Problem, type RuleWatch, silentSteps, type Verdict } from './rule';
import { healthRules } from './healthRules';
import { withRemediesForAll } from './remedies';

/** Nor while the loss is under this share of its start; after that only once it is back above the second. */
const learnedShare = 0.01;
const unlearnedShare = 0.1;

/** How often in a row one rule's condition held, or did not, for one subject. */
interface Count {
  holds: number;
  /** The step of the first sample of those in a row. */
  since: number;
  healthy: number;
  /** The step whose numbers its finding has. */
  saidAt: number;
  /** Where its finding is; it stays there when it is resolved and raised again. */
  finding?: number;
}

interface Watched {
  readonly rule: HealthRule;
  readonly watch: RuleWatch;
  readonly samples: number;
  /** For the network as a whole, then for each layer. */
  readonly counts: readonly Count[];
}

const wholeNetwork = -1;

/**
 * Judges a run by the samples taken of it, one by one as they come. It keeps a bounded number of figures
 * for each layer, whatever the length of the run.
 */
export class HealthMonitor {
  private readonly trend: LossTrend;
  private readonly watched: readonly Watched[];
  /** Those that look at every step. */
  private readonly everyStep: readonly Watched[];
  private readonly raised: HealthFinding[] = [];
  private hasLearned = false;
  private changes = 0;

  constructor(private readonly run: WatchedRun) {
    this.trend = new LossTrend(run.stepsPerEpoch);
    this.watched = healthRules.map((rule) => ({
      rule,
      watch: rule.begin({ run, trend: this.trend }, (name) => rule.thresholds[name]?.value ?? NaN),
      samples: rule.thresholds.samples.value,
      counts: [undefined, ...run.layers].map((): Count => ({ holds: 0, since: 0, healthy: 0, saidAt: 0 })),
    }));
    this.everyStep = this.watched.filter(({ watch }) => watch.loss !== undefined);
  }

  /** In the order in which they were first raised; those that no longer hold say when that was. */
  get findings(): readonly HealthFinding[] {
    return withRemediesForAll(this.raised, this.run);
  }

  /** Grows whenever `findings` changed. */
  get version(): number {
    return this.changes;
  }

  /** For every step. A loss that is not finite tells only `nonFinite` something. */
  loss(sample: LossSample): void {
    this.trend.add(sample.loss);
    const { share } = this.trend;
    if (share < learnedShare) this.hasLearned = true;
    else if (share > unlearnedShare) this.hasLearned = false;
    for (let i = 0; i < this.everyStep.length; i++) {
      const watched = this.everyStep[i];
      const verdict = watched?.watch.loss?.(sample);
      if (watched && verdict !== undefined) this.count(watched, wholeNetwork, sample.step, verdict);
    }
  }

  scalars(sample: ScalarSample): void {
    for (const watched of this.watched) {
      if (watched.watch.layer === undefined) continue;
      for (let layer = 0; layer < this.run.layers.length; layer++) {
        this.count(watched, layer, sample.step, watched.watch.layer(layer, sample));
      }
    }
  }

  epoch(sample: EpochSample): void {
    for (const watched of this.watched) {
      if (watched.watch.epoch === undefined) continue;
      for (let layer = 0; layer < this.run.layers.length; layer++) {
        this.count(watched, layer, sample.step, watched.watch.epoch(layer, sample));
      }
    }
  }

  alike(sample: AlikeSample): void {
    for (const watched of this.watched) {
      if (watched.watch.alike === undefined) continue;
      for (let layer = 0; layer < this.run.layers.length; layer++) {
        this.count(watched, layer, sample.step, watched.watch.alike(layer, sample));
      }
    }
  }

  /** The evaluation before the first update also gives the loss a better start than one mini-batch could. */
  evaluation(sample: EvaluationSample): void {
    if (sample.step === 0) this.trend.startFrom(sample.trainLoss);
    for (const watched of this.watched) {
      const verdict = watched.watch.evaluation?.(sample);
      if (verdict !== undefined) this.count(watched, wholeNetwork, sample.step, verdict);
    }
  }

  nonFinite(origin: NonFiniteOrigin): void {
    for (const watched of this.watched) {
      const verdict = watched.watch.nonFinite?.(origin);
      if (verdict !== undefined) this.count(watched, origin.layer, origin.step, verdict);
    }
  }

  /** @param isCause of what is said just now: then it need not hold any longer, and it may be early */
  private count(watched: Watched, layer: number, step: number, verdict: Verdict, isCause = false): void {
    const count = watched.counts[layer + 1];
    if (count === undefined || verdict === 'unknown') return;
    const known = count.finding === undefined ? undefined : this.raised[count.finding];
    const open = known?.resolvedAt === undefined ? known : undefined;
    if (verdict === 'healthy') {
      count.holds = 0;
      count.healthy++;
      if (open && count.healthy >= watched.samples) this.put(count, { ...open, resolvedAt: step });
      return;
    }
    count.healthy = 0;
    if (count.holds === 0) count.since = step;
    count.holds++;
    if (open && (open.severity === verdict.severity || open.severity === 'error')) {
      this.renew(count, open, step, verdict);
      return;
    }
    if (count.holds < watched.samples && !isCause) return;
    if (!this.maySpeak(watched.rule, step, isCause)) return;
    this.raiseCauses(watched.rule, count.since, step);
    if (!this.maySpeak(watched.rule, step, isCause)) return;
    count.saidAt = step;
    this.put(count, findingOf(watched.rule, layer, step, verdict));
  }

  /**
   * A finding that goes on says the numbers of the last epoch, not those of the moment it was first raised,
   * and is as severe as they are; also while nothing new may be raised.
   */
  private renew(count: Count, open: HealthFinding, step: number, problem: Problem): void {
    if (step - count.saidAt < this.run.stepsPerEpoch) return;
    count.saidAt = step;
    this.put(count, { ...open, severity: problem.severity, ...problem.describe() });
  }

  /** Lets the rules that know a cause of this one speak first. */
  private raiseCauses(rule: HealthRule, since: number, step: number): void {
    for (const watched of this.watched) {
      const verdict = watched.watch.causeOf?.(rule.name, since);
      if (verdict === undefined || verdict === 'healthy') continue;
      this.count(watched, wholeNetwork, step, verdict, true);
    }
  }

  private put(count: Count, finding: HealthFinding): void {
    count.finding ??= this.raised.length;
    this.raised[count.finding] = finding;
    this.changes++;
  }

  private maySpeak(rule: HealthRule, step: number, isCause = false): boolean {
    if (rule.name !== 'non-finite' && this.hasLearned) return false;
    if (!rule.fromTheStart && !isCause && step - this.run.beginsAt < silentSteps) return false;
    return !this.raised.some(
      (finding) => finding.resolvedAt === undefined && rule.symptomOf.includes(finding.rule),
    );
  }
}

function findingOf(rule: HealthRule, layer: number, step: number, problem: Problem): HealthFinding {
  return {
    rule: rule.name,
    severity: problem.severity,
    ...(layer !== wholeNetwork && { layer }),
    step,
    explanation: rule.explanation,
    ...problem.describe(),
  };
}
