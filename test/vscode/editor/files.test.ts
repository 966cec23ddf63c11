import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import {
  closeAll,
  inWorkspace,
  replace,
  setSetting,
  showNewFile,
  showShopping,
  showUntitled,
} from './definitions';
import {
  clickLens,
  eventually,
  problems,
  valueBehind,
  waitForBehind,
  waitForProblems,
  waitForSlant,
} from './lines';

suite('Files of every kind', () => {
  teardown(closeAll);

  test('an untitled document runs @restricted', async function () {
    needsScreen(this);
    await showUntitled('x = 3\ny = x ** 2\nbackward y\n');
    await clickLens('Run Backward');
    await waitForBehind('x =', '∂ 6');
  });

  test('line ends of Windows', async function () {
    needsScreen(this);
    const editor = await showNewFile(
      'crlf.backprop',
      'x = 3\r\ny = x ** 2\r\nbackward y\r\nexpect y = 10\r\n',
    );
    assert.equal(editor.document.eol, vscode.EndOfLine.CRLF);
    await clickLens('Run Backward');
    await waitForBehind('y = x', '= 9   ∂ 1');
    await waitForProblems(editor, ['4: Expected 10, got 9.']);
    await replace(editor, '3', '4');
    await replace(editor, 'y =', '\r\ny =');
    await waitForBehind('y = x', '= 16   ∂ 1');
    await waitForSlant('x = 4', 'normal');
  });

  test('Japanese names, and characters of two code units before them', async function () {
    needsScreen(this);
    const editor = await showNewFile(
      'りんご.backprop',
      '# 🍎🍎\nりんご = 100\n個数 = 2 # 🍎\n値段 = りんご * 個数\nbackward 値段\nexpect 値段 = 300\n',
    );
    await clickLens('Run Backward');
    await waitForBehind('りんご = 100', '∂ 2');
    await waitForBehind('値段 = りんご', '= 200   ∂ 1');
    await waitForProblems(editor, ['6: Expected 300, got 200.']);
  });

  test('an empty file has nothing to run and nothing to say', async () => {
    const editor = await showNewFile('empty.backprop', '');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    assert.deepEqual(lenses, []);
    assert.deepEqual(problems(editor), []);
    await vscode.commands.executeCommand('backprop.runBackward');
  });

  test('a renamed file keeps its values', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
    const from = editor.document.uri;
    const to = inWorkspace('renamed.backprop');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(edit));
    await screen.waitFor({ selector: '.tab.active', text: 'renamed.backprop' });
    await waitForBehind('tax =', '∂ 650');
    await waitForSlant('tax =', 'normal');
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
  });

  test('a deleted file takes its values along, and one of the same name starts afresh', async function () {
    needsScreen(this);
    const editor = await showShopping();
    const text = editor.document.getText();
    const name = editor.document.uri.path.slice(editor.document.uri.path.lastIndexOf('/') + 1);
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(editor.document.uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await closeAll();
    await showNewFile(name, text);
    await screen.waitFor({ selector: '.codelens-decoration a', text: 'Run Backward' });
    assert.deepEqual(await screen.texts(valueBehind('tax =').selector), []);
  });

  test('a document of a read-only, virtual file system runs', async function () {
    needsScreen(this);
    const provider = vscode.workspace.registerTextDocumentContentProvider('backprop-test', {
      provideTextDocumentContent: () => 'x = 3\ny = x ** 2\nbackward y\n',
    });
    try {
      const uri = vscode.Uri.parse('backprop-test:/folder/virtual.backprop');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await clickLens('Run Backward');
      await waitForBehind('x =', '∂ 6');
    } finally {
      provider.dispose();
    }
  });

  test('lenses do not come and go while a line is broken', async () => {
    const editor = await showShopping();
    const lensLines = (): Promise<number[]> => linesOfLenses(editor);
    const before = await lensLines();
    assert.deepEqual(before, [9 + 1]);
    for (const [replaced, text] of [
      ['backward price', 'backward pric'],
      ['backward pric', 'backward'],
      ['orange_price) * tax', 'orange_price * tax'],
    ] as const) {
      await replace(editor, replaced, text);
      assert.deepEqual(await lensLines(), before, text);
    }
  });

  test('lenses take the same lines while a network is typed, trains, pauses and stops', async () => {
    const text = `network Steady {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers { Affine(8); ReLU; Affine(3); SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1); epochs = 1_000_000 }
}
`;
    const editor = await showNewFile('steady.backprop', text);
    const { uri } = editor.document;
    const titles = async (): Promise<string> =>
      (await lensesOf(editor)).map(({ command }) => command?.title ?? '').join(' ');
    const before = await linesOfLenses(editor);
    assert.deepEqual(before, [0]);
    for (const [command, expected] of [
      ['backprop.runBackward', /Train/],
      ['backprop.train', /Pause.*epoch \d/],
      ['backprop.pause', /Resume/],
      ['backprop.step', /Resume/],
      ['backprop.resume', /Pause/],
      ['backprop.stop', /Train/],
    ] as const) {
      await vscode.commands.executeCommand(command, uri, 'Steady');
      await eventually(titles, (shown) => expected.test(shown));
      assert.deepEqual(await linesOfLenses(editor), before, command);
    }
    for (const [replaced, broken] of [
      ['Affine(8)', 'Affine(8'],
      ['Affine(8', 'Affine('],
      ['layers {', 'layers'],
      ['network Steady', 'network Stead'],
    ] as const) {
      await replace(editor, replaced, broken);
      assert.deepEqual(await linesOfLenses(editor), before, broken);
    }
  });

  test('lenses can be switched off', async () => {
    const editor = await showShopping();
    const count = async (): Promise<number> => {
      const lenses = await lensesOf(editor);
      return lenses.length;
    };
    assert.ok((await count()) > 0);
    try {
      await setSetting('codeLens.enabled', false);
      await eventually(count, (lenses) => lenses === 0);
    } finally {
      await setSetting('codeLens.enabled', undefined);
    }
  });

  test('Check Gradients says how well they agree', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Check Gradients');
    await screen.waitFor({ selector: '.codelens-decoration', text: 'gradients agree to' });
    await replace(editor, '= 100', '= 200');
    await screen.waitFor({ selector: '.codelens-decoration', text: 'Check Gradients' });
  });

  test('shapes stand at the end of the line before anything runs', async () => {
    const editor = await showUntitled('m = [[1, 2, 3], [4, 5, 6]]\nt = transpose(m)\n');
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      editor.document.uri,
      new vscode.Range(0, 0, 2, 0),
    );
    assert.deepEqual(
      hints.map(({ label, position }) => [label, position.line]),
      [
        ['→ 2×3', 0],
        ['→ 3×2', 1],
      ],
    );
  });

  test('the outline names values and passes', async () => {
    const editor = await showShopping();
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      editor.document.uri,
    );
    const names = symbols.map(({ name }) => name);
    assert.ok(names.includes('apple') && names.includes('backward price'), names.join());
  });
});

function lensesOf({ document }: vscode.TextEditor): Thenable<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
}

/** The lines above which there are lenses, each of which takes a line on the screen. */
async function linesOfLenses(editor: vscode.TextEditor): Promise<number[]> {
  return [...new Set((await lensesOf(editor)).map(({ range }) => range.start.line))];
}
