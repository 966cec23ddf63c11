import { dequal } from 'dequal';
import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, replace, showFile, showShopping, showUntitled } from './definitions';
import { eventually, problems } from './lines';

suite('Problems', () => {
  teardown(closeAll);

  test('a sound definition has none @web @restricted', async () => {
    const editor = await showShopping();
    await settled(editor);
    assert.deepEqual(problems(editor), []);
  });

  test('mistakes of the language are reported with their code, and go when they are repaired', async () => {
    const editor = await showUntitled('apple = 100\nprice = aple * 2\nbackward price\n');
    await waitForProblems(editor, 1);
    const [problem] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.equal(problem?.source, 'Backprop');
    assert.equal(editor.document.getText(problem.range), 'aple');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(typeof problem.code === 'string' && problem.code !== '');
    assert.match(problem.message, /apple/);
    await replace(editor, 'aple *', 'apple *');
    await waitForProblems(editor, 0);
  });

  test('a name that is defined twice points at the first place', async () => {
    const editor = await showUntitled('price = 1\nother = 2\nprice = 3\n');
    await waitForProblems(editor, 1);
    const [problem] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.equal(problem?.range.start.line, 2);
    assert.equal(problem.relatedInformation?.[0]?.location.range.start.line, 0);
  });

  test('the quick fix changes the text to what the message suggests', async () => {
    const editor = await showUntitled('apple = 100\nprice = aple * 2\nbackward price\n');
    await waitForProblems(editor, 1);
    await applyFix(editor, 'aple', /apple/);
    assert.equal(editor.document.getText(), 'apple = 100\nprice = apple * 2\nbackward price\n');
    await waitForProblems(editor, 0);
  });

  test('an expect that is not met is reported without a run, and by its own quick fix becomes true', async () => {
    const editor = await showShopping();
    await replace(editor, '= 715', '= 720');
    await waitForProblems(editor, 1);
    assert.deepEqual(problems(editor), ['13: Expected 720, got 715.']);
    await applyFix(editor, 'expect price', /715/);
    assert.match(editor.document.getText(), /expect price {12}= 715\n/);
    await waitForProblems(editor, 0);
  });

  test('the mistake behind a wrong gradient is named, in the problem and in more words in its hover @web', async () => {
    const editor = await showUntitled(
      'x = [1.5, -0.25]\nh = relu(x)\ny = sum(h * [3, 5])\nbackward y\nexpect grad(x) = [0, 5]\n',
    );
    const [problem] = await eventually(
      () => problems(editor),
      ([first = '']) => first.includes('mask'),
    );
    assert.equal(
      problem,
      '5: Expected 0 at [0], got 3; 2 of 2 entries differ. Your mask of h is inverted: it lets through what must be blocked.',
    );
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(4, 20),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === 'string' ? content : content.value))
      .join('\n')
      .replaceAll('\\', '');
    assert.match(text, /What went wrong/);
    assert.match(text, /Your mask of h is inverted/);
    assert.ok(text.includes('At [0] your number is 0; the right one is 3.'), text);
    await replace(editor, '[0, 5]', '[3, 0]');
    await waitForProblems(editor, 0);
  });

  test('the mistake behind a wrong answer in a network is named', async () => {
    const editor = await showUntitled(
      'network N {\n  data = xor()\n  layers {\n    hidden = Affine(2, init=[[0.15, 0.25], [0.20, 0.30]], bias=0.35)\n    Affine(2)\n    SoftmaxWithLoss\n  }\n  train { batch = all; shuffle = false }\n  expect hidden = [[-0.35, -0.35], [-0.55, -0.65], [-0.5, -0.6], [-0.7, -0.9]]\n}\n',
    );
    await eventually(
      () => problems(editor).join('\n'),
      (found) => found.includes('Every number has the other sign'),
    );
  });

  test('an expect for an exact value gets every digit', async () => {
    const editor = await showUntitled('a = 1.1\nb = a * 650\nbackward b\nexpect b = 1 within 0\n');
    await waitForProblems(editor, 1);
    await applyFix(editor, 'expect b', /715\.0000000000001/);
    assert.match(editor.document.getText(), /expect b = 715\.0000000000001 within 0/);
    await waitForProblems(editor, 0);
  });

  test('full-width forms are changed one by one or all at once', async () => {
    const editor = await showUntitled('a ＝ ２\nb = a ＊ ３\nbackward b\n');
    const all = await eventually(
      () => actionsAt(editor, '＝'),
      (actions) => actions.length > 1,
    );
    const everywhere = all.find(({ title }) => title === 'Use half-width everywhere in this file');
    assert.ok(everywhere?.edit !== undefined);
    await vscode.workspace.applyEdit(everywhere.edit);
    assert.equal(editor.document.getText(), 'a = 2\nb = a * 3\nbackward b\n');
  });

  test('a label that is no class is reported where it stands', async () => {
    const editor = await showUntitled(
      'x = [[1, 2], [3, 4]]\nt = [0, 5]\nloss = softmax_with_loss(x, t)\nbackward loss\nexpect loss = 1\n',
    );
    await waitForProblems(editor, 1);
    assert.match(problems(editor)[0] ?? '', /^2: .*5/);
  });

  test('missing files of MNIST come with data to use instead, and with a page that has them @web', async () => {
    const editor = await showFile('mnist.backprop');
    const actions = await eventually(
      () => actionsAt(editor, 'mnist('),
      (offered) => offered.length >= 2,
    );
    const titles = actions.map(({ title }) => title);
    assert.deepEqual(titles, ['Use digits() instead', 'How to get the files']);
    const page = actions[1]?.command;
    // VS Code puts a name of its own in place of the command that opens a page.
    assert.match(JSON.stringify(page?.arguments), /"path":"\/\w+\/mnist".*"authority":"github\.com"/);

    await applyFix(editor, 'mnist(', /^Use digits/);
    assert.match(editor.document.getText(), /data = digits\(/);
    await waitForProblems(editor, 0);
  });

  test('what a run fails of is no notification where text or panel show it', async function () {
    needsScreen(this);
    const labels = 't = [0, 5]\n';
    const wrong = `${labels}x = [[1, 2], [3, 4]]\nloss = softmax_with_loss(x, t)\nbackward loss\n`;
    // All of them, for each shows by itself for a moment only; their list would lie over what comes next.
    const said = async (): Promise<readonly string[]> => {
      await vscode.commands.executeCommand('notifications.showList');
      const messages = await screen.texts('.notification-list-item-message');
      await vscode.commands.executeCommand('notifications.hideList');
      return messages;
    };
    // Whatever tests before have left.
    await vscode.commands.executeCommand('notifications.clearAll');
    const editor = await showUntitled(wrong);
    const run = (): Thenable<unknown> =>
      vscode.commands.executeCommand('backprop.runBackward', editor.document.uri);
    await run();
    await waitForProblems(editor, 1);
    assert.deepEqual(await said(), []);

    // Far below, nobody sees the line: that a click came to nothing is said.
    await replace(editor, labels, `${labels}${'\n'.repeat(200)}`);
    editor.revealRange(new vscode.Range(203, 0, 203, 0), vscode.TextEditorRevealType.AtTop);
    await eventually(
      () => editor.visibleRanges[0]?.start.line ?? 0,
      (top) => top > 100,
    );
    await run();
    await eventually(said, (messages) =>
      dequal(
        messages,
        problems(editor).map((problem) => problem.slice(3)),
      ),
    );
    await vscode.commands.executeCommand('notifications.clearAll');

    await vscode.commands.executeCommand('backprop.openPanel', editor.document.uri);
    await screen.waitFor({ selector: '.status-text', text: 'Line 1' });
    await run();
    await screen.waitFor({ selector: '.status-text', text: 'Line 1' });
    assert.deepEqual(await said(), []);
  });

  test('problems go with their document', async () => {
    const editor = await showUntitled('price = aple\n');
    const { uri } = editor.document;
    await waitForProblems(editor, 1);
    await closeAll();
    await eventually(
      () => vscode.languages.getDiagnostics(uri).length,
      (count) => count === 0,
    );
  });

  test('a text that is too long or binary is refused in words', async () => {
    const binary = await showUntitled('a = 1\0\n');
    await waitForProblems(binary, 1);
    assert.match(problems(binary)[0] ?? '', /binary/);
    const long = await showUntitled(`# ${'x'.repeat(2_000_000)}\n`);
    await waitForProblems(long, 1);
    assert.match(problems(long)[0] ?? '', /2,000,000/);
  });
});

async function waitForProblems(editor: vscode.TextEditor, count: number): Promise<void> {
  await eventually(
    () => problems(editor),
    (found) => found.length === count,
  );
}

/** Gives what needs a pause in typing the time to come. */
async function settled(editor: vscode.TextEditor): Promise<void> {
  await replace(editor, 'apple      = 100', 'apple      = 100 +');
  await eventually(
    () => problems(editor).length,
    (count) => count > 0,
  );
  await replace(editor, '100 +', '100');
  await eventually(
    () => problems(editor).length,
    (count) => count === 0,
  );
}

async function actionsAt(editor: vscode.TextEditor, text: string): Promise<vscode.CodeAction[]> {
  const { document } = editor;
  const position = document.positionAt(document.getText().indexOf(text));
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(position, position.translate(0, text.length)),
  );
}

async function applyFix(editor: vscode.TextEditor, at: string, title: RegExp): Promise<void> {
  const actions = await eventually(
    () => actionsAt(editor, at),
    (offered) => offered.some((action) => title.test(action.title)),
  );
  const action = actions.find((offered) => title.test(offered.title));
  assert.ok(action?.edit !== undefined, 'the quick fix has an edit');
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
