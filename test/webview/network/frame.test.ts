import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkBrowser } from './networkPage';
import { example, RecordedRun } from './recording';

let browser: NetworkBrowser;
let run: RecordedRun;
beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

async function frameAfter(steps: number) {
  await run.steps(steps);
  const { message } = await run.frame();
  return { message, status: message.status };
}

describe('the toolbar of a network', () => {
  it('counts steps and epochs, sets pace and learning rate, and answers every frame', async () => {
    const panel = await browser.open();
    await panel.receive(await run.neverRun());
    await expect.poll(() => panel.page.locator('.counter').textContent()).toBe('not run yet');

    await run.steps(3);
    const { message } = await run.frame();
    await panel.receive(await run.state(), message);
    await expect
      .poll(() => panel.page.locator('.counter').textContent())
      .toBe('step 3 of 2,400 · epoch 1 of 300');
    await expect.poll(async () => (await panel.sentOf('shown')).length).toBe(1);
    expect((await panel.sentOf('shown'))[0]?.number).toBe(message.number);

    const rate = panel.page.getByRole('textbox', { name: 'Learning rate' });
    for (const refused of ['-1', '0', '', 'NaN', 'Infinity', '-Infinity', '1e400', 'a tenth']) {
      await rate.fill(refused);
      await rate.press('Enter');
      expect(await rate.getAttribute('aria-invalid'), refused).toBe('true');
      expect(await rate.getAttribute('title'), refused).toBe('A learning rate is a number above 0.');
    }
    await rate.fill('0.02');
    await rate.press('Enter');
    const slider = panel.page.getByRole('slider', { name: 'Pace' });
    await slider.fill('0');
    await slider.fill('1');
    const orders = (await panel.sentOf('command')).map(({ command }) => command);
    expect(orders).toEqual([
      { kind: 'setLearningRate', learningRate: 0.02 },
      { kind: 'setPace', pace: { kind: 'watch' } },
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 1 } },
    ]);
    expect(await panel.violations()).toEqual([]);
    panel.close();
  });

  it('says aloud when the run rests or goes on, and every step made by hand', async () => {
    const panel = await browser.open();
    await panel.receive(await run.state());
    const { status, message } = await frameAfter(1);
    const said = panel.page.locator('main > p[aria-live=polite]:not([role])');
    const loss = String(Number(message.series.losses.values.at(-1)?.toPrecision(6)));
    const place = `at step ${status.step}: epoch 1 of 300, loss ${loss}.`;
    await panel.receive({ ...message, status: { ...status, state: 'running' } });
    await expect.poll(() => said.textContent()).toBe(`training ${place}`);
    const { series } = message;
    const nothingNew = { ...series, losses: { steps: new Float64Array(), values: new Float64Array() } };
    await panel.receive({ ...message, series: nothingNew });
    await expect.poll(() => said.textContent()).toBe(`paused ${place}`);
    await panel.receive((await frameAfter(1)).message);
    await expect
      .poll(() => said.textContent())
      .toContain(`paused at step ${status.step + 1}: epoch 1 of 300`);
    await panel.receive({ ...message, series: nothingNew, status: { ...status, state: 'finished' } });
    await expect.poll(() => said.textContent()).toContain('all epochs done at step');
    panel.close();
  });

  it('leaves the pace where the hand has moved it while frames of the pace before still come', async () => {
    const panel = await browser.open();
    await panel.receive(await run.state());
    const slider = panel.page.getByRole('slider', { name: 'Pace' });
    expect(await slider.inputValue()).toBe('14');
    await slider.press('ArrowLeft');
    for (let late = 0; late < 3; late++) {
      await run.steps(1);
      await panel.receive((await run.frame()).message);
    }
    await slider.press('ArrowLeft');
    const orders = (await panel.sentOf('command')).map(({ command }) => command);
    expect(orders).toEqual([
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 10_000 } },
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 5000 } },
    ]);
    // A run that goes on at its own pace shows that in the end.
    await expect.poll(() => slider.inputValue()).toBe('14');
    panel.close();
  });

  it('trains a mended text after a failure', async () => {
    const panel = await browser.open();
    const [message, { message: frame }] = [await run.state(), await run.frame()];
    const reason = 'The loss is not a number any more after step 3.';
    const failed = { ...frame, status: { ...frame.status, state: 'failed', reason } } as const;
    const train = panel.page.locator('.toolbar button').first();
    await panel.receive(message, failed);
    await expect.poll(() => panel.page.locator('.status-text').textContent()).toBe(reason);
    expect(await train.isEnabled()).toBe(true);

    const stale = { kind: 'stale', text: 'This run is of an earlier text.' } as const;
    await panel.receive(await run.state(stale), failed);
    await expect.poll(() => panel.page.locator('.status-text').textContent()).toBe(stale.text);
    expect(await train.textContent()).toBe('Train');
    await train.click();
    expect((await panel.sentOf('command')).map(({ command }) => command)).toEqual([{ kind: 'train' }]);
    panel.close();
  });

  it('says that pictures are lost with their run, and not on their way', async () => {
    const panel = await browser.open();
    await panel.receive(await run.state({ kind: 'lost', text: 'The worker ended.' }), {
      ...(await run.frame()).message,
      views: null,
    });
    await expect.poll(() => panel.page.getByText('lost with the run').count()).toBeGreaterThan(0);
    expect(await panel.page.getByText('on its way').count()).toBe(0);
    panel.close();
  });

  it('refuses what is no message of the protocol, and says why', async () => {
    const panel = await browser.open();
    await panel.page.evaluate(() => {
      window.receive({ kind: 'frame', number: -1 });
    });
    await expect.poll(async () => (await panel.sentOf('refused')).length).toBe(1);
    expect((await panel.sentOf('refused'))[0]?.reason).toContain('number');
    panel.close();
  });
});
