import type { Message } from '../engine/message';
import { message } from '../language';
import { convertPython, type Converted } from './convertPython';
import type { Wording } from './definitionWriter';

/**
 * Converts the code cells of a Jupyter notebook, one after the other. Places are named by cell and line.
 * @param json the text of the file
 * @param localise what comments are written with; English where there is none
 * @returns `undefined` where it is not a notebook
 */
export function convertNotebook(json: string, localise?: Wording['localise']): Converted | undefined {
  const cells = codeCells(json);
  if (!cells) return undefined;
  return convertCells(cells, localise);
}

/** A cell of code, and its number among all cells, from 1. */
export interface CodeCell {
  readonly number: number;
  readonly source: string;
}

export function convertCells(cells: readonly CodeCell[], localise?: Wording['localise']): Converted {
  const places: Message[] = [];
  const lines: string[] = [];
  for (const { number, source } of cells) {
    source.split(/\r?\n/).forEach((text, at) => {
      // Commands of the notebook are no Python.
      lines.push(/^\s*[%!?]/.test(text) ? '' : text);
      places.push(message('cell {0}, line {1}', number, at + 1));
    });
  }
  const placeName = (line: number): Message => places[line - 1] ?? message('line {0}', line);
  return convertPython(lines.join('\n'), { placeName, ...(localise && { localise }) });
}

function codeCells(json: string): CodeCell[] | undefined {
  let notebook: unknown;
  try {
    notebook = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(notebook) || !Array.isArray(notebook.cells)) return undefined;
  const cells: unknown[] = notebook.cells;
  return cells.flatMap((cell, at) => {
    if (!isRecord(cell) || cell.cell_type !== 'code') return [];
    const source = sourceOf(cell.source);
    return source === undefined ? [] : [{ number: at + 1, source }];
  });
}

/** A text, or its lines. */
function sourceOf(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  if (!Array.isArray(source)) return undefined;
  const lines: unknown[] = source;
  return lines.every((line) => typeof line === 'string') ? lines.join('') : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
