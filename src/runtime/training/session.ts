import type { KernelBackend } from '../../engine/kernels/kernels';
import { message } from '../../engine/message';
import type { NetworkCheckResult } from '../../engine/explain/networkGradientCheck';
import { epochOf } from '../../protocol/epoch';
import type { CommandOutcome, TrainingCommand } from '../../protocol/training';
import type {
  Pace,
  StepInspection,
  TrainingFrame,
  TrainingState,
  TrainingStatus,
} from '../../protocol/trainingFrame';
import type {
  FoundSample,
  LayerZeroCause,
  LayerZeroQuestion,
  SampleSearch,
  ViewRequests,
} from '../../protocol/trainingViews';
import type { Clock } from './clock';
import { FrameGate } from './frameGate';
import { nothing, settle, type Job } from './job';
import { explainLayerZero } from './layerZero';
import { automaticPace, PaceKeeper, type FixedPace } from './pace';
import { refusalOf } from './refusals';
import { Stepping } from './stepping';
import { StepRate } from './stepRate';
import type { TrainingRun } from './trainingRun';
import { errorText } from '../../protocol/errorText';

export interface SessionOptions {
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
 * A run that lives in time: it works in slices, listens in between, keeps its pace and answers whoever asks for
 * frames. What it computes depends on none of that.
 */
export class TrainingSession {
  private state: TrainingState = 'ready';
  private pace: Pace;
  private readonly keeper = new PaceKeeper();
  private readonly stepping: Stepping;
  private readonly rate = new StepRate();
  private readonly gate: FrameGate;
  /** What is done before anything else, in this order. */
  private jobs: Job[] = [];
  private stepsOwed: OwedStep[] = [];
  private cancelTurn: (() => void) | undefined;
  private fixedPace: FixedPace = { kind: 'watch' };
  private restarted = false;
  private version = 0;
  private isEnded = false;

  constructor(
    private run: TrainingRun,
    private readonly options: SessionOptions,
  ) {
    this.pace = options.pace ?? { kind: 'automatic' };
    this.stepping = new Stepping(options.clock);
    this.gate = new FrameGate(options.clock, (requests) => this.takeFrame(requests));
  }

  get status(): TrainingStatus {
    const { step, position, firstStep, trainer, totalSteps, failure } = this.run;
    const { stepsPerEpoch } = trainer.blueprint;
    return {
      ...position,
      state: this.state,
      firstStep,
      totalSteps,
      stepsPerEpoch,
      pace: this.pace,
      ...(this.state === 'failed' && failure && { reason: failure }),
      epoch: epochOf(step, stepsPerEpoch),
      epochs: totalSteps / stepsPerEpoch,
      stepsPerSecond: this.state === 'running' ? this.rate.at(this.options.clock.now(), step) : 0,
    };
  }

  get current(): TrainingRun {
    return this.run;
  }

  /** Answers when the command has taken effect: `step` when the step is done. */
  async command(command: TrainingCommand): Promise<CommandOutcome> {
    // Without a look back there is nothing to wait for, and commands keep their order.
    if (this.run.isLookingBack && changesTraining(command)) await this.present();
    const { state, run } = this;
    const goesOn = state !== 'failed' || command.kind === 'reset' || command.kind === 'stop';
    const refused = goesOn ? refusalOf(run, command) : run.failure;
    if (refused === undefined) await this.obey(command);
    return { status: this.status, ...(refused && { refused }) };
  }

  /** Answers once there is something new, at most thirty times a second. A second request answers the first. */
  nextFrame(requests: ViewRequests, anew = false): Promise<TrainingFrame> {
    const frame = this.gate.request(requests, this.version, anew);
    this.turnSoon();
    return frame;
  }

  /** Samples by their loss; the run waits meanwhile. */
  findSamples(search: SampleSearch): Promise<readonly FoundSample[]> {
    if (search.step !== undefined && !this.canLookAt(search.step)) return notKept(search.step);
    return this.waitFor(() => this.run.findSamples(search));
  }

  /** Of the last mini-batch. */
  async explainZero(question: LayerZeroQuestion): Promise<LayerZeroCause> {
    await this.present();
    const { hasPass, trainer } = this.run;
    if (!hasPass) return { message: message('Nothing has been computed yet.'), causes: [] };
    return explainLayerZero(trainer.plan, question);
  }

  /** The run waits meanwhile, and goes on as if nothing had been. */
  checkGradients(backend: KernelBackend): Promise<NetworkCheckResult> {
    return this.waitFor(() => this.run.checkGradients(backend));
  }

  /** Looks back at a step done; the run waits meanwhile. */
  inspect(step: number, requests: ViewRequests): Promise<StepInspection> {
    if (!this.canLookAt(step)) return notKept(step);
    return this.waitFor(() => this.run.inspect(step, requests));
  }

  private canLookAt(step: number): boolean {
    const { firstStep, lastStep } = this.run;
    return Number.isInteger(step) && step >= firstStep && step <= lastStep;
  }

