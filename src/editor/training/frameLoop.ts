import { dequal } from 'dequal/lite';
import type { Remote } from '../../protocol/channel';
import type { TrainingService } from '../../protocol/training';
import type { TrainingFrame } from '../../protocol/trainingFrame';
import { noViewRequests, type ViewRequests } from '../../protocol/trainingViews';

/** Somebody who looks at the frames of a run. */
export interface FrameWatcher {
  requests(): ViewRequests;
  /** False while it is busy with the frame before, and where nothing it shows can be seen. */
  isReady(): boolean;
  show(frame: TrainingFrame): void;
}

/** While nobody waits for a frame, numbers beside the text are renewed at a rate at which they can be read. */
const calmMilliseconds = 250;

/** Asks for the frames of one session, one at a time, for as long as it goes on. */
export class FrameLoop {
  private ended = false;
  private asked: ViewRequests | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly service: Pick<Remote<TrainingService>, 'nextTrainingFrame'>,
    private readonly session: number,
    private readonly watcher: FrameWatcher,
  ) {}

  /** Ends when it is told to. @throws what the service threw */
  async run(): Promise<void> {
    while (this.goesOn()) {
      await this.ask(this.watcher.requests());
      if (this.goesOn() && !this.watcher.isReady()) await this.rest();
    }
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** The watcher is ready for a frame, or requests something else. @throws what the service threw */
  async hurry(): Promise<void> {
    if (!this.goesOn()) return;
    if (this.wake !== undefined) {
      this.wake();
      return;
    }
    const requests = this.watcher.requests();
    // A second request answers the first, which waits for something new: a paused run may never have any.
    if (!dequal(requests, this.asked)) await this.ask(requests);
  }

  /**
   * The watcher has lost everything it was shown, and is shown it again though nothing is new.
   * @throws what the service threw
   */
  async renew(): Promise<void> {
    if (!this.goesOn()) return;
    // Other requests than those before are answered at once, and so are these again after them.
    await Promise.all([this.ask(noViewRequests), this.ask(this.watcher.requests())]);
  }

  private goesOn(): boolean {
    return !this.ended;
  }

  private async ask(requests: ViewRequests): Promise<void> {
    this.asked = requests;
    const frame = await this.service.nextTrainingFrame({ session: this.session, requests });
    if (this.goesOn()) this.watcher.show(frame);
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(go, calmMilliseconds);
      this.wake = go;
    });
  }
}
