import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, deleteFile, inWorkspace, showNewFile, showUntitled } from './definitions';
import { atRest, eventually, typeAt } from './lines';

const python = `import torch.nn as nn

model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Softsign(), nn.Linear(16, 3))
loss = nn.CrossEntropyLoss()(model(x), t)
`;

const layers = [
  'Affine(16, init=PyTorch)',
  'ReLU',
  '# line 3: nn.Softsign() is not understood: there is no such layer',
  'SoftmaxWithLoss',
];

/** The definition that was opened beside a source, which has no file yet. */
async function openedDefinition(): Promise<vscode.TextDocument> {
  const found = await eventually(
    () => vscode.window.visibleTextEditors.map(({ document }) => document),
    (documents) => documents.some(({ isUntitled, languageId }) => isUntitled && languageId === 'backprop'),
  );
  const document = found.find(({ isUntitled, languageId }) => isUntitled && languageId === 'backprop');
  if (!document) throw new Error('It was there.');
  return document;
}

function assertHolds(text: string, lines: readonly string[]): void {
  const written = text.split('\n').map((line) => line.trim());
  for (const line of lines) assert.ok(written.includes(line), `${line} is missing in\n${text}`);
}

suite('Python code', () => {
  teardown(async () => {
    await closeAll();
    await deleteFile('model.py');
  });

  test('is converted from an editor, as a document beside it', async () => {
    const source = await showNewFile('model.py', python);
    await vscode.commands.executeCommand('backprop.convertPython');
    const document = await openedDefinition();
    assertHolds(document.getText(), layers);
    assert.equal(source.document.getText(), python);
    // VS Code tells of an editor first, and then where it is.
    await eventually(
      () => vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn,
      (column) => column === vscode.ViewColumn.Two,
    );
  });

  test('is converted from the explorer, without being opened', async () => {
    await vscode.workspace.fs.writeFile(inWorkspace('model.py'), new TextEncoder().encode(python));
    await vscode.commands.executeCommand('backprop.convertPython', inWorkspace('model.py'));
    assertHolds((await openedDefinition()).getText(), layers);
  });

  test('is converted from the cell of a notebook, with what stands above it', async () => {
    const cell = (kind: vscode.NotebookCellKind, text: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(kind, text, kind === vscode.NotebookCellKind.Code ? 'python' : 'markdown');
    const [imports = '', ...rest] = python.split('\n\n');
    const data = new vscode.NotebookData([
      cell(vscode.NotebookCellKind.Markup, '# A network'),
      cell(vscode.NotebookCellKind.Code, imports),
      cell(vscode.NotebookCellKind.Code, rest.join('\n\n')),
      cell(vscode.NotebookCellKind.Code, 'optimizer = torch.optim.LBFGS(model.parameters())'),
    ]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.commands.executeCommand('backprop.convertPython', notebook.cellAt(2));
    const text = (await openedDefinition()).getText();
    assertHolds(text, [
      'Affine(16, init=PyTorch)',
      '# cell 3, line 1: nn.Softsign() is not understood: there is no such layer',
    ]);
    assert.ok(!text.includes('LBFGS'), text);
  });

  test('is pasted as it is, and as a definition where that is chosen, in one step of undo', async function () {
    needsScreen(this);
    const editor = await showUntitled('');
    const { document } = editor;
    const source = 'import numpy as np\nx = np.array([1.0, 2.0])\ny = np.exp(x).sum()\n';
    await typeAt(editor, new vscode.Position(0, 0));
    await screen.paste(source);
    // How else it can be pasted is offered beside it.
    await screen.waitFor({ selector: '.post-edit-widget' });
    await eventually(
      () => document.getText(),
      (text) => text === source,
    );

    await screen.press('Control+.');
    await screen.pickAction('Paste as Backprop');
    // VS Code takes back what was pasted before it pastes the other.
    const pasted = await eventually(
      () => document.getText(),
      (text) => text !== '' && !text.includes('import'),
    );
    assertHolds(pasted, ['x = [1.0, 2.0]', 'y = sum(exp(x))']);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), '');
  });
});

suite('A data file that is dropped', () => {
  teardown(async () => {
    await closeAll();
    for (const name of ['a-dropped.csv', ...written.splice(0)]) await deleteFile(name);
  });

  const written: string[] = [];

  const dropOn = async (text: string, line: string): Promise<string> => {
    const name = `a-dropped-${written.length}.backprop`;
    written.push(name);
    await vscode.workspace.fs.writeFile(inWorkspace('a-dropped.csv'), new TextEncoder().encode('a,b\n1,2\n'));
    const { document } = await showNewFile(name, text);
    await vscode.commands.executeCommand('workbench.view.explorer');
    const row = '.explorer-folders-view .monaco-list-row .label-name';
    const file = { selector: row, text: 'a-dropped.csv' };
    // The explorer learns of both new files later, and moves the others down for them.
    await screen.waitFor({ selector: row, text: name });
    await screen.waitFor(file);
    await atRest(
      () => screen.box(file).then(JSON.stringify),
      (place) => place !== undefined,
    );
    await screen.dragInto(file, { selector: '.view-line', text: line });
    return eventually(
      () => document.getText(),
      (changed) => changed !== text,
    );
  };

  test('becomes the data of the network it is dropped on', async function () {
    needsScreen(this);
    const layers = '  layers {\n    Affine(1)\n    MeanSquaredError\n  }\n}\n';
    assert.equal(
      await dropOn(`network N {\n${layers}`, 'MeanSquaredError'),
      `network N {\n  data = csv("a-dropped.csv")\n\n${layers}`,
    );
    assert.equal(
      await dropOn(`network N {\n  data = xor()\n${layers}`, 'MeanSquaredError'),
      `network N {\n  data = csv("a-dropped.csv")\n${layers}`,
    );
    assert.equal(
      await dropOn('network N { layers { Affine(1); MeanSquaredError } }\n', 'MeanSquaredError'),
      'network N { data = csv("a-dropped.csv"); layers { Affine(1); MeanSquaredError } }\n',
    );
  });

  test('becomes a value of formulas elsewhere', async function () {
    needsScreen(this);
    assert.equal(await dropOn('b = 1\n', 'b = 1'), 'b = 1\na_dropped = csv("a-dropped.csv")\n');
  });
});
