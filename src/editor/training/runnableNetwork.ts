import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import type { NetworkOutline } from '../../language/checker/networks/outline';
import type { NetworkProgram } from '../../language/checker/networks/program';
import { localise } from '../localise';

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
