import * as vscode from 'vscode';
import type { AskedNumbers, CheckedFile, Expectation, NetworkExpectation } from '../../language';
import { isDefinition, type Documents } from '../documents/documents';

/** The last answer to a question that somebody settled on, and how many there have been. */
interface Tried {
  readonly answer: string;
  readonly count: number;
}

/** From this try on a sheet tells the family of a mistake. */
const firstTryWithHint = 2;

/**
 * How often the questions of the sheets that are open have been answered. A try is an answer that is another
 * one than before when the cursor leaves its line: what is being typed is none yet.
 */
export class SheetTries implements vscode.Disposable {
  private readonly tried = new Map<string, Map<string, Tried>>();
  /** Where the cursor is: the document, and the line in it. */
  private cursor: { readonly document: vscode.TextDocument; readonly line: number } | undefined;
  private readonly didTry = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;

  /** Another answer was tried. */
  readonly onDidTry = this.didTry.event;

  constructor(private readonly documents: Documents) {
    this.moveTo(vscode.window.activeTextEditor);
    this.subscriptions = vscode.Disposable.from(
      this.didTry,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.moveTo(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.moveTo(editor);
      }),
      documents.onDidClose(({ uri }) => {
        this.tried.delete(uri.toString());
      }),
    );
  }

  /** Whether the answer that stands there has been tried, and is not the first one. */
  mayHint(uri: vscode.Uri, file: CheckedFile, expectation: AskedNumbers): boolean {
    const tried = this.tried.get(uri.toString())?.get(questionOf(file, expectation));
    return (
      tried !== undefined && tried.count >= firstTryWithHint && tried.answer === answerIn(file, expectation)
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private moveTo(editor: vscode.TextEditor | undefined): void {
    const { cursor } = this;
    const document = editor?.document;
    const line = editor?.selection.active.line ?? -1;
    if (cursor?.document === document && cursor?.line === line) return;
    this.cursor = document !== undefined && isDefinition(document) ? { document, line } : undefined;
    if (cursor !== undefined && !cursor.document.isClosed) this.leave(cursor.document, cursor.line);
  }

  private leave(document: vscode.TextDocument, line: number): void {
    const { file } = this.documents.check(document);
    if (file.formulas.sheet === undefined) return;
    const address = document.uri.toString();
    const questions = this.tried.get(address) ?? new Map<string, Tried>();
    this.tried.set(address, questions);
    let isNew = false;
    for (const expectation of askedIn(file)) {
      const { expected, expectedRange } = expectation;
      if (expected === undefined || file.positionAt(expectedRange.start).line !== line) continue;
      const [question, answer] = [questionOf(file, expectation), answerIn(file, expectation)];
      const before = questions.get(question);
      if (before?.answer === answer) continue;
      questions.set(question, { answer, count: (before?.count ?? 0) + 1 });
      isNew = true;
    }
    if (isNew) this.didTry.fire(document);
  }
}

function answerIn({ text }: CheckedFile, { expectedRange: { start, end } }: AskedNumbers): string {
  return text.slice(start, end);
}

function askedIn({ formulas, networks }: CheckedFile): readonly (Expectation | NetworkExpectation)[] {
  return [...formulas.expectations, ...networks.flatMap(({ expectations }) => expectations)];
}

/** A question by its words, and by which of several with these words it is. */
function questionOf(file: CheckedFile, { kind, name, statement }: AskedNumbers): string {
  const alike = askedIn(file).filter((each) => each.kind === kind && each.name === name);
  return `${kind} ${name} ${alike.findIndex((each) => each.statement.start === statement.start)}`;
}
