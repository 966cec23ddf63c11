import * as vscode from 'vscode';
import { closeAll, showNewFile } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';

const definition = `network Spiral {
  data = spiral(points=30)
  layers {
    hidden = Affine(8)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    batch = 30
    epochs = 40
  }
}

compare Optimizers of Spiral {
  optimizer    = [SGD(lr=0.1), Adam(lr=0.01)]
  hidden.units = [4, 16]
}
`;

/** What stands above `compare`, and what a click on it does. */
async function lens(document: vscode.TextDocument): Promise<vscode.Command> {
  const find = async (): Promise<vscode.Command | undefined> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    return lenses.map(({ command }) => command).find((command) => command?.title.endsWith('Variants'));
  };
  const found = await eventually(find, (command) => command !== undefined && command.command !== '');
  assert.ok(found);
  return found;
}

const headline = async (): Promise<string> =>
  (await screen.texts('.headline')).join(' ').replaceAll(/\s+/g, ' ');

suite('Run Variants', () => {
  teardown(closeAll);

  test('a click on the lens trains them, and their panel opens; another trains none @web', async function () {
    needsScreen(this);
    const { document } = await showNewFile('run-variants.backprop', definition);
    const { title, command, arguments: given = [] } = await lens(document);
    assert.equal(title, 'Run 4 Variants');
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    const compared = (): readonly vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ label }) => label === 'Compare 4 Runs');
    await eventually(compared, ({ length }) => length === 1);
    // The panel looks at what is written every two seconds, and names the best of those it has seen end.
    const best = await eventually(headline, (text) =>
      text.startsWith('Adam(lr=0.01), hidden.units 16 has the lowest training loss: 0.577.'),
    );
    await screen.screenshot('run-variants-dark');
    // What was trained before is found: the same panel, with the same numbers and no other recordings.
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    assert.equal(compared().length, 1);
    await eventually(headline, (text) => text === best);
  });
});
