import * as vscode from 'vscode';
import { eventually } from './lines';

/** A file of the test's workspace, in an editor. */
export async function showFile(name: string, viewColumn = vscode.ViewColumn.One): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(name));
  return vscode.window.showTextDocument(document, { viewColumn, preview: false });
}

let copies = 0;

/** A copy of the shopping example that no other test has touched, in an editor. */
export async function showShopping(): Promise<vscode.TextEditor> {
  return showNewFile(`copy-${++copies}.backprop`, shopping);
}

const shopping = `apple      = 100
apple_num  = 2
orange     = 150
orange_num = 3
tax        = 1.1

apple_price  = apple * apple_num
orange_price = orange * orange_num
price        = (apple_price + orange_price) * tax

backward price

expect price            = 715
expect grad(apple_num)  = 110
expect grad(orange)     = 3.3
`;

/** A network that trains for longer than any test looks at it: eight steps make an epoch. */
export function endlessSpiral(name: string, optimizer = 'Adam(lr=0.01)'): string {
  return `network ${name} {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers {
    hidden = Affine(32)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = ${optimizer}
    batch     = 30
    epochs    = 1_000_000
  }
}
`;
}

/** Writes a file into the test's workspace and opens it. */
export async function showNewFile(name: string, text: string): Promise<vscode.TextEditor> {
  await vscode.workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
  return showFile(name);
}

let scratches = 0;

/**
 * A document that is no file yet. Each has a name of its own:
 * of two with the same, VS Code may show the text of the first.
 */
export async function showUntitled(content: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `scratch-${++scratches}.backprop` });
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  await change(editor, (edit) => {
    edit.insert(new vscode.Position(0, 0), content);
  });
  return editor;
}

export function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The tests need an open folder.');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function deleteFile(name: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(inWorkspace(name), { ignoreIfNotExists: true });
  await vscode.workspace.applyEdit(edit);
}

/** Puts `text` in place of the first `replaced` of the document. */
export async function replace(editor: vscode.TextEditor, replaced: string, text: string): Promise<void> {
  const { document } = editor;
  const start = document.getText().indexOf(replaced);
  if (start < 0) throw new Error(`The document has no ${replaced}.`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + replaced.length));
  await change(editor, (edit) => {
    edit.replace(range, text);
  });
}

/** @throws Error where VS Code has not made the edit, as it does not of a text that has changed meanwhile */
async function change(editor: vscode.TextEditor, make: (edit: vscode.TextEditorEdit) => void): Promise<void> {
  if (!(await editor.edit(make))) throw new Error(`${editor.document.uri.path} was not edited.`);
}

/** `undefined`: as it comes with the extension. */
export async function setSetting(key: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration('backprop');
  await settings.update(key, value, vscode.ConfigurationTarget.Global);
}

/** Does something while values wait for Run Backward after every edit. */
export async function withoutLiveValues(work: () => Promise<void>): Promise<void> {
  await setSetting('liveValues', false);
  try {
    await work();
  } finally {
    await setSetting('liveValues', undefined);
  }
}

/** Closes every editor without asking whether to save. */
export async function closeAll(): Promise<void> {
  // A terminal at the bottom would take room and the keyboard from the next test.
  await vscode.commands.executeCommand('workbench.action.closePanel');
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // The next untitled document gets the same name: its text
  // must not become that of one that is still closing.
  await eventually(
    () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length + untitledDocuments().length,
    (open) => open === 0,
  );
}

function untitledDocuments(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);
}
