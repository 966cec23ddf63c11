import * as vscode from 'vscode';
import {
  closeAll,
  deleteFile,
  endlessSpiral,
  inWorkspace,
  replace,
  showNewFile,
} from '../editor/definitions';
import { clickLens, eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { press } from './graph';
import { isStepping, stepAtRest, stepShown } from './network';

const endless = endlessSpiral('Endless');

let copies = 0;
let shown: vscode.Uri | undefined;

async function showEndless(text = endless): Promise<vscode.TextEditor> {
  const editor = await showNewFile(`endless-${++copies}.backprop`, text);
  shown = editor.document.uri;
  return editor;
}

suite('Network panel', () => {
  teardown(async () => {
    for (const network of ['Endless', 'Other']) {
      await vscode.commands.executeCommand('backprop.stop', shown, network);
    }
    await closeAll();
  });

  test('opens with Train beside the text, which keeps the focus, and counts its steps @web', async function () {
    needsScreen(this);
    const editor = await showEndless();
    await clickLens('Train');
    await eventually(stepShown, (step) => step !== undefined && step > 10);
    await isStepping();
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    await press('Pause');
    await eventually(
      () => screen.texts('.codelens-decoration'),
      (texts) => texts.join(' ').includes('Resume'),
    );
    const paused = await stepAtRest();
    await press('One training step');
    await eventually(stepShown, (step) => step === paused + 1);
  });

  test('goes on where it was after it was hidden', async function () {
    needsScreen(this);
    await showEndless();
    await clickLens('Train');
    await isStepping();
    await press('Pause');
    const paused = await eventually(stepShown, (step) => step !== undefined);
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
    const other = await vscode.workspace.openTextDocument({
      language: 'plaintext',
      content: 'In front of it.',
    });
    await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.Two });
    await eventually(stepShown, (step) => step === undefined);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(stepShown, (step) => step !== undefined && step >= (paused ?? 0));
  });

  test('Run Backward computes a mini-batch and updates nothing; Step Through opens the phases of a step', async function () {
    needsScreen(this);
    await showEndless();
    await clickLens('Run Backward');
    await eventually(stepShown, (step) => step === 0);
  });

  test('two networks of one file have panels and runs of their own', async function () {
    needsScreen(this);
    const both = `${endless}\n${endless.replace('network Endless', 'network Other')}`;
    await showEndless(both);
    await clickLens('Train', 0);
    await isStepping();
    await vscode.commands.executeCommand('backprop.train', shown, 'Other');
    await screen.waitFor({ selector: '.statusbar-item', text: 'Other · epoch' });
    await screen.waitFor({
      selector: '.statusbar-item[aria-label*="2 networks are being trained"]',
    });
  });

  test('a run of an earlier text says so until the file is saved', async function () {
    needsScreen(this);
    const editor = await showEndless();
    await clickLens('Train');
    await isStepping();
    await replace(editor, 'lr=0.01', 'lr=0.02');
    await eventually(
      () => screen.texts('.status-text'),
      (texts) => texts.join(' ').includes('earlier text'),
    );
    await editor.document.save();
    await eventually(
      () => screen.texts('.status-text'),
      (texts) => !texts.join(' ').includes('earlier text'),
    );
    await isStepping();
  });

  test('a run goes on when the tab of its file is closed, and can be commanded', async function () {
    needsScreen(this);
    await showEndless();
    await clickLens('Train');
    await isStepping();
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(
      () => vscode.window.visibleTextEditors.length,
      (count) => count === 0,
    );
    await isStepping();
    await press('Pause');
    const paused = await stepAtRest();
    assert.ok(!(await screen.texts('.status-text')).join(' ').includes('gone'));
    await press('One training step');
    await eventually(stepShown, (step) => step === paused + 1);
  });

  test('a run goes on when its data file is deleted, and says so', async function () {
    needsScreen(this);
    const rows = Array.from({ length: 60 }, (_row, index) => `${index},${index % 7},c${index % 3}\n`);
    const bytes = new TextEncoder().encode(`a,b,kind\n${rows.join('')}`);
    await vscode.workspace.fs.writeFile(inWorkspace('passing.csv'), bytes);
    const data = 'csv("passing.csv", test=0.2)';
    await showEndless(endless.replace('spiral(classes=3, points=100, noise=0.2, test=0.2)', data));
    await clickLens('Train');
    await isStepping();
    await deleteFile('passing.csv');
    await eventually(
      () => screen.texts('.status-text'),
      (texts) => texts.join(' ').includes('passing.csv is gone: this run goes on'),
    );
    await isStepping();
    await press('Pause');
    await press('Resume');
    await isStepping();
  });

  test('the extension host stays responsive while a network is opened, trained and watched', async function () {
    needsScreen(this);
    await showEndless();
    const opening = lookAtEventLoop();
    await clickLens('Train');
    await isStepping();
    console.log(`BACKPROP_TEST (event loop, opening: ${(await opening.end()).text})`);

    const watching = lookAtEventLoop();
    for (let seen = 0; seen < 6; seen++) await isStepping();
    const { text, turns } = await watching.end();
    console.log(`BACKPROP_TEST (event loop, watching: ${text})`);
    assert.ok(turns.length > 10);
    // By the clock how busy the machine is decides it as much as we do; what this thread itself does is ours
    // alone, but for a collection of garbage now and then. What is done for every frame comes again.
    const long = turns.filter((turn) => turn > 50);
    assert.ok(long.length < 3, `turns of the event loop take ${long.join()} ms of processor time`);
  });
});

/** Looks every few milliseconds how late it is, and how much of that this thread has worked. */
function lookAtEventLoop(): {
  readonly end: () => Promise<{ readonly text: string; readonly turns: readonly number[] }>;
} {
  const delays: number[] = [];
  const turns: number[] = [];
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      const [before, ranBefore] = [performance.now(), processorTime()];
      await new Promise((resolve) => setTimeout(resolve, 5));
      delays.push(performance.now() - before - 5);
      turns.push(processorTime() - ranBefore);
    }
  };
  const looking = look();
  return {
    end: async () => {
      isOver = true;
      await looking;
      const text = `delays ${quantiles(delays)}; processor time between looks ${quantiles(turns)}`;
      return { text, turns };
    },
  };
}

/** Milliseconds in which this thread had a processor; NaN where the system does not tell. */
function processorTime(): number {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  const file = '/proc/thread-self/schedstat';
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : NaN;
}

function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`;
}
