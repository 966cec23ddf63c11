import * as vscode from 'vscode';
import {
  unmetExpectationCode,
  type CheckedFile,
  type Diagnostic,
  type Fix,
  type Range,
} from '../../../language';
import {
  diagnosticsAt,
  hasPlainRepair,
  problemsOfLine,
  quickFixesAt,
  remedyEdits,
  repairsOf,
} from '../../../language/services';
import { pageOfData } from '../../data/pageOfData';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import { countText, displayLanguage, localise } from '../../localise';
import { shortNumber } from '../../../protocol/numberText';
import type { NetworkRun } from '../../training/networkRun';
import { fixAllFullWidth, fixAllProblems } from './languageProblems';
import type { Grader } from '../../formulas/grader';
import type { NetworkRuns } from '../../training/networkRuns';
import { findingsIn, rangeIn } from './healthProblems';

const fullWidthCode = 'full-width';

/**
 * The repairs the language offers with what it reports, and the actual value for an `expect` that is not met.
 */
export class QuickFixes {
  constructor(
    private readonly documents: Documents,
    private readonly grader: Grader,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { file } = this.documents.check(document);
    const stretch = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const offered = quickFixesAt(file, stretch);
    return [
      ...offered.map(({ diagnostic, ...fix }) =>
        repair({ document, file, context, fix, ...diagnostic, preferred: diagnostic.fixes?.length === 1 }),
      ),
      ...pagesOfMissingData(file, stretch, context),
      ...this.actualValues(document, stretch, context),
      ...fixAll(
        document,
        file,
        context,
        offered.map(({ diagnostic }) => diagnostic),
      ),
      ...(offered.length > 0 && context.only?.contains(fixAllProblems) !== true
        ? fixLine(document, file, stretch)
        : []),
    ];
  }

  /** Not preferred: "fix all" must not make a wrong answer right. */
  private actualValues(
    document: vscode.TextDocument,
    { start, end }: Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const grading = this.grader.find(document);
    return (grading?.grades ?? []).flatMap((grade) => {
      if (grading === undefined || grade.kind !== 'failed' || grade.fix === undefined) return [];
      const { statement, nameRange } = grade.expectation;
      if (statement.end < start || statement.start > end) return [];
      const { file } = grading;
      const { fix } = grade;
      return [
        repair({
          document,
          file,
          context,
          fix,
          range: nameRange,
          code: unmetExpectationCode,
          preferred: false,
        }),
      ];
    });
  }
}

interface Repair {
  readonly document: vscode.TextDocument;
  readonly file: CheckedFile;
  readonly context: vscode.CodeActionContext;
  readonly fix: Fix;
  /** Where the problem is, and which. */
  readonly range: Range;
  readonly code: string;
  readonly preferred: boolean;
}

function repair({ document, file, context, fix, range, code, preferred }: Repair): vscode.CodeAction {
  const action = new vscode.CodeAction(localise(fix.title), vscode.CodeActionKind.QuickFix);
  const place = toEditorRange(file, range);
  action.diagnostics = context.diagnostics.filter(
    (problem) => problem.code === code && problem.range.isEqual(place),
  );
  action.isPreferred = preferred;
  action.edit = editFor(document, file, [fix]);
  return action;
}

/** A page that has the files of data that are not there. */
function pagesOfMissingData(
  file: CheckedFile,
  stretch: Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  return diagnosticsAt(file, stretch).flatMap((diagnostic) => {
    const page = pageOfData(file, diagnostic);
    if (page === undefined) return [];
    const { title, uri } = page;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = diagnostics.filter(({ code }) => code === diagnostic.code);
    action.command = { command: 'vscode.open', title, arguments: [uri] };
    return [action];
  });
}

