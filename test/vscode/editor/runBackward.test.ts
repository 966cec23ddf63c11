import * as vscode from 'vscode';
import { needsScreen, screen } from '../harness/screen';
import {
  closeAll,
  replace,
  setSetting,
  showFile,
  showShopping,
  showUntitled,
  withoutLiveValues,
} from './definitions';
import { behind, clickLens, eventually, waitForBehind, waitForSlant } from './lines';

/** The chapter's price, gradients and intermediate results, at six significant digits. */
const shoppingLines = {
  'apple =': '∂ 2.2',
  'apple_num =': '∂ 110',
  'orange =': '∂ 3.3',
  'orange_num =': '∂ 165',
  'tax =': '∂ 650',
  'apple * apple_num': '= 200   ∂ 1.1',
  'orange * orange_num': '= 450   ∂ 1.1',
  'orange_price) * tax': '= 715   ∂ 1',
  'expect price': '✓',
  'expect grad(tax)': '✓',
};

suite('Run Backward', () => {
  teardown(closeAll);

  test('a click on the lens shows every value and gradient of the chapter @web @restricted', async function () {
    needsScreen(this);
    await showFile('shopping.backprop');
    await clickLens('Run Backward');
    for (const [line, text] of Object.entries(shoppingLines)) await waitForBehind(line, text);
  });

  test('after an edit that is not followed the values are dimmed, stay with their lines, and a second run renews them', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind('orange_price) * tax', '= 715   ∂ 1');
    await waitForSlant('orange_price) * tax', 'normal');

    await withoutLiveValues(async () => {
      await replace(editor, '= 2', '= 5 # was 2');
      await waitForBehind('orange_price) * tax', '= 715   ∂ 1');
      await waitForSlant('orange_price) * tax', 'italic');
      await waitForBehind('apple_num = 5 # was', '∂ 110');
    });

    await clickLens('Run Backward');
    await waitForBehind('apple * apple_num', '= 500   ∂ 1.1');
    await waitForSlant('orange_price) * tax', 'normal');
    // (500 + 450) × 1.1, and 5 apples' worth of gradient.
    await waitForBehind('orange_price) * tax', '= 1045   ∂ 1');
    await waitForBehind('apple =', '∂ 5.5');
    await waitForBehind('tax =', '∂ 950');
  });

  test('undoing the edit makes the values current again', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
    await replace(editor, 'tax        = 1.1', '');
    await vscode.commands.executeCommand('undo');
    await waitForBehind('tax =', '∂ 650');
    await waitForSlant('tax =', 'normal');
  });

  test('two editors on one document show the same', async function () {
    needsScreen(this);
    const { document } = await showShopping();
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Two });
    await clickLens('Run Backward');
    const selector = '.view-line:has-text("tax =") [class*="ced-"]';
    for (const index of [0, 1]) {
      await eventually(
        () => screen.style({ selector, index }, 'content', '::after'),
        (content) => content.replaceAll('\u00a0', ' ') === '"∂ 650"',
      );
    }
  });

  test('matrices are written out where they fit, and by their mean where not', async function () {
    needsScreen(this);
    await showUntitled('m = eye(2)\nbig = randn(20, 30, seed=1)\ns = sum(big)\nbackward s\n');
    await clickLens('Run Backward');
    await waitForBehind('m = eye', '= [[1, 0], [0, 1]]   ∂ –');
    await eventually(
      () => behind('big ='),
      (shown) => /^= 20×30 · mean \S+ {3}∂ 20×30 · mean 1$/.test(shown),
    );
  });

  test('a gradient that reaches nobody is not a zero, and zeros are zeros', async function () {
    needsScreen(this);
    await showUntitled('a = 3\nb = -4\nc = relu(b) + 0 * a\nlonely = a * 2\nbackward c\n');
    await clickLens('Run Backward');
    await waitForBehind('lonely =', '= 6   ∂ –');
    await waitForBehind('b = -4', '∂ 0');
    await waitForBehind('a = 3', '∂ 0');
  });

  test('a blank is not given away', async function () {
    needsScreen(this);
    await showUntitled('x = 2\ny = x ** 3\nbackward y\nexpect grad(x) = ?\nexpect y = ?\n');
    await clickLens('Run Backward');
    await waitForBehind('x = 2', '∂ ?');
    await waitForBehind('y = x', '= ?   ∂ 1');
  });

  test('each line shows the gradient of its nearest pass, or of the pass whose lens was clicked', async function () {
    needsScreen(this);
    await showUntitled('x = 3\nsquare = x ** 2\nbackward square\ncube = x ** 3\nbackward cube\n');
    await vscode.commands.executeCommand('backprop.runBackward');
    await waitForBehind('x = 3', '∂ 6');
    await waitForBehind('cube =', '= 27   ∂ 1');
    await clickLens('Run Backward', 1);
    await waitForBehind('x = 3', '∂ 27');
    await waitForBehind('square =', '= 9   ∂ –');
  });

  test('clearing takes the values away', async function () {
    needsScreen(this);
    await showShopping();
    await clickLens('Run Backward');
    await waitForBehind('tax =', '∂ 650');
    await screen.command('Backprop: Clear Values');
    await eventuallyBehind(gradeMarks);
  });

  test('values can be switched off and be shown in full', async function () {
    needsScreen(this);
    await showShopping();
    await clickLens('Run Backward');
    try {
      await setSetting('inlineValues', 'full');
      await waitForBehind('tax =', '= 1.1   ∂ 650');
      await setSetting('inlineValues', 'off');
      await eventuallyBehind(0);
    } finally {
      await setSetting('inlineValues', undefined);
    }
  });
});

/** The three expectations of the example are graded whether or not it was run. */
const gradeMarks = 3;

async function eventuallyBehind(lines: number): Promise<void> {
  await eventually(
    () => screen.texts('.view-line [class*="ced-"]'),
    (texts) => texts.length === lines,
  );
}
