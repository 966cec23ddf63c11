import * as vscode from 'vscode';
import {
  closeAll,
  deleteFile,
  inWorkspace,
  replace,
  showFile,
  showUntitled,
  withoutLiveValues,
} from './editor/definitions';
import { eventually, pointAway } from './editor/lines';
import { assert } from './harness/assert';
import { needsScreen, screen, type Target } from './harness/screen';

const view = '[id="workbench.view.extension.backprop"]';

/**
 * What comes with the workspace; other suites leave more,
 * and the list draws only the rows that fit the window.
 */
const shipped = /\/(digits|mnist|shopping|spiral|tensors|xor)\.backprop$/;

suite('Sidebar', () => {
  suiteSetup(async () => {
    for (const uri of await vscode.workspace.findFiles('**/*.backprop')) {
      if (!shipped.test(uri.path)) await vscode.workspace.fs.delete(uri);
    }
  });

  setup(async function () {
    needsScreen(this);
    await vscode.commands.executeCommand('backprop.definitions.focus');
    await screen.waitFor(row('xor.backprop'));
  });

  teardown(async () => {
    await closeAll();
    for (const { path } of await vscode.workspace.findFiles('**/sidebar-*.backprop')) {
      await deleteFile(path.slice(path.lastIndexOf('/') + 1));
    }
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  test('a file that nobody opened can be looked into, run and gone to @web @restricted', async () => {
    await writeDefinition('sidebar-run.backprop', apples);
    await expand('sidebar-run.backprop');
    await waitForDescription('price', '');
    await waitForDescription('m', '2×2');
    assert.ok(vscode.workspace.textDocuments.every(({ uri }) => !uri.path.endsWith('sidebar-run.backprop')));

    await act('sidebar-run.backprop', 'Run Backward');
    await waitForDescription('price', '= 220 ∂ 1');
    await waitForDescription('apple', '= 100 ∂ 2.2');
    await waitForDescription('tax', '= 1.1 ∂ 200');
    await waitForDescription('m', '2×2 = [[1, 2], [3, 4]] ∂ –');

    await expand('price');
    await waitForDescription('apple * apple_num', '= 200 ∂ 1.1');

    await screen.click(row('tax'));
    const editor = await editorAt('/sidebar-run.backprop', 2);
    assert.equal(editor?.document.getText(editor.selection), 'tax');
  });

  test('a screen reader hears words, and the keyboard reaches everything', async () => {
    const { document } = await showDefinition('sidebar-keys.backprop', apples);
    await vscode.commands.executeCommand('backprop.runBackward', document.uri);
    await screen.click(row('sidebar-keys.backprop'));
    await screen.waitFor({ selector: `${view} [aria-label="apple, value 100, gradient 2.2"]` });
    await screen.waitFor({
      selector: `${view} [aria-label="m, 2×2, value [[1, 2], [3, 4]], no gradient reaches it"]`,
    });
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await screen.press(key);
    const selected = await eventually(
      () => vscode.window.activeTextEditor?.selection,
      (selection) => selection?.active.line === 1,
    );
    assert.equal(selected && document.getText(selected), 'apple_num');
  });

  test('numbers from before an edit say so, with what was not edited, and are renewed by a run', async () => {
    const editor = await showDefinition('sidebar-edit.backprop', apples);
    await expand('sidebar-edit.backprop');
    await act('backward price', 'Run Backward');
    await waitForDescription('price', '= 220 ∂ 1');

    await withoutLiveValues(async () => {
      await replace(editor, 'apple_num = 2', 'added = 7\napple_num = 5');
      await waitForDescription('price', 'earlier: = 220 ∂ 1');
      await waitForDescription('sidebar-edit.backprop', 'edited since the run');
      await waitForDescription('added', '');
      await screen.waitFor({
        selector: `${view} [aria-label="price, numbers from before the edit, value 220, gradient 1"]`,
      });
    });

    await act('backward price', 'Run Backward');
    await waitForDescription('price', '= 550 ∂ 1');
    await waitForDescription('apple', '= 100 ∂ 5.5');
    await waitForDescription('sidebar-edit.backprop', '');
  });

  test('an untitled definition is listed, and its blanks are not given away', async () => {
    const { document } = await showUntitled(
      'x = 2\ny = x ** 3\nbackward y\nexpect grad(x) = ?\nexpect y = ?\n',
    );
    await vscode.commands.executeCommand('backprop.runBackward', document.uri);
    await expand(document.uri.path);
    await waitForDescription('x', '= 2 ∂ ?');
    await waitForDescription('y', '= ? ∂ 1');
    await screen.waitFor({
      selector: `${view} [aria-label="y, value not given away, gradient 1"]`,
    });
    await closeAll();
    await waitUntilGone(document.uri.path);
  });

  test('networks show their layers', async () => {
    await writeDefinition('sidebar-net.backprop', network);
    await expand('sidebar-net.backprop');
    await waitForDescription('Tiny', 'network, 4 layers');
    await expand('Tiny');
    await waitForDescription('affine1', 'Affine → 4 · 12 parameters');
    await waitForDescription('hidden', 'ReLU → 4');
    await eventually(
      () => actions('Tiny'),
      (titles) => titles.join() === 'Train,Open Panel,Go to Source',
    );
    await screen.click(row('hidden'));
    await editorAt('/sidebar-net.backprop', 4);
  });

  test('mistakes are counted beside the file and stand in it, and so does that it is empty', async () => {
    await writeDefinition('sidebar-wrong.backprop', 'a = 1\nb = unknown\nc = (2\n');
    await expand('sidebar-wrong.backprop');
    await waitForDescription('sidebar-wrong.backprop', '2 errors');
    await screen.waitFor({ selector: rowSelector('a') });
    await screen.waitFor({ selector: `${view} :text-is("line 2")` });
    await screen.waitFor({ selector: `${view} :text-is("line 3")` });
    await writeDefinition('sidebar-wrong.backprop', '# nothing\n');
    await screen.waitFor(row('Nothing is defined here yet.'));
    await waitForDescription('sidebar-wrong.backprop', '');
    await writeDefinition('sidebar-wrong.backprop', '\0\0');
    await screen.waitFor(row('This file holds binary data, not a definition.'));
  });

  test('files that come, go and are renamed are followed, and namesakes are told apart', async () => {
    await writeDefinition('sidebar-one.backprop', apples);
    await screen.waitFor(row('sidebar-one.backprop'));
    await writeDefinition('inner/sidebar-one.backprop', apples);
    await screen.waitFor({ selector: `${view} :text-is("inner")` });
    await eventually(
      () => screen.texts(rowSelector('sidebar-one.backprop')),
      (rows) => rows.length === 2,
    );

    await vscode.workspace.fs.delete(inWorkspace('inner'), { recursive: true });
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(inWorkspace('sidebar-one.backprop'), inWorkspace('sidebar-two.backprop'));
    await vscode.workspace.applyEdit(rename);
    await screen.waitFor(row('sidebar-two.backprop'));
    await waitUntilGone('sidebar-one.backprop');
  });

  test('where there is no definition one button creates the shopping example @web', async () => {
    const files = await vscode.workspace.findFiles('**/*.backprop');
    const kept = await Promise.all(
      files.map(async (uri) => ({ uri, bytes: await vscode.workspace.fs.readFile(uri) })),
    );
    try {
      for (const uri of files) await vscode.workspace.fs.delete(uri);
      const button = { selector: `${view} .monaco-button`, text: 'Create the Shopping Example' };
      await screen.waitFor(button);
      await screen.screenshot('sidebar-welcome');
      await screen.click(button);
      const editor = await eventually(
        () => vscode.window.activeTextEditor,
        (active) => active?.document.uri.path.endsWith('/shopping.backprop') === true,
      );
      assert.match(editor?.document.getText() ?? '', /^backward price$/m);
      await screen.waitFor(row('shopping.backprop'));
      // The only file there is shows what is in it.
      await screen.waitFor({ selector: rowSelector('backward price') });
    } finally {
      await closeAll();
      for (const { uri, bytes } of kept) await vscode.workspace.fs.writeFile(uri, bytes);
    }
  });

  test('is drawn in the colours of the theme', async () => {
    const { document } = await showFile('shopping.backprop');
    await vscode.commands.executeCommand('backprop.runBackward', document.uri);
    await writeDefinition('sidebar-net.backprop', network);
    await writeDefinition('sidebar-wrong.backprop', 'a = 1\nb = unknown\n');
    for (const name of ['shopping.backprop', 'sidebar-net.backprop', 'sidebar-wrong.backprop']) {
      await expand(name);
    }
    await waitForDescription('sidebar-wrong.backprop', '1 error');
    try {
      for (const theme of ['light', 'dark'] as const) {
        await screen.setTheme(theme);
        await screen.hover(row('shopping.backprop'));
        await screen.screenshot(`sidebar-${theme}`);
        await waitForDescription('orange', '= 150 ∂ 3.3');
      }
    } finally {
      await screen.setTheme('dark');
    }
  });
});

/** The price of two apples, as the chapter draws it, and something no gradient reaches. */
const apples = `apple = 100
apple_num = 2
tax = 1.1
price = apple * apple_num * tax
m = [[1, 2], [3, 4]]
backward price
`;

const network = `network Tiny {
  data = xor()
  layers {
    Affine(4)
    hidden = ReLU
    Affine(2)
    SoftmaxWithLoss
  }
}
`;

async function writeDefinition(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(inWorkspace(path), new TextEncoder().encode(text));
  await screen.waitFor(row(path.slice(path.lastIndexOf('/') + 1)));
}

async function showDefinition(name: string, text: string): Promise<vscode.TextEditor> {
  await writeDefinition(name, text);
  return showFile(name);
}

/** Waits for a file in front, with the cursor in this line, counted from 0. */
function editorAt(path: string, line: number): Promise<vscode.TextEditor | undefined> {
  return eventually(
    () => vscode.window.activeTextEditor,
    (active) => active?.document.uri.path.endsWith(path) === true && active.selection.active.line === line,
  );
}

function rowSelector(label: string): string {
  return `${view} .monaco-list-row:has(.label-name :text-is(${JSON.stringify(label)}))`;
}

function row(label: string): Target {
  return { selector: `${rowSelector(label)} .label-name` };
}

/** By its arrow, which is the only part of a line that opens it where a click goes to the source. */
async function expand(label: string): Promise<void> {
  await screen.waitFor({ selector: `${rowSelector(label)}[aria-expanded]` });
  const collapsed = `${rowSelector(label)}[aria-expanded="false"]`;
  if ((await screen.texts(collapsed)).length > 0) {
    await screen.click({ selector: `${collapsed} .monaco-tl-twistie` });
  }
  await screen.waitFor({ selector: `${rowSelector(label)}[aria-expanded="true"]` });
}

/** What stands beside a line of the tree, spaces as a person sees them. */
async function description(label: string): Promise<string> {
  const [text = ''] = await screen.texts(`${rowSelector(label)} .label-description`);
  return text.replaceAll(/\s+/g, ' ').trim();
}

async function waitForDescription(label: string, text: string): Promise<void> {
  await screen.waitFor({ selector: rowSelector(label) });
  await eventually(
    () => description(label),
    (shown) => shown === text,
  );
}

/** Clicks an action that a line shows under the pointer. */
async function act(label: string, title: string): Promise<void> {
  await pointAway();
  await screen.hover(row(label));
  await screen.click({ selector: `${rowSelector(label)} .action-label[aria-label^="${title}"]` });
}

/** What a line offers under the pointer. */
async function actions(label: string): Promise<readonly string[]> {
  await pointAway();
  await screen.hover(row(label));
  return screen.attributes(`${rowSelector(label)} .action-label`, 'aria-label');
}

async function waitUntilGone(label: string): Promise<void> {
  await eventually(
    () => screen.texts(rowSelector(label)),
    (rows) => rows.length === 0,
  );
}
