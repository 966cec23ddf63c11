import type { Choice } from '../../engine/network/networkDefinition';
import type { Trainer } from '../../engine/training/trainer';
import type { RunFacts } from '../../protocol/recordedFacts';
import type { Sha256 } from '../runtimeEnvironment';
import { snapshotInterval } from './runSnapshots';

/** What a recording says of the run of a trainer. */
export async function factsOf(trainer: Trainer, sha256: Sha256): Promise<RunFacts> {
  const { data, inference, batch, definition } = trainer.blueprint;
  const { optimizer, schedule, epochs, precision, shuffle, weightDecay, l1, clipNorm } = definition.training;
  const { targets } = data;
  const hash = await sha256(numbersOf(trainer));
  return {
    layers: definition.layers.map(({ name, layer, inputs }, index) => ({
      name,
      type: layer,
      shape: [...(inference.layers[index]?.shape ?? [])],
      parameters: inference.layers[index]?.parameterCount ?? 0,
      inputs: inputs.map((input) => (input === 'input' ? input : (definition.layers[input]?.name ?? ''))),
    })),
    data: {
      trainSamples: data.train.length,
      testSamples: data.test.length,
      ...(targets.kind === 'labels' && targets.classNames && { classes: [...targets.classNames] }),
      ...(hash !== undefined && { sha256: hash }),
    },
    settings: {
      optimizer: choiceText(optimizer),
      schedule: choiceText(schedule),
      batch,
      epochs,
      precision,
      ...(shuffle !== undefined && { shuffle }),
      ...(weightDecay !== undefined && { weightDecay }),
      ...(l1 !== undefined && { l1 }),
      ...(clipNorm !== undefined && { clipNorm }),
    },
    kernels: trainer.kernels,
    snapshotInterval: snapshotInterval(trainer),
  };
}

/** `SGD(lr=0.1)`, as it is written in a definition. */
function choiceText({ name, settings }: Choice): string {
  const given = Object.entries(settings).map(([setting, value]) => `${setting}=${String(value)}`);
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

/** Inputs, targets, and which samples are in which part: what is hashed, as docs/recording.md has it. */
function numbersOf({ blueprint: { data } }: Trainer): readonly Uint8Array[] {
  const { inputs, targets, train, test } = data;
  const arrays = [inputs, targets.kind === 'labels' ? targets.labels : targets.values, train, test];
  return arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}
