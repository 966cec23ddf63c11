import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, replace, setSetting, showNewFile, showShopping, showUntitled } from './definitions';
import {
  behind,
  clickLens,
  eventually,
  problems,
  typeAt,
  valueBehind,
  waitForBehind,
  waitForSlant,
} from './lines';

const price = 'orange_price) * tax';

function typeAtEndOf(editor: vscode.TextEditor, line: number): Promise<void> {
  return typeAt(editor, editor.document.lineAt(line).range.end);
}

suite('Values that follow the text', () => {
  teardown(closeAll);

  test('every keystroke brings values, gradients and checks of its own text @web @restricted', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind(price, '= 715   ∂ 1');
    await typeAtEndOf(editor, 1);
    // 2 apples become 25, with a backspace on the way.
    await screen.type('4');
    await waitForBehind(price, '= 3135   ∂ 1');
    await screen.press('Backspace');
    await screen.type('5');
    // (100 × 25 + 450) × 1.1
    await waitForBehind(price, '= 3245   ∂ 1');
    await waitForBehind('apple =', '∂ 27.5');
    await waitForSlant(price, 'normal');
    // The value that was expected is not reached any more, and the message has the number behind the line.
    await eventually(
      () => problems(editor),
      (found) => found.some((problem) => problem.startsWith('13: ') && problem.includes('3245')),
    );
    await waitForBehind('expect price', '✗');
  });

  test('when a value is on the screen, the problems are of the same text', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind(price, '= 715   ∂ 1');
    await typeAtEndOf(editor, 4);
    const told = (): string => problems(editor).find((problem) => problem.startsWith('13: ')) ?? '';
    // The line has room for three digits, the problem for all of them.
    for (const [key, shown, number] of [
      ['2', '728', '728'],
      ['5', '731', '731.25'],
      ['6', '732', '731.64'],
    ] as const) {
      await screen.type(key);
      await waitForBehind(price, `= ${shown}   ∂ 1`);
      assert.ok(told().includes(number), told());
    }
    await screen.type(' *');
    await waitForSlant(price, 'italic');
    await screen.type(' 0');
    await waitForBehind(price, '= 0   ∂ 1');
    assert.ok(told().includes('got 0'), told());
  });

  test('while the text is broken the last values stay, dimmed, and come back with it', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind(price, '= 715   ∂ 1');
    await replace(editor, 'tax        = 1.1', 'tax        = 1.1 *');
    await waitForSlant(price, 'italic');
    await waitForBehind(price, '= 715   ∂ 1');
    await replace(editor, '1.1 *', '1.1 * 2');
    await waitForBehind(price, '= 1430   ∂ 1');
    await waitForSlant(price, 'normal');
    await vscode.commands.executeCommand('undo');
    await waitForSlant(price, 'italic');
    await vscode.commands.executeCommand('undo');
    await waitForBehind(price, '= 715   ∂ 1');
    await waitForSlant(price, 'normal');
  });

  test('nothing follows before the first Run Backward, after Clear Values, or where it is switched off', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await replace(editor, '= 2', '= 3');
    await eventually(
      () => problems(editor).length,
      (count) => count > 0,
    );
    assert.deepEqual(await screen.texts(valueBehind(price).selector), []);
    await clickLens('Run Backward');
    await waitForBehind(price, '= 825   ∂ 1');
    try {
      await setSetting('liveValues', false);
      await replace(editor, '= 3', '= 4');
      await waitForSlant(price, 'italic');
      await setSetting('liveValues', undefined);
      await replace(editor, '= 4', '= 5');
      await waitForBehind(price, '= 1045   ∂ 1');
    } finally {
      await setSetting('liveValues', undefined);
    }
    await vscode.commands.executeCommand('backprop.clearValues');
    await replace(editor, '= 5', '= 6');
    await eventually(
      () => screen.texts(valueBehind(price).selector),
      (texts) => texts.length === 0,
    );
  });

  test('what others change is followed too: another editor of the document, another program', async function () {
    needsScreen(this);
    const editor = await showShopping();
    const { document } = editor;
    await clickLens('Run Backward');
    await waitForBehind(price, '= 715   ∂ 1');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Two });
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(4).range, 'tax = 2');
    await vscode.workspace.applyEdit(edit);
    // Half as wide, the editors wrap the line.
    const wrapped = '* tax';
    const { selector } = valueBehind(wrapped);
    // Of each editor the first element has the value.
    for (const index of [0, 2]) {
      await eventually(
        () => screen.style({ selector, index }, 'content', '::before'),
        (content) => content.replaceAll('\u00a0', ' ') === '"= 1300"',
      );
    }
    await document.save();
    const onDisk = document.getText().replace('tax = 2', 'tax = 3');
    await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(onDisk));
    await eventually(
      () => behind(wrapped),
      (text) => text.startsWith('= 1950   ∂ 1'),
    );
  });

  test('blanks stay blanks while the text is edited', async function () {
    needsScreen(this);
    const editor = await showNewFile(
      'live-blank.backprop',
      'x = 3\ny = x * x\nbackward y\nexpect y = ?\nexpect grad(x) = ?\n',
    );
    await clickLens('Run Backward');
    await waitForBehind('y = x', '= ?   ∂ 1');
    await replace(editor, 'x = 3', 'x = 4');
    await replace(editor, 'y = x * x', 'y = x * x + 1');
    await waitForBehind('y = x', '= ?   ∂ 1');
    await waitForBehind('x = 4', '∂ ?');
    await waitForSlant('y = x', 'normal');
    // 17: right, and no longer a blank.
    await replace(editor, 'expect y = ?', 'expect y = 17');
    await waitForBehind('y = x', '= 17   ∂ 1');
    await waitForBehind('expect y', '✓');
  });

  test('formulas that take too long say that they wait for the click', async function () {
    needsScreen(this);
    const editor = await showUntitled(
      'a = randn(200, 200, seed=1)\nb = a @ a\ns = sum(b)\nt = s * 2\nbackward t\n',
    );
    await clickLens('Run Backward');
    const before = await eventually(
      () => behind('t = s'),
      (text) => /^= \S+ {3}∂ 1$/.test(text),
    );
    await replace(editor, 's * 2', 's * 4');
    await waitForSlant('t = s', 'italic');
    await waitForBehind('t = s', before);
    await clickLens('Run Backward (the values wait for it)');
    await waitForSlant('t = s', 'normal');
    await eventually(
      () => behind('t = s'),
      (text) => /^= \S+ {3}∂ 1$/.test(text) && text !== before,
    );
  });
});