/** All of one kind, beside one of several; and the plain repairs of a file, when saving asks for them. */
function fixAll(
  document: vscode.TextDocument,
  file: CheckedFile,
  { only }: vscode.CodeActionContext,
  here: readonly Diagnostic[],
): vscode.CodeAction[] {
  const create = (
    title: string,
    kind: vscode.CodeActionKind,
    isChosen: (diagnostic: Diagnostic) => boolean,
  ): vscode.CodeAction[] => {
    const edits = repairsOf(file, isChosen);
    if (edits.length === 0) return [];
    const action = new vscode.CodeAction(title, kind);
    action.edit = editFor(document, file, [{ edits }]);
    return [action];
  };
  // Each of them whole: who saves has all actions of a kind made one after the other.
  if (only?.contains(fixAllProblems) === true) {
    return create(vscode.l10n.t('Fix all that is plain in this file'), fixAllProblems, hasPlainRepair);
  }
  if (only?.contains(fixAllFullWidth) === true) {
    return create(halfWidthTitle(), fixAllFullWidth, ({ code }) => code === fullWidthCode);
  }
  return [...new Set(here.map(({ code }) => code))].flatMap((shared) => {
    const alike = file.diagnostics.filter(({ code, fixes }) => code === shared && fixes?.length === 1);
    if (alike.length < 2) return [];
    const title =
      shared === fullWidthCode
        ? halfWidthTitle()
        : vscode.l10n.t('Fix all {0} problems of this kind', countText(alike.length));
    return create(title, vscode.CodeActionKind.QuickFix, ({ code }) => code === shared);
  });
}

/** All that is wrong with a line, where that is several things. */
function fixLine(document: vscode.TextDocument, file: CheckedFile, stretch: Range): vscode.CodeAction[] {
  const problems = problemsOfLine(file, stretch);
  if (problems.length === 0) return [];
  const title = vscode.l10n.t('Fix all {0} problems of this line', countText(problems.length));
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = editFor(document, file, [
    { edits: repairsOf(file, (problem) => problems.includes(problem)) },
  ]);
  return [action];
}

function halfWidthTitle(): string {
  return vscode.l10n.t('Use half-width everywhere in this file');
}

export function editFor(
  document: vscode.TextDocument,
  file: CheckedFile,
  fixes: readonly Pick<Fix, 'edits'>[],
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of fixes.flatMap(({ edits }) => edits)) {
    edit.replace(document.uri, toEditorRange(file, range), newText);
  }
  return edit;
}

/** Remedies of health findings that can be made in the text: another initialiser, a lower learning rate. */
export class HealthFixes {
  constructor(
    private readonly documents: Documents,
    private readonly runs: NetworkRuns,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const { file } = this.documents.check(document);
    return findingsIn(this.runs.of(document.uri)).flatMap((placed) => {
      const place = new vscode.Range(...rangeIn(document, placed));
      const { finding, run } = placed;
      const outline = file.networks.find(({ name }) => name === run.network);
      if (outline === undefined || place.intersection(range) === undefined) return [];
      return finding.remedies.flatMap((remedy) => {
        const edits = remedyEdits(file, outline, remedy);
        if (edits === undefined) return [];
        const action = new vscode.CodeAction(localise(remedy.text), vscode.CodeActionKind.QuickFix);
        action.diagnostics = context.diagnostics.filter(({ code }) => code === finding.rule);
        action.edit = new vscode.WorkspaceEdit();
        for (const edit of edits) {
          action.edit.replace(document.uri, toEditorRange(file, edit.range), edit.newText);
        }
        return [action];
      });
    });
  }
}

/** Puts a learning rate that was set by hand into the file, from wherever in the network somebody is. */
export class LearningRateFixes {
  constructor(
    private readonly documents: Documents,
    private readonly runs: NetworkRuns,
  ) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const { file } = this.documents.check(document);
    return this.runs.of(document.uri).flatMap((run) => {
      const outline = file.networks.find(({ name }) => name === run.network);
      if (outline === undefined || toEditorRange(file, outline.range).intersection(range) === undefined)
        return [];
      const edit = learningRateEdit(document, file, run);
      if (edit === undefined || run.changes.rate === undefined) return [];
      const title = vscode.l10n.t(
        'Write the learning rate {0} to the file',
        shortNumber(run.changes.rate, displayLanguage),
      );
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
      action.edit = edit;
      return [action];
    });
  }
}

/** @returns `undefined` where no rate was set by hand, or the text has no place for it */
export function learningRateEdit(
  document: vscode.TextDocument,
  file: CheckedFile,
  { network, changes: { rate } }: Pick<NetworkRun, 'network' | 'changes'>,
): vscode.WorkspaceEdit | undefined {
  const outline = file.networks.find(({ name }) => name === network);
  if (outline === undefined || rate === undefined) return undefined;
  const changes = [{ kind: 'setLearningRate', learningRate: rate }] as const;
  const edits = remedyEdits(file, outline, { changes });
  if (edits === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) edit.replace(document.uri, toEditorRange(file, range), newText);
  return edit;
}
