import { noViewRequests } from '../../protocol/emptyViews';
import * as vscode from 'vscode';
import type { Remote } from '../../protocol/channel';
import type { TrainingService } from '../../protocol/training';
import type { TrainingFrame } from '../../protocol/trainingFrame';
import type { ViewRequests } from '../../protocol/trainingViews';
import { FrameLoop } from './frameLoop';
import type { FollowedRun, FrameWatcher } from './frameLoop';

/** A view of the run. */
export interface RunWatcher extends Omit<FrameWatcher, 'receive'> {
  /** Whether it is on the screen, and not behind another tab. */
  isVisible(): boolean;
  /** Something was set going, which is to be seen: an earlier step is looked at no longer. */
  goLive(): void;
}

/** Who looks at a run, and the frames on their way from the runtime to them. */
export class RunViews {
  private loop: FrameLoop | undefined;
  private readonly watchers = new Set<RunWatcher>();

  /** @param receive takes every frame, also while nobody looks. @param lose the frames ended with an error */
  constructor(
    private readonly receive: (frame: TrainingFrame) => void,
    private readonly lose: (error: unknown) => void,
  ) {}

  /** Whether somebody can see a view of the run. */
  get isWatched(): boolean {
    return [...this.watchers].some((watcher) => watcher.isVisible());
  }

  /** Shows every frame to `watcher` until that is disposed. */
  watch(watcher: RunWatcher): vscode.Disposable {
    this.watchers.add(watcher);
    this.hurry();
    return new vscode.Disposable(() => this.watchers.delete(watcher));
  }

  /** Takes the frames of a session from now on. */
  follow(service: Pick<Remote<TrainingService>, 'nextTrainingFrame'>, run: FollowedRun): void {
    const loop = new FrameLoop(service, run, {
      requests: () => this.requests(),
      receive: this.receive,
      show: (frame) => this.show(frame),
    });
    this.loop = loop;
    loop.follow().catch((error: unknown) => {
      if (this.loop === loop) this.lose(error);
    });
  }

  stopFollowing(): void {
    this.loop?.end();
    this.loop = undefined;
  }

  /** A watcher requests something else, or can be seen again. */
  hurry(): void {
    this.loop?.hurry().catch(() => undefined); // `follow` rejects as well, and reports it.
  }

  /** A watcher was loaded anew and knows nothing. */
  renew(): void {
    this.loop?.renew().catch(() => undefined); // `follow` rejects as well, and reports it.
  }

  goLive(): void {
    for (const watcher of this.watchers) watcher.goLive();
  }

  /** There is one panel for a network, so no two views request something different. */
  private requests(): ViewRequests {
    const [watcher] = this.watchers;
    return watcher?.requests() ?? noViewRequests;
  }

  private show(frame: TrainingFrame): Promise<void> | undefined {
    const drawn = [...this.watchers].flatMap((watcher) => watcher.show(frame) ?? []);
    return drawn.length === 0 ? undefined : Promise.all(drawn).then(() => undefined);
  }
}
