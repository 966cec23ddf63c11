import * as vscode from 'vscode';
import { Throttled } from '../timing';
import type { NetworkRun } from './networkRun';
import type { NetworkRuns } from './networkRuns';

/** Milliseconds between two moments of a run that goes on, where nothing takes longer to paint. */
const whileRunning = 900;

/** VS Code paints lenses a quarter of a second after it was given them. In ms. */
const untilLensesArePainted = 250;

/** So long VS Code is waited for that asked until now: the text may be behind another tab. In ms. */
const untilNobodyAsks = 1500;

/** Of a run that rests only a person changes what is shown, and wants to see it follow the hand. */
const atRest = 100;

/**
 * Decides which moment of the runs is shown. Frames come at any pace, and every surface takes its own time
 * to draw; so each run has one `shown` moment, which changes here only, and all surfaces are told in
 * the same turn. None of them reads a newer number, and none has a pace of its own.
 *
 * Lenses alone are told before: VS Code asks for them a quarter of a second after it was notified, and later
 * the longer answers take. They say the moment that comes, which is shown when they are painted.
 */
export class RunClock implements vscode.Disposable {
  private readonly didShow = new vscode.EventEmitter<readonly NetworkRun[]>();
  private readonly didChangeLenses = new vscode.EventEmitter<void>();
  /** Those that have changed since their moment was taken. */
  private readonly due = new Set<NetworkRun>();
  /** Those whose moment the lenses say already. */
  private announced: readonly NetworkRun[] = [];
  /** The texts whose runs were shown last. */
  private shownTexts: ReadonlySet<string> = new Set();
  private readonly lastStanding = new WeakMap<NetworkRun, readonly unknown[]>();
  private readonly paced = new MomentPace(() => this.due.size > 0, {
    announce: () => {
      this.announce();
    },
    showAnnounced: () => {
      this.showAnnounced();
    },
    show: () => {
      this.show();
    },
  });
  private readonly showSoon = new Throttled(atRest, () => {
    this.show();
  });
  private readonly subscriptions: vscode.Disposable;

  /** The shown moment of these runs is another one, or what can be done with them. */
  readonly onDidShow = this.didShow.event;
  /** The lenses say another moment: that which is shown, or the one that comes. */
  readonly onDidChangeLenses = this.didChangeLenses.event;

  constructor(runs: Pick<NetworkRuns, 'onDidChange'>) {
    this.subscriptions = vscode.Disposable.from(
      this.didShow,
      this.didChangeLenses,
      this.paced,
      this.showSoon,
      runs.onDidChange((run) => {
        this.follow(run);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** VS Code was given the lenses of a text, which say the moments that are shown. */
  noteLenses(uri: vscode.Uri): void {
    if (this.shownTexts.has(uri.toString())) this.paced.lensesGiven();
  }

  private follow(run: NetworkRun): void {
    this.due.add(run);
    // Also of a run that goes on only a person looks at another step.
    const isByHand = !run.isRunning || run.shownStep !== run.shown?.lookedBackAt;
    if (this.standsOtherwise(run)) this.show();
    else if (isByHand) this.showSoon.trigger();
    else this.paced.go();
  }

  /** Whether it is another run by now, or something else can be done with it: that is never shown late. */
  private standsOtherwise(run: NetworkRun): boolean {
    const before = this.lastStanding.get(run) ?? [];
    const { uri, phase, text, stale, description, note, gradientCheck, status } = run;
    const now = [uri, phase, text, stale, description, note, gradientCheck, status?.state];
    this.lastStanding.set(run, now);
    return now.some((part, index) => part !== before[index]);
  }

  private announce(): void {
    this.announced = [...this.due];
    this.due.clear();
    this.noteTexts(this.announced);
    for (const run of this.announced) run.announceMoment();
    this.didChangeLenses.fire();
  }

  private showAnnounced(): void {
    const runs = this.announced;
    if (runs.length === 0) return;
    this.announced = [];
    for (const run of runs) run.showAnnounced();
    this.didShow.fire(runs);
  }

  /** Of what is announced, too, only the newest is shown. */
  private show(): void {
    const runs = [...new Set([...this.announced, ...this.due])];
    if (runs.length === 0) return;
    this.announced = [];
    this.due.clear();
    this.noteTexts(runs);
    for (const run of runs) run.takeMoment();
    this.didShow.fire(runs);
    this.didChangeLenses.fire();
  }

  private noteTexts(runs: readonly NetworkRun[]): void {
    this.shownTexts = new Set(runs.map(({ uri }) => uri.toString()));
  }
}

/** What is done with the next moment of a run that goes on. */
interface MomentSteps {
  readonly announce: () => void;
  readonly showAnnounced: () => void;
  /** At once, where nobody asks for lenses. */
  readonly show: () => void;
}

/**
 * Says when the next moment of a run that goes on is announced and shown. One that was shown before its
 * lenses are painted would stand beside those of the last, for as long as VS Code takes.
 */
class MomentPace implements vscode.Disposable {
  /** What the next moment waits for. */
  private readonly timers = new Map<'rest' | 'lenses', number>();
  /** Whether VS Code asks for lenses, as it does of a text that is in sight. */
  private isAsked = false;
  private awaitsLenses = false;

  constructor(
    private readonly hasNews: () => boolean,
    private readonly steps: MomentSteps,
  ) {}

  /** Shows what is new, now or as soon as what was shown before could be read. */
  go(): void {
    if (this.timers.size > 0 || !this.hasNews()) return;
    this.wait('rest', whileRunning);
    if (!this.isAsked) {
      this.steps.show();
      return;
    }
    this.awaitsLenses = true;
    this.wait('lenses', untilNobodyAsks, () => {
      this.isAsked = false;
      this.awaitsLenses = false;
      this.steps.showAnnounced();
    });
    this.steps.announce();
  }

  lensesGiven(): void {
    this.isAsked = true;
    if (!this.awaitsLenses) return;
    this.awaitsLenses = false;
    this.wait('lenses', untilLensesArePainted, this.steps.showAnnounced);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private wait(what: 'rest' | 'lenses', milliseconds: number, then?: () => void): void {
    clearTimeout(this.timers.get(what));
    const timer = setTimeout(() => {
      this.timers.delete(what);
      then?.();
      this.go();
    }, milliseconds);
    this.timers.set(what, timer);
  }
}
