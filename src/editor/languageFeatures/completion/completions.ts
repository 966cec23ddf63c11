import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import { completionsAt, describe } from '../../../language/services';
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

  async provide({ document, position, context, cancellation }: Asked): Promise<vscode.CompletionItem[]> {
    const { file } = this.documents.check(document);
    if (file.diagnostics.every(({ severity }) => severity !== 'error')) this.lastSound.set(document, file);
    const completions = await completionsAt(file, document.offsetAt(position), {
      files: this.names.of(document.uri),
      lastSound: this.lastSound.get(document),
      isCancelled: () => cancellation.isCancellationRequested,
      isAskedFor: context.triggerKind !== vscode.CompletionTriggerKind.TriggerCharacter,
    });
    return completions.map((completion, index) => {
      const item = itemOf(file, position, completion, index);
      if (completion.subject !== undefined) this.subjects.set(item, completion.subject);
      return item;
    });
  }

  /** Its documentation, once somebody looks at it. */
  resolve(item: vscode.CompletionItem): vscode.CompletionItem {
    const subject = this.subjects.get(item);
    const text = subject && documentationOf(subject);
    if (text !== undefined) item.documentation = text;
    return item;
  }
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
    replacing: new vscode.Range(start, toEditorPosition(file, range.end)),
  };
  if (next !== undefined) item.command = { command: commandOf[next], title: '' };
  return item;
}
