import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, deleteFile, replace, showNewFile, showUntitled } from './definitions';
import { behind, eventually, waitForBehind } from './lines';

/** The gradient of apple is 3.24 and that of its double twice as much; nothing else is either. */
const homework = `sheet "Homework"
apple     = 137
apple_num = 3
tax       = 1.08
doubled   = 2 * apple
cost      = doubled * apple_num
price     = cost * tax
backward price
expect grad(apple) = ?
expect cost        = ?
`;

/** 2 × 3 × 1.08, and 2 × 137 × 3; of each also the multiples that the formulas make of it. */
const secrets = {
  gradient: ['6.48', '3.24'],
  cost: ['822', '887.76'],
};

// Sorted first, so that its rows stand in the sidebar whatever else there is.
const sidebar = '[id="workbench.view.extension.backprop"]';
const sidebarRow = `${sidebar} .monaco-list-row:has(.label-name :text-is("a-sheet.backprop"))`;

suite('A sheet', () => {
  teardown(async () => {
    await closeAll();
    await deleteFile('a-sheet.backprop');
  });

  test('is counted and marked while it is filled in, and gives nothing away before an answer is right', async function () {
    needsScreen(this);
    const editor = await showNewFile('a-sheet.backprop', homework);
    await vscode.commands.executeCommand('backprop.openPanel');
    await screen.waitFor({ selector: '[data-edge]' });
    await vscode.commands.executeCommand('backprop.definitions.focus');
    await screen.click({ selector: `${sidebarRow}[aria-expanded="false"] .monaco-tl-twistie` });
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('backprop.runBackward');
    await waitForBehind('expect cost', 'to do');
    await waitForBehind('doubled * apple_num', '= ?   ∂ 1.08');
    await waitForLens('0 of 2');
    await assertSealed(editor, [...secrets.gradient, ...secrets.cost]);

    await replace(editor, 'grad(apple) = ?', 'grad(apple) = 5');
    await waitForBehind('expect grad(apple)', '✗ not yet');
    const [problem] = vscode.languages
      .getDiagnostics(editor.document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.equal(problem?.message, 'Not yet: this is not the gradient of apple.');
    await assertSealed(editor, [...secrets.gradient, ...secrets.cost]);

    await replace(editor, 'grad(apple) = 5', 'grad(apple) = 6.48');
    await waitForBehind('expect grad(apple)', '✓');
    await waitForLens('1 of 2');
    await waitForBehind('apple = 137', '∂ 6.48');
    await assertSealed(editor, secrets.cost);

    await replace(editor, 'cost        = ?', 'cost        = 822');
    await waitForBehind('expect cost', '✓');
    await waitForLens('2 of 2');
    await waitForBehind('cost * tax', '= 887.76   ∂ 1');
    // The search above would have found them: now they are there, each drawn in a time of its own.
    await eventually(
      async () => {
        const shown = new Map((await everythingShown(editor)).map(({ surface, text }) => [surface, text]));
        return ['text behind the lines', 'hovers', 'panel', 'sidebar'].flatMap((surface) =>
          ['6.48', '822', '887.76']
            .filter((number) => shown.get(surface)?.includes(number) !== true)
            .map((number) => `${surface} without ${number}: ${shown.get(surface) ?? ''}`),
        );
      },
      (missing) => missing.length === 0,
    );
  });
});

/** What the first layer gives of the four samples follows from weights that stand in the text. */
const networkSheet = `sheet "Networks"
network Hand {
  data = xor()
  layers {
    hidden = Affine(2, init=[[0.15, 0.25], [0.20, 0.30]], bias=0.35)
    Affine(2)
    SoftmaxWithLoss
  }
  train { batch = all }
  expect hidden = ?
}
`;

suite('A sheet about a network', () => {
  teardown(async () => {
    await closeAll();
    await deleteFile('network-sheet.backprop');
  });

  test('is graded while it is filled in, and its network is not trained before the answer is right', async function () {
    needsScreen(this);
    const editor = await showNewFile('network-sheet.backprop', networkSheet);
    const { uri } = editor.document;
    await waitForBehind('expect hidden', 'to do');
    await waitForLens('0 of 1');
    await vscode.commands.executeCommand('backprop.train', uri, 'Hand');
    await screen.waitFor({ selector: 'body', text: 'trained once its questions are answered' });
    await vscode.commands.executeCommand('notifications.clearAll');

    await replace(editor, 'hidden = ?', 'hidden = [[0.35, 0.35], [0.55, 0.65], [0.5, 0.6], [0.7, 1]]');
    // The line is longer than the editor beside the panel, and is wrapped.
    await waitForBehind('1]]', '✗ not yet');
    const [problem] = vscode.languages
      .getDiagnostics(uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.equal(problem?.message, 'Not yet: this is not the value of hidden.');

    await replace(editor, '[0.7, 1]]', '[0.7, 0.9]]');
    await waitForBehind('9]]', '✓');
    await waitForLens('1 of 1');
    await vscode.commands.executeCommand('backprop.train', uri, 'Hand');
    await screen.waitFor({ selector: '.codelens-decoration', text: 'epoch' });
    await vscode.commands.executeCommand('backprop.stop', uri, 'Hand');
  });
});

suite('A wrong answer in a sheet', () => {
  teardown(closeAll);

  test('is told its family from the second try on, and no number @web', async () => {
    const text = 'sheet "S"\nx = 1.5\ny = x * 2.5\nz = y * 7\nbackward z\nexpect grad(x) = ?\n';
    const editor = await showUntitled(text);
    const answer = async (from: string, to: string): Promise<void> => {
      editor.selection = new vscode.Selection(5, 0, 5, 0);
      await replace(editor, `= ${from}\n`, `= ${to}\n`);
      editor.selection = new vscode.Selection(1, 0, 1, 0);
    };
    const notYet = 'Not yet: this is not the gradient of x.';
    const waitForProblem = (expected: string): Promise<unknown> =>
      eventually(
        () => vscode.languages.getDiagnostics(editor.document.uri).map(({ message }) => message),
        (messages) => messages.length === 1 && messages[0] === expected,
      );
    await answer('?', '3');
    await waitForProblem(notYet);
    await answer('3', '2.5');
    await waitForProblem(`${notYet} This looks like a local derivative: something was not multiplied in.`);
    await answer('2.5', '-17.5');
    await waitForProblem(`${notYet} This looks like a constant factor.`);
    // What is typed and not yet left is no try.
    editor.selection = new vscode.Selection(5, 0, 5, 0);
    await replace(editor, '= -17.5\n', '= 35\n');
    await waitForProblem(notYet);
  });
});

async function waitForLens(count: string): Promise<void> {
  await eventually(
    async () => (await screen.texts('.codelens-decoration')).join(' '),
    (titles) => titles.includes(count),
  );
}

async function assertSealed(editor: vscode.TextEditor, numbers: readonly string[]): Promise<void> {
  for (const { surface, text } of await everythingShown(editor)) {
    for (const number of numbers) {
      assert.ok(!text.includes(number), `${surface} shows ${number}: ${text}`);
    }
  }
}

/** A part of every line that something stands behind. */
const linesWithText = [
  'apple = 137',
  'apple_num = 3',
  'tax = 1.08',
  '2 * apple',
  'doubled * apple_num',
  'cost * tax',
  'expect grad(apple)',
  'expect cost',
];

/** Every surface with all its text but what the file itself says. */
async function everythingShown({
  document,
}: vscode.TextEditor): Promise<{ readonly surface: string; readonly text: string }[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const lines = document
    .getText()
    .split('\n')
    .filter((line) => line !== '');
  const behindLines = await Promise.all(linesWithText.map(behind));
  const hovers = await Promise.all(
    lines.map(async (_, line) => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(line, line >= 8 ? 8 : 0),
      );
      return found
        .flatMap(({ contents }) => contents)
        .map((content) => (typeof content === 'string' ? content : content.value))
        .join('\n');
    }),
  );
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
  );
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  const problems = vscode.languages.getDiagnostics(document.uri);
  return [
    { surface: 'text behind the lines', text: behindLines.join('\n') },
    { surface: 'hovers', text: hovers.join('\n') },
    { surface: 'problems', text: problems.map(({ message }) => message).join('\n') },
    {
      surface: 'fixes',
      text: actions.map(({ title, edit }) => title + JSON.stringify(edit?.entries())).join('\n'),
    },
    {
      surface: 'lenses',
      text: lenses.map(({ command }) => `${command?.title ?? ''} ${command?.tooltip ?? ''}`).join('\n'),
    },
    {
      surface: 'panel',
      text: (await screen.texts('[data-edge], .inspector, table, .status-text')).join('\n'),
    },
    { surface: 'sidebar', text: (await screen.texts(`${sidebar} .monaco-list-row`)).join('\n') },
  ];
}
