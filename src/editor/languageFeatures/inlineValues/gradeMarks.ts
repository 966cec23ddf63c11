import * as vscode from 'vscode';
import { isDefinition } from '../../documents/documents';
import { inlineValuesDetail, onDidChangeSetting } from '../../extensionSettings';
import type { Sessions } from '../../formulas/formulaSessions';
import type { Grader, Grading } from '../../formulas/grader';
import { behind, decorationType } from './inlineValues';
import { type Mark, marksOf } from './formulaLines';

/**
 * How every `expect` fares, behind its line: as soon as it was graded, whether or not anything was run. While
 * other numbers are tried in a panel there is none: nothing was asked of those.
 */
export class GradeMarks implements vscode.Disposable {
  private readonly decorations: Readonly<Record<Mark, vscode.TextEditorDecorationType>> = {
    right: decorationType('normal', new vscode.ThemeColor('backprop.rightAnswerForeground')),
    wrong: decorationType('normal', new vscode.ThemeColor('backprop.wrongAnswerForeground')),
    toDo: decorationType('normal', new vscode.ThemeColor('backprop.valueForeground')),
    waits: decorationType('normal', new vscode.ThemeColor('backprop.valueForeground')),
  };
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly grader: Grader,
    private readonly sessions: Pick<Sessions, 'find' | 'onDidChangeView'>,
  ) {
    const drawAll = (): void => {
      for (const editor of vscode.window.visibleTextEditors) this.draw(editor);
    };
    const drawOf = (uri: vscode.Uri): void => {
      for (const editor of vscode.window.visibleTextEditors)
        if (editor.document.uri.toString() === uri.toString()) this.draw(editor);
    };
    this.subscriptions = vscode.Disposable.from(
      ...Object.values(this.decorations),
      grader.onDidGrade(({ uri }) => {
        drawOf(uri);
      }),
      sessions.onDidChangeView(drawOf),
      vscode.window.onDidChangeVisibleTextEditors(drawAll),
      onDidChangeSetting('inlineValues', drawAll),
    );
    drawAll();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isDefinition(document)) return;
    const grading = this.grader.find(document);
    const isOff = inlineValuesDetail(document) === 'off';
    const isTried = this.sessions.find(document.uri)?.tried !== undefined;
    const marks =
      isOff || isTried || grading === undefined
        ? []
        : marksOf(grading.file, grading.grades, markTexts(grading));
    for (const kind of ['right', 'wrong', 'toDo', 'waits'] as const) {
      const own = marks.filter(({ mark }) => mark === kind);
      const options = own.map(({ line, text }) => behind(document, { line, value: text, gradient: '' }));
      editor.setDecorations(this.decorations[kind], options);
    }
  }
}

/** In a sheet a mark has words, too: there it is all that is said. */
function markTexts({ file }: Grading): Readonly<Record<Mark, string>> {
  const waits = vscode.l10n.t('not graded yet: takes a moment, Run Backward');
  if (file.formulas.sheet === undefined) return { right: '✓', wrong: '✗', toDo: '', waits };
  return { right: '✓', wrong: vscode.l10n.t('✗ not yet'), toDo: vscode.l10n.t('to do'), waits };
}
