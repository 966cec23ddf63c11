import * as vscode from 'vscode';
import { assert } from './harness/assert';

suite('Activation', () => {
  test('waits for a definition, and says how long it took', async () => {
    const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');
    assert.ok(extension, 'the extension is installed');
    assert.equal(extension.isActive, false, 'nothing of it runs before anybody needs it');
    const began = performance.now();
    await extension.activate();
    console.log(`BACKPROP_TEST (activated in ${(performance.now() - began).toFixed(1)} ms)`);
    assert.equal(extension.isActive, true);
  });
});
