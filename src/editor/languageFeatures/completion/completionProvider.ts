import * as vscode from 'vscode';
import type { RealPath } from '../../data/dataPlace';
import { definitionSelector, type Documents } from '../../documents/documents';
import type * as CompletionCode from './completions';
import type { Completions } from './completions';

/** Read when the first word is typed, not when the extension starts. */
const loadCode = (): Promise<typeof CompletionCode> =>
  import(/* webpackChunkName: "extension.asked" */ './completions');

/** Behind these something can be offered though no word is begun, also in full width. */
const triggers = ['(', ',', '=', '"', '/', '.', ' ', '（', '，', '＝', '\u3000'];

/**
 * What can be written at the cursor.
 * @param realPath follows symbolic links, which must not lead out of what nobody trusts
 */
export function registerCompletion(
  documents: Documents,
  extension: vscode.Uri,
  realPath: RealPath,
): vscode.Disposable {
  let loaded: Promise<Completions> | undefined;
  const load = (): Promise<Completions> =>
    (loaded ??= loadCode().then((code) => new code.Completions(documents, extension, realPath)));
  return vscode.languages.registerCompletionItemProvider(
    definitionSelector,
    {
      provideCompletionItems: async (document, position, cancellation, context) => {
        const completions = await load();
        return completions.provide({ document, position, cancellation, context });
      },
      resolveCompletionItem: async (item) => (await load()).resolve(item),
    },
    ...triggers,
  );
}
