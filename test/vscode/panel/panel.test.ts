import * as vscode from 'vscode';
import {
  closeAll,
  inWorkspace,
  replace,
  showFile,
  showNewFile,
  showShopping,
  withoutLiveValues,
} from '../editor/definitions';
import { clickLens, eventually, waitForBehind } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { card, edge, press, waitForCard, waitForEdge } from './graph';

/** The chapter's figure of apples and oranges: on every edge the value above and the gradient below. */
const shoppingEdges = {
  '5/0': '100 / 2.2',
  '5/1': '2 / 110',
  '6/0': '150 / 3.3',
  '6/1': '3 / 165',
  '7/0': '200 / 1.1',
  '7/1': '450 / 1.1',
  '8/0': '650 / 1.1',
  '8/1': '1.1 / 650',
  'result/8': '715 / 1',
};

const twoApples = `apple = 100
apple_num = 2
tax = 1.1
apple_price = apple * apple_num
price = apple_price * tax
backward price
`;

/** The softmax gives 0.3, 0.2 and 0.5, as in the chapter's figure, so y − t is 0.3, -0.8 and 0.5. */
const softmax = `p = [3, 2, 5]
a = log(p)
loss = softmax_with_loss(a, [0, 1, 0])
backward loss
`;

async function openPanel(): Promise<void> {
  await vscode.commands.executeCommand('backprop.openPanel');
  await screen.waitFor({ selector: '[data-edge]' });
}

