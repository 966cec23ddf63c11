import type { LayerScalars, ScalarSample } from '../health/observations';
import { measureArena } from '../kernels/arena';
import type { KernelBackend } from '../kernels/kernels';
import { operand } from '../layers/support/operands';
import type { Message } from '../message';
import type { NetworkDefinition } from '../network/networkDefinition';
import { type NetworkError, optimizerOf } from '../network/networkError';
import type { NetworkPlan } from '../network/networkPlan';
import type { StoredParameter } from '../network/parameterStore';
import { effectiveWeightDecay } from '../optimizers';
import { sameShape } from '../shape';
import type { Numbers, Tensor } from '../tensor';
import { drawBlueprint, type Blueprint } from './blueprint';
import type { Part, TrainingData } from './data';
import { DropoutMasks } from './dropoutMasks';
import { epochsDone, stepInEpoch, stepsOf, type EpochCount } from './epochCount';
import { EpochOrder } from './epochOrder';
import { evaluateSamples, type Evaluation, type SeeBatch } from './evaluation';
import { placeGauges, type LayerGauges, type Summary } from './layerGauges';
import { ScheduledLearningRate } from './scheduledLearningRate';
import { copyNumbers, initialiseNumbers, writeNumbers, type TrainerState } from './trainerState';
import { batchSizes, placeWorkspace, type BatchRunner, type Workspace } from './workspace';

export type TrainerResult =
  | { readonly ok: true; readonly trainer: Trainer }
  /** `errors`: the definition does not fit the data. `memory`: there is not enough. */
  | { readonly ok: false; readonly errors: readonly NetworkError[] }
  | { readonly ok: false; readonly memory: Message };

/** What a training keeps, placed. */
interface Place {
  readonly workspace: Workspace;
  readonly gauges: LayerGauges;
}

/**
 * Sets up the training of a network: shapes checked, memory
 * measured and then taken once, parameters initialised.
 */
export function createTrainer(
  definition: NetworkDefinition,
  data: TrainingData,
  backend: KernelBackend,
): TrainerResult {
  const drawn = drawBlueprint(definition, data);
  if (!drawn.ok) return drawn;
  const { blueprint } = drawn;
  const { precision, seed } = definition.training;
  const masks = new DropoutMasks(seed);
  const place = (arena: Workspace['arena']): Place => {
    const workspace = placeWorkspace(blueprint, arena, masks);
    const plans = [...workspace.training.values()].map(({ plan }) => plan);
    return { workspace, gauges: placeGauges(definition, workspace.parameters, plans, arena, precision) };
  };
  const arena = backend.createArena(measureArena((measuring) => void place(measuring)));
  if (!arena.ok) return { ok: false, memory: arena.error };
  return { ok: true, trainer: new Trainer(blueprint, place(arena.arena), masks, backend.name) };
}

/** One mini-batch at a time: forward, backward, update. A step allocates nothing. */
export class Trainer {
  private readonly workspace: Workspace;
  private readonly gauges: LayerGauges;
  private readonly order: EpochOrder;
  private readonly rate: ScheduledLearningRate;
  private readonly weightDecay: number;
  private runner: BatchRunner;
  private steps = 0;
  private epochCount: EpochCount;
  private isOpen = false;

  constructor(
    readonly blueprint: Blueprint,
    { workspace, gauges }: Place,
    private readonly masks: DropoutMasks,
    /** The build of the kernels that computes. */
    readonly kernels: string,
  ) {
    const { definition, data, batch } = blueprint;
    const { optimizer, weightDecay, seed, shuffle, batch: written } = definition.training;
    this.workspace = workspace;
    this.gauges = gauges;
    // In a single mini-batch of all samples another order would change nothing but the rounding.
    this.order = new EpochOrder(data.train, seed, shuffle !== false && written !== 'all');
    this.epochCount = countFromStart(blueprint);
    this.rate = new ScheduledLearningRate(definition.training, blueprint.totalSteps);
    this.weightDecay = effectiveWeightDecay(optimizerOf(optimizer), optimizer.settings, weightDecay);
    this.runner = this.runnerFor(operand(batchSizes(data.train.length, batch), 0));
    initialiseNumbers(this.workspace, this.blueprint.definition.training.seed);
  }

  /** Updates done. */
  get step(): number {
    return this.steps;
  }

  /** Whole passes through the training samples, and the part of the current one. */
  get epoch(): number {
    return epochsDone(this.steps, this.epochCount);
  }

