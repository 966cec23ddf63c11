import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, replace, showUntitled } from './definitions';
import { eventually } from './lines';

suite('Code actions', () => {
  teardown(closeAll);

  test('a part of a formula gets a name of its own, in one undo step @web', async () => {
    const text = 'a = 2\nb = relu(a * 3) + 1\nbackward b\n';
    const editor = await showUntitled(text);
    await apply(editor, 'a * 3', 'Extract to a name', vscode.CodeActionKind.RefactorExtract);
    assert.equal(editor.document.getText(), 'a = 2\nvalue = a * 3\nb = relu(value) + 1\nbackward b\n');
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), text);
  });

  test('the new name waits to be changed', async function () {
    needsScreen(this);
    const editor = await showUntitled('a = 2\nb = relu(a * 3)\n');
    // The edit, then the command, as the menu of VS Code does them: the menu itself does not open where VS
    // Code looks for a light bulb in the same moment.
    const command = await apply(editor, 'a * 3', 'Extract to a name', vscode.CodeActionKind.RefactorExtract);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
    await screen.waitFor({ selector: '.rename-box :focus' });
    await screen.type('triple');
    await screen.press('Enter');
    await eventually(
      () => editor.document.getText(),
      (text) => text === 'a = 2\ntriple = a * 3\nb = relu(triple)\n',
    );
  });

  test('what a name stands for takes its places', async () => {
    const editor = await showUntitled('a = 2\nb = a + 1\nc = b * a\nbackward c\n');
    await apply(editor, 'b = a', 'Put the value of b in its places', vscode.CodeActionKind.RefactorInline);
    assert.equal(editor.document.getText(), 'a = 2\nc = (a + 1) * a\nbackward c\n');
  });

  test('layers become a block, Windows line ends and tabs too', async () => {
    const editor = await showUntitled('');
    await editor.edit((edit) => {
      edit.setEndOfLine(vscode.EndOfLine.CRLF);
      edit.insert(
        new vscode.Position(0, 0),
        'network 網 {\n\tdata = xor()\n\tlayers {\n\t\tAffine(4)\n\t\tTanh\n\t\tAffine(2)\n\t\tSoftmaxWithLoss\n\t}\n}\n',
      );
    });
    await apply(editor, 'Affine(4)\r\n\t\tTanh', 'Wrap in a block', vscode.CodeActionKind.RefactorExtract);
    assert.equal(
      editor.document.getText().replaceAll('\r\n', '\n'),
      'block Block {\n\tAffine(4)\n\tTanh\n}\n\nnetwork 網 {\n\tdata = xor()\n\tlayers {\n\t\tBlock\n\t\tAffine(2)\n\t\tSoftmaxWithLoss\n\t}\n}\n',
    );
    assert.ok(!/[^\r]\n/.test(editor.document.getText()), 'line ends stay as they are');
  });

  test('the values of the last run become expects, but not in a sheet', async () => {
    const editor = await showUntitled('a = 2\nb = a * 3\nbackward b\n');
    const kind = vscode.CodeActionKind.RefactorRewrite;
    assert.deepEqual(await titlesAt(editor, 'backward b', kind), []);
    await vscode.commands.executeCommand('backprop.runBackward', editor.document.uri, 0);
    await apply(editor, 'backward b', 'Expect the values of now', kind);
    const made = 'a = 2\nb = a * 3\nbackward b\nexpect b       = 6\nexpect grad(a) = 3\n';
    assert.equal(editor.document.getText(), made);
    await replace(editor, 'a = 2', 'sheet "S"\na = 2');
    await replace(editor, 'grad(a) = 3', 'grad(a) = ?');
    await vscode.commands.executeCommand('backprop.runBackward', editor.document.uri, 0);
    assert.deepEqual(await titlesAt(editor, 'backward b', kind), []);
  });

  test('a sheet is a copy with its answers open; the solution stays', async () => {
    const text = 'a = 2\nb = a * 3\nbackward b\nexpect b = 6\nexpect grad(a) = 3\n';
    const editor = await showUntitled(text);
    const titles = await titlesAt(editor, 'expect b', vscode.CodeActionKind.RefactorRewrite);
    assert.ok(titles.includes('Make a sheet of this file'), titles.join());
    await vscode.commands.executeCommand('backprop.makeSheet', editor.document.uri);
    const sheet = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (document) => document?.getText().startsWith('sheet "') === true,
    );
    assert.equal(sheet?.languageId, 'backprop');
    assert.match(
      sheet.getText(),
      /^sheet "scratch-\d+"\n\na = 2\nb = a \* 3\nbackward b\nexpect b = \?\nexpect grad\(a\) = \?\n$/,
    );
    assert.equal(editor.document.getText(), text);
  });

  test('all repairs of a kind, and all that are plain when saving asks for them', async () => {
    const editor = await showUntitled('a ＝ 1\nb ＝ 2\n// two\nc = aple\n');
    await apply(editor, '＝', 'Use half-width everywhere in this file', vscode.CodeActionKind.QuickFix);
    assert.equal(editor.document.getText(), 'a = 1\nb = 2\n// two\nc = aple\n');
    await replace(editor, 'a = 1', 'a ＝ 1');
    await apply(
      editor,
      'a',
      'Fix all that is plain in this file',
      vscode.CodeActionKind.SourceFixAll.append('backprop'),
    );
    assert.equal(editor.document.getText(), 'a = 1\nb = 2\n# two\nc = aple\n');
  });
});

/** The actions of a kind for the first stretch that reads so. */
async function actionsAt(
  { document }: vscode.TextEditor,
  text: string,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`The document has no ${text}.`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind.value,
    100,
  );
}

async function titlesAt(
  editor: vscode.TextEditor,
  text: string,
  kind: vscode.CodeActionKind,
): Promise<readonly string[]> {
  return (await actionsAt(editor, text, kind)).map(({ title }) => title);
}

/** @returns what VS Code does after the edit of the action */
async function apply(
  editor: vscode.TextEditor,
  text: string,
  title: string,
  kind: vscode.CodeActionKind,
): Promise<vscode.Command | undefined> {
  const actions = await eventually(
    () => actionsAt(editor, text, kind),
    (offered) => offered.some((action) => action.title === title),
  );
  const { edit, command } = actions.find((action) => action.title === title) ?? {};
  assert.ok(edit !== undefined, 'the action has an edit');
  assert.ok(await vscode.workspace.applyEdit(edit));
  return command;
}
