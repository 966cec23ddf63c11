import * as vscode from 'vscode';
import type { CheckedFile, NetworkOutline, NetworkProgram, Range } from '../../language';
import type { TrainingRefusal } from '../../protocol/training';
import type { CheckedDocument } from '../documents/documents';
import { localise } from '../localise';
import type { NetworkText } from './networkText';

/** A network that can be run, as its text stands now. */
export interface RunnableNetwork {
  readonly file: CheckedFile;
  readonly outline: NetworkOutline;
  readonly program: NetworkProgram;
}

/** Why a network cannot be run. */
export interface Obstacle {
  readonly sentence: string;
  /** The line to blame, from 1. */
  readonly line: number;
}

/** The network of this name, or why it cannot be run: its first mistake, or one in a line it depends on. */
export function findRunnable(file: CheckedFile, network: string): RunnableNetwork | Obstacle {
  const outline = file.networks.find(({ name }) => name === network);
  if (outline === undefined) {
    return { sentence: vscode.l10n.t('There is no network {0} in this file.', network), line: 1 };
  }
  const { program, range } = outline;
  const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
  const own = errors.find((error) => error.range.start >= range.start && error.range.end <= range.end);
  const blamed = own ?? (program === undefined ? errors[0] : undefined);
  if (blamed !== undefined) {
    const line = file.positionAt(blamed.range.start).line + 1;
    return { sentence: vscode.l10n.t('Line {0}: {1}', line, localise(blamed.message)), line };
  }
  if (program !== undefined) return { file, outline, program };
  const line = file.positionAt(range.start).line + 1;
  return { sentence: vscode.l10n.t('{0} cannot be run yet.', network), line };
}

/** The network of this name in a document that was checked, or a sentence that says why it cannot be run. */
export function findRunnableIn(
  { file, unreadable }: CheckedDocument,
  network: string,
): RunnableNetwork | string {
  if (unreadable !== undefined) return unreadable;
  const runnable = findRunnable(file, network);
  return 'sentence' in runnable ? runnable.sentence : runnable;
}

/** What is said of a network that has nothing to train by. */
export function whyUntrainable(network: string): string {
  return vscode.l10n.t(
    '{0} has no train block, so it cannot be trained. Add one: train { optimizer = SGD(lr=0.1) }',
    network,
  );
}

/** Why the runtime refused a network, and the place of its text that is to blame for the first reason. */
export function explainRefusals(
  refusals: readonly TrainingRefusal[],
  program: NetworkProgram,
  text: NetworkText | undefined,
): { readonly sentence: string; readonly range: Range | undefined } {
  const sentence = refusals.map(({ message }) => localise(message)).join(' ');
  const [first] = refusals;
  const argument = first?.dataArgument;
  const layer = first?.blame !== undefined && 'layer' in first.blame ? first.blame.layer : undefined;
  if (layer !== undefined) return { sentence, range: text?.lineOf(layer) };
  if (argument === undefined) return { sentence, range: text?.name };
  return { sentence, range: program.data.arguments[argument] ?? program.data.range };
}
