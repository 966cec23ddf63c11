import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, inWorkspace, showNewFile, showUntitled } from './definitions';
import { eventually } from './lines';

const formulas = 'x = [1, 2]\ny = sum(x * x)\nbackward y\nexpect grad(x) = [2, 4]\n';

const network = [
  'block Wide(units) {',
  '  Affine(units)',
  '  ReLU',
  '}',
  'network Net {',
  '  data = spiral()',
  '  layers {',
  '    hidden = Affine(4)',
  '    Wide(units=4)',
  '    Add(hidden)',
  '    Affine(3)',
  '    SoftmaxWithLoss',
  '  }',
  '}',
  '',
].join('\n');

let files = 0;

/** A file that no other test has written. */
async function showFresh(text: string): Promise<vscode.TextEditor> {
  return showNewFile(`navigation-${++files}.backprop`, text);
}

/** Documents in which the same must work. */
const forms: readonly (readonly [string, (text: string) => Promise<vscode.TextEditor>])[] = [
  ['an untitled file', showUntitled],
  ['a file', showFresh],
  ['a file with CRLF', (text) => showFresh(text.replaceAll('\n', '\r\n'))],
];

suite('Names', () => {
  teardown(closeAll);

  for (const [form, show] of forms) {
    test(`lead to their definitions in ${form} @web`, async () => {
      const { document } = await show(formulas);
      // The first document that is opened starts the extension, which takes a moment.
      const [link] = await eventually(
        () => ask<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document, 'x) ='),
        (found) => found.length > 0,
      );
      assert.equal(document.getText(link?.targetRange), 'x = [1, 2]');
      assert.equal(document.getText(link?.targetSelectionRange), 'x');
      const places = await ask<vscode.Location[]>('vscode.executeReferenceProvider', document, 'x = ');
      assert.deepEqual(
        places.map(({ range }) => `${range.start.line}:${range.start.character}`),
        ['0:0', '1:8', '1:12', '3:12'],
      );
      const marks = await ask<vscode.DocumentHighlight[]>(
        'vscode.executeDocumentHighlights',
        document,
        'y = ',
      );
      assert.deepEqual(
        marks.map(({ kind, range }) => [kind, range.start.line]),
        [
          [vscode.DocumentHighlightKind.Write, 1],
          [vscode.DocumentHighlightKind.Read, 2],
        ],
      );
    });

    test(`are renamed wherever they stand in ${form}`, async () => {
      const { document } = await show(formulas);
      await rename(document, 'x = ', '入力');
      assert.equal(
        document.getText().replaceAll('\r\n', '\n'),
        '入力 = [1, 2]\ny = sum(入力 * 入力)\nbackward y\nexpect grad(入力) = [2, 4]\n',
      );
      await rename(document, '入力 * 入力', 'x');
      assert.equal(document.getText().replaceAll('\r\n', '\n'), formulas);
    });
  }

  test('of layers, blocks and parameters are renamed', async () => {
    const { document } = await showUntitled(network);
    await rename(document, 'hidden)', 'skip');
    await rename(document, 'Wide(units=4)', 'Broad');
    await rename(document, 'units=4', '幅');
    assert.equal(
      document.getText(),
      network.replaceAll('hidden', 'skip').replaceAll('Wide', 'Broad').replaceAll('units', '幅'),
    );
  });

  test('with full-width characters around them are found and renamed', async () => {
    const { document } = await showUntitled('値 ＝ ２\nｙ ＝ （値 ＋ １）＊ 値\nbackward ｙ\n');
    await rename(document, '値 ＋', 'a');
    assert.equal(document.getText(), 'a ＝ ２\nｙ ＝ （a ＋ １）＊ a\nbackward ｙ\n');
  });

  test('that clash are refused, with the line that stands in the way', async () => {
    const { document } = await showUntitled(formulas);
    await assert.rejects(rename(document, 'x = ', 'y'), /y is already defined in line 2\./);
    await assert.rejects(rename(document, 'x = ', 'grad'), /cannot be a name/);
    await assert.rejects(rename(document, 'sum', 'total'), /sum is a word of the language/);
    assert.equal(document.getText(), formulas);
  });

  test('are renamed in both of two editors on one file', async () => {
    const { document } = await showFresh(formulas);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await rename(document, 'y = ', 'loss');
    await eventually(
      () => vscode.window.visibleTextEditors.map((editor) => editor.document.getText()),
      (texts) => texts.length === 2 && texts.every((text) => text.includes('backward loss')),
    );
  });

  test('are found in a definition of 1,000 lines', async () => {
    const lines = Array.from({ length: 1000 }, (_, line) => `v${line + 1} = v${line} + v0`);
    const { document } = await showUntitled(`v0 = 1\n${lines.join('\n')}\n`);
    const places = await ask<vscode.Location[]>('vscode.executeReferenceProvider', document, 'v0 = ');
    assert.equal(places.length, 1002);
    await rename(document, 'v0 = ', 'first');
    assert.equal(document.lineAt(1000).text, 'v1000 = v999 + first');
    assert.equal(document.lineAt(1).text, 'v1 = first + first');
  });
});

