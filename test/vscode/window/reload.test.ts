import * as vscode from 'vscode';
import { inWorkspace, showFile, showNewFile } from '../editor/definitions';
import { clickLens, eventually, waitForBehind } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { edge, press, waitForCard, waitForEdge } from '../panel/graph';
import { stepAtRest } from '../panel/network';

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
const network = `network Again {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers {
    Affine(16)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = Adam(lr=0.01)
    epochs    = 1_000_000
  }
}
`;

/** What the lens says of the run at rest: how far it is, and the loss of its last mini-batch. */
async function progress(): Promise<string> {
  const texts = await screen.texts('.codelens-decoration');
  return /(epoch|step) [\d,]+.*$/.exec(texts.join(' ').replaceAll(/\s+/g, ' '))?.[0] ?? '';
}

/** A file that outlives this extension host. */
const written = 'progress-before.txt';

suite('A reload of the window', () => {
  test('finds the panel of a network whose run is paused', async function () {
    needsScreen(this);
    await showNewFile('reload-network.backprop', network);
    await clickLens('Train');
    await eventually(progress, (text) => /loss \d/.test(text));
    await vscode.commands.executeCommand('backprop.pause');
    await eventually(
      () => screen.texts('.codelens-decoration'),
      (texts) => texts.join(' ').includes('Resume'),
    );
    // The panel keeps its step, and VS Code writes down what it keeps, a moment later.
    await screen.waitForStored(`"step":${await stepAtRest()},`);
    // VS Code paints the lens in a time of its own, as does the panel: they say the same of the last step.
    const { lens } = await eventually(
      async () => ({ lens: await progress(), losses: await screen.texts('.strip-loss') }),
      ({ lens: text, losses: [loss] }) => loss !== undefined && text.endsWith(` loss ${loss}`),
    );
    await vscode.workspace.fs.writeFile(inWorkspace(written), new TextEncoder().encode(lens));
  });

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

  // The first of those after the reload: the window is as young as a test can have it.
  test('hears a click on the first lens that can be clicked @after-reload', async function () {
    needsScreen(this);
    await showNewFile('fresh.backprop', twoApples);
    await screen.click({ selector: '.codelens-decoration a', text: 'Run Backward' });
    await waitForBehind('apple_price * tax', '= 220   ∂ 1');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('brings it back with its numbers, its node and its step @after-reload', async function () {
    needsScreen(this);
    await screen.waitFor({ selector: '[data-edge]' });
    await waitForStep(3);
    await waitForEdge('4/0', '200 / 1.1');
    await waitForEdge('4/1', '1.1 / 200');
    assert.equal(await edge('3/0'), '100 / ?', 'what lies above is still not reached');
    await waitForCard(/= 1 × 1\.1 = 1\.1/);
  });

  test('brings a run to the same step with the same loss once more @after-reload', async function () {
    needsScreen(this);
    const bytes = await vscode.workspace.fs.readFile(inWorkspace(written));
    const before = new TextDecoder().decode(bytes);
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex1');
    await screen.waitFor({ selector: '.counter' });
    await showFile('reload-network.backprop');
    await eventually(progress, (text) => text === before);
  });
});