  private waitFor<Result>(work: () => Generator<void, Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.jobs.push(settle(work(), resolve, reject));
      this.turnSoon();
    });
  }

  /** Answers when nothing is half done: no evaluation, no look back. */
  async settled(): Promise<void> {
    await this.jobsDone();
    await this.present();
  }

  /** Answers when the trainer stands where the run does. A look back that waited behind another may have begun meanwhile. */
  async present(): Promise<void> {
    while (this.run.isLookingBack) await this.jobsDone();
  }

  private jobsDone(): Promise<void> {
    return new Promise((resolve) => {
      this.jobs.push(
        settle(nothing(), resolve, () => {
          resolve();
        }),
      );
      this.turnSoon();
    });
  }

  /** Goes on with another run: its definition was edited. A running session keeps running. */
  replaceRun(run: TrainingRun): void {
    this.dropJobs();
    this.run = run;
    this.restarted = true;
    if (run.step === 0 && this.state !== 'running') this.state = 'ready';
    else if (this.state === 'failed' || this.state === 'finished') {
      this.state = run.isFinished ? 'finished' : 'paused';
    }
    this.changed();
    this.startPace();
    this.turnSoon();
  }

  /** Stops for good and frees whoever waits. */
  end(): void {
    this.isEnded = true;
    this.dropJobs();
    this.cancelTurn?.();
    this.gate.close();
  }

  private async obey(command: TrainingCommand): Promise<void> {
    switch (command.kind) {
      case 'train':
      case 'resume':
        this.go();
        return;
      case 'trainMore':
        this.run.trainMore(command.epochs);
        this.go();
        return;
      case 'pause':
        if (this.state === 'running') this.rest('paused');
        return;
      case 'step':
        this.rest('paused');
        await this.owe('step');
        return;
      case 'compute':
        if (this.state === 'running') this.rest('paused');
        await this.owe('compute');
        return;
      case 'stop':
        if (this.state === 'ready' || this.state === 'failed' || this.state === 'finished') return;
        this.run.discardCompute();
        this.rest('stopped');
        this.jobs.push(this.run.evaluate(true));
        return;
      case 'reset':
        this.dropJobs();
        this.run.reset();
        this.restarted = true;
        this.rest('ready');
        return;
      case 'setPace':
        this.pace = command.pace;
        this.startPace();
        this.changed();
        return;
      case 'setLearningRate':
        this.run.setLearningRate(command.learningRate);
        this.changed();
        return;
      case 'setParameter':
        this.run.setParameter(command);
        this.changed();
        if (this.state !== 'running') await this.owe('compute');
        return;
    }
  }

  private owe(kind: OwedStep['kind']): Promise<void> {
    return new Promise((done) => {
      this.stepsOwed.push({ kind, done });
      this.turnSoon();
    });
  }

  private go(): void {
    if (this.state !== 'running') {
      this.state = 'running';
      this.rate.start(this.options.clock.now(), this.run.step);
    }
    this.startPace();
    this.changed();
  }

  private rest(state: TrainingState): void {
    this.state = state;
    this.rate.stop();
    this.run.keepLast();
    this.changed();
  }

  private changed(): void {
    this.version++;
    this.turnSoon();
  }

  private startPace(): void {
    const { step, totalSteps, trainer } = this.run;
    this.fixedPace =
      this.pace.kind === 'automatic' ? automaticPace(totalSteps, this.stepping.stepMilliseconds) : this.pace;
    this.keeper.start(this.fixedPace, this.options.clock.now(), step, trainer.blueprint.totalSteps);
  }

  private dropJobs(): void {
    for (const job of this.jobs) job.return();
    this.jobs = [];
    this.dropOwedSteps();
  }

  private dropOwedSteps(): void {
    for (const { done } of this.stepsOwed) done();
    this.stepsOwed = [];
  }

  /** Lets a slice begin as soon as the messages that wait have been seen. */
  private turnSoon(): void {
    this.turnAfter(0);
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
    const job = jobs[0];
    if (job !== undefined) {
      if (job.next().done === true) {
        jobs.shift();
        this.version++;
      }
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
    const owed = this.stepsOwed.shift();
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
    this.version++;
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
    return this.state === 'running' || this.stepsOwed.length > 0;
  }

  /** A few steps, as many as the pace allows. */
  private advanceRunning(): number {
    const { clock } = this.options;
    const { run, keeper } = this;
    const now = clock.now();
    this.followAutomaticPace();
    const due = keeper.due(now, run.step);
    if (due < 1) return Math.max(1, keeper.wait(now, run.step));
    this.stepping.advance(run, due, this.gate.isWatched, now);
    this.version++;
    return 0;
  }

  /** What `automatic` means may change once the speed is known. */
  private followAutomaticPace(): void {
    if (this.pace.kind !== 'automatic') return;
    const { kind } = automaticPace(this.run.totalSteps, this.stepping.stepMilliseconds);
    if (kind !== this.fixedPace.kind) this.startPace();
  }

  private breakOff(): void {
    this.state = 'failed';
    this.rate.stop();
    this.version++;
    this.dropOwedSteps();
  }

  private fail(error: unknown): void {
    const text = errorText(error);
    this.run.failure ??= message('Training ended with an error: {0}', text);
    this.dropJobs();
    this.breakOff();
  }

  private takeFrame(requests: ViewRequests | undefined): TrainingFrame {
    const { restarted } = this;
    this.restarted = false;
    return { status: this.status, restarted, ...this.run.takeNews(requests, this.state !== 'running') };
  }
}

function notKept(step: number): Promise<never> {
  return Promise.reject(new RangeError(`Step ${String(step)} was not done in this run.`));
}

/** Whether it must not come while a look back has the trainer at another step. */
function changesTraining({ kind }: TrainingCommand): boolean {
  return (
    kind === 'step' ||
    kind === 'compute' ||
    kind === 'stop' ||
    kind === 'setLearningRate' ||
    kind === 'setParameter'
  );
}
