import { existsSync } from 'node:fs';
import { open, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { exportFiles, exportTargets, type ExportTarget } from '../../convert/export/exportFiles';
import { trainingNumbers } from '../../engine/training/trainingNumbers';
import { makeFolders } from '../../platform/diskStore';
import { CommandFailure, exitUnusable } from '../failure';
import { either, l10n } from '../l10n';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { writeError, writeLine } from '../output';
import { describeDiagnostic, readDefinition } from '../readDefinition';
import { systemReason } from '../systemReason';
import { readWords } from '../words';
import { refuseUntrainable } from './train';

/**
 * `backprop export FILE --to pytorch|numpy --out FOLDER [--network NAME]`: a script that trains the same
 * network, with its data and initial parameters beside it.
 */
export async function exportNetwork(words: readonly string[]): Promise<number> {
  const { files, texts } = readWords(words, 1, { network: 'text', to: 'text', out: 'text' });
  const target = targetOf(texts.to);
  const folder = texts.out ?? '';
  if (folder === '')
    throw new CommandFailure(l10n.t('Name the folder to write to: {0}', '--out FOLDER'), exitUnusable);
  const definition = await readDefinition(files[0] ?? '');
  const { file, checked } = definition;
  const program = findNetwork(definition, texts.network);
  refuseUntrainable(definition, program);
  const { name } = program.definition;
  const { trainer, seal } = await prepareTrainer(definition, program, {});
  if (seal.isClosed)
    throw new CommandFailure(
      l10n.t('{0}: {1} is exported once it is asked for nothing: its script would answer.', file, name),
      exitUnusable,
    );
  const numbers = trainingNumbers(trainer);
  const network = { fileName: path.basename(file), definition: program.definition, numbers };
  const exported = exportFiles(target, network);
  if (!exported.ok) {
    const layers = checked.networks.find((outline) => outline.name === name)?.layers ?? [];
    for (const { layer, message } of exported.refusals) {
      const range = layers[layer]?.range ?? { start: 0, end: 0 };
      writeError(describeDiagnostic(definition, { code: 'not-exported', severity: 'error', message, range }));
    }
    throw new CommandFailure(l10n.t('{0} cannot be written for {1}.', name, target), exitUnusable);
  }
  await deliver(folder, exported.files);
  for (const written of exported.files) writeLine(path.join(folder, written.name));
  return 0;
}

function targetOf(word: string | undefined): ExportTarget {
  const targets = Object.keys(exportTargets) as ExportTarget[];
  const found = targets.find((target) => target === word);
  if (found !== undefined) return found;
  const listed = either(targets);
  throw new CommandFailure(
    word === undefined
      ? l10n.t('Say what to export to: {0}', `--to ${listed}`)
      : l10n.t('--to takes {0}, not {1}.', listed, word),
    exitUnusable,
  );
}

/** Whoever has changed an exported script keeps it: nothing is written over. */
async function deliver(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  const begun: string[] = [];
  const missing = missingFolders(path.resolve(folder));
  try {
    await makeFolders(path.resolve(folder));
    const there = new Set(await readdir(folder));
    const taken = files.filter(({ name }) => there.has(name)).map(({ name }) => name);
    if (taken.length > 0)
      throw new CommandFailure(
        l10n.t('Nothing could be written to {0}: it has {1} already.', folder, taken.join(', ')),
        exitUnusable,
      );
    for (const { name, bytes } of files) {
      const file = await open(path.join(folder, name), 'wx');
      begun.push(path.join(folder, name));
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
    }
  } catch (error) {
    // A script without its numbers is of no use, and would stand in the way of the next export.
    for (const file of begun) await rm(file, { force: true });
    // One in which somebody else has put something meanwhile stays.
    for (const made of missing) await rmdir(made).catch(() => undefined);
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(
      l10n.t('Nothing could be written to {0}: {1}', folder, systemReason(error)),
      exitUnusable,
    );
  }
}

/** Those of a folder and the folders around it that are not there, the innermost first. */
function missingFolders(folder: string): readonly string[] {
  const missing: string[] = [];
  for (let each = folder; !existsSync(each) && each !== path.dirname(each); each = path.dirname(each)) {
    missing.push(each);
  }
  return missing;
}
