import * as vscode from 'vscode';
import { Throttled } from '../timing';
import type { NetworkRun } from './networkRun';
import type { NetworkRuns } from './networkRuns';

/**
 * Milliseconds between two moments of a run that goes on. VS Code paints a lens half a second after it was
 * notified; with shorter moments it would always be one behind the status bar.
 */
const whileRunning = 900;

/** Of a run that rests only a person changes what is shown, and wants to see it follow the hand. */
const atRest = 100;

/**
 * Decides which moment of the runs is shown. Frames come at any pace, and every surface takes its own time
 * to draw; so each run has one `shown` moment, which changes here only, and all surfaces are told in
 * the same turn. None of them reads a newer number, and none has a pace of its own.
 */
export class RunClock implements vscode.Disposable {
  private readonly didShow = new vscode.EventEmitter<readonly NetworkRun[]>();
  /** Those that have changed since their moment was taken. */
  private readonly due = new Set<NetworkRun>();
  private readonly lastStanding = new WeakMap<NetworkRun, readonly unknown[]>();
  private readonly showPaced = new Throttled(whileRunning, () => {
    this.show();
  });
  private readonly showSoon = new Throttled(atRest, () => {
    this.show();
  });
  private readonly subscriptions: vscode.Disposable;

  /** The shown moment of these runs is another one, or what can be done with them. */
  readonly onDidShow = this.didShow.event;

  constructor(runs: Pick<NetworkRuns, 'onDidChange'>) {
    this.subscriptions = vscode.Disposable.from(
      this.didShow,
      this.showPaced,
      this.showSoon,
      runs.onDidChange((run) => {
        this.follow(run);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private follow(run: NetworkRun): void {
    this.due.add(run);
    // Also of a run that goes on only a person looks at another step.
    const isByHand = !run.isRunning || run.shownStep !== run.shown?.lookedBackAt;
    if (this.standsOtherwise(run)) this.show();
    else if (isByHand) this.showSoon.trigger();
    else this.showPaced.trigger();
  }

  /** Whether it is another run by now, or something else can be done with it: that is never shown late. */
  private standsOtherwise(run: NetworkRun): boolean {
    const before = this.lastStanding.get(run) ?? [];
    const { uri, phase, text, stale, description, note, gradientCheck, status } = run;
    const now = [uri, phase, text, stale, description, note, gradientCheck, status?.state];
    this.lastStanding.set(run, now);
    return now.some((part, index) => part !== before[index]);
  }

  private show(): void {
    if (this.due.size === 0) return;
    const runs = [...this.due];
    this.due.clear();
    for (const run of runs) run.takeMoment();
    this.didShow.fire(runs);
  }
}
