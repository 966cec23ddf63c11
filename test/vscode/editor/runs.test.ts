import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen, type Target } from '../harness/screen';
import { closeAll, inWorkspace, replace, setSetting, showFile, showNewFile } from './definitions';
import { eventually } from './lines';
import { keptFile as file, recordings, recordingsAre, rows } from './runsView';

const xor = `network Kept {
  data = xor()
  layers {
    Affine(4)
    Tanh
    Affine(2)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.5)
    batch     = 4
    epochs    = 40
  }
}
`;

/** A row by its label; the time of day, until somebody gives the run a name. */
function row(label: string): Target {
  return { selector: `${rows}:has(.label-name :text-is(${JSON.stringify(label)})) .label-name` };
}

/** Puts the keyboard on a recording, counted from the newest; those between it and `to` are selected too. */
async function select(place: number, to = place): Promise<void> {
  await vscode.commands.executeCommand('backprop.runs.focus');
  await vscode.commands.executeCommand('list.clear');
  // The group stands above them, and is the first.
  await vscode.commands.executeCommand('list.focusFirst');
  for (let at = 0; at <= place; at++) await vscode.commands.executeCommand('list.focusDown');
  await vscode.commands.executeCommand('list.toggleSelection');
  for (let at = place; at < to; at++) await vscode.commands.executeCommand('list.expandSelectionDown');
  await eventually(
    async () => (await screen.texts(`${rows}.selected`)).length,
    (count) => count === to - place + 1,
  );
}

/**
 * Does something with the recordings that are selected, by way of the window, as a key does it: what is
 * selected there is then known here before.
 */
async function act(command: string): Promise<void> {
  await vscode.commands.executeCommand('runCommands', { commands: [`backprop.${command}`] });
}

async function train(): Promise<void> {
  await vscode.commands.executeCommand('backprop.train', inWorkspace(file), 'Kept');
}

/** Trains once more, at another learning rate. */
async function trainAt(before: string, rate: string): Promise<void> {
  const editor = await showFile(file);
  await replace(editor, `lr=${before}`, `lr=${rate}`);
  await editor.document.save();
  await vscode.commands.executeCommand('backprop.reset', editor.document.uri, 'Kept');
  await train();
}

const picker = '.quick-input-widget input:focus';

/** A file that VS Code's own dialog for saving proposes is written where it is proposed. */
async function exported(format: 'CSV' | 'JSON'): Promise<string> {
  const exporting = act('exportRecording');
  await screen.pick(format);
  const ending = `.${format.toLowerCase()}`;
  // Until the folder is listed there is nothing to agree to.
  await screen.waitFor({ selector: '.quick-input-list .monaco-list-row', text: '..' });
  await screen.waitFor({ selector: picker });
  await screen.press('Enter');
  await exporting;
  const entries = await vscode.workspace.fs.readDirectory(inWorkspace(''));
  const [name = ''] = entries.flatMap(([each]) =>
    each.includes('Kept') && each.endsWith(ending) ? [each] : [],
  );
  const bytes = await vscode.workspace.fs.readFile(inWorkspace(name));
  await vscode.workspace.fs.delete(inWorkspace(name));
  return new TextDecoder().decode(bytes);
}

