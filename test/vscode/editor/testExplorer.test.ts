import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, deleteFile, inWorkspace, replace, showNewFile, showUntitled } from './definitions';
import { eventually } from './lines';

const text = `a = 2
b = a * 3
backward b
expect b = 6
expect grad(a) = 4
`;

/** The kind of run that VS Code's own command asks for. */
const runTests = 2;

const written: string[] = [];

/** A file that no test has had before: ids of tests outlive what is done to a file. */
async function showTested(content: string): Promise<vscode.TextEditor> {
  const name = `a-tested-${++count}.backprop`;
  written.push(name);
  return showNewFile(name, content);
}

/** Of a long list only what has room is drawn: with `@doc` it is that of the file in the editor. */
async function filterTests(filter: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.testing.focus');
  await screen.click({ selector: '.testing-filter-wrapper .view-line' });
  await screen.press('Control+A');
  await screen.press('Backspace');
  if (filter !== '') await screen.type(filter);
}

let count = 0;

suite('The Test Explorer', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('testing.cancelRun');
    await vscode.commands.executeCommand('testing.clearTestResults');
    await closeAll();
    for (const name of written.splice(0)) await deleteFile(name);
  });

  test('lists the tests of what is open, and finds the files of the workspace @web @restricted', async () => {
    const { document } = await showTested(text);
    assert.deepEqual(await testsOf(document.uri, 3), ['backward b', 'expect b', 'expect grad(a)']);
    // Nobody has opened it: it is found when the tests are looked for.
    await vscode.commands.executeCommand('testing.refreshTests');
    await eventually(
      () => pathsIn(inWorkspace('shopping.backprop')),
      (paths) => paths.length > 0,
    );
  });

  test('runs them, and shows at the line what was expected and what came @web', async function () {
    needsScreen(this);
    const { document } = await showTested(text);
    await run(document.uri, 'expect b', 'expect grad(a)', 'backward b');
    await filterTests('@doc');
    await vscode.window.showTextDocument(document);
    await waitForState('expect b', 'Passed');
    await waitForState('Gradient check: backward b', 'Passed');
    await waitForState('expect grad(a)', 'Failed');
    await eventually(
      async () => (await screen.texts('.test-error-content-widget')).join(),
      (shown) => shown.includes('3 != 4'),
    );
    await filterTests('');
  });

  test('says of a failed expectation of a network what mistake gives the answer @web', async function () {
    needsScreen(this);
    // All scores are 0: the gradient of the loss by them is softmax − t over the four samples.
    const { document } = await showTested(`network Xor {
  data = xor()
  layers { scores = Affine(2, init=[[0, 0], [0, 0]]); SoftmaxWithLoss }
  train { batch = all }
  expect grad(scores) = [[0.125, -0.125], [-0.125, 0.125], [-0.125, 0.125], [0.125, -0.125]]
}
`);
    await run(document.uri, 'Xor: expect grad(scores)');
    await filterTests('@doc');
    await vscode.window.showTextDocument(document);
    await waitForState('Xor: expect grad(scores)', 'Failed');
    await eventually(
      async () => (await screen.texts('.test-error-content-widget')).join(),
      (shown) => shown.includes('[[-0.125, 0.12') && shown.includes('!= [[0.125, -0.12'),
    );
    await vscode.commands.executeCommand('testing.openOutputPeek');
    await eventually(
      async () => (await screen.texts('.test-output-peek-tree')).join(),
      (shown) => shown.includes('Every number has the other sign'),
    );
    await filterTests('');
  });

  test('keeps a test through edits, and runs the one that is shown', async function () {
    needsScreen(this);
    const editor = await showTested(text);
    const { document } = editor;
    const before = await testsOf(document.uri, 3);
    await run(document.uri, 'expect b');
    await waitForState('expect b', 'Passed');
    // One that is written alike, and wrong, above it; and not saved.
    await replace(editor, 'backward b', 'expect b = 5\nbackward b');
    await waitForOutdated('expect b (line 5)', 'Passed');
    assert.deepEqual(await testsOf(document.uri, 4), [...before, 'expect b #2'].sort());
    await run(document.uri, 'expect b');
    await waitForFresh('expect b (line 5)', 'Passed');
    await run(document.uri, 'expect b #2');
    await waitForState('expect b (line 3)', 'Failed');
    await replace(editor, 'expect b = 5\n', '');
    assert.deepEqual(await testsOf(document.uri, 3), before);
  });

  test('runs a file again and again while it is edited, until that is ended', async function () {
    needsScreen(this);
    const editor = await showTested(text);
    await testsOf(editor.document.uri, 3);
    await reveal(editor.document.uri, 'expect b');
    await vscode.commands.executeCommand('testing.startContinuousRun');
    await waitForState('expect b', 'Passed');
    await replace(editor, 'b = 6', 'b = 7');
    await waitForState('expect b', 'Failed');
    await replace(editor, 'a * 3', 'a * 3.5');
    await waitForState('expect b', 'Passed');
    await vscode.commands.executeCommand('testing.stopContinuousRun');
    await replace(editor, 'b = 7', 'b = 8');
    await waitForOutdated('expect b', 'Passed');
  });

  test('what is cancelled ends at once, and leaves other numbers alone', async function () {
    needsScreen(this);
    const { document } = await showTested(text);
    await testsOf(document.uri, 3);
    const long = await vscode.workspace.openTextDocument(inWorkspace('digits.backprop'));
    await vscode.window.showTextDocument(long, { preview: false });
    await testsOf(long.uri, 1);
    await run(long.uri, 'network SmallCNN');
    await waitForState('Gradient check: network SmallCNN', 'Running');
    await vscode.commands.executeCommand('testing.cancelRun');
    await waitForState('Gradient check: network SmallCNN', 'Skipped');
    await run(document.uri, 'expect b');
    await waitForState('expect b', 'Passed');
  });

  test('tests what is no file yet, and forgets it with its editor', async function () {
    needsScreen(this);
    const { document } = await showUntitled(text);
    await run(document.uri, 'expect b');
    await waitForState('expect b', 'Passed');
    await closeAll();
    await eventually(
      () => testsIn(document.uri),
      (ids) => ids.length === 0,
    );
  });

  test('a mistake makes the tests that need the line errors; a blank is skipped', async function () {
    needsScreen(this);
    const { document } = await showTested(
      'a = 2\nb = aa * 3\nc = a * 3\nbackward c\nexpect b = 6\nexpect c = 6\nexpect grad(a) = ?\n',
    );
    await run(document.uri, 'expect b', 'expect c', 'expect grad(a)');
    await waitForState('expect b', 'Errored');
    await waitForState('expect c', 'Passed');
    await waitForState('expect grad(a) = ?', 'Skipped');
  });

  test('follows a file that is renamed or deleted', async () => {
    const { document } = await showTested(text);
    await testsOf(document.uri, 3);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(document.uri, inWorkspace('a-renamed.backprop'));
    await vscode.workspace.applyEdit(edit);
    await testsOf(inWorkspace('a-renamed.backprop'), 3);
    await eventually(
      () => testsIn(document.uri),
      (ids) => ids.length === 0,
    );
    await closeAll();
    await deleteFile('a-renamed.backprop');
    await eventually(
      () => testsIn(inWorkspace('a-renamed.backprop')),
      (ids) => ids.length === 0,
    );
  });
});

