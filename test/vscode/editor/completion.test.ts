import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, inWorkspace, replace, showFile, showNewFile, showUntitled } from './definitions';
import { eventually, typeAt } from './lines';

suite('Completion and signature help', () => {
  teardown(closeAll);

  test('in an untitled document and in a file, with documentation once it is looked at @web', async () => {
    const editors = [
      await showUntitled('x = [1, -2]\ny = \n'),
      await showNewFile('complete.backprop', 'x = [1, -2]\ny = \n'),
    ];
    for (const editor of editors) {
      const { items } = await completions(editor, 'y = ');
      assert.deepEqual(labels(items).slice(0, 1), ['x']);
      const relu = items.find((item) => labelOf(item) === 'relu');
      const { documentation } = relu ?? {};
      const text = typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
      assert.ok(text.includes('relu(x)') && text.includes('y = '), text);
    }
  });

  test('line ends of Windows, tabs, Japanese names and full-width operators', async () => {
    const editor = await showNewFile(
      'crlf-complete.backprop',
      '# 🍎\r\nりんご ＝ [[1, 2]]\r\n個数 = 2\r\n\t\r\n値段 ＝ affine（りんご，\r\nnetwork N {\r\n\tdata = xor()\r\n\tlayers {\r\n\t\tAff\r\n\t}\r\n}\r\n',
    );
    assert.equal(editor.document.eol, vscode.EndOfLine.CRLF);
    const names = labels((await completions(editor, 'affine（りんご，')).items);
    assert.ok(names.includes('りんご') && names.includes('個数'), names.join());
    const help = await signature(editor, 'affine（りんご，');
    assert.deepEqual([help.signatures[0]?.label, help.activeParameter], ['affine(x, W, b)', 1]);
    const affine = (await completions(editor, '\t\tAff')).items.find((item) => labelOf(item) === 'Affine');
    assert.deepEqual(replacedText(editor, affine), 'Aff');
  });

  test('a letter that is typed before the sign before it is answered opens the list', async function () {
    needsScreen(this);
    const editor = await showUntitled('x = [1, -2]\ny =');
    await vscode.commands.executeCommand('cursorBottom');
    // One right after the other: the letter is there before anybody has told what follows the space.
    await screen.type(' r');
    await screen.waitFor({ selector: '.suggest-widget.visible .monaco-list-row .label-name', text: 'relu' });
    await vscode.commands.executeCommand('acceptSelectedSuggestion');
    await eventually(
      () => editor.document.lineAt(1).text,
      (text) => /^y = r\w+\($/.test(text.replace(/\)$/, '')),
    );
  });

  test('two editors on one file see each other’s text', async () => {
    const editor = await showNewFile('twice.backprop', 'first = 1\ny = \n');
    const other = await showFile('twice.backprop', vscode.ViewColumn.Two);
    await replace(editor, 'first', 'second');
    assert.deepEqual(labels((await completions(other, 'y = ')).items).slice(0, 1), ['second']);
  });

  test('in a thousand lines, broken above and below', async () => {
    const lines = Array.from({ length: 1000 }, (_, line) => `value${line} = ${line}`);
    lines[200] = 'value200 = (1 +';
    lines[800] = 'value800 = relu(';
    lines[500] = 'value500 = value49';
    lines[600] = 'value600 = value20';
    const editor = await showUntitled(lines.join('\n'));
    const { items, isIncomplete } = await completions(editor, 'value500 = value49');
    const found = labels(items);
    // Not all of the values are handed over: VS Code asks again with each letter.
    assert.deepEqual([found[0], isIncomplete], ['value499', true]);
    assert.ok(found.includes('value49') && !found.includes('value501'), found.slice(0, 9).join());
    const others = labels((await completions(editor, 'value600 = value20')).items);
    assert.ok(others.includes('value200') && others.length < 200, others.slice(0, 9).join());
  });

  test('files beside a definition, columns of a table, arrays of an archive', async () => {
    const folder = inWorkspace('beside');
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder, 'more'));
    const table = vscode.Uri.joinPath(folder, 'flowers.csv');
    const write = (text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(table, new TextEncoder().encode(text));
    await write('length,width,species\n1,2,oak\n');
    const editor = await showNewFile(
      'beside/columns.backprop',
      'network N {\n  data = csv("flowers.csv", target="", drop=[""])\n}\n',
    );
    assert.deepEqual(labels((await completions(editor, 'csv("')).items), ['flowers.csv', 'more/']);
    assert.deepEqual(labels((await completions(editor, 'target="')).items), ['length', 'width', 'species']);
    await write('height,depth,kind\n1,2,oak\n1,2,ash\n');
    await eventually(
      async () => labels((await completions(editor, 'drop=["')).items).join(),
      (found) => found === 'height,depth,kind',
    );
  });

  test('nothing is offered in comments, and no words of the text', async function () {
    needsScreen(this);
    const editor = await showUntitled('unrelated = 1 # relu\n');
    await typeAt(editor, behind(editor.document, '# re'));
    await screen.type('lu');
    await screen.press('Control+Space');
    await screen.waitFor({ selector: '.suggest-widget.visible', text: 'No suggestions' });
    await screen.press('Escape');
    await typeAt(editor, editor.document.lineAt(1).range.end);
    // What begins a line is a new name: of the words of the language none begins so.
    await screen.type('unrel');
    await screen.press('Control+Space');
    await screen.waitFor({ selector: '.suggest-widget.visible', text: 'No suggestions' });
  });
});

/** What is offered directly behind the first occurrence of a text, fifty of it with documentation. */
async function completions({ document }: vscode.TextEditor, text: string): Promise<vscode.CompletionList> {
  return vscode.commands.executeCommand(
    'vscode.executeCompletionItemProvider',
    document.uri,
    behind(document, text),
    undefined,
    50,
  );
}

async function signature({ document }: vscode.TextEditor, text: string): Promise<vscode.SignatureHelp> {
  return vscode.commands.executeCommand(
    'vscode.executeSignatureHelpProvider',
    document.uri,
    behind(document, text),
  );
}

function behind(document: vscode.TextDocument, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text) + text.length);
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** In the order in which the editor shows them where nothing is typed. */
function labels(items: readonly vscode.CompletionItem[]): string[] {
  const key = (item: vscode.CompletionItem): string => item.sortText ?? labelOf(item);
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(labelOf);
}

function replacedText({ document }: vscode.TextEditor, item: vscode.CompletionItem | undefined): string {
  const range = item?.range;
  if (range === undefined) return '';
  return document.getText(range instanceof vscode.Range ? range : range.replacing);
}
