import type { Trainer } from '../../engine/training/trainer';
import type { DistributionHistory, DistributionKind } from '../../protocol/trainingViews';
import { distributionBins, HistogramHistory } from './histogramHistory';
import { tensorOf, type Pictured } from './pictures';
import { secondsOf, stepOperations } from './stepEstimate';

const kinds: readonly DistributionKind[] = ['activation', 'gradient', 'weights'];

/** More would make the picture no finer. */
const mostCaptures = 128;
/** So many steps from the first are all kept: what an initialisation does to a network shows in them. */
const earliest = 8;

/** At most about this many entries of a tensor are counted, at a fixed stride. */
const mostEntries = 2 ** 13;

/** At full speed captures may take this share of the time of the steps, or so many seconds of a whole run. */
const budget = 0.015;
const negligibleSeconds = 0.02;
/** What counting an entry takes, and what a tensor takes besides, in floating point operations of a step. */
const operationsPerEntry = 35;
const operationsPerTensor = 6000;

interface Recorded {
  readonly layer: number;
  readonly kind: DistributionKind;
  readonly stride: number;
  /** Entries at that stride. */
  readonly counted: number;
  readonly history: HistogramHistory;
}

/**
 * Histograms of activations, gradients and weights of every layer over a run,
 * whether anybody looks or not: evenly spread over its steps, and every one of
 * the first few. When there are too many, every second one of the others goes.
 */
export class DistributionRecorder {
  private recorded: readonly Recorded[];
  private interval: number;
  /** At full speed only every so manieth of them. */
  private readonly hurriedFactor: number;
  private captures = 0;
  private last = -1;
  private first = 0;

  constructor(private readonly trainer: Trainer) {
    const { inference, batch } = trainer.blueprint;
    this.recorded = this.startHistories();
    this.interval = this.firstInterval();
    const cost = this.recorded.reduce(
      (sum, { counted }) => sum + operationsPerTensor + operationsPerEntry * counted,
      0,
    );
    const steps = cost / (budget * stepOperations(inference, batch));
    const isNegligible = mostCaptures * secondsOf(cost) <= negligibleSeconds;
    this.hurriedFactor = isNegligible ? 1 : Math.max(1, Math.ceil(steps / this.interval));
  }

  /** @param hasTime not at full speed: a person is waiting anyway */
  wants(step: number, hasTime: boolean): boolean {
    if (this.captures === 0) return true;
    const isSpread = step % (this.interval * (hasTime ? 1 : this.hurriedFactor)) === 0;
    return step > this.last && (isSpread || this.isEarly(step));
  }

  /** Of the mini-batch that has just been computed: to be called between `compute` and `update`. */
  capture(): void {
    const { step } = this.trainer;
    if (this.captures === 0) this.first = step;
    this.last = step;
    for (const { layer, kind, stride, history } of this.recorded) {
      const tensor = tensorOf(this.trainer, layer, kind);
      if (tensor !== undefined) history.add(step, tensor.data, stride);
    }
    if (++this.captures > mostCaptures) this.thin();
  }

  /** What was captured. */
  history(layer: number, kind: DistributionKind): DistributionHistory | undefined {
    return this.tableOf(layer, kind, false);
  }

  /** The same, and the trainer's last mini-batch after it. */
  historyWithNow(layer: number, kind: DistributionKind): DistributionHistory | undefined {
    return this.tableOf(layer, kind, true);
  }

  reset(): void {
    this.recorded = this.startHistories();
    this.interval = this.firstInterval();
    this.captures = 0;
    this.last = -1;
  }

  private tableOf(layer: number, kind: DistributionKind, withNow: boolean): DistributionHistory | undefined {
    const found = this.recorded.find((one) => one.layer === layer && one.kind === kind);
    if (found === undefined) return undefined;
    const { trainer } = this;
    const { history, stride } = found;
    const step = trainer.isBetween ? trainer.step : trainer.step - 1;
    const tensor = withNow && step > this.last ? tensorOf(trainer, layer, kind) : undefined;
    const now = tensor && history.count(step, tensor.data, stride);
    const table = history.table(now);
    if (table.steps.length === 0) return undefined;
    return { layer, kind, limit: history.limit, bins: distributionBins, ...table };
  }

  private thin(): void {
    this.interval *= 2;
    const isKept = (step: number): boolean => this.isEarly(step) || step % this.interval === 0;
    for (const { history } of this.recorded) history.thin(isKept);
    this.captures = Math.max(0, ...this.recorded.map(({ history }) => history.steps.length));
  }

  private isEarly(step: number): boolean {
    return step < this.first + earliest;
  }

  private firstInterval(): number {
    return Math.max(1, Math.ceil(this.trainer.blueprint.totalSteps / (mostCaptures - 1)));
  }

  private startHistories(): readonly Recorded[] {
    const { trainer } = this;
    const { layers, loss } = trainer.plan.network;
    return layers.flatMap(({ output }, layer) =>
      output === loss
        ? []
        : kinds.flatMap((kind): Recorded[] => {
            // Before the first step there are no gradients yet.
            const tensor = tensorOf(trainer, layer, kind === 'gradient' ? 'activation' : kind);
            if (tensor === undefined) return [];
            const stride = strideOf(tensor);
            const counted = Math.ceil(tensor.data.length / stride);
            return [{ layer, kind, stride, counted, history: new HistogramHistory() }];
          }),
    );
  }
}

/**
 * Without a divisor in common with the last axis, so that it is not always the same units that are counted.
 */
function strideOf({ shape, data }: Pictured): number {
  const width = shape.at(-1) ?? 1;
  let stride = Math.ceil(data.length / mostEntries);
  while (commonDivisor(stride, width) > 1) stride++;
  return Math.max(1, stride);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
