import type { LossSeries } from '../../protocol/trainingFrame';

/** How many spans may stand beside each other; each gives two points at most. */
const mostSpans = 256;

/**
 * The losses since they were last taken. When there are too many, two neighbouring spans become one that keeps
 * the lowest and the highest of both: no peak is lost, and memory stays bounded.
 */
export class LossEnvelope {
  private readonly lowSteps = new Float64Array(mostSpans);
  private readonly lows = new Float64Array(mostSpans);
  private readonly highSteps = new Float64Array(mostSpans);
  private readonly highs = new Float64Array(mostSpans);
  /** Spans begun, how many steps make one, and how many are in the last. */
  private spans = 0;
  private width = 1;
  private inLast = 0;

  get isEmpty(): boolean {
    return this.spans === 0;
  }

  add(step: number, loss: number): void {
    if (this.spans === 0 || this.inLast === this.width) {
      if (this.spans === mostSpans) this.halve();
      const span = this.spans++;
      this.lowSteps[span] = this.highSteps[span] = step;
      this.lows[span] = this.highs[span] = loss;
      this.inLast = 1;
      return;
    }
    const last = this.spans - 1;
    this.inLast++;
    // Written so that NaN, which is neither, is kept as both.
    if (!(loss >= (this.lows[last] ?? NaN))) {
      this.lows[last] = loss;
      this.lowSteps[last] = step;
    }
    if (!(loss <= (this.highs[last] ?? NaN))) {
      this.highs[last] = loss;
      this.highSteps[last] = step;
    }
  }

  /** In the order of steps; starts afresh. */
  take(): LossSeries {
    const steps: number[] = [];
    const losses: number[] = [];
    for (let span = 0; span < this.spans; span++) {
      const [lowStep, highStep] = [this.lowSteps[span] ?? NaN, this.highSteps[span] ?? NaN];
      const [low, high] = [this.lows[span] ?? NaN, this.highs[span] ?? NaN];
      if (lowStep === highStep) {
        steps.push(lowStep);
        losses.push(low);
      } else if (lowStep < highStep) {
        steps.push(lowStep, highStep);
        losses.push(low, high);
      } else {
        steps.push(highStep, lowStep);
        losses.push(high, low);
      }
    }
    this.clear();
    return { steps: Float64Array.from(steps), losses: Float64Array.from(losses) };
  }

  clear(): void {
    this.spans = 0;
    this.width = 1;
    this.inLast = 0;
  }

  private halve(): void {
    for (let to = 0; to < mostSpans / 2; to++) {
      const [left, right] = [2 * to, 2 * to + 1];
      const low = (this.lows[right] ?? NaN) < (this.lows[left] ?? NaN) ? right : left;
      const high = (this.highs[right] ?? NaN) > (this.highs[left] ?? NaN) ? right : left;
      this.lows[to] = this.lows[low] ?? NaN;
      this.lowSteps[to] = this.lowSteps[low] ?? NaN;
      this.highs[to] = this.highs[high] ?? NaN;
      this.highSteps[to] = this.highSteps[high] ?? NaN;
    }
    this.spans = mostSpans / 2;
    this.width *= 2;
    this.inLast = this.width;
  }
}
