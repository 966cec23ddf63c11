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