suite('Formatting', () => {
  teardown(closeAll);

  for (const [form, show] of forms) {
    test(`aligns and spaces ${form} @web`, async () => {
      const { document } = await show('a=1\nlong=[ 1,2 ]  # note\n');
      await applyFormat(document, { tabSize: 2, insertSpaces: true });
      assert.equal(document.getText().replaceAll('\r\n', '\n'), 'a    = 1\nlong = [1, 2]  # note\n');
    });
  }

  test('indents with tabs', async () => {
    const { document } = await showUntitled(network);
    await applyFormat(document, { tabSize: 4, insertSpaces: false });
    assert.equal(
      document.getText(),
      network.replaceAll(/^( {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
    );
  });

  test('keeps full-width characters and Japanese names', async () => {
    const { document } = await showUntitled('値段＝［１，２］\nx＝３\n');
    await applyFormat(document, { tabSize: 2, insertSpaces: true });
    assert.equal(document.getText(), '値段 ＝ ［１， ２］\nx    ＝ ３\n');
  });

  test('leaves the cursor at its word', async () => {
    const editor = await showUntitled('  a=1\n  long=a*2\n');
    const place = placeOf(editor.document, 'ng=');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('editor.action.formatDocument');
    assert.equal(editor.document.getText(), 'a    = 1\nlong = a * 2\n');
    assert.ok(editor.selection.active.isEqual(new vscode.Position(1, 2)));
  });

  test('changes the lines of a selection only', async () => {
    const editor = await showUntitled('a=1\nb=2\nc=3\n');
    editor.selection = new vscode.Selection(1, 0, 1, 3);
    await vscode.commands.executeCommand('editor.action.formatSelection');
    assert.equal(editor.document.getText(), 'a=1\nb = 2\nc=3\n');
  });

  test('leaves what cannot be read', async () => {
    const { document } = await showUntitled('a=(1+\nb=2\n');
    await applyFormat(document, { tabSize: 2, insertSpaces: true });
    assert.equal(document.getText(), 'a=(1+\nb = 2\n');
  });

  test('of 1,000 lines is done once and for all', async () => {
    const { document } = await showUntitled(
      Array.from({ length: 1000 }, (_, line) => `v${line}=${line}\n`).join(''),
    );
    await applyFormat(document, { tabSize: 2, insertSpaces: true });
    assert.equal(document.lineAt(7).text, 'v7   = 7');
    assert.deepEqual(await formatEdits(document, { tabSize: 2, insertSpaces: true }), []);
  });
});

suite('The structure of a text', () => {
  teardown(closeAll);

  test('folds bodies @web', async () => {
    const { document } = await showUntitled(network);
    const folds = await execute<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [0, 2],
        [4, 12],
        [6, 11],
      ],
    );
  });

  test('grows a selection from a number to its statement', async () => {
    const { document } = await showUntitled('y = relu(x + 12)\r\n');
    const [selection] = await execute<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [placeOf(document, '12')],
    );
    const texts: string[] = [];
    for (let range = selection; range; range = range.parent) texts.push(document.getText(range.range));
    assert.deepEqual(
      ['12', 'x + 12', '(x + 12)', 'relu(x + 12)', 'y = relu(x + 12)'].filter(
        (text) => !texts.includes(text),
      ),
      [],
    );
  });

  test('links to the files of the data, and in untitled files to none', async () => {
    const text = 'network N {\n  data = csv("linked.csv", target="t")\n}\n# [a graph](graph.png)\n';
    await vscode.workspace.fs.writeFile(inWorkspace('linked.csv'), new TextEncoder().encode('a,t\n1,2\n'));
    const { document } = await showFresh(text);
    const links = await eventually(
      () => execute<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri, 10),
      (found) => found.length === 2,
    );
    assert.deepEqual(
      links.map(({ target }) => target?.path.split('/').at(-1)),
      ['linked.csv', 'graph.png'],
    );
    const untitled = await showUntitled(text);
    assert.deepEqual(
      await execute<vscode.DocumentLink[]>('vscode.executeLinkProvider', untitled.document.uri),
      [],
    );
  });

  test('shows layers and values in two colours', async function () {
    needsScreen(this);
    await showUntitled(
      'width = 3\nnetwork N {\n  layers {\n    skip = Affine(width)\n    Add(skip)\n  }\n}\n',
    );
    const colourOf = (line: string, word: string): Promise<string> =>
      screen.style(
        { selector: `.view-line:has-text(${JSON.stringify(line)}) span[class*="mtk"]`, text: word },
        'color',
      );
    await eventually(
      async () => ({
        value: await colourOf('skip = Affine', 'width'),
        layers: [await colourOf('Add(skip)', 'skip'), await colourOf('skip = Affine', 'skip')],
      }),
      ({ value, layers: [used, defined] }) => used === defined && used !== value,
    );
  });

  test('gives names colours by what they stand for', async () => {
    const { document } = await showUntitled('値 = 2\nz = nobody * 値\nbackward z\nexpect grad(値) = 1\n');
    const legend = await execute<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    const { data } = await execute<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    const shown: string[] = [];
    let line = 0;
    let column = 0;
    for (let at = 0; at < data.length; at += 5) {
      const [lines = 0, columns = 0, length = 0, type = 0, modifiers = 0] = data.subarray(at, at + 5);
      line += lines;
      column = lines > 0 ? columns : column + columns;
      const word = document.getText(new vscode.Range(line, column, line, column + length));
      const named = legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
      shown.push([word, legend.tokenTypes[type], ...named].join(' '));
    }
    assert.deepEqual(shown, [
      '値 variable declaration',
      'z variable declaration',
      '値 variable',
      'z variable',
      '値 variable gradient',
    ]);
  });
});

async function execute<Result>(command: string, ...given: readonly unknown[]): Promise<Result> {
  return vscode.commands.executeCommand<Result>(command, ...given);
}

function placeOf(document: vscode.TextDocument, words: string): vscode.Position {
  const offset = document.getText().indexOf(words);
  if (offset < 0) throw new Error(`The document has no ${words}.`);
  return document.positionAt(offset);
}

async function ask<Result>(command: string, document: vscode.TextDocument, words: string): Promise<Result> {
  return execute<Result>(command, document.uri, placeOf(document, words));
}

/** Renames the name with which `words` begin, as F2 does. */
async function rename(document: vscode.TextDocument, words: string, name: string): Promise<void> {
  const place = placeOf(document, words);
  await execute('vscode.prepareRename', document.uri, place);
  const edit = await execute<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    place,
    name,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function formatEdits(
  { uri }: vscode.TextDocument,
  options: vscode.FormattingOptions,
): Promise<vscode.TextEdit[]> {
  const edits = await execute<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatDocumentProvider',
    uri,
    options,
  );
  return edits ?? [];
}

async function applyFormat(document: vscode.TextDocument, options: vscode.FormattingOptions): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, await formatEdits(document, options));
  assert.ok(await vscode.workspace.applyEdit(edit));
}