  /** How steps make up epochs. */
  get epochs(): EpochCount {
    return this.epochCount;
  }

  /** Epochs of the whole training, with those that were added. */
  get totalEpochs(): number {
    return epochsDone(this.totalSteps, this.epochCount);
  }

  /**
   * Counts epochs from here on, for a definition that was changed while it trained: the training then ends
   * after as many epochs as the definition says, however many steps the earlier ones took.
   */
  countEpochsFrom(from: EpochCount['epochsCountedFrom']): void {
    this.epochCount = { ...this.epochCount, epochsCountedFrom: from };
    this.rate.plan(stepsOf(this.blueprint.definition.training.epochs, this.epochCount));
  }

  /** The plan of the last mini-batch: its values, gradients and masks, until the next `compute`. */
  get plan(): NetworkPlan {
    return this.runner.plan;
  }

  /** The numbers of the samples in the last mini-batch, in its order; overwritten by the next `compute`. */
  get miniBatch(): Int32Array {
    return this.runner.miniBatch.samples;
  }

  /**
   * The samples of the mini-batch that is computed but not yet
   * used for an update, otherwise of the next one. A copy.
   */
  nextMiniBatch(): Int32Array {
    const { batch, data } = this.blueprint;
    if (this.isOpen) return this.miniBatch.slice();
    const position = stepInEpoch(this.steps, this.epochCount);
    const order = position === 0 ? this.order.nextOrder() : this.order.order;
    return order.slice(position * batch, Math.min((position + 1) * batch, data.train.length));
  }

  /** The scalars of the last pass, as they are before its update: no update-to-weight ratio. */
  passScalars(): readonly LayerScalars[] {
    return this.gauges.ofPass(this.plan);
  }

  /** Of one of the training's own arrays: an output, a gradient, a parameter. */
  summaryOf(values: Numbers): Summary {
    return this.gauges.summary(values);
  }

  get parameters(): readonly StoredParameter[] {
    return this.workspace.parameters.parameters;
  }

  /** By layer of the definition: running statistics. */
  get states(): Workspace['states']['layers'] {
    return this.workspace.states.layers;
  }

  /** Steps of the whole training, with those that were added. */
  get totalSteps(): number {
    return this.rate.totalSteps;
  }

  /** Adds steps at the end, for which the schedule begins again. */
  trainMore(steps: number): void {
    this.rate.addSteps(steps);
  }

  /** The optimizer's own learning rate, which the schedule moves. May be changed at any time. */
  get learningRate(): number {
    return this.rate.own;
  }
  set learningRate(learningRate: number) {
    this.rate.own = learningRate;
  }

  /** What the schedule makes of the learning rate for the next update. */
  get scheduledLearningRate(): number {
    return this.rate.at(this.steps);
  }

  /** Whether `compute` has run and `update` has not. */
  get isBetween(): boolean {
    return this.isOpen;
  }

  /** Forward and backward on the next mini-batch, once; the parameters stay as they are. Gives the loss. */
  compute(): number {
    if (!this.isOpen) {
      const { batch, data } = this.blueprint;
      const position = stepInEpoch(this.steps, this.epochCount);
      if (position === 0) this.beginEpoch();
      const start = position * batch;
      this.runner = this.runnerFor(Math.min(batch, data.train.length - start));
      const { plan, miniBatch } = this.runner;
      miniBatch.load(this.order.order, start);
      plan.forward();
      plan.backward();
      this.isOpen = true;
    }
    return this.runner.plan.loss;
  }

  /** Updates the parameters with the gradients of `compute`. */
  update(): void {
    if (!this.isOpen) throw new RangeError('An update needs the gradients of compute.');
    const { update, updateKernels } = this.workspace;
    update.learningRate = this.scheduledLearningRate;
    update.weightDecay = this.weightDecay;
    update.l1 = this.blueprint.definition.training.l1 ?? 0;
    update.step = this.steps + 1;
    for (let i = 0; i < updateKernels.length; i++) updateKernels[i]?.();
    this.steps++;
    this.isOpen = false;
  }

  /** One step of training. Gives the loss of the mini-batch, before the update. */
  runStep(): number {
    const loss = this.compute();
    this.update();
    return loss;
  }

