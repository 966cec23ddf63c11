import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerScalarNames } from '../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../src/protocol/trainingViews';
import { seriousProblems } from '../axe';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { example, RecordedRun } from './recording';

const requests: ViewRequests = { pictures: [], walkedBatch: true, walkedUpdate: { layer: 0 } };
let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  await run.steps(2);
  panel = await browser.open();
  await panel.receive(await run.state(), (await run.frame()).message, { kind: 'walk' });
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

const phase = (): Promise<string | null> => panel.page.locator('.phases').getAttribute('data-phase');
const onward = () => panel.page.locator('.phase-buttons .button:not(.is-secondary)');
const orders = async () => (await panel.sentOf('command')).map(({ command }) => command);
const column = (scalar: (typeof layerScalarNames)[number]): number => layerScalarNames.indexOf(scalar);

// One walk through one step: each test goes on where the one before it stopped.
describe('a training step walked by hand', () => {
  it('① shows the mini-batch that comes next, by class', async () => {
    expect(await phase()).toBe('1');
    expect(await panel.requests()).toMatchObject({ walkedBatch: true });
    const { message, raw } = await run.frame(requests);
    await panel.receive(message);
    const { samples, targets } = raw.views.walkedBatch ?? { samples: [], targets: [] };
    expect(samples).toHaveLength(30);
    for (const target of [0, 1, 2]) {
      const row = panel.page.locator(`[data-class="${target}"]`);
      const ofClass = [...samples].filter((_, at) => targets[at] === target);
      expect(await row.getAttribute('data-count')).toBe(String(ofClass.length));
      expect(await row.textContent()).toContain(ofClass.slice(0, 12).join(', '));
    }
    expect(await panel.page.locator('.phase-card').textContent()).toContain('Step 3 takes 30 of 240');
    expect(await orders()).toEqual([]);
  });

  it('② computes the gradients and shows those of this mini-batch, layer by layer', async () => {
    await onward().click();
    expect(await orders()).toEqual([{ kind: 'compute' }]);
    await run.command({ kind: 'compute' });
    const { message, raw } = await run.frame(requests);
    await panel.receive(message);
    expect(await phase()).toBe('2');
    const pass = raw.views.walkedPass;
    expect(pass).toBeDefined();
    expect(await panel.page.locator('.phase-card').textContent()).toContain(
      String(Number(pass?.loss[0]?.toPrecision(6))),
    );

    await panel.page.getByRole('button', { name: 'Walk from layer to layer' }).click();
    // Backpropagation begins at the loss.
    const card = panel.page.locator('.phase-card [data-card]');
    expect(await card.getAttribute('data-card')).toBe(String(run.layer('softmaxwithloss1')));
    await panel.page.getByLabel('One layer on').click();
    const layer = run.layer('affine2');
    expect(await card.getAttribute('data-card')).toBe(String(layer));
    expect(await card.locator('[data-rule="∂L/∂W"]').textContent()).toBe('∂L/∂W32×3 = xᵀ32×30 · ∂L/∂y30×3');
    expect(await card.locator('[data-rule="forward"]').count()).toBe(0);
    for (const scalar of ['gradientNorm', 'meanAbsoluteGradient'] as const) {
      const value = pass?.scalars[layer * layerScalarNames.length + column(scalar)] ?? NaN;
      expect(await card.locator(`[data-scalar="${scalar}"]`).textContent()).toBe(
        String(Number(value.toPrecision(6))),
      );
    }
    // There was no update: its ratio is not a zero.
    expect(await card.locator('[data-scalar="updateToWeightRatio"]').textContent()).toBe('not computed');
    expect(await panel.page.locator('.node.is-current-backward').getAttribute('data-node')).toBe(
      String(layer),
    );
    await panel.page.getByLabel('One layer on').press('ArrowLeft');
    await panel.page.getByLabel('One layer back').press('ArrowLeft');
    expect(await panel.page.locator('[data-walked]').textContent()).toBe(
      '7 of 14 · forward through softmaxwithloss1',
    );
    expect(await seriousProblems(panel.page)).toEqual([]);
    await panel.page.getByLabel('Stop walking from layer to layer').click();
  });

  it('leads back to ①, which is the same mini-batch, and sends nothing for it', async () => {
    await panel.page.getByRole('button', { name: 'Previous' }).click();
    expect(await phase()).toBe('1');
    await onward().click();
    expect(await phase()).toBe('2');
    expect(await orders()).toEqual([{ kind: 'compute' }]);
  });

  it('③ updates, and shows the optimizer’s rule and how far the weights moved', async () => {
    await onward().press('ArrowRight');
    expect((await orders()).at(-1)).toEqual({ kind: 'step' });
    await run.command({ kind: 'step' });
    const { message, raw } = await run.frame(requests);
    await panel.receive(message);
    expect(await phase()).toBe('3');
    const text = await panel.page.locator('.phase-card').textContent();
    expect(text).toContain('p ← p − lr × m̂ / (√v̂ + eps)');
    expect(text).toContain('lr = 0.01');
    const update = raw.views.walkedUpdate;
    if (update === undefined) throw new Error('there is no update');
    // Before, update and after stand side by side, and one entry of them is there in numbers.
    const updated = panel.page.locator('.updated-weights');
    await expect.poll(() => updated.locator('canvas').count()).toBe(3);
    const boxes = await Promise.all([0, 1, 2].map((at) => updated.locator('canvas').nth(at).boundingBox()));
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1);
    await updated.locator('canvas').nth(1).focus();
    await panel.page.keyboard.press('Control+Home');
    await panel.page.keyboard.press('ArrowRight');
    const sentence = (await updated.locator('.update-entry').textContent()) ?? '';
    const numbers = /: (\S+) before, (\S+) the update, (\S+) after; its gradient was (\S+)\.$/.exec(sentence);
    expect(numbers?.slice(1).map((number) => Math.fround(Number(number.replace('−', '-'))))).toEqual(
      [update.before, update.change, update.after, update.gradient].map(({ cells }) => cells[1]),
    );
    const strip = await panel.page.locator('.phases-head').boundingBox();
    expect(strip?.y).toBeGreaterThanOrEqual(0);
    for (const name of ['hidden', 'affine1', 'affine2']) {
      const layer = run.layer(name);
      const ratio = panel.page.locator(`[data-updated="${layer}"] [data-ratio]`);
      const width = layerScalarNames.length;
      expect(Number(await ratio.getAttribute('data-ratio'))).toBe(
        raw.series.scalars.values.at(layer * width + column('updateToWeightRatio')),
      );
    }
    expect(await panel.page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
  });

  it('④ repeats with the next mini-batch, also after a reload', async () => {
    await onward().click();
    expect(await phase()).toBe('4');
    expect(await panel.page.locator('.phase-card').textContent()).toContain('3 of 2,400 steps are done');
    await onward().click();
    expect(await phase()).toBe('1');
    expect(await panel.page.locator('.phase-card').textContent()).toContain('Step 4 takes 30 of 240');
    await panel.page.reload();
    await panel.receive(await run.state());
    expect(await phase()).toBe('1');
    await panel.page.getByLabel('End the walk').click();
    expect(await panel.page.locator('.phases').count()).toBe(0);
    await expect.poll(() => panel.requests()).not.toHaveProperty('walkedBatch');
  });
});
