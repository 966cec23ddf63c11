import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, inWorkspace, showNewFile, showShopping, showUntitled } from './definitions';
import { clickLens, eventually } from './lines';

/** Sentences of ours that the tests look for on the screen: two words and more, without places for values. */
async function englishSentences(): Promise<readonly string[]> {
  const extension = vscode.extensions.all.find(({ id }) => id.endsWith('.backprop-lens'));
  if (!extension) throw new Error('The extension is not there.');
  const file = vscode.Uri.joinPath(extension.extensionUri, 'l10n', 'bundle.l10n.json');
  const catalogue: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  if (typeof catalogue !== 'object' || catalogue === null) throw new Error('The catalogue is none.');
  return Object.keys(catalogue).filter((text) => /[A-Za-z]{2} [A-Za-z]{2}/.test(text) && !/[{`]/.test(text));
}

/** What of ours is on the screen in English, names for screen readers and tooltips included. */
async function englishOnScreen(): Promise<readonly string[]> {
  const read = [
    ...(await screen.texts('body')),
    ...(await screen.attributes('[aria-label]', 'aria-label')),
    ...(await screen.attributes('[title]', 'title')),
  ];
  const all = read.join('\n');
  return (await englishSentences()).filter((sentence) => all.includes(sentence));
}

suite('In Japanese', () => {
  teardown(closeAll);

  test('a file of formulas, its problems, hovers and its graph @only-japanese', async function () {
    needsScreen(this);
    const editor = await showShopping();
    await clickLens('逆伝播を実行');
    await eventually(
      () => screen.texts('.codelens-decoration'),
      (texts) => texts.join(' ').includes('勾配確認'),
    );
    const at = editor.document.positionAt(editor.document.getText().indexOf('tax '));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      at,
    );
    assert.ok(hovers.length > 0);
    await vscode.commands.executeCommand('backprop.openPanel');
    await screen.waitFor({ selector: '[data-edge]' });
    await screen.screenshot('japanese-graph');
    assert.deepEqual(await englishOnScreen(), []);

    const broken = await showUntitled('x = rleu(1)\ny = affine(x)\nbackward z\n');
    const problems = await eventually(
      () => vscode.languages.getDiagnostics(broken.document.uri),
      (found) => found.length >= 2,
    );
    for (const { message } of problems) assert.match(message, /[ぁ-ん]/);
  });

  test('a network while it trains, tab by tab @only-japanese', async function () {
    needsScreen(this);
    const example = await vscode.workspace.fs.readFile(inWorkspace('spiral.backprop'));
    // It trains for as long as anybody looks.
    const text = new TextDecoder().decode(example).replace('= 300', '= 1_000_000');
    const { document } = await showNewFile('spiral-japanese.backprop', text);
    await clickLens('学習');
    await screen.waitFor({ selector: '#tab-boundary:text-is("決定境界")' });
    await screen.waitFor({ selector: '.train-button .icon-pause' });
    const left: Record<string, readonly string[]> = { training: await englishOnScreen() };
    // Pictures are taken of what stands still.
    await screen.waitFor({ selector: '[data-layer="0"] [data-picture] canvas' });
    await vscode.commands.executeCommand('backprop.pause', document.uri, 'Spiral');
    await screen.waitFor({ selector: '.train-button .icon-play' });
    for (const tab of await screen.attributes('.panel-tab', 'id')) {
      await screen.click({ selector: `#${tab}` });
      await screen.waitFor({ selector: `#${tab}[aria-selected=true]` });
      await screen.screenshot(`japanese-network-${tab}`);
      left[tab] = await englishOnScreen();
    }
    assert.deepEqual(Object.values(left).flat(), [], JSON.stringify(left));
  });
});
