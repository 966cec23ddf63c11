import type { NamedNumbers, PartNumbers } from '../../engine/training/trainingNumbers';
import { strToU8 } from 'fflate';
import { writeNpz, type WritableArray } from '../../data/npyWriter';
import { sizeOf } from '../../language';
import type { NetworkScript, NetworkToExport } from './exportedNetwork';
import { numpyNetworkScript } from './numpyNetworkScript';
import { torchScript } from './torchScript';

/** What a network can be exported to, by the word of the command line. */
export const exportTargets = {
  pytorch: torchScript,
  numpy: numpyNetworkScript,
} as const satisfies Readonly<Record<string, (network: NetworkToExport) => NetworkScript>>;

export type ExportTarget = keyof typeof exportTargets;

/** One file of the folder that an export makes. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ExportedFiles =
  | { readonly ok: true; readonly files: readonly ExportedFile[] }
  | Extract<NetworkScript, { readonly ok: false }>;

/**
 * The script, and beside it the parameters that it begins with, the data, and what a run has learned.
 * @param trained by a run of the network; absent where none is there
 */
export function exportFiles(
  target: ExportTarget,
  network: NetworkToExport,
  trained?: readonly NamedNumbers[],
): ExportedFiles {
  const script = exportTargets[target](network);
  if (!script.ok) return script;
  return {
    ok: true,
    files: [
      { name: 'train.py', bytes: strToU8(script.text) },
      { name: 'initial.npz', bytes: archiveOf(network.numbers.initial) },
      { name: 'data.npz', bytes: dataArchive(network) },
      ...(trained ? [{ name: 'trained.npz', bytes: archiveOf(trained) }] : []),
    ],
  };
}

function archiveOf(numbers: readonly NamedNumbers[]): Uint8Array {
  return writeNpz(
    Object.fromEntries(numbers.map(({ name, shape, values }) => [name, { shape, data: values }])),
  );
}

function dataArchive({ definition, numbers }: NetworkToExport): Uint8Array {
  const { sampleShape, shapes, train, test, order, encoding } = numbers;
  const [compared = 'input'] = definition.layers.at(-1)?.inputs ?? [];
  const output = compared === 'input' ? sampleShape : (shapes[compared] ?? []);
  const arraysOf = (
    part: 'train' | 'test',
    { inputs, targets }: PartNumbers,
  ): Record<string, WritableArray> => {
    const count = inputs.length / sizeOf(sampleShape);
    const isLabels = encoding === 'labels';
    return {
      [`${part}_x`]: { shape: [count, ...sampleShape], data: inputs },
      [`${part}_t`]: {
        shape: isLabels ? [count] : [count, ...output],
        // PyTorch takes class numbers in 64 bits only.
        data: targets instanceof Int32Array ? BigInt64Array.from(targets, BigInt) : targets,
      },
    };
  };
  const trainCount = train.inputs.length / sizeOf(sampleShape);
  return writeNpz({
    ...arraysOf('train', train),
    ...arraysOf('test', test),
    ...(order && { order: { shape: [order.length / trainCount, trainCount], data: order } }),
  });
}
