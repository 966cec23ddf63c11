import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import { completionsAt, describe, fewerCompletions } from '../../../language/services';
import type { Completion, CompletionKind, CompletionSubject } from '../../../language/services';
import type { RealPath } from '../../data/dataPlace';
import { NamesBeside } from '../../data/filesBeside';
import type { Documents } from '../../documents/documents';
import { toEditorPosition } from '../../documents/ranges';
import { localiseDocumentation } from '../../localise';
import { appendPlainText } from '../../markdownText';
import { documentation } from '../hover/hovers';

/** A place in a document, and how completion came to be asked there. */
interface Asked {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly context: vscode.CompletionContext;
  readonly cancellation: vscode.CancellationToken;
}

/** What can be written at places of the open definitions. */
export class Completions {
  private readonly names: NamesBeside;
  /** The last text of each document without a mistake: it knows the shapes of what is broken now. */
  private readonly lastSound = new WeakMap<vscode.TextDocument, CheckedFile>();
  /** What is looked up for an item when somebody looks at it. */
  private readonly subjects = new WeakMap<vscode.CompletionItem, CompletionSubject>();

  constructor(
    private readonly documents: Documents,
    extension: vscode.Uri,
    realPath: RealPath,
  ) {
    this.names = new NamesBeside(extension, realPath);
  }

  async provide(asked: Asked): Promise<vscode.CompletionList> {
    const { document, position, context, cancellation } = asked;
    const before = document.getText().length;
    const isAskedFor = context.triggerKind !== vscode.CompletionTriggerKind.TriggerCharacter;
    const list = await this.offer(asked, isAskedFor, 0);
    if (list.items.length > 0 || isAskedFor) return list;
    // An empty answer would close the list also for a letter that is typed while it is on its way, or was
    // typed while the question was.
    let letters = lettersBehind(document, position);
    if (letters === '') {
      await nextLetter(document, position, cancellation);
      const typed = document.getText().length - before;
      letters =
        typed > 0
          ? document.getText(new vscode.Range(position, position.translate(0, typed)))
          : lettersBehind(document, position);
    }
    return !cancellation.isCancellationRequested && isWord.test(letters)
      ? this.offer(asked, true, letters.length)
      : list;
  }

  /** @param typed how many letters were typed behind the place since it was asked for */
  private async offer(
    { document, position, cancellation }: Asked,
    isAskedFor: boolean,
    typed: number,
  ): Promise<vscode.CompletionList> {
    const { file } = this.documents.check(document);
    if (file.diagnostics.every(({ severity }) => severity !== 'error')) this.lastSound.set(document, file);
    const offset = document.offsetAt(position) + typed;
    const all = await completionsAt(file, offset, {
      files: this.names.of(document.uri),
      lastSound: this.lastSound.get(document),
      isCancelled: () => cancellation.isCancellationRequested,
      isAskedFor,
    });
    const { completions, isAll } = fewerCompletions(all, file.text, offset);
    const items = completions.map((completion, index) => {
      const item = itemOf(file, position, completion, index, typed);
      if (completion.subject !== undefined) this.subjects.set(item, completion.subject);
      return item;
    });
    return new vscode.CompletionList(items, !isAll);
  }

  /** Its documentation, once somebody looks at it. */
  resolve(item: vscode.CompletionItem): vscode.CompletionItem {
    const subject = this.subjects.get(item);
    const text = subject && documentationOf(subject);
    if (text !== undefined) item.documentation = text;
    return item;
  }
}

const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** So long a letter is waited for behind a sign, in ms: whoever stops to think is asked anew by VS Code. */
const waitsForLetter = 1000;

/** What stands between a place and the cursor behind it in its line; nothing where that is no word. */
function lettersBehind(document: vscode.TextDocument, position: vscode.Position): string {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? editor.selection.active : undefined;
  if (cursor?.line !== position.line || !cursor.isAfter(position)) return '';
  const letters = document.getText(new vscode.Range(position, cursor));
  return isWord.test(letters) ? letters : '';
}

/** Until a document changes or a word is behind a place, nobody waits for it any more, or it is too late. */
function nextLetter(
  document: vscode.TextDocument,
  position: vscode.Position,
  cancellation: vscode.CancellationToken,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(end, waitsForLetter);
    const listening = vscode.Disposable.from(
      cancellation.onCancellationRequested(end),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) end();
      }),
      // The text had changed before it was asked, and where the cursor is comes after it.
      vscode.window.onDidChangeTextEditorSelection(() => {
        if (lettersBehind(document, position) !== '') end();
      }),
    );
  });
}

function documentationOf(subject: CompletionSubject): vscode.MarkdownString | undefined {
  if (subject.kind === 'text') {
    return appendPlainText(new vscode.MarkdownString(), localiseDocumentation(subject.documentation));
  }
  if (subject.kind === 'definition') {
    const markdown = new vscode.MarkdownString().appendCodeblock(subject.written, 'backprop');
    return subject.comment === undefined ? markdown : appendPlainText(markdown, subject.comment);
  }
  const { callable, shapes } = subject;
  return documentation({ ...describe(callable), ...(shapes && { shapes }) });
}

const kinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  keyword: vscode.CompletionItemKind.Keyword,
  snippet: vscode.CompletionItemKind.Snippet,
  value: vscode.CompletionItemKind.Variable,
  function: vscode.CompletionItemKind.Function,
  layer: vscode.CompletionItemKind.Class,
  'layer name': vscode.CompletionItemKind.Variable,
  block: vscode.CompletionItemKind.Module,
  data: vscode.CompletionItemKind.Struct,
  optimizer: vscode.CompletionItemKind.Class,
  schedule: vscode.CompletionItemKind.Class,
  initializer: vscode.CompletionItemKind.Class,
  argument: vscode.CompletionItemKind.Field,
  setting: vscode.CompletionItemKind.Property,
  constant: vscode.CompletionItemKind.EnumMember,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
  column: vscode.CompletionItemKind.Field,
};

/** What the person needs behind what was put in, by the commands of the editor. */
const commandOf = {
  completions: 'editor.action.triggerSuggest',
  signature: 'editor.action.triggerParameterHints',
} as const;

function itemOf(
  file: CheckedFile,
  position: vscode.Position,
  { kind, label, detail, insertText, isSnippet, filterText, range, next }: Completion,
  index: number,
  typed: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    detail === undefined ? label : { label, description: detail },
    kinds[kind],
  );
  item.insertText = isSnippet ? new vscode.SnippetString(insertText) : insertText;
  item.filterText = filterText;
  // The order of the language, as text that sorts as numbers do.
  item.sortText = String(index).padStart(5, '0');
  const start = toEditorPosition(file, range.start);
  item.range = {
    inserting: new vscode.Range(start, position),
    // Of letters that were typed since, VS Code knows.
    replacing: new vscode.Range(start, toEditorPosition(file, range.end - typed)),
  };
  if (next !== undefined) item.command = { command: commandOf[next], title: '' };
  return item;
}
