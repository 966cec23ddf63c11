import * as vscode from 'vscode';
import { definitionSelector } from '../documents/documents';
import { localise } from '../localise';
import { loadConverter } from './converter';

/*
 * VS Code has edits for pasting since 1.97; the typings are those of the oldest version that is supported, so
 * what is used of them is declared here, and looked for when the extension starts.
 */
interface PasteKind {
  readonly value: string;
  append(...parts: string[]): PasteKind;
}

interface PasteEdit {
  yieldTo?: readonly PasteKind[];
}

interface PasteApi {
  readonly DocumentPasteEdit?: new (insertText: string, title: string, kind: PasteKind) => PasteEdit;
  readonly DocumentDropOrPasteEditKind?: { readonly Empty: PasteKind; readonly Text: PasteKind };
}

interface PasteProvider {
  provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
    context: unknown,
    token: vscode.CancellationToken,
  ): Promise<PasteEdit[] | undefined>;
}

interface PasteLanguages {
  registerDocumentPasteEditProvider?(
    selector: vscode.DocumentSelector,
    provider: PasteProvider,
    metadata: {
      readonly providedPasteEditKinds: readonly PasteKind[];
      readonly pasteMimeTypes: readonly string[];
    },
  ): vscode.Disposable;
}

const mostCharacters = 200_000;
/** Words without which no text is worth reading as Python. */
const looksLikePython =
  /\b(import|def|class|return|np\.|torch\.|nn\.|keras|self\.|lambda)|\.(dot|backward|forward|add)\(/;

/** Where the API has it: Python that is pasted into a definition is offered as one. */
export function registerPasteAsBackprop(): vscode.Disposable {
  const { DocumentPasteEdit, DocumentDropOrPasteEditKind: kinds } = vscode as unknown as PasteApi;
  const languages: PasteLanguages = vscode.languages as unknown as PasteLanguages;
  if (!DocumentPasteEdit || !kinds || !languages.registerDocumentPasteEditProvider) {
    return new vscode.Disposable(() => undefined);
  }
  const kind = kinds.Empty.append('backprop', 'python');
  return languages.registerDocumentPasteEditProvider(
    definitionSelector,
    {
      provideDocumentPasteEdits: async (_document, _ranges, data, _context, token) => {
        const text = await data.get('text/plain')?.asString();
        if (text === undefined || text.length > mostCharacters || !looksLikePython.test(text))
          return undefined;
        const { convertPython } = await loadConverter();
        if (token.isCancellationRequested) return undefined;
        const converted = convertPython(text, { localise });
        if (converted.isEmpty) return undefined;
        const edit = new DocumentPasteEdit(converted.text, vscode.l10n.t('Paste as Backprop'), kind);
        // What was copied is pasted as it is, unless somebody chooses this.
        edit.yieldTo = [kinds.Text];
        return [edit];
      },
    },
    { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] },
  );
}
