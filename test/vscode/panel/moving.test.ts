import * as vscode from 'vscode';
import { closeAll, showFile, showNewFile } from '../editor/definitions';
import { atRest, behind, clickLens, eventually } from '../editor/lines';
import { needsScreen, screen } from '../harness/screen';
import { card, press, waitForEdge } from './graph';
import { setPace, stepShown } from './network';

function waitForStep(step: number): Promise<unknown> {
  return eventually(
    () => screen.texts('.step-text'),
    ([text]) => text?.startsWith(`Step ${String(step)} of`) === true,
  );
}

/**
 * Puts a text in front of the panel, so that VS Code throws the panel's page away, and takes it away again.
 */
async function hideAndShow(isHidden: () => Promise<boolean>): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
  const other = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'In front.' });
  await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.Two });
  await eventually(isHidden, (hidden) => hidden);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

/** Moves the panel into a group of its own below, which leaves a group with nothing in it behind for good. */
async function moveDown(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
  await vscode.commands.executeCommand('workbench.action.moveEditorToBelowGroup');
}

suite('A panel that is hidden and moved', () => {
  teardown(closeAll);

  test('keeps the step, the node and the numbers of a formula', async function () {
    needsScreen(this);
    await showFile('shopping.backprop');
    await clickLens('Step Through');
    await waitForStep(0);
    for (const step of [1, 2, 3]) {
      await press('One step on');
      await waitForStep(step);
    }
    const steps = await screen.texts('.step-text');
    // What is worked out on the card comes later than the card.
    const worked = await eventually(card, (text) => text !== '' && !text.includes('Working it out…'));
    await hideAndShow(async () => (await screen.texts('.step-text')).length === 0);
    await eventually(
      () => screen.texts('.step-text'),
      (texts) => texts[0] === steps[0],
    );
    await moveDown();
    await eventually(
      () => screen.texts('.step-text'),
      (texts) => texts[0] === steps[0],
    );
    await eventually(card, (text) => text === worked);
    await press('One step on');
    await waitForStep(4);
    await press('Run Backward');
    await waitForEdge('5/0', '100 / 2.2');
  });

  test('keeps the step looked back at, in the panel and beside the text, until one key leads to now', async function () {
    needsScreen(this);
    const editor = await showNewFile(
      'looked-back.backprop',
      `network Back {
  data = spiral(classes=3, points=50, noise=0.2, test=0.2)
  layers {
    hidden = Affine(16)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.5)
    batch     = 30
    epochs    = 20
  }
}
`,
    );
    // Of itself so short a run takes the time to be watched.
    await clickLens('Run Backward');
    await eventually(stepShown, (step) => step === 0);
    await setPace(['End'], 'full');
    await clickLens('Train');
    await eventually(
      () => screen.texts('.toolbar button[aria-label="Train 20 more epochs"]'),
      ({ length }) => length === 1,
    );
    const place = async (): Promise<string> => (await screen.texts('.scrub-place'))[0] ?? '';
    const live = await eventually(place, (text) => text === 'live · step 80');
    const now = await atRest(
      () => behind('hidden = Affine(16)'),
      (text) => text !== '',
    );
    await screen.click({ selector: '.scrub input[type=range]' });
    await screen.press('Home');
    const back = await eventually(place, (text) => text.startsWith('step 1 of 80'));
    const then = await atRest(
      () => behind('hidden = Affine(16)'),
      (text) => text !== now,
    );

    await hideAndShow(async () => (await place()) === '');
    await eventually(place, (text) => text === back);
    await moveDown();
    await eventually(place, (text) => text === back);
    await eventually(
      () => behind('hidden = Affine(16)'),
      (text) => text === then,
    );
    await screen.click({ selector: '.scrub-place' });
    await screen.press('l');
    await eventually(place, (text) => text === live);
    await eventually(
      () => behind('hidden = Affine(16)'),
      (text) => text === now,
    );

    await screen.click({ selector: '.scrub input[type=range]' });
    await screen.press('Home');
    await eventually(place, (text) => text.startsWith('step 1 of 80'));
    await vscode.commands.executeCommand('backprop.train', editor.document.uri, 'Back');
    await eventually(place, (text) => text === 'live · step 80');
    await vscode.commands.executeCommand('backprop.stop', editor.document.uri, 'Back');
  });
});
