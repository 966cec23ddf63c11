import * as vscode from 'vscode';
import { closeAll, deleteFile, showNewFile } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { needsScreen, screen } from '../harness/screen';

const name = 'monitored.backprop';
const spiral = `network Watched {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers {
    Affine(16)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    epochs    = 1_000_000
  }
}
`;

const words = async (): Promise<string> => (await screen.texts('.monitor')).join(' ').replaceAll(/\s+/g, ' ');
const step = async (): Promise<number> =>
  Number(/step ([\d,]+)/.exec(await words())?.[1]?.replaceAll(',', ''));

suite('The monitor', () => {
  let uri: vscode.Uri | undefined;

  teardown(async () => {
    await vscode.commands.executeCommand('backprop.stop', uri, 'Watched');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeAll();
    await deleteFile(name);
  });

  test('follows a network that trains, and a click opens its panel @web', async function () {
    needsScreen(this);
    ({ uri } = (await showNewFile(name, spiral)).document);
    await vscode.commands.executeCommand('backprop.monitor.focus');
    await vscode.commands.executeCommand('backprop.train', uri, 'Watched');
    await eventually(words, (text) => /^Watched running epoch .*Loss [\d.]+.*Accuracy [\d.]+ %/.test(text));
    const before = await eventually(step, (now) => now > 0);
    await eventually(step, (now) => now > before);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await screen.click({ selector: '.monitor-figures' });
    await screen.waitFor({ selector: '.counter' });
    await vscode.commands.executeCommand('backprop.pause', uri, 'Watched');
    await eventually(words, (text) => text.startsWith('Watched paused'));
    await screen.screenshot('monitor-dark');
  });
});