/** As VS Code knows the tests of a file: controller, file, test. */
async function pathsIn(uri: vscode.Uri): Promise<readonly (readonly string[])[]> {
  return vscode.commands.executeCommand('vscode.testing.getTestsInFile', uri);
}

async function testsIn(uri: vscode.Uri): Promise<readonly string[]> {
  const paths = await pathsIn(uri);
  return paths.flatMap(([, , id]) => (id === undefined ? [] : [id]));
}

/** The ids of the tests of a file once there are so many, in the order of their names. */
async function testsOf(uri: vscode.Uri, count: number): Promise<readonly string[]> {
  const ids = await eventually(
    () => testsIn(uri),
    (found) => found.length === count,
  );
  return [...ids].sort();
}

async function run(uri: vscode.Uri, ...ids: readonly string[]): Promise<void> {
  const [first] = ids;
  await eventually(
    () => testsIn(uri),
    (found) => ids.every((id) => found.includes(id)),
  );
  if (first !== undefined) await reveal(uri, first);
  const paths = (await pathsIn(uri)).filter(([, , id]) => id !== undefined && ids.includes(id));
  void vscode.commands.executeCommand('vscode.runTestsById', runTests, ...paths.map(joined));
}

/** Opens the Test Explorer at a test. */
async function reveal(uri: vscode.Uri, id: string): Promise<void> {
  const path = (await pathsIn(uri)).find(([, , test]) => test === id);
  if (path === undefined) throw new Error(`There is no test ${id}.`);
  await vscode.commands.executeCommand('_revealTestInExplorer', joined(path), true);
}

function joined(path: readonly string[]): string {
  return path.join('\0');
}

const outdated = '[aria-label$=", outdated result"]';

function row(label: string, state: string): string {
  return `.test-explorer .monaco-list-row[aria-label^="${label} (${state})"]`;
}

async function waitForState(label: string, state: string): Promise<void> {
  await screen.waitFor({ selector: row(label, state) });
}

async function waitForFresh(label: string, state: string): Promise<void> {
  await screen.waitFor({ selector: `${row(label, state)}:not(${outdated})` });
}

async function waitForOutdated(label: string, state: string): Promise<void> {
  await screen.waitFor({ selector: row(label, state) + outdated });
}
