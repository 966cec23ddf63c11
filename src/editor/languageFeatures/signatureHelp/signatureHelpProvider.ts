import * as vscode from 'vscode';
import type * as Services from '../../../language/services';
import type { SignatureHelp } from '../../../language/services';
import { definitionSelector, type Documents } from '../../documents/documents';
import { localiseDocumentation } from '../../localise';
import { appendPlainText } from '../../markdownText';

/** Read with the first call that is typed. */
const loadServices = (): Promise<typeof Services> =>
  import(/* webpackChunkName: "extension.asked" */ '../../../language/services');

/** Behind these a call or its next argument begins. */
const triggers: vscode.SignatureHelpProviderMetadata = {
  triggerCharacters: ['(', ',', '=', '（', '，', '＝'],
  retriggerCharacters: [')', '）'],
};

/** The call around the cursor, with the argument that stands there. */
export function registerSignatureHelp(documents: Documents): vscode.Disposable {
  return vscode.languages.registerSignatureHelpProvider(
    definitionSelector,
    {
      provideSignatureHelp: async (document, position) => {
        const { signatureHelpAt } = await loadServices();
        const found = signatureHelpAt(documents.check(document).file, document.offsetAt(position));
        return found && toEditorHelp(found);
      },
    },
    triggers,
  );
}

function toEditorHelp({ label, documentation, parameters, active }: SignatureHelp): vscode.SignatureHelp {
  const signature = new vscode.SignatureInformation(label, textOf(documentation));
  signature.parameters = parameters.map(
    ({ range, documentation: text }) =>
      new vscode.ParameterInformation([range.start, range.end], textOf(text)),
  );
  const help = new vscode.SignatureHelp();
  help.signatures = [signature];
  help.activeSignature = 0;
  // One behind the last marks none.
  help.activeParameter = active ?? parameters.length;
  return help;
}

function textOf(documentation: string): vscode.MarkdownString {
  return appendPlainText(new vscode.MarkdownString(), localiseDocumentation(documentation));
}
