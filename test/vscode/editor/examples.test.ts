import * as vscode from 'vscode';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { closeAll, deleteFile, inWorkspace, replace } from './definitions';
import { clickLens, eventually, problems, waitForBehind, waitForProblems } from './lines';

/** The folder of the tests, as the list of places names it. */
const folder = 'my 例';

suite('New Definition from Example', () => {
  teardown(async () => {
    await closeAll();
    for (const name of made) await deleteFile(name);
  });

  const made = [
    'tensors-2.backprop',
    'step-2.backprop',
    'quiz-2.backprop',
    'my-net.backprop',
    'my_net.py',
    'my_net.npz',
    'my-net-2',
    'my-model.backprop',
    'my_model.py',
    'my_model.npz',
    'my_model.safetensors',
  ];

  test('puts the example into an untitled document @web', async function () {
    needsScreen(this);
    await create('shopping', 'Untitled document');
    const document = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (active) => active?.isUntitled === true,
    );
    assert.equal(document?.languageId, 'backprop');
    assert.match(document.getText(), /^backward price$/m);
  });

  test('puts it into the open folder, and never over a file that is there', async function () {
    needsScreen(this);
    const { document } = await created('tensors', 'tensors-2.backprop');
    assert.match(document.getText(), /softmax_with_loss/);
  });

  test('brings a training step by hand, whose losses fall, or rise where the step is too long', async function () {
    needsScreen(this);
    const editor = await created('step', 'step-2.backprop');
    await clickLens('Run Backward');
    await waitForBehind('loss = mean(', '= 0.25   ∂ 1');
    await waitForBehind('loss3 = mean(', '= 0.0189625   ∂ –');
    await waitForBehind('expect falls', '✓');
    await replace(editor, 'lr = 0.1', 'lr = 0.2');
    await waitForBehind('loss2 = mean(', '= 0.965   ∂ –');
    await waitForProblems(editor, ['32: Expected 1, got 0.']);
  });

  test('brings a sheet for a class, which marks what is right and tells nothing else', async function () {
    needsScreen(this);
    const editor = await created('quiz', 'quiz-2.backprop');
    await screen.waitFor({ selector: '.codelens-decoration', text: '0 of 7' });
    await replace(editor, 'expect loss = ?', 'expect loss = 4');
    await waitForBehind('expect loss', '✓');
    await screen.waitFor({ selector: '.codelens-decoration', text: '1 of 7' });
    await replace(editor, 'expect grad(b) = ?', 'expect grad(b) = 4');
    await eventually(
      () => problems(editor),
      (found) => found.includes('38: Not yet: this is not the gradient of b.'),
    );
    assert.deepEqual(
      problems(editor).filter((problem) => !/^(38: Not yet|\d+: To do)/.test(problem)),
      [],
    );
  });

  test("brings a network of one's own with its files, and names the mistake in its backward @web", async function () {
    needsScreen(this);
    const editor = await created('my-net', 'my-net.backprop');
    await waitForProblems(editor, [
      '24: Expected 0.0336244 at [1, 3], got -0.027714; 20 of 20 entries differ. This follows from your gradient of affine1.b: nothing else is wrong here.',
      '25: Expected 0.132243 at [3], got -0.0901044; 5 of 5 entries differ. Your mask of relu1 is taken from the gradient: it belongs to affine1.',
    ]);
    await waitForBehind('expect grad(affine2.W)', '✓');
    // A second one lies over none of the first's files, nor in the folder that is there.
    await created('my-net', 'my-net-2/my-net.backprop');
    const files = await vscode.workspace.fs.readDirectory(inWorkspace('my-net-2'));
    assert.deepEqual(files.map(([name]) => name).sort(), ['my-net.backprop', 'my_net.npz', 'my_net.py']);
  });

  test("brings a model of PyTorch with its files, and agrees with PyTorch's numbers", async function () {
    needsScreen(this);
    const editor = await created('my-model', 'my-model.backprop');
    for (const line of ['expect loss', 'expect grad(hidden1.W)', 'expect grad(scores.W)']) {
      await waitForBehind(line, '✓');
    }
    assert.deepEqual(problems(editor), []);
    await clickLens('Run Backward');
    await eventually(
      () => screen.texts('.view-line:has-text("hidden1 = Affine") [class*="ced-"]'),
      (shown) => shown.length > 0,
    );
    await replace(editor, 'npz("my_model.npz", "loss")', '0.7');
    await eventually(
      () => problems(editor),
      ([problem, ...more]) => problem?.startsWith('23: Expected 0.7, got 0.9') === true && more.length === 0,
    );
  });

  test('asks for a folder where an example has files beside it, and for nothing else', async function () {
    needsScreen(this);
    await screen.command('Backprop: New Definition from Example');
    await screen.pick('my-net');
    const files = 'my-net.backprop reads files that must lie beside it: my_net.py, my_net.npz';
    await eventually(
      () => screen.attributes('.quick-input-widget input', 'placeholder'),
      (texts) => texts.some((text) => text.includes(files)),
    );
    await eventually(
      async () => {
        const places = await screen.texts('.quick-input-list .monaco-list-row .label-name');
        return places.map((place) => place.trim());
      },
      (places) => places.join() === `${folder},Choose a folder…`,
    );
    await screen.press('Escape');
  });
});

/** Makes a copy in the open folder, and waits until it is open under this name. */
async function created(example: string, file: string): Promise<vscode.TextEditor> {
  await create(example, folder);
  const editor = await eventually(
    () => vscode.window.activeTextEditor,
    (active) => active?.document.uri.path.endsWith(`/${file}`) === true,
  );
  if (!editor) throw new Error('It was there.');
  return editor;
}

async function create(example: string, place: string): Promise<void> {
  await screen.command('Backprop: New Definition from Example');
  await screen.pick(`${example}.backprop`);
  await screen.pick(place);
}
