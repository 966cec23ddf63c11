import { message } from '../../engine/message';
import type { Pace } from '../../protocol/networkPanelState';
import type { TrainingState } from '../../protocol/trainingFrame';
import type { Clock } from '../runtimeEnvironment';
import type { FrameGate } from './frameGate';
import { JobQueue, type Job } from './jobQueue';
import { automaticPace, PaceKeeper, StepRate, type FixedPace } from './pace';
import { Stepping } from './stepping';
import type { TrainingRun } from './trainingRun';

export interface DriverOptions {
  readonly clock: Clock;
  /** How long the message loop may have to wait: 10 where others need it too, more in a worker of our own. */
  readonly sliceMilliseconds: number;
  readonly pace?: Pace;
}

/** A step that a person waits for: all of it, or the part before the update. */
interface OwedStep {
  readonly kind: 'step' | 'compute';
  readonly done: () => void;
}

/**
 * Has a run done in time: in slices, between which messages are seen, at its pace, and answers whoever asked
 * for a frame after each. What it computes depends on none of that.
 */
export class RunDriver {
  private currentState: TrainingState = 'ready';
  private currentPace: Pace;
  private fixedPace: FixedPace = { kind: 'watch' };
  private readonly keeper = new PaceKeeper();
  private readonly stepping: Stepping;
  private readonly rate = new StepRate();
  private readonly jobs = new JobQueue();
  private owedSteps: OwedStep[] = [];
  /** Where a run that is under way comes to rest, and whoever waits for that. */
  private destination: { readonly step: number; readonly done: () => void } | undefined;
  private cancelTurn: (() => void) | undefined;
  private currentVersion = 0;
  private isEnded = false;

  /** @param gate answers whoever asked for a frame */
  constructor(
    private currentRun: TrainingRun,
    private readonly options: DriverOptions,
    private readonly gate: FrameGate,
  ) {
    this.currentPace = options.pace ?? { kind: 'automatic' };
    this.stepping = new Stepping(options.clock);
  }

  get run(): TrainingRun {
    return this.currentRun;
  }

  get state(): TrainingState {
    return this.currentState;
  }

  get pace(): Pace {
    return this.currentPace;
  }

  set pace(pace: Pace) {
    this.currentPace = pace;
    this.startPace();
    this.changed();
  }

  /** Another one means that there is something new to show. */
  get version(): number {
    return this.currentVersion;
  }

  get stepsPerSecond(): number {
    return this.state === 'running' ? this.rate.at(this.options.clock.now(), this.run.step) : 0;
  }

  go(): void {
    if (this.state !== 'running') {
      this.currentState = 'running';
      this.rate.start(this.options.clock.now(), this.run.step);
    }
    this.startPace();
    this.changed();
  }

  /**
   * Runs at full speed until so many steps are done.
   * @returns when it rests: there, at its end, or where it was paused
   */
  goTo(step: number): Promise<void> {
    this.arrive();
    if (step <= this.run.step) {
      if (this.state === 'running') this.rest('paused');
      return Promise.resolve();
    }
    return new Promise((done) => {
      this.destination = { step, done };
      this.go();
    });
  }

  rest(state: TrainingState): void {
    this.currentState = state;
    this.arrive();
    this.rate.stop();
    this.run.keepLast();
    this.changed();
  }

  /** There is something new to show. */
  changed(): void {
    this.currentVersion++;
    this.turnSoon();
  }

  /** Before any further step. */
  doFirst(job: Job): void {
    this.jobs.push(job);
    this.turnSoon();
  }

  /** The same, for whoever waits for what it gives. */
  waitFor<Result>(work: Generator<void, Result>): Promise<Result> {
    const result = this.jobs.waitFor(work);
    this.turnSoon();
    return result;
  }

  /** One step, or the part before its update. @returns when it is done, or was dropped */
  doStep(kind: OwedStep['kind']): Promise<void> {
    return new Promise((done) => {
      this.owedSteps.push({ kind, done });
      this.turnSoon();
    });
  }

  /**
   * @returns when the trainer is where the run is: a look back
   *   that waited behind another may have begun meanwhile
   */
  async present(): Promise<void> {
    while (this.run.isLookingBack) await this.jobsDone();
  }

  /** @returns when nothing is half done: no evaluation, no look back */
  async settled(): Promise<void> {
    await this.jobsDone();
    await this.present();
  }

  /** Goes on with another run: its definition was edited. A running one keeps running. */
  replaceRun(run: TrainingRun): void {
    this.dropWork();
    this.currentRun = run;
    if (run.step === 0 && this.state !== 'running') this.currentState = 'ready';
    else if (this.state === 'failed' || this.state === 'finished') {
      this.currentState = run.isFinished ? 'finished' : 'paused';
    }
    this.changed();
    this.startPace();
  }

  /** Whoever waits for it waits no longer. */
  dropWork(): void {
    this.jobs.drop();
    this.dropOwedSteps();
    this.arrive();
  }

