import * as vscode from 'vscode';
import type { CheckedFile, Fix, Range } from '../../../language';
import {
  expectValues,
  extractName,
  inlineName,
  sheetOf,
  wrapInBlock,
  type ComputedFormulas,
} from '../../../language/services';
import { makeSheetCommand } from '../../commands/names';
import type { Documents } from '../../documents/documents';
import type { Grader } from '../../formulas/grader';
import type { Sessions } from '../../formulas/formulaSessions';
import { localise } from '../../localise';
import { editFor } from './quickFixes';

/** What can be made of a text that is right as it is. */
export class Refactorings {
  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly grader: Grader,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only, triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    // A cursor that only passes by is offered nothing: each offer is a text that was made and checked.
    const isPassing = range.isEmpty && triggerKind === vscode.CodeActionTriggerKind.Automatic;
    if (isPassing && only === undefined) return [];
    const { file } = this.documents.check(document);
    const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const { RefactorExtract, RefactorInline, RefactorRewrite } = vscode.CodeActionKind;
    const isWanted = (kind: vscode.CodeActionKind): boolean => only?.intersects(kind) ?? true;
    const actions: vscode.CodeAction[] = [];
    const offer = (kind: vscode.CodeActionKind, fix: Fix | undefined): vscode.CodeAction | undefined => {
      if (fix === undefined) return undefined;
      const action = new vscode.CodeAction(localise(fix.title), kind);
      action.edit = editFor(document, file, [fix]);
      actions.push(action);
      return action;
    };
    if (isWanted(RefactorExtract)) {
      const extraction = extractName(file, selection);
      const action = offer(RefactorExtract, extraction);
      // What stands before it is the same in both texts.
      if (action && extraction) action.command = renameAt(document, extraction.nameOffset);
      offer(RefactorExtract, wrapInBlock(file, selection));
    }
    if (isWanted(RefactorInline)) offer(RefactorInline, inlineName(file, selection.start));
    if (isWanted(RefactorRewrite)) {
      offer(RefactorRewrite, this.valuesOfNow(document, file, selection));
      if (touchesExpect(file, selection) && sheetOf(file, '') !== undefined) {
        const action = new vscode.CodeAction(vscode.l10n.t('Make a sheet of this file'), RefactorRewrite);
        action.command = { title: action.title, command: makeSheetCommand, arguments: [document.uri] };
        actions.push(action);
      }
    }
    return actions;
  }

  private valuesOfNow(document: vscode.TextDocument, file: CheckedFile, selection: Range): Fix | undefined {
    const session = this.sessions.find(document.uri);
    const run = session?.stale === false ? session.run : undefined;
    const numbers: ComputedFormulas | undefined = run?.numbers ?? this.grader.find(document)?.numbers;
    // Its own blanks, and those that were written after the run, are what nothing is told of.
    const asked = run?.file.text === file.text ? run.file : file;
    return numbers && expectValues(asked, numbers, selection);
  }
}

/** VS Code's own question for another name, as if somebody had pressed F2 there. */
function renameAt(document: vscode.TextDocument, offset: number): vscode.Command {
  return {
    title: '',
    command: 'editor.action.rename',
    arguments: [[document.uri, document.positionAt(offset)]],
  };
}

function touchesExpect({ ast }: CheckedFile, { start, end }: Range): boolean {
  return ast.statements.some((each) => each.kind === 'expect' && each.start <= end && start <= each.end);
}
