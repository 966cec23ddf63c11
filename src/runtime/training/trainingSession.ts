import type { KernelBackend } from '../../engine/kernels/kernels';
import type { CheckProgress } from '../../engine/explain/gradientCheck';
import type { NetworkCheckResult } from '../../engine/explain/networkGradientCheck';
import { message } from '../../engine/message';
import { epochOf } from '../../protocol/epoch';
import type { CommandOutcome, TrainingCommand } from '../../protocol/training';
import type { FoundSamples } from '../../protocol/trainingAnswers';
import type { StepInspection, TrainingFrame, TrainingStatus } from '../../protocol/trainingFrame';
import type {
  LayerEntryCause,
  LayerEntryQuestion,
  LayerWork,
  LayerWorkQuestion,
  SampleSearch,
} from '../../protocol/trainingQuestions';
import type { ViewRequests } from '../../protocol/trainingViews';
import { refusalOf } from './commandRefusal';
import { FrameGate } from './frameGate';
import { explainLayerEntry } from './explainLayerEntry';
import { RunDriver, type DriverOptions } from './runDriver';
import { RunSnapshots } from './runSnapshots';
import type { FollowedCheck, TrainingRun } from './trainingRun';

export interface SessionOptions extends DriverOptions {
  /** Whether snapshots come with its frames. */
  readonly isRecorded?: boolean;
}

/** One run as the host has it: commands, questions and frames. */
export class TrainingSession {
  private readonly driver: RunDriver;
  private readonly gate: FrameGate;
  /** Of a session that is recorded. */
  private snapshots: RunSnapshots | undefined;
  private restarted = false;
  /** Of gradients: the one under way, and those that wait for it. */
  private checks: FollowedCheck[] = [];

  constructor(run: TrainingRun, { isRecorded = false, ...options }: SessionOptions) {
    if (isRecorded) this.record(run);
    this.gate = new FrameGate(options.clock, (requests) => this.takeFrame(requests));
    this.driver = new RunDriver(run, options, this.gate);
  }

  get status(): TrainingStatus {
    const { state, pace, stepsPerSecond, run } = this.driver;
    const { step, position, firstStep, trainer, totalSteps, failure } = run;
    const { epochs } = trainer;
    return {
      ...position,
      state,
      firstStep,
      totalSteps,
      ...epochs,
      pace,
      stepsPerSecond,
      ...(state === 'failed' && failure && { reason: failure }),
      epoch: epochOf(step, epochs),
      epochs: trainer.totalEpochs,
    };
  }

  get run(): TrainingRun {
    return this.driver.run;
  }

  /** Answers when the command has taken effect: `step` when the step is done. */
  async command(command: TrainingCommand): Promise<CommandOutcome> {
    // Without a look back there is nothing to wait for, and commands keep their order.
    if (this.run.isLookingBack && changesTraining(command)) await this.driver.present();
    const { run } = this;
    const goesOn = this.driver.state !== 'failed' || command.kind === 'reset' || command.kind === 'stop';
    const refused = goesOn ? refusalOf(run, command) : run.failure;
    if (refused === undefined) await this.obey(command);
    return { status: this.status, ...(refused && { refused }) };
  }

  /**
   * Answers once there is something new, at most thirty times a second. A second request answers the first.
   * @param anew answers at once, though nothing is new
   */
  nextFrame(requests: ViewRequests, anew = false): Promise<TrainingFrame> {
    const frame = this.gate.request(requests, this.driver.version, anew);
    this.driver.turnSoon();
    return frame;
  }

  /** Samples by their loss; the run waits meanwhile. */
  findSamples(search: SampleSearch): Promise<FoundSamples> {
    if (search.step !== undefined && !this.canLookAt(search.step)) return notKept(search.step);
    return this.driver.waitFor(this.run.findSamples(search));
  }

  /** Of the last mini-batch. */
  async explainEntry(question: LayerEntryQuestion): Promise<LayerEntryCause> {
    await this.driver.present();
    const { hasPass, trainer } = this.run;
    if (!hasPass) return { message: message('Nothing has been computed yet.'), causes: [] };
    return explainLayerEntry(trainer.plan, question);
  }

