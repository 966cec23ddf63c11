import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, deleteFile, endlessSpiral, replace, showFile, showNewFile } from './definitions';
import { atRest, behind, clickLens, eventually, problems } from './lines';

const spiral = endlessSpiral('Spiral');

let copies = 0;
let shown: vscode.Uri | undefined;

/** A definition no other test has touched, so that no other test's run is in the way. */
async function showSpiral(text = spiral): Promise<vscode.TextEditor> {
  const editor = await showNewFile(`spiral-${++copies}.backprop`, text);
  shown = editor.document.uri;
  return editor;
}

async function lensTexts(): Promise<string> {
  return (await screen.texts('.codelens-decoration')).join(' ').replaceAll(/\s+/g, ' ');
}

function lensSays(expected: RegExp): Promise<string> {
  return eventually(lensTexts, (text) => expected.test(text));
}

suite('Training', () => {
  teardown(async () => {
    if (shown !== undefined) await vscode.commands.executeCommand('backprop.stop', shown, 'Spiral');
    await closeAll();
  });

  test('shapes and parameters stand behind the layers before anything runs @web @restricted', async function () {
    needsScreen(this);
    await showSpiral();
    await screen.waitFor({ selector: '.view-line', text: '→ 32 · 96 parameters' });
    await screen.waitFor({ selector: '.view-line', text: '→ 3 · 99 parameters' });
    await lensSays(/Train.*195 parameters/);
  });

  test('a click on Train trains, in the lens and in the status bar; it pauses, steps, goes on and stops @web @restricted', async function () {
    needsScreen(this);
    await showSpiral();
    await clickLens('Train');
    await lensSays(/Pause.*Stop.*epoch [1-9][\d,]* of 1,000,000 · loss \d/);
    await screen.waitFor({ selector: '.statusbar-item', text: 'Spiral · epoch' });

    await clickLens('Pause');
    await lensSays(/Resume.*Step.*Stop.*epoch [\d,]+ of 1,000,000 · loss/);
    // Of a run that goes on it says another epoch every moment.
    await atRest(lensTexts, (text) => text !== undefined);

    await clickLens('Resume');
    await lensSays(/Pause/);
    await clickLens('Stop');
    await lensSays(/Train.*epoch [\d,]+ of 1,000,000/);
    // VS Code draws the one and the other in a time of its own.
    await eventually(
      () => screen.texts('.statusbar-item'),
      (texts) => !texts.some((text) => text.includes('Spiral')),
    );
  });

  test('one pass writes gradients behind the layers before any step is made @web', async function () {
    needsScreen(this);
    await showSpiral();
    await clickLens('Run Backward');
    await eventually(
      () => behind('hidden'),
      (text) => /∂ 0\.0\d+/.test(text) && text.includes('→ 32'),
    );
    await eventually(
      () => behind('ReLU'),
      (text) => /blocked \d+ %/.test(text),
    );
  });

  test('digits train from the file that comes with the extension @web', async function () {
    needsScreen(this);
    const { document } = await showFile('digits.backprop');
    await clickLens('Train');
    // A fast machine is done with it before anybody has looked.
    await lensSays(/(Pause|Train More).*(step|epoch) \d.*loss \d/);
    await vscode.commands.executeCommand('backprop.stop', document.uri, 'SmallCNN');
  });

  test('a saved edit keeps what fits and goes on', async function () {
    needsScreen(this);
    const editor = await showSpiral();
    await clickLens('Train');
    await lensSays(/epoch [1-9]/);
    await replace(editor, 'lr=0.01', 'lr=0.02');
    await editor.document.save();
    // The notification says the same, but none pops up while a test has the window.
    await screen.waitFor({ selector: '.status-text', text: 'All parameters were kept' });
    await lensSays(/Pause/);
    await replace(editor, '    Affine(3)', '    Affine(24)\n    ReLU\n    Affine(3)');
    await editor.document.save();
    await screen.waitFor({ selector: '.status-text', text: 'tarted afresh' });
    await lensSays(/Pause/);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('a learning rate set by hand outlives an edit of something else, and goes to the file on a click', async function () {
    needsScreen(this);
    const editor = await showSpiral();
    const { document } = editor;
    await clickLens('Train');
    await lensSays(/epoch [1-9]/);
    await vscode.window.showTextDocument(document);
    await screen.command('Backprop: Set Learning Rate…');
    await screen.waitFor({ selector: '.quick-input-title', text: 'Learning rate from the next step on' });
    // What stands there is selected.
    await screen.type('0.003');
    await screen.press('Enter');
    await replace(editor, 'noise=0.2', 'noise=0.3');
    const actions = (): Thenable<vscode.CodeAction[]> =>
      vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(1, 0, 1, 0),
      );
    await document.save();
    await screen.waitFor({ selector: '.status-text', text: 'All parameters were kept' });
    const titles = await eventually(
      async () => (await actions()).map(({ title }) => title),
      (found) => found.some((title) => title.includes('0.003')),
    );
    assert.ok(titles.includes('Write the learning rate 0.003 to the file'), titles.join());
    await vscode.commands.executeCommand('backprop.writeLearningRate', document.uri, 'Spiral');
    assert.match(document.getText(), /Adam\(lr=0\.003\)/);
    await document.save();
    await eventually(
      async () => (await actions()).map(({ title }) => title),
      (found) => !found.some((title) => title.includes('0.003')),
    );
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('a rate that is far too high ends in a state that says so, and the next run works', async function () {
    needsScreen(this);
    const editor = await showSpiral(spiral.replace('Adam(lr=0.01)', 'SGD(lr=1e30)'));
    await clickLens('Train');
    await lensSays(/Train.*(NaN|∞)/);
    await replace(editor, 'SGD(lr=1e30)', 'SGD(lr=0.1)');
    await editor.document.save();
    await clickLens('Train');
    await lensSays(/Pause.*epoch [1-9][\d,]* of 1,000,000 · loss \d/);
  });

  test('a layer of a billion parameters is refused with its size, before anything is taken', async function () {
    needsScreen(this);
    const editor = await showSpiral(spiral.replace('Affine(32)', 'Affine(400_000_000)'));
    await eventually(
      () => problems(editor).join('\n'),
      (text) => text.includes('1200000000 parameters'),
    );
  });

  test('data that does not fit is a problem while it is typed, and no more when the file is right @web', async () => {
    const editor = await showNewFile(
      'table.backprop',
      spiral.replace('spiral(classes=3, points=100, noise=0.2, test=0.2)', 'csv("table.csv", test=0.2)'),
    );
    const folder = vscode.Uri.joinPath(editor.document.uri, '..');
    const table = vscode.Uri.joinPath(folder, 'table.csv');
    const write = (classes: number): Thenable<void> =>
      vscode.workspace.fs.writeFile(
        table,
        new TextEncoder().encode(
          `a,b,kind\n${Array.from({ length: 40 }, (_row, index) => `${index},${index % 7},c${index % classes}\n`).join('')}`,
        ),
      );
    await eventually(
      () => problems(editor).join('\n'),
      (text) => text.includes('table.csv was not found beside this file.'),
    );
    await write(4);
    await eventually(
      () => problems(editor).join('\n'),
      (text) => text.includes('4 classes'),
    );
    await write(3);
    await eventually(
      () => problems(editor).join('\n'),
      (text) => text === '',
    );
    await deleteFile('table.csv');
    await eventually(
      () => problems(editor).join('\n'),
      (text) => text.includes('table.csv was not found beside this file.'),
    );
  });
});
