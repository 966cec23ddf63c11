import { readFile, writeFile } from 'node:fs/promises';
import { convertKerasFile, convertNotebook, convertPython, type Converted } from '../../convert';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { writeError, writeLine } from '../output';
import { readSource, unreadableReason } from '../readSource';
import { readWords } from '../words';
import { writeNumpy } from './writeNumpy';

/**
 * `backprop convert FILE [--out FILE]`: a Python file or a notebook as a definition.
 * @returns 0 where all was converted, 1 where comments stand for the rest, 2 where there was nothing to
 * convert. `backprop convert FILE.backprop --to numpy`: the other way, formulas as a script
 */
export async function convert(words: readonly string[]): Promise<number> {
  const { files, texts } = readWords(words, 1, { out: 'text', to: 'text' });
  const [file = ''] = files;
  if (texts.to !== undefined) {
    if (texts.to !== 'numpy') throw new CommandFailure(`--to takes numpy, not ${texts.to}.`, exitUnusable);
    await deliver(await writeNumpy(file), texts.out);
    return 0;
  }
  const converted = await conversionOf(file);
  if (converted.isEmpty) {
    if (converted.text !== '') writeError(converted.text.trimEnd());
    throw new CommandFailure(`${file} has no network and no formula that can be converted.`, exitUnusable);
  }
  await deliver(converted.text, texts.out);
  if (converted.gaps === 0) return 0;
  const count = converted.gaps === 1 ? 'One thing is' : `${String(converted.gaps)} things are`;
  writeError(`backprop: ${count} not understood: see the comments.`);
  return exitNegative;
}

async function conversionOf(file: string): Promise<Converted> {
  if (/\.keras$/i.test(file)) {
    const converted = convertKerasFile(await readModel(file));
    if (converted === undefined) throw new CommandFailure(`${file} is not a model of Keras 3.`, exitUnusable);
    return converted;
  }
  const source = await readSource(file);
  const converted = /\.ipynb$/i.test(file) ? convertNotebook(source) : convertPython(source);
  if (converted === undefined) throw new CommandFailure(`${file} is not a notebook.`, exitUnusable);
  return converted;
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandFailure(`${file} ${unreadableReason(error)}`, exitUnusable);
  }
}

async function deliver(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) {
    writeLine(text.trimEnd());
    return;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CommandFailure(`${file} cannot be written: ${unreadableReason(error)}`, exitUnusable);
  }
}
