import * as vscode from 'vscode';
import { namedTensors } from '../../../src/engine/training/namedTensors';
import { closeAll, inWorkspace, showNewFile } from '../editor/definitions';
import { clickLens, eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { cellColors, mosaicIn, signOf } from '../harness/drawings';
import { needsScreen, screen, type Drawing } from '../harness/screen';
import { trainAlone } from './alone';
import { press } from './graph';
import { stepAtRest, stepShown } from './network';

let copies = 0;

/** A copy of an example that no other test has touched. */
async function showExample(name: string): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(inWorkspace(`${name}.backprop`));
  const text = new TextDecoder().decode(bytes);
  await showNewFile(`${name}-pictures-${++copies}.backprop`, text);
  return text;
}

/** From before the first step. */
async function takeSteps(count: number): Promise<void> {
  await clickLens('Run Backward');
  await eventually(stepShown, (step) => step === 0);
  for (let step = 1; step <= count; step++) {
    await press('One training step');
    await eventually(stepShown, (shown) => shown === step);
  }
}

/** Opens the row of a layer, counted from 0. */
function openLayer(at: number): Promise<void> {
  return screen.click({ selector: `[data-layer="${at}"] .layer-toggle` });
}

function data(tensors: ReturnType<typeof namedTensors>, name: string): ArrayLike<number> {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The engine has no ${name}.`);
  return tensor.data;
}

/** 1 where a cell is hatched, row by row. */
function hatched(drawing: Drawing, rows: number, columns: number): string {
  return cellColors(drawing, rows, columns)
    .map(({ size }) => (size > 1 ? 1 : 0))
    .join('');
}

suite('The pictures of a network', () => {
  teardown(closeAll);

  test('the mask of a ReLU is that of the engine at the same step', async function () {
    needsScreen(this);
    const [units, samples] = [32, 30];
    const text = await showExample('spiral');
    const alone = await trainAlone(text);
    const isMaskAt = async (step: number): Promise<void> => {
      while (alone.step < step) alone.runStep();
      // By sample and unit, where the picture has units down and samples across.
      const mask = data(namedTensors(alone), 'relu1.mask');
      const expected = Array.from(
        { length: units * samples },
        (_, cell) => mask[(cell % samples) * units + Math.floor(cell / samples)],
      ).join('');
      assert.match(expected, /0.*1|1.*0/);
      for (const direction of ['forward', 'backward']) {
        const canvas = { selector: `[data-mask="${direction}"] canvas` };
        await eventually(
          async () => hatched(await screen.pixels(canvas), units, samples),
          (drawn) => drawn === expected,
        );
      }
    };

    await takeSteps(3);
    await openLayer(1);
    await isMaskAt(3);
    await clickLens('Resume');
    await eventually(stepShown, (step) => step !== undefined && step > 20);
    await vscode.commands.executeCommand('backprop.pause');
    await isMaskAt(await stepAtRest());
  });

  test('a convolution of digits shows its filters and feature maps, with the signs that the engine has', async function () {
    needsScreen(this);
    const text = await showExample('digits');
    await takeSteps(3);
    const alone = await trainAlone(text);
    for (let step = 0; step < 3; step++) alone.runStep();
    const tensors = namedTensors(alone);

    // Only what is on the screen is drawn.
    await screen.hover({ selector: '[data-layer="0"] .layer-shape' });
    for (const kind of ['activation', 'gradient', 'weights', 'weightGradient']) {
      const thumb = { selector: `[data-layer="0"] [data-picture="${kind}"] canvas` };
      await eventually(
        async () => cellColors(await screen.pixels(thumb), 1, 1)[0]?.size ?? 0,
        (colors) => colors > 8,
      );
    }
    await openLayer(0);
    for (const [title, name, side] of [
      ['Filters', 'conv1.W', 3],
      ['Feature maps', 'conv1.output', 8],
    ] as const) {
      // Of the feature maps those of the first sample of the mini-batch: they come first.
      const values = data(tensors, name);
      const images = 16;
      const largest = Math.max(
        ...Array.from({ length: images * side * side }, (_, at) => Math.abs(values[at] ?? 0)),
      );
      const expected = (at: number): number => Math.sign(values[at] ?? NaN);
      const isTold = (at: number): boolean => Math.abs(values[at] ?? 0) > largest / 50;
      const canvas = { selector: `.images:has-text("${title}") canvas` };
      await eventually(
        async () => {
          const colors = mosaicIn(await screen.pixels(canvas), images, side);
          return colors?.flatMap((color, at) => (isTold(at) && signOf(color) !== expected(at) ? [at] : []));
        },
        (wrong) => wrong?.length === 0,
      );
    }
  });
});
