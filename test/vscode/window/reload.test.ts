import { showNewFile } from '../editor/definitions';
import { clickLens, eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { card, edge, press, waitForEdge } from '../panel/graph';

const twoApples = `apple = 100
apple_num = 2
tax = 1.1
apple_price = apple * apple_num
price = apple_price * tax
backward price
`;

function waitForStep(step: number): Promise<unknown> {
  return eventually(
    () => screen.texts('.step-text'),
    ([text]) => text?.startsWith(`Step ${String(step)} of 4`) === true,
  );
}

// This folder comes last, so that what it leaves open is there when the window is reloaded.
suite('A reload of the window', () => {
  test('finds the graph panel in the middle of stepping', async function () {
    needsScreen(this);
    await showNewFile('reload.backprop', twoApples);
    await clickLens('Step Through');
    await waitForStep(0);
    for (const step of [1, 2, 3]) {
      await press('One step on');
      await waitForStep(step);
    }
    // VS Code writes down what is open a moment later.
    await screen.waitForStored('"position":3');
  });

  test('brings it back with its numbers, its node and its step @after-reload', async function () {
    needsScreen(this);
    await screen.waitFor({ selector: '[data-edge]' });
    await waitForStep(3);
    await waitForEdge('4/0', '200 / 1.1');
    await waitForEdge('4/1', '1.1 / 200');
    assert.equal(await edge('3/0'), '100 / ?', 'what lies above is still not reached');
    assert.match(await card(), /= 1 × 1\.1 = 1\.1/);
  });
});
