import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dataset } from '../../../../src/data/dataset';
import { filesOf } from '../../../../src/data/load';
import { formatMessage } from '../../../../src/engine/message';
import type { NetworkDefinition } from '../../../../src/engine/network/networkDefinition';
import { checkText } from '../../checkText';
import type { TrainingFile } from '../../../../src/protocol/training';
import { readTrainingData } from '../../../../src/runtime/training/prepare';
import { fileOf, shippedFile, sourceOf, valueOf } from '../../data/samples';

/** Everything a run follows from. */
export interface RealRun {
  readonly data: Dataset;
  readonly network: NetworkDefinition;
}

/**
 * The network of an example as it is shipped, under another seed.
 * @param folder of the files that do not come with the extension
 */
export function exampleRun(name: string, seed: number, folder = './'): RealRun {
  const checked = checkText(readFileSync(`examples/${name}.backprop`, 'utf8'));
  const program = checked.networks[0]?.program;
  if (program === undefined) throw new Error(`The example ${name} has no sound network.`);
  const { definition, data } = program;
  const network = { ...definition, training: { ...definition.training, seed } };
  const files: Record<string, TrainingFile> = {};
  for (const { role, from, paths } of valueOf(filesOf(sourceOf(data.source), data.settings))) {
    files[role] =
      from === 'shipped'
        ? shippedFile(paths[0])
        : fileOf(paths[0], new Uint8Array(readFileSync(path.join(folder, path.basename(paths[0])))));
  }
  const read = readTrainingData(network, { source: data.source, arguments: data.settings, files });
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => formatMessage(message)).join(' '));
  return { data: read.data, network };
}
