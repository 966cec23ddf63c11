import path from 'node:path';
import {
  convertCapturedStep,
  convertKerasFile,
  convertNotebook,
  convertPython,
  type Converted,
} from '../../convert';
import { LARGEST_FILE } from '../../data/bytes/fileSize';
import { diskStore } from '../../platform/diskStore';
import { captureFolder } from '../../recording/recordingFolder';
import { readCapturedUpdate } from '../../recording/capturedUpdate';
import { recordingSuffix } from '../../recording/runDescription';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
import { writeError, writeLine, writeRemark } from '../output';
import { OutputFile } from '../outputFile';
import { noteRead } from '../readFiles';
import { readBytes, readSource } from '../readSource';
import { readWords } from '../words';
import { writeNumpy } from './writeNumpy';

/**
 * `backprop convert FILE [--out FILE]`: a Python file, a notebook or the captured update of a recording as a
 * definition.
 * @returns 0 where all was converted, 1 where comments stand for the rest, 2 where there was nothing to
 * convert. `backprop convert FILE.backprop --to numpy`: the other way, formulas as a script
 */
export async function convert(words: readonly string[]): Promise<number> {
  const { files, texts } = readWords(words, 1, { out: 'text', to: 'text' });
  const [file = ''] = files;
  if (texts.to !== undefined) {
    if (texts.to !== 'numpy')
      throw new CommandFailure(l10n.t('--to takes numpy, not {0}.', texts.to), exitUnusable);
    await deliver(await writeNumpy(file), texts.out);
    return 0;
  }
  if (file.replace(/[/\\]$/, '').endsWith(recordingSuffix)) {
    await deliver(await capturedDefinition(file, texts.out), texts.out);
    return 0;
  }
  const converted = await conversionOf(file);
  if (converted.isEmpty) {
    if (converted.text !== '') writeError(converted.text.trimEnd());
    throw new CommandFailure(
      l10n.t('{0} has no network and no formula that can be converted.', file),
      exitUnusable,
    );
  }
  await deliver(converted.text, texts.out);
  if (converted.gaps === 0) return 0;
  writeRemark(
    converted.gaps === 1
      ? l10n.t('One thing is not understood: see the comments.')
      : l10n.t('{0} things are not understood: see the comments.', converted.gaps),
  );
  return exitNegative;
}

async function conversionOf(file: string): Promise<Converted> {
  if (/\.keras$/i.test(file)) {
    const converted = convertKerasFile(await readBytes(file, LARGEST_FILE), localise);
    if (converted === undefined)
      throw new CommandFailure(l10n.t('{0} is not a model of Keras 3.', file), exitUnusable);
    return converted;
  }
  const source = await readSource(file);
  const converted = /\.ipynb$/i.test(file)
    ? convertNotebook(source, localise)
    : convertPython(source, { localise });
  if (converted === undefined) throw new CommandFailure(l10n.t('{0} is not a notebook.', file), exitUnusable);
  return converted;
}

/**
 * The definition of the update that was captured last of a recording.
 * @param out where it will be written: beside the captured arrays where that is nowhere
 */
async function capturedDefinition(folder: string, out: string | undefined): Promise<string> {
  const captured = await readCapturedUpdate(diskStore(folder));
  if (captured === undefined)
    throw new CommandFailure(
      l10n.t('{0} has no captured update: record with --capture UPDATE.', folder),
      exitUnusable,
    );
  const place = path.resolve(folder, captureFolder, captured.name);
  noteRead(place);
  const beside = path.dirname(path.resolve(out ?? place));
  const converted = convertCapturedStep({
    ...captured,
    file: path.relative(beside, place).replaceAll('\\', '/'),
  });
  if (!converted.ok) throw new CommandFailure(`${folder}: ${localise(converted.problem)}`, exitUnusable);
  return converted.text;
}

async function deliver(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    writeLine(text.trimEnd());
    return;
  }
  await (await OutputFile.prepare(file)).write(text);
}