suite('The graph panel', () => {
  teardown(closeAll);

  test('says what to do before the first run, and shows question marks, not zeros @web', async function () {
    needsScreen(this);
    await showShopping();
    await openPanel();
    await waitForEdge('5/0', '? / ?');
    await screen.waitFor({ selector: '.status-text', text: 'Click Run Backward' });
  });

  test('a click on the lens paints the chapter’s numbers on every edge @web @restricted', async function () {
    needsScreen(this);
    await showFile('shopping.backprop');
    await openPanel();
    await clickLens('Run Backward');
    for (const [key, shown] of Object.entries(shoppingEdges)) await waitForEdge(key, shown);
  });

  test('Step Through walks two apples node by node, each card with the chapter’s numbers', async function () {
    needsScreen(this);
    await showNewFile('two-apples.backprop', twoApples);
    await clickLens('Step Through');
    await eventually(
      () => screen.texts('.step-text'),
      ([text]) => text?.startsWith('Step 0 of 4') === true,
    );
    // What the file gives is there from the start, what is computed is not.
    await waitForEdge('3/0', '100 / ?');
    assert.equal(await edge('4/0'), '? / ?');

    await press('One step on');
    await waitForEdge('4/0', '200 / ?');
    await press('One step on');
    // The walk up begins with a gradient of 1 at the target.
    await waitForEdge('result/4', '220 / 1');

    await press('One step on');
    await waitForEdge('4/0', '200 / 1.1');
    await waitForCard(
      /∂L\/∂x = ∂L\/∂z × y .* = 1 × y .* = 1 × 1\.1 = 1\.1/,
      /∂L\/∂y = ∂L\/∂z × x .* = 1 × x .* = 1 × 200 = 200/,
    );
    assert.equal(await edge('3/0'), '100 / ?', 'what lies above is not reached yet');

    await press('One step on');
    await waitForEdge('3/0', '100 / 2.2');
    await waitForEdge('3/1', '2 / 110');
    await waitForCard(/= 1\.1 × y .* = 1\.1 × 2 = 2\.2/, /= 1\.1 × x .* = 1\.1 × 100 = 110/);

    await press('One step back');
    await waitForEdge('3/0', '100 / ?');
  });

  test('Step Through walks the softmax example, each card with the numbers worked by hand', async function () {
    needsScreen(this);
    await showNewFile('softmax.backprop', softmax);
    await clickLens('Step Through');
    const cards = [
      [/value 1\.1 0\.693 1\.61 .* gradient not reached yet/],
      [/value 1\.60943791\d+ gradient 1 .* 0\.3 0 0\.2 1 0\.5 2/],
      // (y − t) / batch, of one sample.
      [
        /① Rule ∂L\/∂x = \(y − t\) \/ batch .* 0\.3 -0\.8 0\.5 .* ∂L\/∂a\[0\] = 0\.3/,
        /The target has no gradient/,
      ],
      // Divided by p: 0.3 / 3, -0.8 / 2, 0.5 / 5.
      [/① Rule ∂L\/∂x = ∂L\/∂y \/ x .* 0\.1 -0\.4 0\.1 0\.3 × 0\.333333 .* ∂L\/∂p\[0\] = 0\.1$/],
    ];
    for (const [at, patterns] of cards.entries()) {
      await press('One step on');
      await eventually(
        () => screen.texts('.step-text'),
        ([text]) => text?.startsWith(`Step ${at + 1} of 4`) === true,
      );
      await waitForCard(...patterns);
    }
  });

  test('an entry of a matrix is worked out with its own numbers', async function () {
    needsScreen(this);
    await showNewFile(
      'matrices.backprop',
      'X = [[1, 2], [3, 4]]\nW = [[1, 0], [2, -1]]\nb = [0.5, 0]\nh = affine(X, W, b)\nbackward h with [[1, 10], [2, 20]]\n',
    );
    await openPanel();
    await clickLens('Run Backward');
    await screen.click({ selector: '[data-button="3"]' });
    await eventually(card, (text) =>
      /dW\[0,0\] = Σ X\[·,0\] · dout\[·,0\] 1 × 1 .*= 1 2 × 3 .*= 6 .*= 7/.test(text),
    );
  });

  test('a number typed in the panel is computed, and written to the file on request', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('5/1', '2 / 110');
    await screen.click({ selector: '[data-edge="5/1"] text[data-direction="forward"]' });
    await screen.waitFor({ selector: '.edit-box input:focus' });
    await screen.press('Control+A');
    await screen.type('5');
    await screen.press('Enter');
    await waitForEdge('result/8', '1045 / 1');
    assert.match(editor.document.getText(), /apple_num {2}= 2/, 'the file is not touched yet');
    await press('Write to file');
    await eventually(
      () => editor.document.getText(),
      (text) => text.includes('apple_num  = 5\n'),
    );
    await waitForEdge('5/0', '100 / 5.5');
  });

  test('a number that is tried moves the values beside the lines, and one undo takes it from the file', async function () {
    needsScreen(this);
    const editor = await showShopping();
    const text = editor.document.getText();
    await openPanel();
    await clickLens('Run Backward');
    await waitForBehind('apple_num  = 2', '∂ 110');
    await screen.click({ selector: '[data-edge="5/1"] text[data-direction="forward"]' });
    await screen.waitFor({ selector: '.edit-box input:focus' });
    await screen.press('ArrowUp');
    await screen.press('ArrowUp');
    await waitForEdge('5/1', '4 / 110');
    await waitForBehind('apple_num  = 2', '= 4   ∂ 110   tried');
    await waitForBehind('apple      = 100', '∂ 4.4   tried');
    await waitForBehind('orange     = 150', '∂ 3.3');
    assert.equal(editor.document.getText(), text, 'the text stays as it is');

    await screen.press('Escape');
    await waitForBehind('apple_num  = 2', '∂ 110');
    await screen.press('F2');
    await screen.waitFor({ selector: '.edit-box input:focus' });
    await screen.press('ArrowUp');
    await screen.press('Enter');
    await waitForBehind('apple_num  = 2', '= 3   ∂ 110   tried');
    await press('Write to file');
    await eventually(
      () => editor.document.getText(),
      (now) => now === text.replace('apple_num  = 2', 'apple_num  = 3'),
    );
    await waitForBehind('apple      = 100', '∂ 3.3');
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    await eventually(
      () => editor.document.getText(),
      (now) => now === text,
    );
  });

  test('Step Through hides in the text, too, what it has not reached', async function () {
    needsScreen(this);
    await showNewFile('two-apples-hidden.backprop', twoApples);
    await openPanel();
    await clickLens('Run Backward');
    await waitForBehind('apple_price = apple * apple_num', '= 200   ∂ 1.1');
    await clickLens('Step Through');
    // There is nothing left to show behind a line.
    await eventually(
      () => screen.texts('.codelens-decoration a'),
      (lenses) => lenses.some((lens) => lens.includes('Step 0 of 4')),
    );
    await press('One step on');
    await waitForBehind('apple_price = apple * apple_num', '= 200');
    await press('One step on');
    await waitForBehind('price = apple_price * tax', '= 220   ∂ 1');
    await press('One step on');
    await waitForBehind('tax = 1.1', '∂ 200');
    await waitForBehind('apple_price = apple * apple_num', '= 200   ∂ 1.1');
    await press('Stop stepping');
    await waitForBehind('apple = 100', '∂ 2.2');
  });

  test('a zero is explained down to the mask that made it', async function () {
    needsScreen(this);
    await showNewFile('zero.backprop', 'x = [-0.3, 2]\nw = [4, 5]\ny = sum(relu(x) * w)\nbackward y\n');
    await openPanel();
    await clickLens('Run Backward');
    await screen.click({ selector: '[data-button="0"]' });
    await press('Why is');
    await eventually(card, (text) => text.includes('its x is -0.3'));
  });

  test('follows the cursor, and shows the way back', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('5/0', '100 / 2.2');
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((text) => text.startsWith('orange_price'));
    const active = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    active.selection = new vscode.Selection(line, 0, line, 0);
    await eventually(card, (text) => text.includes('orange_price'));
    await screen.click({ selector: '[data-button="8"]' });
    await screen.waitFor({ selector: '.inspector h2:text-is("price")' });
    await screen.click({ selector: '.inspector .link' });
    await eventually(
      () =>
        vscode.window.activeTextEditor?.document.lineAt(vscode.window.activeTextEditor.selection.active).text,
      (text) => text?.startsWith('price ') === true,
    );
  });

  test('a node that is clicked is the one on the card, and keeps the keyboard', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('5/0', '100 / 2.2');
    // The sum stands in the line of the price, which has the name.
    await screen.click({ selector: '[data-button="7"]' });
    await eventually(
      () => editor.document.lineAt(editor.selection.active).text,
      (text) => text.startsWith('price '),
    );
    await eventually(card, (text) => text.startsWith('+'));
    await screen.press('Home');
    await screen.press('F2');
    await screen.waitFor({ selector: '.edit-box input:focus' });
    await screen.press('ArrowUp');
    await screen.press('Enter');
    await waitForBehind('apple      = 100', '= 110   ∂ 2.2   tried');
    await screen.press('Escape');
    await waitForBehind('apple      = 100', '∂ 2.2');
  });

  test('follows the text, and what was chosen and how it was looked at stays', async function () {
    needsScreen(this);
    const editor = await showNewFile('panel-follows.backprop', twoApples);
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('result/4', '220 / 1');
    await screen.click({ selector: '[data-button="3"]' });
    // What is zoomed to holds for as long as the card leaves the graph its room.
    await eventually(card, (text) => text.includes('apple_price') && !text.includes('Working it out…'));
    // `matrix(scale, …)`: where the graph stands may change, to bring the chosen node into view.
    const scale = async (): Promise<string> =>
      (await screen.style({ selector: '.graph-content' }, 'transform')).split(',')[0] ?? '';
    const fitting = await scale();
    assert.match(fitting, /^matrix\(\d/);
    await press('Zoom in');
    const zoomed = await eventually(scale, (shown) => shown !== fitting);

    await replace(editor, 'apple_num = 2', 'apple_num = 20');
    await waitForEdge('result/4', '2200 / 1');
    await eventually(card, (text) => text.includes('2000'));
    assert.equal(await scale(), zoomed);
    await eventually(
      () => screen.texts('.status-text'),
      (texts) => texts.length === 0,
    );

    // A line above gives every node another number; the chosen one is chosen still, and the new graph fits.
    await replace(editor, 'apple = 100', 'pear = 7\napple = 300');
    await waitForEdge('result/5', '6600 / 1');
    await eventually(card, (text) => text.includes('apple_price') && text.includes('6000'));

    // While it is broken, the panel says so, and keeps what it showed.
    await replace(editor, '* tax', '* taxes');
    await screen.waitFor({ selector: '.status-text', text: 'taxes' });
    await waitForEdge('result/5', '6600 / 1');
  });

  test('tells stale, broken and deleted from current', async function () {
    needsScreen(this);
    const editor = await showNewFile('states.backprop', twoApples);
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('result/4', '220 / 1');
    const status = async (): Promise<string> => (await screen.texts('.status-text')).join(' ');
    await withoutLiveValues(async () => {
      await replace(editor, '= 2', '= 3');
      await eventually(status, (text) => text.includes('The text has changed'));
      await replace(editor, '* tax', '* taxes');
      await eventually(status, (text) => text.includes('Line 5') && text.includes('taxes'));
      await replace(editor, '* taxes', '* tax');
    });
    await clickLens('Run Backward');
    await waitForEdge('result/4', '330 / 1');
    await editor.document.save();
    await vscode.workspace.fs.delete(inWorkspace('states.backprop'));
    await eventually(status, (text) => text.includes('This file is gone'));
  });

  test('two panels show two definitions', async function () {
    needsScreen(this);
    await showNewFile('first.backprop', 'a = 2\nb = a * 3\nbackward b\n');
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('result/2', '6 / 1');
    await showNewFile('second.backprop', 'c = 5\nd = c * 7\nbackward d\n');
    await vscode.commands.executeCommand('backprop.openPanel');
    await clickLens('Run Backward');
    await waitForEdge('result/2', '35 / 1');
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    assert.deepEqual(tabs.filter((label) => label.startsWith('Graph: ')).sort(), [
      'Graph: first.backprop',
      'Graph: second.backprop',
    ]);
  });

  test('more nodes than can be read are not drawn; their values stand beside the lines', async function () {
    needsScreen(this);
    const steps = Array.from({ length: 2000 }, (_, at) => `x${at + 1} = x${at} * 1\n`);
    await showNewFile('huge.backprop', `x0 = 2\n${steps.join('')}backward x2000\n`);
    await vscode.commands.executeCommand('backprop.openPanel');
    await screen.waitFor({ selector: '.status-text', text: 'no more than 500 are drawn' });
    await screen.click({ selector: '.toolbar button', text: 'Run Backward' });
    await waitForBehind('x0 = 2', '∂ 1');
  });

  test('gives no blank away', async function () {
    needsScreen(this);
    await showNewFile('blank.backprop', `${twoApples}expect grad(apple) = ?\n`);
    await openPanel();
    await clickLens('Run Backward');
    await waitForEdge('3/1', '2 / 110');
    await screen.click({ selector: '[data-button="3"]' });
    await eventually(card, (text) => text.includes('apple_price'));
    assert.doesNotMatch(await card(), /2\.2/);
    assert.doesNotMatch((await screen.texts('svg text')).join(' '), /2\.2/);
  });
});
