import * as vscode from 'vscode';
import type { NetworkStatement } from '../../language';
import type { Documents } from '../documents/documents';
import { fileNameOf } from '../documents/uris';

/** A file that is dropped on a network becomes its `data`; elsewhere a value of the formulas. */
export async function dropDataFile(
  documents: Documents,
  document: vscode.TextDocument,
  position: vscode.Position,
  data: vscode.DataTransfer,
  token: vscode.CancellationToken,
): Promise<vscode.DocumentDropEdit | undefined> {
  const list = await data.get('text/uri-list')?.asString();
  if (list === undefined || token.isCancellationRequested) return undefined;
  const paths = list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => pathBeside(document.uri, vscode.Uri.parse(line)));
  if (!paths.every((path): path is string => path !== undefined) || paths.length === 0) return undefined;
  return dropped(documents, document, position, paths);
}

/** Relative to the folder of the definition, in which the file has to lie. */
function pathBeside(definition: vscode.Uri, file: vscode.Uri): string | undefined {
  const folder = definition.path.slice(0, definition.path.lastIndexOf('/') + 1);
  if (definition.scheme !== file.scheme || definition.authority !== file.authority) return undefined;
  return folder !== '' && file.path.startsWith(folder) ? file.path.slice(folder.length) : undefined;
}

function dropped(
  documents: Documents,
  document: vscode.TextDocument,
  position: vscode.Position,
  paths: readonly string[],
): vscode.DocumentDropEdit | undefined {
  const { ast } = documents.check(document).file;
  const offset = document.offsetAt(position);
  const network = ast.statements.find(
    (statement): statement is NetworkStatement =>
      statement.kind === 'network' && statement.start <= offset && offset <= statement.end,
  );
  const edit = new vscode.WorkspaceEdit();
  if (network) {
    const source = sourceOf(paths);
    if (source === undefined) return undefined;
    setData(edit, document, network, source);
  } else {
    const lines = paths.map((path) => valueOf(path));
    if (!lines.every((line): line is string => line !== undefined)) return undefined;
    const { range, text } = document.lineAt(position.line);
    edit.insert(document.uri, range.end, `${text.trim() === '' ? '' : '\n'}${lines.join('\n')}`);
  }
  const drop = new vscode.DocumentDropEdit('');
  drop.additionalEdit = edit;
  return drop;
}

/** The `data` of a network; of two files of NumPy the one that is named like inputs comes first. */
function sourceOf(paths: readonly string[]): string | undefined {
  const [first = '', second, ...more] = paths;
  if (more.length > 0) return undefined;
  if (second !== undefined) {
    if (![first, second].every((path) => /\.npy$/i.test(path))) return undefined;
    const isSwapped = /^(t|y|targets?|labels?)\b/i.test(fileNameOf({ path: `/${first}` }));
    return isSwapped
      ? `npy(${quoted(second)}, ${quoted(first)})`
      : `npy(${quoted(first)}, ${quoted(second)})`;
  }
  if (/\.(csv|tsv)(\.gz)?$/i.test(first)) return `csv(${quoted(first)})`;
  return /\.npz$/i.test(first) ? `npz(${quoted(first)}, x="x", t="t")` : undefined;
}

function valueOf(path: string): string | undefined {
  const name = fileNameOf({ path: `/${path}` }).replace(/\..*$/, '');
  const plain = name.replace(/[^\p{L}\p{N}_]/gu, '_').replace(/^(?=\p{N})/u, '_');
  if (/\.npy$/i.test(path)) return `${plain} = npy(${quoted(path)})`;
  return /\.csv(\.gz)?$/i.test(path) ? `${plain} = csv(${quoted(path)})` : undefined;
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Where the network has data, they are replaced. */
function setData(
  edit: vscode.WorkspaceEdit,
  document: vscode.TextDocument,
  network: NetworkStatement,
  source: string,
): void {
  const setting = network.members.find((member) => member.kind === 'setting' && member.name.name === 'data');
  if (setting?.kind === 'setting' && setting.value) {
    const { start, end } = setting.value;
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(start), document.positionAt(end)),
      source,
    );
    return;
  }
  const text = document.getText();
  const afterBrace = document.positionAt(text.indexOf('{', (network.name ?? network.keyword).end) + 1);
  const { range, text: line } = document.lineAt(afterBrace.line);
  // A network may stand in one line.
  const isLast = /^\s*(#.*)?$/u.test(line.slice(afterBrace.character));
  if (isLast) edit.insert(document.uri, range.end, `\n  data = ${source}\n`);
  else edit.insert(document.uri, afterBrace, ` data = ${source};`);
}
