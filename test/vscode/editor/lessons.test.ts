import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, inWorkspace, replace } from './definitions';
import { clickLens, eventually, waitForBehind } from './lines';

const first = '1-local-computation.backprop';

/** Every answer of the first lesson, in the words of the English one. */
const answers: readonly (readonly [string, string])[] = [
  ['expect apple_price = ?', '980'],
  ['expect price       = ?', '1058.4'],
  ['expect grad(apple) = ?', '7.56'],
  ['expect grad(apple_num) = ?', '151.2'],
  ['expect grad(others) = ?', '1.08'],
  ['expect apple_change = ?', '0'],
  ['expect tax_change   = ?', '260'],
];

suite('Lessons', () => {
  // The folder of the tests has copies of all examples.
  setup(deleteAll);
  teardown(async () => {
    await closeAll();
    await deleteAll();
  });

  test('are begun, graded in the list by what stands in them, and lead to the next @web @restricted', async function () {
    needsScreen(this);
    await showList();
    assert.ok((await rows()).every((row) => !/\d of \d|done/.test(row)));
    await screen.pick('1. Computational graphs');
    // Of two open folders it is asked once; the next lesson goes beside the first.
    const [folder, ...others] = vscode.workspace.workspaceFolders ?? [];
    if (folder && others.length > 0) await screen.pick(folder.name);
    const editor = await opened(`lessons/en/${first}`);

    const [[question, right] = ['', ''], ...more] = answers;
    await replace(editor, question, question.replace('?', right));
    await waitForBehind('expect apple_price', '✓');
    await showList();
    await waitForRow('1. Computational graphs', '1 of 7');
    await screen.screenshot('lessons');
    await screen.press('Escape');

    for (const [asked, answer] of more) await replace(editor, asked, asked.replace('?', answer));
    await clickLens('Next Lesson');
    await opened('lessons/en/2-chain-rule.backprop');
    await showList();
    await waitForRow('1. Computational graphs', '✓ done');
    await screen.press('Escape');
  });

  test('are opened as they were left, and begun anew without losing what was written @web', async function () {
    needsScreen(this);
    const third = 'lessons/en/3-add-and-multiply.backprop';
    await vscode.commands.executeCommand('backprop.startLesson', '3-add-and-multiply', 'en');
    const editor = await opened(third);
    const original = editor.document.getText();
    await replace(editor, 'expect grad(total) = ?', 'expect grad(total) = 730');
    await editor.document.save();
    await closeAll();

    await showList();
    await waitForRow('3. The add node', '0 of 6');
    await screen.pick('3. The add node');
    assert.match((await opened(third)).document.getText(), /grad\(total\) = 730/);

    await showList();
    await waitForRow('3. The add node', '0 of 6');
    await screen.pickButton('3. The add node', 'debug-restart');
    await screen.waitFor({ selector: 'body', text: 'is kept in 3-add-and-multiply-2.backprop' });
    const anew = await opened(third);
    assert.equal(anew.document.getText(), original);
    assert.ok(!anew.document.isDirty);
    const kept = await vscode.workspace.fs.readFile(inWorkspace('lessons/en/3-add-and-multiply-2.backprop'));
    assert.equal(new TextDecoder().decode(kept), original.replace('grad(total) = ?', 'grad(total) = 730'));
  });

  test('are offered in Japanese to who reads VS Code in Japanese @only-japanese', async function () {
    needsScreen(this);
    void vscode.commands.executeCommand('backprop.startLesson');
    await screen.waitFor({ selector: '.quick-input-list .monaco-list-row', text: '1. 計算グラフ' });
    await screen.screenshot('japanese-lessons');
    await screen.pick('1. 計算グラフ');
    const editor = await opened(`lessons/ja/${first}`);
    await replace(editor, 'expect りんごの代金 = ?', 'expect りんごの代金 = 980');
    await waitForBehind('expect りんごの代金', '✓');
    void vscode.commands.executeCommand('backprop.startLesson');
    await waitForRow('1. 計算グラフ', '1/7');
    await screen.press('Escape');
  });
});

async function deleteAll(): Promise<void> {
  const folder = inWorkspace('lessons');
  await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
}

async function showList(): Promise<void> {
  void vscode.commands.executeCommand('backprop.startLesson');
  await screen.waitFor({ selector: '.quick-input-list .monaco-list-row', text: '1. Computational graphs' });
}

async function rows(): Promise<readonly string[]> {
  return screen.texts('.quick-input-list .monaco-list-row');
}

async function waitForRow(title: string, progress: string): Promise<void> {
  await eventually(rows, (shown) => shown.some((row) => row.includes(title) && row.includes(progress)));
}

/** Waits until this file of the open folder is in front. */
async function opened(file: string): Promise<vscode.TextEditor> {
  const address = inWorkspace(file).toString();
  const editor = await eventually(
    () => vscode.window.activeTextEditor,
    (active) => active?.document.uri.toString() === address,
  );
  if (!editor) throw new Error('It was there.');
  return editor;
}
