import { dequal } from 'dequal/lite';
import type { TrainingFrame } from '../../protocol/trainingFrame';
import type { ViewRequests } from '../../protocol/trainingViews';
import type { Clock } from '../runtimeEnvironment';

/** At most thirty frames a second. */
const frameMilliseconds = 1000 / 30;

/** The share of the time that numbers may cost, and that views may: the rest is for training. */
const numbersBudget = 0.01;
const viewsBudget = 0.02;

/** A view that asks for no frame for so long is not watching any more. */
const attentionMilliseconds = 2000;

interface OpenRequest {
  readonly requests: ViewRequests;
  readonly resolve: (frame: TrainingFrame) => void;
  /** It is for other views than the last frame had, or for all of them anew: nothing else need be new. */
  readonly isUrgent: boolean;
}

/**
 * Hands out frames: only when one is asked for, only when there is something
 * new, and not too often. Numbers come with every frame; views, which may
 * cost a hundred times as much, only when there is time for them again.
 */
export class FrameGate {
  private open: OpenRequest | undefined;
  private notBefore = -Infinity;
  private viewsNotBefore = -Infinity;
  private lastAsked = -Infinity;
  private sentVersion = -1;
  private viewsVersion = -1;
  private sentRequests: ViewRequests | undefined;

  /** @param take makes a frame: with the views requested, or with none */
  constructor(
    private readonly clock: Clock,
    private readonly take: (requests: ViewRequests | undefined) => TrainingFrame,
  ) {}

  /** Whether anybody looks at the frames. */
  get isWatched(): boolean {
    return this.open !== undefined || this.clock.now() - this.lastAsked < attentionMilliseconds;
  }

  /** What whoever waits for a frame is to see. */
  get openRequests(): ViewRequests | undefined {
    return this.open?.requests;
  }

  /**
   * A request that is still open is answered with what there is.
   * @param anew it is answered at once, though nothing is new
   */
  request(requests: ViewRequests, version: number, anew = false): Promise<TrainingFrame> {
    if (this.open !== undefined) this.answer(this.open, version, true);
    this.lastAsked = this.clock.now();
    return new Promise((resolve) => {
      this.open = { requests, resolve, isUrgent: anew || !dequal(requests, this.sentRequests) };
    });
  }

  /**
   * Answers if there is something new and it is time. Gives
   * the milliseconds until then, if somebody waits for it.
   * @param isWorking whether views would take the time from training
   */
  offer(version: number, isWorking: boolean): number | undefined {
    const { open } = this;
    if (open === undefined) return undefined;
    const hasNews = open.isUrgent || version !== this.sentVersion;
    if (!hasNews && version === this.viewsVersion) return undefined;
    const now = this.clock.now();
    const viewsWait = open.isUrgent || !isWorking ? 0 : this.viewsNotBefore - now;
    const wait = Math.max(this.notBefore - now, hasNews ? 0 : viewsWait);
    if (wait > 0) return wait;
    this.answer(open, version, viewsWait <= 0);
    return undefined;
  }

  /** Answers whoever still waits. */
  close(): void {
    if (this.open !== undefined) this.answer(this.open, this.sentVersion, true);
  }

  private answer({ requests, resolve }: OpenRequest, version: number, withViews: boolean): void {
    const before = this.clock.now();
    this.open = undefined;
    this.sentVersion = version;
    const frame = this.take(withViews ? requests : undefined);
    const now = this.clock.now();
    this.notBefore = before + frameMilliseconds;
    if (withViews) {
      this.viewsVersion = version;
      this.sentRequests = requests;
      this.viewsNotBefore = now + (now - before) / viewsBudget;
    } else this.notBefore = Math.max(this.notBefore, now + (now - before) / numbersBudget);
    resolve(frame);
  }
}
