import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  receiveFromMonitor,
  type HostToMonitor,
  type MonitoredRun,
  type MonitorToHost,
} from '../../../src/protocol/monitorMessages';
import { seriousProblems } from '../axe';
import { themeNames, WebviewBrowser, WebviewPage, type PageOptions } from '../webviewBrowser';

let browser: WebviewBrowser;
beforeAll(async () => {
  browser = await WebviewBrowser.start('monitor');
});
afterAll(async () => {
  await browser.stop();
});

/** As wide as a sidebar. */
async function open(options: PageOptions = {}): Promise<WebviewPage<HostToMonitor, MonitorToHost>> {
  const { page, release } = await browser.page({ width: 260, height: 220, ...options });
  return new WebviewPage(page, receiveFromMonitor, release);
}

const steps = Float64Array.from({ length: 100 }, (_, step) => step);
const run: MonitoredRun = {
  network: 'Spiral',
  file: 'spiral.backprop',
  state: 'running',
  step: 1200,
  epoch: 12,
  epochs: 300,
  loss: Float64Array.of(0.3127),
  accuracy: Float64Array.of(0.875),
  losses: { steps, values: steps.map((step) => (step === 50 ? NaN : Math.exp(-step / 30))) },
  accuracies: { steps, values: steps.map((step) => step / 120) },
  worst: { layer: 'relu1', severity: 'warning', text: '40 % of its units are dead.' },
};

it('says what to do before anything has run', async () => {
  const panel = await open();
  await panel.receive({ kind: 'monitored', run: null, others: [] });
  expect(await panel.page.locator('#root').innerText()).toMatch(/^Train a network/);
  panel.close();
});

it.each(themeNames)('has loss, accuracy and the worst layer in a few lines: %s', async (theme) => {
  const panel = await open({ theme });
  await panel.receive({ kind: 'monitored', run, others: [] });
  const written = (await panel.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  expect(written).toBe(
    'Spiral running epoch 12 of 300 · step 1,200 Loss 0.3127 Accuracy 87.5 % relu1: 40 % of its units are dead.',
  );
  // A gap where the loss was not finite: two strokes.
  const [loss = ''] = await panel.page
    .locator('.monitor-figure path')
    .evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
  expect(loss.match(/M/g)).toHaveLength(2);
  expect(await panel.page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(220);
  expect(await seriousProblems(panel.page, theme)).toEqual([]);
  panel.close();
});

it('has the variants that are trained at the same time below each other', async () => {
  const panel = await open({ height: 500 });
  const names = ['Spiral: optimizer = SGD(lr=0.1)', 'Spiral: optimizer = Adam(lr=0.01), seed = 1'];
  const [first, second] = names.map((network) => ({ ...run, network }));
  if (first === undefined || second === undefined) throw new Error('There are no variants.');
  await panel.receive({ kind: 'monitored', run: first, others: [second] });
  expect(await panel.page.locator('.monitor h1 .link').allInnerTexts()).toEqual(names);
  const wider = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  panel.close();
});

it('opens the panel by a click anywhere, and by the keyboard', async () => {
  const panel = await open();
  await panel.receive({ kind: 'monitored', run, others: [] });
  await panel.page.locator('.monitor-figures').click();
  await panel.page.keyboard.press('Tab');
  await panel.page.keyboard.press('Enter');
  expect((await panel.sentOf('openPanel')).length).toBe(2);
  panel.close();
});
