import * as vscode from 'vscode';
import type { GraphNode } from '../../../engine/graph/graph';
import type { CheckedFile } from '../../../language';
import { formatExactly } from '../../../language/services/numbers';
import type { PanelEdit } from '../../../protocol/panel';
import type { FormulaProgram } from '../../../protocol/formulas';
import { toEditorRange } from '../../documents/ranges';
import { literalEntries } from './literals';

/** The program with numbers that were typed in the panel in place of those in the file. */
export function withEdits(program: FormulaProgram, edits: readonly PanelEdit[]): FormulaProgram {
  if (edits.length === 0) return program;
  const nodes = program.graph.nodes.map((node, id): GraphNode => {
    const own = edits.filter((edit) => edit.node === id);
    if (own.length === 0 || node.kind !== 'data') return node;
    const values = node.values.slice();
    for (const { entry, value } of own) values[entry] = value;
    return { ...node, values };
  });
  return { ...program, graph: { nodes } };
}

/** The latest number for each entry; an edit that gives the file's own number back is none. */
export function addEdit(
  edits: readonly PanelEdit[],
  edit: PanelEdit,
  file: CheckedFile,
): readonly PanelEdit[] {
  const others = edits.filter(({ node, entry }) => node !== edit.node || entry !== edit.entry);
  const node = file.formulas.graph.nodes[edit.node];
  const original = node?.kind === 'data' ? node.values[edit.entry] : undefined;
  return original === undefined || Object.is(original, edit.value) ? others : [...others, edit];
}

/** Puts the numbers into the literals they were typed over; the file is changed, not saved. */
export async function writeEdits(
  uri: vscode.Uri,
  file: CheckedFile,
  edits: readonly PanelEdit[],
): Promise<boolean> {
  const change = new vscode.WorkspaceEdit();
  for (const { node, entry, value } of edits) {
    const named = file.formulas.values.find((candidate) => candidate.node === node);
    const statement = file.ast.statements.find(({ start }) => start === named?.statement.start);
    const range = literalEntries(statement)?.[entry];
    if (range === undefined) return false;
    change.replace(uri, toEditorRange(file, range), formatExactly(value));
  }
  return vscode.workspace.applyEdit(change);
}
