import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { RecordedRun } from './recording';

/** Its first layer is too large for an exact picture of a mini-batch. */
const convolutions = `network Images {
  data = digits(test=0.2)
  layers {
    Conv(16, size=3, pad=1, init=He)
    ReLU
    Affine(10)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.01)
    batch = 32
    epochs = 1
  }
}`;

let browser: NetworkBrowser;
let run: RecordedRun;
beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(convolutions)]);
  await run.steps(2);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

/** A panel with the images of the convolution opened. */
async function open(): Promise<NetworkPage> {
  const panel = await browser.open({ tabs: ['layers', 'sample'], width: 1000, height: 1400 });
  await panel.receive(await run.state());
  const toggle = panel.page.locator(`[data-layer="${run.layer('conv1')}"] .layer-toggle`);
  await toggle.scrollIntoViewIfNeeded();
  await toggle.click();
  await expect.poll(async () => (await panel.requests()).pictures.some(({ whole }) => whole)).toBe(true);
  await step(panel);
  return panel;
}

async function step(panel: NetworkPage) {
  await run.steps(1);
  const { raw, message } = await run.frame(await panel.requests());
  await panel.receive(message);
  return raw.views;
}

describe('the images of a layer', () => {
  it('say of a pixel, by click or Enter, which patch and filter made it, and of a gradient which products', async () => {
    const panel = await open();
    const layer = run.layer('conv1');
    const origin = panel.page.locator('.entry-origin');
    const asked = async () => (await panel.sentOf('workOutLayerEntry')).map(({ question }) => question);
    const answer = async (at: number) => {
      await expect.poll(async () => (await asked()).length).toBe(at + 1);
      const question = (await asked())[at];
      if (question === undefined) throw new Error('nothing was asked');
      const work = await run.service.workOutLayerEntry({ session: run.session, ...question });
      if (work.kind === 'none') throw new Error('there is no work');
      const sides = { shape: 'shape' in work ? [...work.shape] : [], inputShape: [...work.inputShape] };
      await panel.receive({
        kind: 'layerEntryWorkedOut',
        question,
        answer:
          work.kind === 'window'
            ? { ...work, ...sides }
            : { ...work, inputShape: sides.inputShape, outputShape: [...work.outputShape] },
      });
      return { question, work };
    };
    const maps = panel.page.locator('figure.images', { hasText: 'what it gives' }).locator('canvas');
    await maps.focus();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    const { question, work } = await answer(0);
    expect(question).toEqual({ layer, kind: 'activation', entry: 0 });
    if (work.kind !== 'window') throw new Error('it is not a window');
    const grids = origin.locator('.origin-grid');
    await expect.poll(() => grids.count()).toBe(3);
    const numbers = async (grid: number): Promise<number[]> =>
      (await grids.nth(grid).locator('td').allTextContents()).map((cell) => Number(cell.replace('−', '-')));
    const [patch, kernel, products] = [await numbers(0), await numbers(1), await numbers(2)];
    for (let place = 0; place < 9; place++) {
      expect(patch[place]).toBeCloseTo(work.patch[place] ?? NaN, 5);
      expect(kernel[place]).toBeCloseTo(work.kernel?.[place] ?? NaN, 5);
      expect(products[place]).toBeCloseTo((work.patch[place] ?? NaN) * (work.kernel?.[place] ?? NaN), 5);
    }
    // The first pixel of a padded image has its first row and column in the padding.
    expect(await grids.first().locator('.is-padding').count()).toBe(5);
    const sum = (await origin.locator('.origin-sum').textContent())?.replaceAll('−', '-') ?? '';
    expect(Number(sum.split('= ')[1])).toBeCloseTo(work.value[0] ?? NaN, 4);

    const gradients = panel.page.locator('figure.images', { hasText: 'dW' }).locator('canvas');
    await gradients.click({ position: { x: 3, y: 3 } });
    const of = await answer(1);
    expect(of.question.kind).toBe('weightGradient');
    if (of.work.kind !== 'products') throw new Error('there are no products');
    const cells = origin.locator('.origin-products tbody tr td:last-child');
    await expect.poll(() => cells.count()).toBeGreaterThan(2);
    const shown = (await cells.allTextContents()).map((cell) => Number(cell.replace('−', '-')));
    const total = shown.pop() ?? NaN;
    expect(shown.reduce((all, one) => all + one, 0)).toBeCloseTo(total, 4);
    expect(total).toBeCloseTo(of.work.value[0] ?? NaN, 4);
    await origin.getByLabel('Close what the number is made of').click();
    expect(await origin.count()).toBe(0);
    panel.close();
  });

  it('follow a place of the mini-batch, whatever sample is there and whichever One sample follows', async () => {
    const panel = await open();
    const requested = async (): Promise<unknown> => (await panel.requests()).samples;
    const followed = [
      { part: 'miniBatch', index: 0 },
      { part: 'train', index: 0 },
    ];
    await expect.poll(requested).toEqual(expect.arrayContaining(followed));
    const said = (await panel.sentOf('requestViews')).length;
    const indices = new Set<number>();
    for (let steps = 0; steps < 3; steps++) {
      const { miniBatch = [] } = await step(panel);
      const [index = -1] = miniBatch;
      indices.add(index);
      const title = panel.page.locator('.images figcaption').first();
      await expect.poll(() => title.textContent()).toContain(`Sample ${index} of the training data`);
      const sample = panel.page.locator('[data-section=sample]');
      expect(await sample.locator('[aria-busy=false] .verdict').textContent()).toContain('Training sample 0');
    }
    expect(indices.size).toBe(3);
    // Another mini-batch is no other request, which would have to be answered at once.
    const since = (await panel.sentOf('requestViews')).slice(said);
    for (const { requests } of since) expect(requests.samples).toEqual(expect.arrayContaining(followed));

    const slider = panel.page.getByRole('slider', { name: 'Sample of the mini-batch' });
    expect(await slider.getAttribute('aria-valuetext')).toBe('1 of 32 (sample 0 in the pictures)');
    await slider.fill('5');
    await expect.poll(requested).toEqual(expect.arrayContaining([{ part: 'miniBatch', index: 5 }]));
    const { miniBatch, samples = [] } = await step(panel);
    expect(samples).toHaveLength(2);
    const title = panel.page.locator('.images figcaption').first();
    await expect.poll(() => title.textContent()).toContain(`Sample ${miniBatch?.[5]} of the training data`);
    await panel.page.getByLabel('Show the cells as a table').click();
    const pixels = panel.page.locator('.images').first().locator('tbody td');
    const input = samples.find(({ choice }) => choice.part === 'miniBatch')?.input.values ?? [];
    const shown = (await pixels.allTextContents()).map((value) => Math.fround(Number(value)));
    expect(shown).toEqual(Array.from(input));
    panel.close();
  });
});
