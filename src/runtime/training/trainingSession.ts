import type { KernelBackend } from '../../engine/kernels/kernels';
import { message, type Message } from '../../engine/message';
import type { NetworkCheckResult } from '../../engine/explain/networkGradientCheck';
import type { Numbers } from '../../engine/tensor';
import type { Trainer } from '../../engine/training/trainer';
import { epochOf } from '../../protocol/epoch';
import type { CommandOutcome, ParameterEdit, TrainingCommand } from '../../protocol/training';
import type { StepInspection, TrainingFrame, TrainingStatus } from '../../protocol/trainingFrame';
import type {
  FoundSamples,
  LayerEntryCause,
  LayerEntryQuestion,
  LayerWork,
  LayerWorkQuestion,
  SampleSearch,
  ViewRequests,
} from '../../protocol/trainingViews';
import { FrameGate } from './frameGate';
import { explainLayerEntry } from './explainLayerEntry';
import { RunDriver, type DriverOptions } from './runDriver';
import type { TrainingRun } from './trainingRun';

/** One run as the host has it: commands, questions and frames. */
export class TrainingSession {
  private readonly driver: RunDriver;
  private readonly gate: FrameGate;
  private restarted = false;

  constructor(run: TrainingRun, options: DriverOptions) {
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

  /** The run waits meanwhile, and goes on as if nothing had been. */
  checkGradients(backend: KernelBackend): Promise<NetworkCheckResult> {
    return this.driver.waitFor(this.run.checkGradients(backend));
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
      case 'trainMore':
        run.trainMore(command.epochs);
        driver.go();
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
        driver.rest('stopped');
        driver.doFirst(run.evaluate(true));
        return;
      case 'reset':
        driver.dropWork();
        run.reset();
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
    return { status, restarted, ...this.run.takeNews(requests, status.state !== 'running') };
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

/** Why a run that has not failed cannot follow a command; `undefined` where it can. */
function refusalOf(run: TrainingRun, command: TrainingCommand): Message | undefined {
  switch (command.kind) {
    case 'train':
    case 'resume':
    case 'step':
      return run.isFinished ? message('All epochs are done. Train more to go on.') : undefined;
    case 'setLearningRate':
      return command.learningRate > 0 && Number.isFinite(command.learningRate)
        ? undefined
        : message('The learning rate must be a number above 0, not {0}.', command.learningRate);
    case 'trainMore':
      return Number.isInteger(command.epochs) && command.epochs > 0
        ? undefined
        : message('The number of epochs must be a whole number above 0, not {0}.', command.epochs);
    case 'setPace':
      return command.pace.kind !== 'stepsPerSecond' ||
        (command.pace.value > 0 && Number.isFinite(command.pace.value))
        ? undefined
        : message('The pace must be above 0 steps a second.');
    case 'setParameter':
      return editRefusal(run.trainer, command);
    case 'pause':
    case 'compute':
    case 'stop':
    case 'reset':
      return undefined;
  }
}

function editRefusal(
  { parameters }: Trainer,
  { parameter, entry, value }: ParameterEdit,
): Message | undefined {
  const found = parameters.find(({ name }) => name === parameter);
  if (found === undefined) return message('There is no parameter {0}.', parameter);
  const { data } = found.value;
  if (!Number.isInteger(entry) || entry < 0 || entry >= data.length)
    return message('{0} has {1} entries; there is no entry {2}.', parameter, data.length, entry);
  return isFiniteIn(data, value)
    ? undefined
    : message('A parameter must be a finite number, not {0}.', String(value));
}

/** What is finite in double precision may be too large for single. */
function isFiniteIn(data: Numbers, value: number): boolean {
  return Number.isFinite(data instanceof Float32Array ? Math.fround(value) : value);
}
