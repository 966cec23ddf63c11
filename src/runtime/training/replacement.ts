import { message, type Message } from '../../engine/message';
import { sameShape } from '../../engine/shape';
import type { Trainer } from '../../engine/training/trainer';
import type { TrainerState } from '../../engine/training/trainerState';

/**
 * Lets a trainer of an edited definition go on where the old one is: with
 * every parameter whose layer and shape are unchanged, at the same step.
 * Where all of them and the optimizer are unchanged, its state is kept too.
 * @returns what became of the layers that learn
 */
export function takeOver(before: Trainer, after: Trainer): Message {
  if (before.isBetween) {
    // It broke off at a NaN: there is nothing worth keeping.
    return summary([], learningLayers(after));
  }
  goOnCounting(before, after);
  const state = before.state();
  if (isSameKind(before, after)) {
    after.restore({ ...state, learningRate: rateAfter(before, after) });
    return isOver(after) ?? message('All parameters were kept; training goes on.');
  }
  const fresh = new Set(after.adopt(new Map(before.parameters.map(({ name, value }) => [name, value]))));
  after.restore({ ...after.state(), ...positionOf(state), learningRate: rateAfter(before, after) });
  const isReset = (layer: string): boolean =>
    after.parameters.some(({ name, layer: at }) => layerName(after, at) === layer && fresh.has(name));
  const layers = learningLayers(after);
  return summary(
    layers.filter((layer) => !isReset(layer)),
    layers.filter(isReset),
  );
}

/**
 * Where an epoch takes another number of steps now, the one that was broken off begins anew. Epochs that were
 * added are to be trained still.
 */
function goOnCounting(before: Trainer, after: Trainer): void {
  const isSameCount = before.epochs.stepsPerEpoch === after.epochs.stepsPerEpoch;
  const { epochsCountedFrom } = before.epochs;
  after.countEpochsFrom(
    isSameCount ? epochsCountedFrom : { step: before.step, epoch: Math.floor(before.epoch) },
  );
  const added = before.totalEpochs - before.blueprint.definition.training.epochs;
  if (added > 0) after.trainMore(added * after.epochs.stepsPerEpoch);
}

function isOver({ step, totalSteps }: Trainer): Message | undefined {
  if (step < totalSteps) return undefined;
  return message('All parameters were kept. All epochs are done: train more to go on.');
}

/** One that was set by hand stays, as long as the text says the same optimizer with the same rate. */
function rateAfter(before: Trainer, after: Trainer): number {
  const [old, edited] = [before.blueprint, after.blueprint].map(
    ({ definition }) => definition.training.optimizer,
  );
  const isSame = old?.name === edited?.name && old?.settings['lr'] === edited?.settings['lr'];
  return isSame ? before.learningRate : after.learningRate;
}

function positionOf({ step, shuffling, dropout }: TrainerState): Partial<TrainerState> {
  return { step, shuffling, dropout };
}

/** Whether the state of one fits the other, number for number. */
function isSameKind(before: Trainer, after: Trainer): boolean {
  const [old, edited] = [before.blueprint.definition, after.blueprint.definition];
  return (
    old.training.optimizer.name === edited.training.optimizer.name &&
    old.training.precision === edited.training.precision &&
    old.layers.length === edited.layers.length &&
    old.layers.every(({ name, layer }, index) => {
      const other = edited.layers[index];
      return other?.name === name && other.layer === layer;
    }) &&
    before.parameters.length === after.parameters.length &&
    before.parameters.every(({ name, value }, index) => {
      const other = after.parameters[index];
      return other?.name === name && sameShape(other.value.shape, value.shape);
    }) &&
    before.blueprint.inference.layers.every((layer, index) => {
      const other = after.blueprint.inference.layers[index];
      return layer !== undefined && other !== undefined && sameShape(layer.shape, other.shape);
    })
  );
}

function layerName({ blueprint }: Trainer, layer: number): string {
  return blueprint.definition.layers[layer]?.name ?? '';
}

function learningLayers(trainer: Trainer): readonly string[] {
  return [...new Set(trainer.parameters.map(({ layer }) => layerName(trainer, layer)))];
}

function summary(kept: readonly string[], reset: readonly string[]): Message {
  if (reset.length === 0) return message('Kept: {0}. The optimizer starts afresh.', kept.join(', '));
  if (kept.length === 0) return message('All parameters start afresh: {0}.', reset.join(', '));
  return message('Kept: {0}. Started afresh: {1}.', kept.join(', '), reset.join(', '));
}
