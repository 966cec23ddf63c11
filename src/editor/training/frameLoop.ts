import { hasViews } from '../../protocol/emptyViews';
import { dequal } from 'dequal/lite';
import type { Remote } from '../../protocol/channel';
import { GrowingSeries } from '../../protocol/runSeries';
import type { TrainingService } from '../../protocol/training';
import { layerScalarNames, type TrainingFrame } from '../../protocol/trainingFrame';
import type { ViewRequests } from '../../protocol/trainingViews';

/** The run whose frames come. */
export interface FollowedRun {
  readonly session: number;
  readonly layerCount: number;
}

/** Where the frames of a run go. */
export interface FrameWatcher {
  /** What the view shows now. */
  requests(): ViewRequests;
  /** Takes every frame as it comes, for what is kept of the run and for the numbers beside the text. */
  receive(frame: TrainingFrame): void;
  /**
   * Draws a frame.
   * @returns when it is on the screen and the next may come; `undefined` where nothing can be seen
   */
  show(frame: TrainingFrame): Promise<void> | undefined;
}

/**
 * While no view waits for a frame, numbers beside the text are renewed at a rate at which they can be read.
 */
const unwatchedMilliseconds = 250;

/** A view that draws for long gets the lowest and highest of what came meanwhile. */
const pendingBounds = { losses: 1024, evaluations: 256, scalars: 256 };

/**
 * Paces the frames of one session, from the runtime to the view. The view asks, by having
 * drawn the frame before; then the runtime is asked for the next, which it gives when
 * there is something new and it costs training little enough (see `FrameGate`). One frame
 * is on its way at a time. What comes for the numbers beside the text while the view draws
 * is put together and given to it next: numbers are never left out, dear pictures may be.
 */
export class FrameLoop {
  private ended = false;
  private asked: ViewRequests | undefined;
  /** Ends the rest between two frames. */
  private wake: (() => void) | undefined;
  /** The frame that the view draws. */
  private drawing: Promise<void> | undefined;
  private isSeen = false;
  private pending: TrainingFrame | undefined;

  constructor(
    private readonly service: Pick<Remote<TrainingService>, 'nextTrainingFrame'>,
    private readonly run: FollowedRun,
    private readonly watcher: FrameWatcher,
  ) {}

  /** Goes on until `end`. @throws what the service threw */
  async follow(): Promise<void> {
    while (this.goesOn()) {
      await this.ask();
      if (this.goesOn()) await this.rest();
    }
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** The view requests something else, or can be seen again. @throws what the service threw */
  async hurry(): Promise<void> {
    if (!this.goesOn()) return;
    if (this.wake !== undefined) {
      this.wake();
      return;
    }
    // A second question answers the first, which waits for something new: a paused run may never have any.
    if (!dequal(this.watcher.requests(), this.asked)) await this.ask();
  }

  /**
   * The view has lost everything it was shown, and is shown it
   * again though nothing is new. @throws what the service threw
   */
  async renew(): Promise<void> {
    this.drawing = undefined;
    this.pending = undefined;
    if (this.goesOn()) await this.ask(true);
  }

  private goesOn(): boolean {
    return !this.ended;
  }

  private async ask(anew = false): Promise<void> {
    const requests = this.watcher.requests();
    this.asked = requests;
    const { session } = this.run;
    const frame = await this.service.nextTrainingFrame({ session, requests, ...(anew && { anew }) });
    if (!this.goesOn()) return;
    this.watcher.receive(frame);
    this.pending = this.pending === undefined ? frame : this.joined(this.pending, frame);
    if (this.drawing === undefined) this.showPending();
  }

  private showPending(): void {
    const frame = this.pending;
    if (frame === undefined) return;
    this.pending = undefined;
    const drawing = this.watcher.show(frame)?.then(() => {
      if (this.drawing !== drawing) return;
      this.drawing = undefined;
      if (this.pending === undefined) this.wake?.();
      else this.showPending();
    });
    this.drawing = drawing;
    this.isSeen = drawing !== undefined;
  }

  /** Until the view has drawn, at most as long as the numbers beside the text may wait. */
  private rest(): Promise<void> {
    if (this.isSeen && this.drawing === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(go, unwatchedMilliseconds);
      this.wake = go;
    });
  }

  /** Two frames as one: all that is new in either, and the newest pictures there are. */
  private joined(earlier: TrainingFrame, later: TrainingFrame): TrainingFrame {
    if (later.restarted) return later;
    const series = new GrowingSeries(this.run.layerCount * layerScalarNames.length, pendingBounds);
    series.append(earlier.series);
    series.append(later.series);
    return {
      ...earlier,
      ...later,
      restarted: earlier.restarted,
      series: series.read(),
      views: hasViews(later.views) ? later.views : earlier.views,
    };
  }
}
