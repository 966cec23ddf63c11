import * as vscode from 'vscode';
import { filesOf } from '../../../src/data/load';
import { dataSources, findDataSource } from '../../../src/data/dataSources';
import { compiledBackend } from '../../../src/engine/kernels/compiled/backend';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import type { Trainer } from '../../../src/engine/training/trainer';
import { checkText } from '../../../src/language';
import { loadKernels } from '../../../src/platform/kernels/loadKernels';
import { readKernels } from '../../../src/platform/runtimeAssets';
import type { TrainingFile } from '../../../src/protocol/training';
import { readTrainingData, setUpTrainer } from '../../../src/runtime/training/prepare';

/**
 * The engine and nothing else, before the first step of the only network of a
 * text: no worker, no session, no frames, nobody who looks on. It computes with
 * the kernels that the extension has, so its numbers are the same bit for bit.
 */
export async function trainAlone(text: string): Promise<Trainer> {
  const program = checkText(text, { dataSources }).networks[0]?.program;
  if (program === undefined) throw new Error('The text has no sound network.');
  const { definition, data } = program;
  const request = {
    source: data.source,
    arguments: data.settings,
    files: await shippedFiles(data.source, data.settings),
  };
  const read = readTrainingData(definition, request);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  const kernels = await readKernels({ read: (name) => readFile('dist', name) });
  const module = kernels && loadKernels(kernels);
  const backend = module === undefined ? referenceBackend : compiledBackend(module);
  const set = setUpTrainer(definition, read.data, backend);
  if (!set.ok) throw new Error(JSON.stringify(set.refusals));
  return set.trainer;
}

async function shippedFiles(
  name: string,
  settings: Parameters<typeof filesOf>[1],
): Promise<Record<string, TrainingFile>> {
  const source = findDataSource(name);
  if (source === undefined) throw new Error(`There is no data source ${name}.`);
  const requests = filesOf(source, settings);
  if (!requests.ok) throw new Error(JSON.stringify(requests.error));
  const files: Record<string, TrainingFile> = {};
  for (const { role, paths } of requests.value) {
    const [file] = paths;
    const bytes = await readFile('data', file);
    files[role] = { name: file, bytes, size: bytes.length };
  }
  return files;
}

/** A file of the extension as it is installed. */
async function readFile(folder: string, name: string): Promise<Uint8Array> {
  const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');
  if (extension === undefined) throw new Error('The extension is not there.');
  return vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, folder, name));
}
