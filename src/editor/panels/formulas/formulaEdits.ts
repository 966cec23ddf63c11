import * as vscode from 'vscode';
import type { GraphNode } from '../../../engine/graph/graph';
import type { CheckedFile } from '../../../language';
import { formatExactly } from '../../../language/services';
import type { PanelEdit } from '../../../protocol/formulaPanelMessages';
import type { Computation } from '../../formulas/computation';
import type { FormulaRun } from '../../formulas/formulaRun';
import { localise } from '../../localise';
import type { FormulaProgram } from '../../../protocol/formulaProgram';
import { toEditorRange } from '../../documents/ranges';
import { literalEntries } from './literalEntries';

/** Numbers typed into the panel in place of those in the file, and what the definition comes to with them. */
export class TypedNumbers {
  private edits: readonly PanelEdit[] = [];
  private run: FormulaRun | undefined;
  /** With those that are being computed: a number that comes meanwhile is added to them. */
  private requested: readonly PanelEdit[] = [];
  private requests = 0;

  constructor(private readonly computation: Computation) {}

  get all(): readonly PanelEdit[] {
    return this.edits;
  }

  /** The run with them; `undefined` without any. */
  get edited(): FormulaRun | undefined {
    return this.run;
  }

  forget(): void {
    this.requests++;
    this.requested = [];
    this.edits = [];
    this.run = undefined;
  }

  /**
   * Computes the definition with one number more.
   * @param run what was computed from the file
   * @returns why the number cannot be, if it cannot
   */
  async type(edit: PanelEdit, { file, program, numbers }: FormulaRun): Promise<string | undefined> {
    const edits = addEdit(this.requested, edit, file);
    this.requested = edits;
    const request = ++this.requests;
    const edited = withEdits(program, edits);
    const computed = await this.computation.runQuietly('Running with typed numbers', (service) =>
      service.runFormulas({ program: edited, edges: true }),
    );
    // A later one brings this number along; or all of them were taken back.
    if (request !== this.requests) return undefined;
    if (computed.kind !== 'done' || !computed.answer.ok) {
      this.requested = this.edits;
      return computed.kind === 'done' && !computed.answer.ok
        ? localise(computed.answer.failure.message)
        : undefined;
    }
    this.edits = edits;
    const { result } = computed.answer;
    this.run = edits.length === 0 ? undefined : { file, program: edited, numbers: result, ofText: numbers };
    return undefined;
  }

  /** Puts them into the document. @returns false where its text is another by now, or cannot be changed */
  async write(document: vscode.TextDocument): Promise<boolean> {
    const file = this.run?.file;
    if (document.getText() !== file?.text) return false;
    if (!(await writeEdits(document.uri, file, this.edits))) return false;
    this.forget();
    return true;
  }
}

/** The program with numbers that were typed in the panel in place of those in the file. */
function withEdits(program: FormulaProgram, edits: readonly PanelEdit[]): FormulaProgram {
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
function addEdit(edits: readonly PanelEdit[], edit: PanelEdit, file: CheckedFile): readonly PanelEdit[] {
  const others = edits.filter(({ node, entry }) => node !== edit.node || entry !== edit.entry);
  const node = file.formulas.graph.nodes[edit.node];
  const original = node?.kind === 'data' ? node.values[edit.entry] : undefined;
  return original === undefined || Object.is(original, edit.value) ? others : [...others, edit];
}

/** Puts the numbers into the literals they were typed over; the file is changed, not saved. */
async function writeEdits(uri: vscode.Uri, file: CheckedFile, edits: readonly PanelEdit[]): Promise<boolean> {
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
