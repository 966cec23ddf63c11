import type { TrainingFrame } from '../../protocol/trainingFrame';
import type { ViewWishes } from '../../protocol/trainingViews';
import type { Clock } from './clock';

/** At most thirty frames a second. */
const frameMilliseconds = 1000 / 30;

/** The share of the time that taking frames may cost: the rest is for training. */
const frameBudget = 0.02;

/** A view that asks for no frame for so long is not watching any more. */
const attentionMilliseconds = 2000;

interface OpenRequest {
  readonly wishes: ViewWishes;
  readonly resolve: (frame: TrainingFrame) => void;
  /** It wishes other views than the last frame had: nothing else need be new. */
  readonly isUrgent: boolean;
}

/** Hands out frames: only when one is asked for, only when there is something new, and not too often. */
export class FrameGate {
  private open: OpenRequest | undefined;
  private notBefore = -Infinity;
  private lastAsked = -Infinity;
  private sentVersion = -1;
  private sentWishes = '';

  constructor(
    private readonly clock: Clock,
    private readonly take: (wishes: ViewWishes) => TrainingFrame,
  ) {}

  /** Whether anybody looks at the frames. */
  get isWatched(): boolean {
    return this.open !== undefined || this.clock.now() - this.lastAsked < attentionMilliseconds;
  }

  /** What whoever waits for a frame wishes to see. */
  get openWishes(): ViewWishes | undefined {
    return this.open?.wishes;
  }

  /** A request that is still open is answered with what there is. */
  request(wishes: ViewWishes, version: number): Promise<TrainingFrame> {
    if (this.open !== undefined) this.answer(this.open, version);
    this.lastAsked = this.clock.now();
    return new Promise((resolve) => {
      this.open = { wishes, resolve, isUrgent: JSON.stringify(wishes) !== this.sentWishes };
    });
  }

  /** Answers if there is something new and it is time. Gives the milliseconds until then, if somebody waits for it. */
  offer(version: number): number | undefined {
    if (this.open === undefined || (version === this.sentVersion && !this.open.isUrgent)) return undefined;
    const wait = this.notBefore - this.clock.now();
    if (wait > 0) return wait;
    this.answer(this.open, version);
    return undefined;
  }

  /** Answers whoever still waits. */
  close(): void {
    if (this.open !== undefined) this.answer(this.open, this.sentVersion);
  }

  private answer(request: OpenRequest, version: number): void {
    const before = this.clock.now();
    this.open = undefined;
    this.sentVersion = version;
    this.sentWishes = JSON.stringify(request.wishes);
    const frame = this.take(request.wishes);
    const now = this.clock.now();
    this.notBefore = Math.max(before + frameMilliseconds, now + (now - before) / frameBudget);
    request.resolve(frame);
  }
}