  /**
   * The same step, bit for bit, with the scalars of all layers,
   * and whether the numbers met on the way were finite.
   */
  runMeasuredStep(): { readonly loss: number; readonly scalars: ScalarSample; readonly isFinite: boolean } {
    const loss = this.compute();
    const step = this.steps;
    const scheduleFactor = this.scheduledLearningRate / this.learningRate;
    this.gauges.before();
    this.update();
    const { layers, isFinite } = this.gauges.after(this.plan);
    return { loss, scalars: { step, scheduleFactor, layers }, isFinite };
  }

  /** `undefined` where the part has no samples. */
  evaluate(part: Part): Evaluation | undefined {
    const evaluation = this.evaluation(part);
    let result = evaluation.next();
    while (result.done !== true) result = evaluation.next();
    return result.value;
  }

  /**
   * The same, resting after every mini-batch. Evaluations must not be interleaved.
   * @param of a part, or some of its samples
   */
  evaluation(of: Part | Int32Array, see?: SeeBatch): Generator<void, Evaluation | undefined> {
    const samples = of instanceof Int32Array ? of : this.blueprint.data[of];
    return evaluateSamples(this.blueprint, this.workspace, samples, see);
  }

  /** What evaluates mini-batches, the largest first. Whoever fills one has it until the next evaluation. */
  get evaluationRunners(): readonly BatchRunner[] {
    return [...this.workspace.evaluation.values()];
  }

  /** One sample as it is evaluated, which can be walked up as well: whoever loads another one has it. */
  get followedRunner(): BatchRunner {
    return this.workspace.followed;
  }

  /**
   * By layer of a ReLU: one byte a unit, 1 where it let any
   * sample of this epoch through. Overwritten by the next step.
   */
  get seenActive(): ReadonlyMap<number, Uint8Array> {
    return this.workspace.seenActive;
  }

  /**
   * By layer: the share of a ReLU's units that no sample of
   * this epoch has activated so far; NaN for other layers.
   */
  deadUnitFractions(): readonly number[] {
    return this.blueprint.definition.layers.map((_, layer) => {
      const seen = this.workspace.seenActive.get(layer);
      if (seen === undefined) return NaN;
      let active = 0;
      for (let unit = 0; unit < seen.length; unit++) active += seen[unit] ?? 0;
      return (seen.length - active) / seen.length;
    });
  }

  /**
   * All that the next steps depend on.
   * @throws RangeError between `compute` and `update`, where a training cannot be taken up again.
   */
  state(): TrainerState {
    if (this.isOpen) throw new RangeError('A state is taken between steps.');
    return {
      step: this.steps,
      learningRate: this.learningRate,
      numbers: copyNumbers(this.workspace),
      shuffling: this.order.state(this.isInEpoch()),
      dropout: this.masks.state(),
    };
  }

  /** Goes on from a state of this training, or of one with the same definition and data. */
  restore({ step, learningRate, numbers, shuffling, dropout }: TrainerState): void {
    writeNumbers(this.workspace, numbers);
    this.steps = step;
    this.learningRate = learningRate;
    this.order.restore(shuffling, this.isInEpoch());
    this.masks.restore(dropout);
    this.isOpen = false;
  }

  /** Back to before the first step. */
  reset(): void {
    const { seed } = this.blueprint.definition.training;
    this.rate.reset();
    this.epochCount = countFromStart(this.blueprint);
    this.steps = 0;
    this.isOpen = false;
    this.order.reset(seed);
    this.masks.reset(seed);
    initialiseNumbers(this.workspace, this.blueprint.definition.training.seed);
  }

  /**
   * Takes over parameters by name where their shapes are
   * equal, for a definition that was changed while it trained.
   * @returns the names of those that stayed as they were
   */
  adopt(parameters: ReadonlyMap<string, Tensor>): readonly string[] {
    return this.parameters.flatMap(({ name, value }) => {
      const given = parameters.get(name);
      if (given === undefined || !sameShape(given.shape, value.shape)) return [name];
      value.data.set(given.data);
      return [];
    });
  }

  private beginEpoch(): void {
    this.order.beginEpoch();
    for (const seen of this.workspace.seenActive.values()) seen.fill(0);
  }

  private isInEpoch(): boolean {
    return stepInEpoch(this.steps, this.epochCount) !== 0;
  }

  private runnerFor(size: number): BatchRunner {
    const runner = this.workspace.training.get(size);
    if (runner === undefined) throw new RangeError(`No plan trains on ${size} samples.`);
    return runner;
  }
}

function countFromStart({ stepsPerEpoch }: Blueprint): EpochCount {
  return { stepsPerEpoch, epochsCountedFrom: { step: 0, epoch: 0 } };
}
