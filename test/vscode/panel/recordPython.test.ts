import * as vscode from 'vscode';
import { closeAll, inWorkspace, replace, showNewFile } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { readRunSettings } from '../harness/runSettings';
import { needsScreen, screen } from '../harness/screen';

/** It waits for a file between two halves, so that it can be looked at while it trains. */
const training = `import os
import time
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


torch.manual_seed(0)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(16, 4)
y = (x[:, 0] > 0).long()


def train(steps):
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()


train(12)
while not os.path.exists("go-on"):
    time.sleep(0.05)
    with torch.no_grad():
        F.cross_entropy(net(x), y)
train(30)
`;

async function record(name: string, text: string): Promise<void> {
  await showNewFile(name, text);
  await vscode.commands.executeCommand('backprop.recordPython', inWorkspace(name));
}

/** None pops up while a test has the window. */
async function notices(): Promise<string> {
  await vscode.commands.executeCommand('notifications.showList');
  return (await screen.texts('.notification-list-item-message')).join('\n');
}

/** The setting is one of the machine, which VS Code does not take from a person's own. */
function usePython(path: string | undefined): Thenable<void> {
  const { Workspace } = vscode.ConfigurationTarget;
  return vscode.workspace.getConfiguration('backprop').update('pythonPath', path, Workspace);
}

async function recordedRun(): Promise<string> {
  return (await screen.texts('.recorded-run')).join(' ').replaceAll(/\s+/g, ' ');
}

suite('A training in PyTorch', () => {
  suiteSetup(() => usePython(readRunSettings().python));
  suiteTeardown(() => usePython(undefined));
  teardown(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await closeAll();
  });

  test('is recorded from its script, shown while it runs, and leads to its lines', async function () {
    needsScreen(this);
    await record('training.py', training);
    await screen.waitFor({ selector: '.recorded-run' });
    await eventually(recordedRun, (text) => /^Recorded run training .+ · still being recorded$/.test(text));
    assert.ok(vscode.window.terminals.some(({ name }) => name.includes('training.py')));
    await eventually(
      async () => (await screen.texts('.strip-title')).map((title) => title.trim()).join(),
      (titles) => titles === 'input,Linear,relu,Linear,Loss',
    );
    await eventually(
      async () => (await screen.texts('.scrub-place')).join(' ').trim(),
      (text) => /^step 12\b/.test(text),
    );
    // The mask of the function that blocks.
    await screen.click({ selector: '#tab-layers' });
    await screen.waitFor({ selector: '[data-layer="1"] [data-picture="mask"] canvas' });
    await screen.click({ selector: '#tab-health' });
    await screen.waitFor({ selector: '[data-not-judged~="dead-relu"]' });
    await screen.screenshot('recorded-python-live');
    await screen.click({ selector: '#tab-layers' });
    await screen.click({ selector: '[data-layer="0"] .layer-name button' });
    // It is open already: VS Code tells that it is in front, and where the cursor is, one after the other.
    await eventually(
      () => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document.uri.path.endsWith('/training.py') !== true) return '';
        return editor.document.lineAt(editor.selection.active.line).text.trim();
      },
      (line) => line === 'self.fc1 = nn.Linear(4, 8)',
    );
    await vscode.workspace.fs.writeFile(inWorkspace('go-on'), new Uint8Array());
    await eventually(recordedRun, (text) => text.endsWith('· finished'));
    await eventually(
      async () => (await screen.texts('.scrub-place')).join(' ').trim(),
      (text) => /^step 42\b/.test(text),
    );
  });

  test('has its captured update checked, layer by layer', async function () {
    needsScreen(this);
    const [extension] = vscode.extensions.all.filter(({ id }) => id === 'backprop-lens.backprop-lens');
    const recorder = vscode.Uri.joinPath(
      extension?.extensionUri ?? inWorkspace(''),
      'python/backprop_lens.py',
    );
    await showNewFile('captured.py', training);
    const into = inWorkspace('captured');
    const words = [
      recorder.fsPath,
      '--into',
      into.fsPath,
      '--capture',
      '2',
      inWorkspace('captured.py').fsPath,
    ];
    const cwd = inWorkspace('').fsPath;
    await vscode.workspace.fs.writeFile(inWorkspace('go-on'), new Uint8Array());
    // The task of the test before may end meanwhile.
    const ended = new Promise<number | undefined>((resolve) => {
      const waiting = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== 'capture') return;
        waiting.dispose();
        resolve(exitCode);
      });
    });
    const python = new vscode.ProcessExecution(readRunSettings().python ?? '', words, { cwd });
    const { Workspace } = vscode.TaskScope;
    await vscode.tasks.executeTask(new vscode.Task({ type: 'test' }, Workspace, 'capture', 'Test', python));
    assert.equal(await ended, 0);
    const [[folder] = ['']] = await vscode.workspace.fs.readDirectory(into);
    const uri = vscode.Uri.joinPath(into, folder);
    await vscode.commands.executeCommand('backprop.checkCapturedStep', { uri, folder });
    const editor = await eventually(
      () => Promise.resolve(vscode.window.activeTextEditor),
      (active) => active?.document.uri.path.endsWith('.bprun/captures/000000002.backprop') === true,
    );
    if (editor === undefined) throw new Error('There is no editor.');
    const mistakes = (): Promise<readonly string[]> =>
      Promise.resolve(vscode.languages.getDiagnostics(editor.document.uri).map(({ message }) => message));
    // Another layer's numbers are found to differ, and its own are not.
    await replace(editor, '"net.relu@15.activation"', '"net.fc1.activation"');
    await eventually(mistakes, ([first = '']) => first.includes('entries differ'));
    await vscode.commands.executeCommand('undo');
    await eventually(mistakes, (found) => found.length === 0);
  });

  test('says what is the matter where there is nothing to record', async function () {
    needsScreen(this);
    await record('nothing.py', 'print("nothing")\n');
    await eventually(notices, (text) => text.includes('it did not import PyTorch'));
    await record('idle.py', 'import torch\n');
    await eventually(notices, (text) => text.includes('no model was called'));
    await record('broken.py', 'import torch\nraise ValueError("no data")\n');
    await eventually(notices, (text) =>
      text.includes('broken.py failed before its training began: ValueError: no data'),
    );
    await record('without.py', 'raise ModuleNotFoundError("No module named \'torch\'")\n');
    await eventually(notices, (text) => text.includes('has no PyTorch: install it there'));
    await usePython('/nowhere/python3');
    await record('unstarted.py', 'print(1)\n');
    await eventually(notices, (text) => text.includes('/nowhere/python3'));
  });
});
