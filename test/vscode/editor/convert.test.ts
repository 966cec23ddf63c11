import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { closeAll, deleteFile, inWorkspace, showNewFile } from './definitions';
import { eventually } from './lines';

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
    const beside = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    assert.equal(beside?.viewColumn, vscode.ViewColumn.Two);
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
});
