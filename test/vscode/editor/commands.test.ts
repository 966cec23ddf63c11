import { dequal } from 'dequal';
import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, inWorkspace, replace, showNewFile, showUntitled } from './definitions';
import { eventually } from './lines';

// Those that focus are VS Code's own, of the views.
const always = [
  'Compare Recordings',
  'Focus on Definitions View',
  'Focus on Monitor View',
  'Focus on Runs View',
  'New Definition from Example…',
  'Open Recording',
  'Start a Lesson…',
];
const ofAny = [...always, 'Open Panel', 'Run Backward'];
const ofFormulas = [...ofAny, 'Copy as Python (NumPy)'];
const gradients = ['Check Gradients', 'Step Through'];
const ofGradients = [...ofFormulas, ...gradients];
const ofNetworks = [...ofAny, ...gradients, 'Export Network as PyTorch or NumPy…', 'Train', 'Train One Step'];

suite('Commands', () => {
  teardown(closeAll);

  test('the palette offers what the definition in front has something for @web @restricted', async function () {
    needsScreen(this);
    await waitForOffer(always);
    const editor = await showUntitled('# Nothing yet.\n');
    await waitForOffer(always);
    await replace(editor, '# Nothing yet.', 'a = 2\nb = a * a');
    await waitForOffer(ofFormulas);
    await replace(editor, 'b = a * a', 'b = a * a\nbackward b');
    await waitForOffer(ofGradients);
    await vscode.commands.executeCommand('backprop.runBackward', editor.document.uri);
    await waitForOffer([...ofGradients, 'Clear Values']);

    await showUntitled('network N { data = xor()\n  layers { Affine(2)\n    SoftmaxWithLoss } }\n');
    await waitForOffer(ofNetworks);
  });

  test('formulas are copied as a script of NumPy, and questions are not @web @restricted', async () => {
    const { uri } = (await showUntitled('a = 2\nb = a * a\nbackward b\n')).document;
    await vscode.commands.executeCommand('backprop.copyAsPython', uri);
    const script = await vscode.env.clipboard.readText();
    assert.match(script, /\nb = a \* a\n(.*\n)*db = 1\.0\nda = db \* a\nda = da \+ db \* a\n/);

    await vscode.env.clipboard.writeText('before');
    const sheet = (await showUntitled('sheet "S"\na = 2\nb = a * a\nexpect b = ?\n')).document;
    await vscode.commands.executeCommand('backprop.copyAsPython', sheet.uri);
    assert.equal(await vscode.env.clipboard.readText(), 'before');
    await showUntitled('a = 2\nb = a * a\nexpect b = ?\n');
    await vscode.commands.executeCommand('backprop.copyAsPython');
    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });

  test('a network goes into a new folder as a script, with what its run has learned @web', async () => {
    const text = `network N { data = xor()
  layers { hidden = Affine(2)
    SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1) } }
`;
    const { document } = await showNewFile('to-export.backprop', text);
    const folder = inWorkspace('exports');
    await vscode.workspace.fs.createDirectory(folder);
    const filesIn = async (name: string): Promise<string[]> => {
      const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, name));
      return entries.map(([file]) => file).sort();
    };
    const exportTo = (target: string): Thenable<unknown> =>
      vscode.commands.executeCommand('backprop.exportNetwork', document.uri, 'N', target, folder);

    await exportTo('numpy');
    assert.deepEqual(await filesIn('N-numpy'), ['data.npz', 'initial.npz', 'train.py']);
    await eventually(
      () => vscode.window.activeTextEditor?.document.getText() ?? '',
      (script) => script.startsWith('"""N of to-export.backprop in NumPy'),
    );

    await vscode.commands.executeCommand('backprop.step', document.uri, 'N');
    await exportTo('pytorch');
    await exportTo('pytorch');
    const all = ['data.npz', 'initial.npz', 'train.py', 'trained.npz'];
    assert.deepEqual(await filesIn('N-pytorch'), all);
    assert.deepEqual(await filesIn('N-pytorch-2'), all);
  });

  test('the buttons above a text can be clicked where it has something to run', async function () {
    needsScreen(this);
    const editor = await showUntitled('# Nothing yet.\n');
    await waitForButtons(['Run Backward: disabled', 'Open Panel: disabled']);
    await replace(editor, '# Nothing yet.', 'a = 2\nb = a * a\nbackward b');
    await waitForButtons(['Run Backward', 'Open Panel']);
  });
});

/** Waits until these are our commands in the palette, in any order; opens it anew for every look. */
async function waitForOffer(titles: readonly string[]): Promise<void> {
  const expected = titles.map((title) => `Backprop: ${title}`).sort();
  await eventually(offer, (shown) => dequal(shown, expected));
}

async function offer(): Promise<string[]> {
  await vscode.commands.executeCommand('workbench.action.quickOpen', '>Backprop: ');
  await screen.waitFor({ selector: '.quick-input-list .monaco-list-row', text: 'Backprop: ' });
  const rows = await screen.texts('.quick-input-list .monaco-list-row .quick-input-list-row:first-child');
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  return rows
    .map((row) => row.trim().split('\n')[0] ?? '')
    .filter((title) => title.startsWith('Backprop: '))
    .sort();
}

/** Waits until our buttons above the texts are these, each with what VS Code says of it. */
async function waitForButtons(expected: readonly string[]): Promise<void> {
  const all = '.editor-actions .action-label';
  await eventually(
    async () => {
      const shown: string[] = [];
      for (const title of ['Run Backward', 'Open Panel']) {
        const [here, disabled] = await Promise.all([
          screen.texts(`${all}[aria-label^="${title}"]`),
          screen.texts(`${all}.disabled[aria-label^="${title}"]`),
        ]);
        for (let index = 0; index < here.length; index++)
          shown.push(index < disabled.length ? `${title}: disabled` : title);
      }
      return shown;
    },
    (shown) => dequal(shown, expected),
  );
}