  /** How an entry came about; the run waits meanwhile. */
  workOutEntry(question: LayerWorkQuestion): Promise<LayerWork> {
    if (question.step !== undefined && !this.canLookAt(question.step)) return notKept(question.step);
    return this.driver.waitFor(this.run.workOutEntry(question));
  }

  /**
   * The run waits meanwhile, and goes on as if nothing had been.
   * @returns `undefined` where it was cancelled
   */
  async checkGradients(backend: KernelBackend): Promise<NetworkCheckResult | undefined> {
    const check: FollowedCheck = { isCancelled: false };
    this.checks.push(check);
    try {
      return await this.driver.waitFor(this.run.checkGradients(backend, check));
    } finally {
      this.checks = this.checks.filter((each) => each !== check);
    }
  }

  get checkProgress(): CheckProgress | undefined {
    return this.checks[0]?.progress;
  }

  cancelChecks(): void {
    for (const check of this.checks) check.isCancelled = true;
  }

  /** Looks back at a step done; the run waits meanwhile. */
  inspect(step: number, requests: ViewRequests): Promise<StepInspection> {
    if (!this.canLookAt(step)) return notKept(step);
    return this.driver.waitFor(this.run.inspect(step, requests));
  }

  /** Answers when nothing is half done: no evaluation, no look back. */
  settled(): Promise<void> {
    return this.driver.settled();
  }

  /** Answers when the trainer is where the run is. */
  present(): Promise<void> {
    return this.driver.present();
  }

  /** Goes on with another run: its definition was edited. A running session keeps running. */
  replaceRun(run: TrainingRun): void {
    const { hasPass } = this.run;
    this.restarted = true;
    if (this.snapshots) this.record(run);
    this.driver.replaceRun(run);
    // Where no step comes that brings values, those of the next mini-batch are shown.
    if (hasPass && (this.driver.state !== 'running' || run.isFinished)) void this.driver.doStep('compute');
  }

  /** Stops for good and frees whoever waits. */
  end(): void {
    this.driver.end();
    this.gate.close();
  }

  private canLookAt(step: number): boolean {
    const { firstStep, lastStep } = this.run;
    return Number.isInteger(step) && step >= firstStep && step <= lastStep;
  }

  private async obey(command: TrainingCommand): Promise<void> {
    const { driver, run } = this;
    switch (command.kind) {
      case 'train':
      case 'resume':
        driver.go();
        return;
      case 'trainTo':
        await driver.goTo(command.step);
        return;
      case 'trainMore':
        run.trainMore(command.epochs);
        driver.go();
        return;
      case 'addSteps':
        run.addSteps(command.steps);
        driver.changed();
        return;
      case 'pause':
        if (driver.state === 'running') driver.rest('paused');
        return;
      case 'step':
        driver.rest('paused');
        await driver.doStep('step');
        return;
      case 'compute':
        if (driver.state === 'running') driver.rest('paused');
        await driver.doStep('compute');
        return;
      case 'stop':
        if (driver.state === 'ready' || driver.state === 'failed' || driver.state === 'finished') return;
        run.discardCompute();
        this.snapshots?.take();
        driver.rest('stopped');
        driver.doFirst(run.evaluate(true));
        return;
      case 'reset':
        driver.dropWork();
        run.reset();
        if (this.snapshots) this.record(run);
        this.restarted = true;
        driver.rest('ready');
        return;
      case 'setPace':
        driver.pace = command.pace;
        return;
      case 'setLearningRate':
        run.setLearningRate(command.learningRate);
        driver.changed();
        return;
      case 'setParameter':
        run.setParameter(command);
        driver.changed();
        if (driver.state !== 'running') await driver.doStep('compute');
        return;
    }
  }

  private takeFrame(requests: ViewRequests | undefined): TrainingFrame {
    const { restarted, status } = this;
    this.restarted = false;
    const recorded = this.snapshots?.collect() ?? [];
    return {
      status,
      restarted,
      ...this.run.takeNews(requests, status.state !== 'running'),
      ...(recorded.length > 0 && { recorded }),
    };
  }

  private record(run: TrainingRun): void {
    const snapshots = new RunSnapshots(run);
    run.onStep = () => {
      snapshots.stepDone();
    };
    this.snapshots = snapshots;
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