  /** Lets a slice begin as soon as the messages that wait have been seen. */
  turnSoon(): void {
    this.turnAfter(0);
  }

  end(): void {
    this.isEnded = true;
    this.dropWork();
    this.cancelTurn?.();
  }

  private jobsDone(): Promise<void> {
    const done = this.jobs.waitForAll();
    this.turnSoon();
    return done;
  }

  /** Nobody waits for the run to come to rest any more. */
  private arrive(): void {
    this.destination?.done();
    this.destination = undefined;
  }

  private dropOwedSteps(): void {
    for (const { done } of this.owedSteps) done();
    this.owedSteps = [];
  }

  private turnAfter(milliseconds: number): void {
    if (this.isEnded) return;
    this.cancelTurn?.();
    this.cancelTurn = this.options.clock.after(milliseconds, () => {
      this.cancelTurn = undefined;
      this.slice();
    });
  }

  private slice(): void {
    const { clock, sliceMilliseconds } = this.options;
    const end = clock.now() + sliceMilliseconds;
    let wait: number | undefined;
    try {
      do wait = this.workOn();
      while (wait === 0 && clock.now() < end);
    } catch (error) {
      this.fail(error);
    }
    this.rate.see(clock.now(), this.run.step);
    const frameWait = this.run.isLookingBack ? undefined : this.gate.offer(this.version, this.isActive);
    const next = Math.min(wait ?? Infinity, frameWait ?? Infinity);
    if (next !== Infinity && this.cancelTurn === undefined) this.turnAfter(next);
  }

  /** Does a little work. Gives the milliseconds until there is more, `undefined` where there is none. */
  private workOn(): number | undefined {
    const { run, jobs } = this;
    if (!jobs.isEmpty) {
      if (jobs.work()) this.currentVersion++;
      return 0;
    }
    if (run.isBroken) {
      if (run.failure === undefined) {
        jobs.push(run.locate());
        return 0;
      }
      if (this.state !== 'failed') this.breakOff();
      return undefined;
    }
    if (run.wantsEvaluation && (run.step > 0 || this.isActive)) {
      jobs.push(run.evaluate());
      return 0;
    }
    const owed = this.owedSteps.shift();
    if (owed !== undefined) {
      this.doOwed(owed);
      return 0;
    }
    if (this.state !== 'running') return this.countForView();
    if (run.isFinished) {
      this.finish();
      return 0;
    }
    return this.advanceRunning();
  }

  private doOwed({ kind, done }: OwedStep): void {
    const { run } = this;
    if (kind === 'compute') run.compute();
    else if (!run.isFinished) run.advance(true);
    this.currentVersion++;
    run.keepLast();
    if (kind === 'step' && run.isFinished && !run.isBroken) this.finish();
    done();
  }

  private finish(): void {
    this.jobs.push(this.run.evaluate(true));
    this.rest('finished');
  }

  /** At rest there is time for what evaluations gave only roughly. */
  private countForView(): number | undefined {
    const requests = this.gate.openRequests;
    if (requests?.confusion === undefined || !this.run.lacksConfusion(requests)) return undefined;
    this.jobs.push(this.run.countConfusion(requests.confusion));
    return 0;
  }

  private get isActive(): boolean {
    return this.state === 'running' || this.owedSteps.length > 0;
  }

  /** A few steps, as many as the pace allows. */
  private advanceRunning(): number {
    const { clock } = this.options;
    const { run, keeper, destination } = this;
    const now = clock.now();
    if (destination !== undefined) {
      this.stepping.advance(run, Infinity, this.gate.isWatched, now, destination.step - run.step);
      this.currentVersion++;
      if (run.step >= destination.step && !run.isFinished && !run.isBroken) this.rest('paused');
      return 0;
    }
    this.followAutomaticPace();
    const due = keeper.due(now, run.step);
    if (due < 1) return Math.max(1, keeper.wait(now, run.step));
    this.stepping.advance(run, due, this.gate.isWatched, now);
    this.currentVersion++;
    return 0;
  }

  private startPace(): void {
    const { step, totalSteps, trainer } = this.run;
    const { pace } = this;
    this.fixedPace =
      pace.kind === 'automatic' ? automaticPace(totalSteps, this.stepping.stepMilliseconds) : pace;
    this.keeper.start(this.fixedPace, this.options.clock.now(), step, trainer.blueprint.totalSteps);
  }

  /** What `automatic` means may change once the speed is known. */
  private followAutomaticPace(): void {
    if (this.pace.kind !== 'automatic') return;
    const { kind } = automaticPace(this.run.totalSteps, this.stepping.stepMilliseconds);
    if (kind !== this.fixedPace.kind) this.startPace();
  }

  private breakOff(): void {
    this.currentState = 'failed';
    this.arrive();
    this.rate.stop();
    this.currentVersion++;
    this.dropOwedSteps();
  }

  private fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.run.failure ??= message('Training ended with an error: {0}', text);
    this.dropWork();
    this.breakOff();
  }
}
