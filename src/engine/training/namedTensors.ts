import type { SavedTensor, Tensor } from '../tensor';
import type { Trainer } from './trainer';

/** What a layer keeps that is exported under its own name. */
const exportedSaved: readonly string[] = ['mask'];

/**
 * The last mini-batch by the names of exported files: `input`, `target`, `loss`, and of every layer
 * `NAME.output`, `NAME.gradOutput`, its parameters `NAME.W`, their gradients `NAME.dW`, and the `NAME.mask`
 * of a ReLU. What has no gradient is left out. Targets that are classes are whole numbers. Numbers are the
 * trainer's own: overwritten by the next step.
 */
export function namedTensors(trainer: Trainer): ReadonlyMap<string, SavedTensor> {
  const { plan, blueprint, parameters } = trainer;
  const { input, loss, layers } = plan.network;
  const named = new Map<string, SavedTensor>([
    ['input', plan.value(input)],
    ['target', targetOf(trainer)],
    ['loss', plan.value(loss)],
  ]);
  blueprint.definition.layers.forEach(({ name }, index) => {
    const output = layers[index]?.output;
    if (output === undefined) return;
    named.set(`${name}.output`, plan.value(output));
    const gradOutput = plan.gradient(output);
    if (gradOutput) named.set(`${name}.gradOutput`, gradOutput);
    for (const { spec, value, gradient } of parameters.filter(({ layer }) => layer === index)) {
      named.set(`${name}.${spec.name}`, value);
      named.set(`${name}.d${spec.name}`, gradient);
    }
    const saved = plan.savedForBackward(output);
    for (const key of exportedSaved) {
      const tensor = saved[key];
      if (tensor) named.set(`${name}.${key}`, tensor);
    }
  });
  return named;
}

/** One class a sample, or what the loss compares with; of two classes 0 or 1. */
function targetOf({ plan }: Trainer): SavedTensor {
  const { encoding, labels } = plan.target;
  const value = plan.value(plan.network.target);
  if (encoding === 'labels') return { shape: value.shape, data: labels };
  return encoding === 'binary' ? { shape: value.shape, data: Int32Array.from(value.data) } : value;
}

/**
 * What a training has learned: parameters and running
 * statistics, by name: `affine1.W`, `batchnorm1.runningMean`.
 */
export function learnedTensors({ parameters, states, blueprint }: Trainer): ReadonlyMap<string, Tensor> {
  const learned = new Map<string, Tensor>(parameters.map(({ name, value }) => [name, value]));
  blueprint.definition.layers.forEach(({ name }, index) => {
    for (const [state, tensor] of Object.entries(states[index] ?? {}))
      learned.set(`${name}.${state}`, tensor);
  });
  return learned;
}
