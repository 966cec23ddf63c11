import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll } from './definitions';
import { eventually } from './lines';

suite('New Definition from Example', () => {
  teardown(closeAll);

  test('puts the example into an untitled document @web', async function () {
    needsScreen(this);
    await create('shopping', 'Untitled document');
    const document = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (active) => active?.isUntitled === true,
    );
    assert.equal(document?.languageId, 'backprop');
    assert.match(document.getText(), /^backward price$/m);
  });

  test('puts it into the open folder, and never over a file that is there', async function () {
    needsScreen(this);
    await create('tensors', 'my 例');
    const document = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (active) => active?.uri.path.endsWith('/tensors-2.backprop') === true,
    );
    assert.match(document?.getText() ?? '', /softmax_with_loss/);
  });
});

async function create(example: string, place: string): Promise<void> {
  await screen.command('Backprop: New Definition from Example');
  await pick(example);
  await pick(place);
}

async function pick(item: string): Promise<void> {
  const selector = '.quick-input-list .monaco-list-row';
  await screen.waitFor({ selector, text: item });
  await screen.click({ selector, text: item });
}