suite('Runs', () => {
  // Nothing here is about a training that is under way.
  suiteSetup(() => setSetting('training.pace', 'full'));
  suiteTeardown(() => setSetting('training.pace', undefined));

  setup(async function () {
    needsScreen(this);
    await vscode.commands.executeCommand('backprop.runs.focus');
  });

  teardown(async () => {
    await closeAll();
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  test('a training stands in the view with its state, its loss and its accuracy @web @restricted', async () => {
    await showNewFile(file, xor);
    await train();
    const [spoken = ''] = await recordingsAre(/, finished/);
    assert.match(spoken, /loss 0\.\d+, \d+%, (?:under )?[\d.]+ sec, finished/);
  });

  test('a run that is begun anew is another one, and their texts stand beside each other @web @restricted', async () => {
    await trainAt('0.5', '0.25');
    await recordingsAre(/, finished/, /, finished/);
    await trainAt('0.25', '0.125');
    await recordingsAre(/, finished/, /, finished/, /, finished/);
    await select(1, 2);
    await act('compareRecordedDefinitions');
    const tab = await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (input) => input instanceof vscode.TabInputTextDiff,
    );
    assert.ok(tab instanceof vscode.TabInputTextDiff);
    const textOf = async (uri: vscode.Uri): Promise<string> =>
      (await vscode.workspace.openTextDocument(uri)).getText();
    assert.equal(await textOf(tab.original), xor);
    assert.equal(await textOf(tab.modified), xor.replace('lr=0.5', 'lr=0.25'));
    await screen.waitFor({ selector: '.diff-editor, .monaco-diff-editor' });
  });

  test('three that are selected are compared @web @restricted', async () => {
    await select(0, 2);
    await act('compareRecordings');
    // What tells them apart is known when all of them are read.
    await eventually(
      async () => [...(await screen.texts('.runs tbody .legend-name'))].sort().join(),
      (names) => names === 'SGD(lr=0.125),SGD(lr=0.25),SGD(lr=0.5)',
    );
  });

  test('one opens with its numbers, and leads to its definition', async () => {
    await select(1);
    await screen.press('Enter');
    await screen.waitFor({ selector: '.recorded-run' });
    await eventually(
      async () => (await screen.texts('.scrub-place')).join(' ').trim(),
      (text) => text === 'step 40, the newest',
    );
    await closeAll();
    await select(1);
    await act('revealRecordedDefinition');
    await eventually(
      () => vscode.window.activeTextEditor?.document.uri.path ?? '',
      (path) => path.endsWith(`/${file}`),
    );
  });

  test('is given a name, or keeps the one it has, and is pinned and unpinned @web @restricted', async () => {
    for (const key of ['Escape', 'Enter']) {
      await select(1);
      const renaming = act('renameRecording');
      await screen.waitFor({ selector: '.quick-input-title', text: 'Rename Recording' });
      await screen.waitFor({ selector: picker });
      await screen.press('Control+A');
      await screen.type(`${key} names it`);
      await screen.press(key);
      await renaming;
    }
    await recordingsAre(/finished/, /^Enter names it, .*finished/, /finished/);
    await select(1);
    await act('pinRecordings');
    await recordingsAre(/finished/, /^Enter names it, .*pinned/, /finished/);
    await act('unpinRecordings');
    await eventually(recordings, ([, second = '']) => !second.includes('pinned'));
  });

  test('is exported as CSV and as JSON, with the loss of every step', async () => {
    await select(1);
    const [head = '', ...lines] = (await exported('CSV')).trimEnd().split('\n');
    assert.match(head, /^step,.*loss/);
    assert.equal(lines.filter((line) => line.split(',')[1] !== '').length, 40);
    const { state, step, columns, rows: all } = JSON.parse(await exported('JSON')) as Record<string, unknown>;
    assert.deepEqual([state, step, columns], ['finished', 40, head.split(',')]);
    assert.equal((all as readonly unknown[]).length, lines.length);
  });

  test('is deleted, and both ways of Undo bring it back @web @restricted', async () => {
    await select(1);
    await act('deleteRecordings');
    await recordingsAre(/finished/, /finished/);
    assert.deepEqual(await screen.texts(row('Enter names it').selector), []);
    // What the button of the message does.
    await vscode.commands.executeCommand('notification.acceptPrimaryAction');
    await recordingsAre(/finished/, /^Enter names it/, /finished/);
    await select(0, 1);
    await screen.press('Delete');
    await recordingsAre(/finished/);
    await act('restoreRecordings');
    await recordingsAre(/finished/, /^Enter names it/, /finished/);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('is drawn in the colours of the theme', async () => {
    await recordingsAre(/finished/, /^Enter names it/, /finished/);
    try {
      for (const theme of ['light', 'dark', 'high-contrast'] as const) {
        await screen.setTheme(theme);
        await select(1);
        await screen.screenshot(`runs-${theme}`);
      }
    } finally {
      await screen.setTheme('dark');
    }
  });
});
