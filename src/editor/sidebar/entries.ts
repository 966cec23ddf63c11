import type * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import type { Row } from './rows';
import type { RunRows } from './runRows';

/**
 * One line of the tree. Commands of its menus are handed the entry, and look for `uri`, `pass` and `network`.
 */
export type Entry = FileEntry | RowEntry | NoteEntry;

/** One object per address for good: VS Code tells entries apart by identity. */
export interface FileEntry {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  /** What else is needed to tell it from files of the same name. */
  folder: string;
  /** The one file there is shows what is in it. */
  isOnly: boolean;
}

export interface RowEntry {
  readonly kind: 'row';
  readonly uri: vscode.Uri;
  readonly row: Row;
  readonly checked: CheckedFile;
  readonly runRows: RunRows | undefined;
  /** Absent where the row is not a pass. */
  readonly pass?: number;
  /** Name of the network; absent where the row is none. */
  readonly network?: string;
}

/** Stands below a file that has no rows, and says why. */
export interface NoteEntry {
  readonly kind: 'note';
  readonly uri: vscode.Uri;
  readonly sentence: string;
  readonly isError: boolean;
}
