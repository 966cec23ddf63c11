import * as vscode from 'vscode';
import { closeAll, deleteFile, endlessSpiral, showNewFile } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { press } from './graph';
import { isStepping } from './network';

const spiral = endlessSpiral('Spiral', 'SGD(lr=0.01)');

// Sorted first, so that its rows are drawn in the sidebar whatever other files there are.
const name = 'a-clock.backprop';

/** The epoch as each surface names it. */
interface Epochs {
  readonly lens: number;
  readonly statusBar: number;
  /** Only of a run that stands still or is looked back at. */
  readonly sidebar: number;
  readonly panel: number;
}

/** All that names an epoch. What is not of the panel is of one page, and so is read in one turn. */
const surfaces =
  '.codelens-decoration, .statusbar-item, [id="workbench.view.extension.backprop"] .monaco-list-row, .counter';

async function epochs(): Promise<Epochs> {
  const texts = (await screen.texts(surfaces)).map((text) => text.replaceAll(/\s+/g, ' '));
  const named = (pattern: RegExp): number => {
    const found = texts.flatMap((text) => pattern.exec(text)?.[1] ?? []);
    return found.length === 1 ? Number(found[0]?.replaceAll(',', '')) : NaN;
  };
  return {
    lens: named(/(?:Stop|Pause|Resume|Train|Step).*epoch ([\d,]+) of 1,000,000/),
    statusBar: named(/Spiral · epoch ([\d,]+)\/1,000,000/),
    sidebar: named(/network, 4 layers · epoch ([\d,]+) of 1,000,000/),
    panel: named(/^step .*epoch ([\d,]+)/),
  };
}

function surfacesOf({ lens, statusBar, sidebar, panel }: Epochs): readonly number[] {
  return [lens, statusBar, sidebar, panel];
}

function areOne(read: Epochs): boolean {
  return new Set(surfacesOf(read)).size === 1;
}

/** The epochs that all but the sidebar have named in some reading, but the first, in which a run begins. */
function namedByAll(readings: readonly Epochs[]): readonly number[] {
  const [first = new Set<number>(), ...others] = (['lens', 'statusBar', 'panel'] as const).map(
    (surface) => new Set(readings.map((read) => read[surface])),
  );
  return [...first].filter((epoch) => epoch > 1 && others.every((named) => named.has(epoch)));
}

suite('One clock', () => {
  let shown: vscode.Uri | undefined;

  teardown(async () => {
    await vscode.commands.executeCommand('backprop.stop', shown, 'Spiral');
    await closeAll();
    await vscode.commands.executeCommand('workbench.view.explorer');
    await deleteFile(name);
  });

  test('lens, status bar, sidebar and panel name one epoch, while training and while looking back', async function () {
    needsScreen(this);
    const editor = await showNewFile(name, spiral);
    shown = editor.document.uri;
    await vscode.commands.executeCommand('backprop.definitions.focus');
    await screen.click({ selector: '[id="workbench.view.extension.backprop"] .monaco-list-row', text: name });
    await vscode.commands.executeCommand('backprop.train', shown, 'Spiral');
    await isStepping();
    // VS Code paints each in a time of its own, so seldom all at once where it is busy. Of thousands of
    // epochs a second surfaces with clocks of their own would hardly ever name the same one, however long
    // anybody looks.
    const readings: Epochs[] = [];
    let lastFound = 0;
    for (let found = 0; found < 5;) {
      readings.push(await epochs());
      const now = namedByAll(readings).length;
      if (now > found) lastFound = readings.length;
      assert.ok(readings.length - lastFound < 200, `${String(now)} epochs were named by all`);
      found = now;
    }
    const last = Math.max(...readings.map(({ panel }) => panel || 0));

    await screen.click({ selector: '.scrub input' });
    const back = await eventually(epochs, (read) => areOne(read) && read.lens < last);
    assert.ok(back.lens > 0);
    await isBack();
    // The run goes on meanwhile, and none of them does.
    for (let reading = 0; reading < 20; reading++) assert.deepEqual(await epochs(), back);
    await press('Live again');
    await eventually(epochs, ({ lens, statusBar, panel }) => Math.min(lens, statusBar, panel) > last);
    await screen.waitFor({
      selector: '[id="workbench.view.extension.backprop"] .monaco-list-row',
      text: '· training',
    });
  });
});

/** The status bar says that it is an earlier step. */
async function isBack(): Promise<void> {
  await screen.waitFor({ selector: '.statusbar-item[aria-label*="Spiral"] .codicon-history' });
}
