import * as vscode from 'vscode';
import { closeAll, inWorkspace } from './editor/definitions';
import { clickLens, eventually, waitForBehind } from './editor/lines';
import { assert } from './harness/assert';
import { needsScreen, screen } from './harness/screen';

/** A file of the second folder of the workspace. */
function inHomework(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[1];
  if (folder === undefined) throw new Error('These tests need a second folder.');
  return vscode.Uri.joinPath(folder.uri, name);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const written: vscode.Uri[] = [];

async function write(uri: vscode.Uri, text: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(uri, bytes(text));
  written.push(uri);
  return uri;
}

const measured = (file: string): string => `network Measured {
  data = csv("${file}", target="t", header=true)
  layers {
    Affine(1)
    MeanSquaredError
  }
}
`;

async function problemsOf(uri: vscode.Uri): Promise<readonly string[]> {
  await vscode.window.showTextDocument(uri);
  // The lens comes with the first check.
  await eventually(
    async () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri),
    (lenses) => lenses.length > 0,
  );
  return vscode.languages.getDiagnostics(uri).map(({ message }) => message);
}

suite('A workspace of two folders', () => {
  teardown(async () => {
    await closeAll();
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  test('lists the definitions of both, each with its folder @only-restricted', async function () {
    needsScreen(this);
    await vscode.commands.executeCommand('backprop.definitions.focus');
    const rows =
      '[id="workbench.view.extension.backprop"] .monaco-list-row:has(:text-is("shopping.backprop"))';
    const folders = await eventually(
      () => screen.texts(`${rows} .label-description`),
      (texts) => texts.length === 2,
    );
    assert.deepEqual([...folders].sort(), ['homework', 'my 例']);
  });

  test('runs the file that is shown, whatever another is called @only-restricted', async function () {
    needsScreen(this);
    await vscode.window.showTextDocument(inHomework('shopping.backprop'));
    await clickLens('Run Backward');
    await waitForBehind('price = pear', '= 120   ∂ 1');
  });

  test('keeps the tests of files of one name apart @only-restricted', async () => {
    await vscode.commands.executeCommand('testing.refreshTests');
    const testsOf = async (uri: vscode.Uri): Promise<readonly (string | undefined)[]> => {
      const paths: readonly (readonly string[])[] = await vscode.commands.executeCommand(
        'vscode.testing.getTestsInFile',
        uri,
      );
      return paths.flatMap(([, , id]) => (id === undefined ? [] : [id])).sort();
    };
    await eventually(
      () => testsOf(inHomework('shopping.backprop')),
      (ids) => ids.length === 1 && ids[0] === 'backward price',
    );
    await vscode.window.showTextDocument(inWorkspace('shopping.backprop'));
    await eventually(
      () => testsOf(inWorkspace('shopping.backprop')),
      (ids) => ids.length > 1,
    );
  });

  test('reads data beside the definition, and in the other folder @only-restricted', async function () {
    needsScreen(this);
    const csv = (inputs: readonly string[]): string => `${inputs.join()},t\n${'1,'.repeat(inputs.length)}1\n`;
    await write(inWorkspace('numbers.csv'), csv(['a', 'b']));
    await write(inHomework('numbers.csv'), csv(['a', 'b', 'c', 'd']));
    const waitForParameters = async (count: number, uri: vscode.Uri, file: string): Promise<void> => {
      await vscode.window.showTextDocument(await write(uri, measured(file)));
      await screen.waitFor({ selector: '.view-line', text: `→ 1 · ${count} parameters` });
      await closeAll();
    };
    await waitForParameters(3, inWorkspace('beside.backprop'), 'numbers.csv');
    await waitForParameters(5, inHomework('beside.backprop'), 'numbers.csv');
    await waitForParameters(5, inWorkspace('across.backprop'), '../homework/numbers.csv');
  });

  test('does not read what lies outside of both while they are not trusted @only-restricted', async () => {
    const outside = await write(vscode.Uri.joinPath(inHomework('..'), 'outside.csv'), 'x,t\nsecret,1\n');
    const uri = await write(inHomework('outside.backprop'), measured('../outside.csv'));
    const problems = await eventually(
      () => problemsOf(uri),
      (found) => found.length > 0,
    );
    assert.ok(!problems.join().includes('secret'), `${outside.path} was quoted`);
    assert.match(problems.join(), /trust/i);
  });
});
