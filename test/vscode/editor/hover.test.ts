import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, replace, showShopping, showUntitled } from './definitions';
import { clickLens, valueBehind, waitForBehind } from './lines';

suite('Hover', () => {
  teardown(closeAll);

  test('shows every digit and the formula with the numbers of its line @web', async () => {
    const editor = await showShopping();
    await vscode.commands.executeCommand('backprop.runBackward');
    const hover = await hoverText(editor, 'price        =');
    assert.ok(hover.includes('price = (200 + 450) × 1.1 = 715.0000000000001'), hover);
    assert.ok(hover.includes('∂price/∂price = 1'), hover);
  });

  test('shows the chain rule with the reader’s names, then with numbers', async () => {
    const editor = await showShopping();
    await vscode.commands.executeCommand('backprop.runBackward');
    const apple = await hoverText(editor, 'apple ');
    assert.ok(apple.includes('∂price/∂apple = ∂price/∂apple_price × apple_num = 1.1 × 2 = 2.2'), apple);
    const number = await hoverText(editor, 'orange_num');
    assert.ok(number.includes('= 1.1 × 150 = 165'), number);
    const tax = await hoverText(editor, 'tax');
    assert.ok(
      tax.includes('∂price/∂tax = ∂price/∂price × (apple_price + orange_price) = 1 × 650 = 650'),
      tax,
    );
    const price = await hoverText(editor, 'apple_price');
    assert.match(price, /∂price\/∂apple_price = ∂price\/∂\(apple_price \+ orange_price\) = 1\.1\n/);
  });

  test('adds up the gradients of a value that is used twice', async () => {
    const editor = await showUntitled('x = 3\ny = x * 2 + x * 5\nbackward y\n');
    await vscode.commands.executeCommand('backprop.runBackward');
    const hover = await hoverText(editor, 'x = 3');
    assert.ok(hover.includes('∂y/∂x = 7'), hover);
    assert.ok(/1 × 2[\s\S]*\+ .*1 × 5/.test(hover), hover);
  });

  test('says why a value is not a number, and why a gradient is zero', async () => {
    const editor = await showUntitled(
      'x = [1000, 1001]\ne = exp(x)\np = e / sum(e)\nz = -2\ny = relu(z)\nbackward y\n',
    );
    await vscode.commands.executeCommand('backprop.runBackward');
    const p = await hoverText(editor, 'p =');
    assert.match(p, /Why is `p\[0\]` NaN\?[\s\S]*∞ ÷ ∞[\s\S]*exp\(1000\) is too large/);
    const z = await hoverText(editor, 'z =');
    assert.match(z, /Why is `∂y\/∂z` 0\?[\s\S]*Blocked by this ReLU: its x is -2/);
  });

  test('shows a matrix as aligned columns, and a large one by its statistics', async () => {
    const editor = await showUntitled(
      'm = [[1, -0.5], [-20, 3]]\nbig = randn(20, 30)\ns = sum(big) + sum(m)\nbackward s\n',
    );
    await vscode.commands.executeCommand('backprop.runBackward');
    const hover = await hoverText(editor, 'm =');
    assert.ok(hover.includes('  1  -0.5\n-20     3'), hover);
    assert.match(await hoverText(editor, 'big ='), /20×30[\s\S]*…[\s\S]*mean .*smallest .*largest .*zeros 0/);
  });

  test('says where no gradient reaches, and gives no blank away', async () => {
    const editor = await showUntitled(
      'x = 2\nlonely = 3\ny = x ** 3\nbackward y\nexpect grad(x) = ?\nexpect y = ?\n',
    );
    await vscode.commands.executeCommand('backprop.runBackward');
    const lonely = await hoverText(editor, 'lonely');
    assert.ok(lonely.includes('No gradient reaches `lonely` from `y`.'), lonely);
    for (const [name, answer] of [
      ['x = 2', '12'],
      ['y = x', '8'],
    ] as const) {
      const hover = await hoverText(editor, name);
      assert.ok(hover.includes('?') && !hover.includes(answer), hover);
    }
  });

  test('names the pass of each gradient where there are several', async () => {
    const editor = await showUntitled('x = 3\na = x ** 2\nbackward a\nb = x ** 3\nbackward b\n');
    await vscode.commands.executeCommand('backprop.runBackward');
    const hover = await hoverText(editor, 'x = 3');
    assert.match(hover, /∂a\/∂x = [\s\S]*= 6\n[\s\S]*∂b\/∂x = [\s\S]*= 27\n/);
  });

  test('documents functions, and shows what is known before a run', async () => {
    const editor = await showUntitled('m = [[1, -2]]\nr = relu(m)\n');
    const relu = await hoverText(editor, 'relu(');
    assert.ok(relu.includes('relu(x)') && relu.includes('∂L/∂x = ∂L/∂y where x > 0, else 0'), relu);
    const m = await hoverText(editor, 'm)');
    assert.ok(m.includes('m: 1×2') && m.includes('Run Backward'), m);
  });

  test('shows the shapes of a layer and what it learns, before a run', async () => {
    const editor = await showUntitled(
      'network N {\n  data = digits()\n  layers {\n    Conv(16, size=3)\n    Affine(10)\n    SoftmaxWithLoss\n  }\n}\n',
    );
    const conv = await hoverText(editor, 'Conv(');
    assert.ok(conv.includes('1×8×8 → 16×6×6 · W 16×1×3×3, b 16 · 160 parameters'), conv);
    assert.match(await hoverText(editor, 'size='), /size/);
  });

  test('says so when the text has changed since', async () => {
    const editor = await showShopping();
    await vscode.commands.executeCommand('backprop.runBackward');
    await replace(editor, '= 1.1', '= 1.1 +');
    assert.match(await hoverText(editor, 'apple '), /before the text was changed/);
  });

  test('opens over the values behind a line, too', async function () {
    needsScreen(this);
    await showShopping();
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
    await screen.hover(valueBehind('tax ='));
    await screen.waitFor({ selector: '.monaco-hover', text: '650' });
  });
});

/** All that a hover over the first occurrence of a text says. */
async function hoverText(editor: vscode.TextEditor, text: string): Promise<string> {
  const { document } = editor;
  const position = document.positionAt(document.getText().indexOf(text));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
