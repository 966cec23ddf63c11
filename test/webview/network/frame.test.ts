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
      .poll(async () => (await panel.page.locator('.counter').textContent())?.trim())
      .toBe('step 3 of 2,400 · epoch 1 of 300');
    await expect.poll(async () => (await panel.sentOf('shown')).length).toBe(1);
    expect((await panel.sentOf('shown'))[0]?.number).toBe(message.number);

    const rate = panel.page.getByRole('textbox', { name: 'Learning rate' });
    for (const refused of [
      '-1',
      '0',
      '',
      'NaN',
      'Infinity',
      '-Infinity',
      '1e400',
      '0x10',
      '0b1',
      '1e',
      'a tenth',
    ]) {
      await rate.fill(refused);
      await rate.press('Enter');
      expect(await rate.getAttribute('aria-invalid'), refused).toBe('true');
      expect(await rate.getAttribute('title'), refused).toBe('A learning rate is a number above 0.');
    }
    await rate.fill('0.02');
    await rate.press('Enter');
    const pace = panel.page.getByRole('combobox', { name: 'Pace' });
    for (const chosen of ['watch', '1', 'automatic']) await pace.selectOption(chosen);
    expect(await pace.getAttribute('aria-description')).toContain('a run of less than ten seconds');
    const orders = (await panel.sentOf('command')).map(({ command }) => command);
    expect(orders).toEqual([
      { kind: 'setLearningRate', learningRate: 0.02 },
      { kind: 'setPace', pace: { kind: 'watch' } },
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 1 } },
      { kind: 'setPace', pace: { kind: 'automatic' } },
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
    const pace = panel.page.getByRole('combobox', { name: 'Pace' });
    expect(await pace.inputValue()).toBe('full');
    await pace.press('ArrowUp');
    for (let late = 0; late < 3; late++) {
      await run.steps(1);
      await panel.receive((await run.frame()).message);
    }
    await pace.press('ArrowUp');
    const orders = (await panel.sentOf('command')).map(({ command }) => command);
    expect(orders).toEqual([
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 10_000 } },
      { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 5000 } },
    ]);
    // A run that goes on at its own pace shows that in the end.
    await expect.poll(() => pace.inputValue()).toBe('full');
    panel.close();
  });

  it.each([
    ['dark', 540],
    ['light', 1130],
    ['highContrastDark', 1400],
    ['highContrastLight', 270],
  ] as const)('keeps its height and its places in the theme %s at %i pixels', async (theme, width) => {
    const panel = await browser.open({ theme, width, height: 500 });
    await panel.receive(await run.state());
    const { message } = await run.frame();
    const places = (): Promise<string[]> =>
      panel.page
        .locator('.network-toolbar, .network-toolbar > *, .network-toolbar .steady')
        .evaluateAll((elements) =>
          elements.map((element) => {
            const { x, y, width: across, height } = element.getBoundingClientRect();
            return `${element.classList.value} ${x} ${y} ${across} ${height}`;
          }),
        );
    const running = { ...message.status, state: 'running' as const };
    await panel.receive({ ...message, status: { ...running, step: 7, epoch: 1, stepsPerSecond: 0 } });
    const before = await places();
    expect(before[0]).toContain(` ${width} 38`);
    const statuses = [
      { step: 2399, epoch: 299, stepsPerSecond: 98_765 },
      { step: 2400, epoch: 300, state: 'finished' as const },
      { step: 100, epoch: 13, state: 'paused' as const },
      { step: 0, epoch: 0, state: 'ready' as const },
    ];
    for (const status of statuses) {
      await panel.receive({ ...message, status: { ...running, stepsPerSecond: 0, ...status } });
      await expect.poll(() => panel.page.locator('.counter').textContent()).toContain(`${status.epoch}`);
      expect(await places()).toEqual(before);
    }
    const cut = await panel.page
      .locator('.network-toolbar, .network-toolbar .counter')
      .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
    expect(cut).toBe(0);
    panel.close();
  });

  it('keeps behind a button what does not fit, where the keyboard finds it', async () => {
    const panel = await browser.open({ width: 300, height: 500 });
    await panel.receive(await run.state(), (await run.frame()).message);
    const more = panel.page.getByRole('button', { name: 'More' });
    await more.focus();
    await panel.page.keyboard.press('Enter');
    const rate = panel.page.getByRole('textbox', { name: 'Learning rate' });
    await expect.poll(() => rate.evaluate((field) => field === document.activeElement)).toBe(true);
    await rate.fill('0.5');
    await panel.page.keyboard.press('Enter');
    await panel.page.getByRole('button', { name: 'Run Backward' }).click();
    expect((await panel.sentOf('command')).map(({ command }) => command)).toEqual([
      { kind: 'setLearningRate', learningRate: 0.5 },
      { kind: 'compute' },
    ]);
    await panel.page.keyboard.press('Escape');
    expect(await panel.page.locator('.popover').count()).toBe(0);
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
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

  it('keeps a message that was closed away until something else is the matter', async () => {
    const panel = await browser.open();
    const { message } = await run.frame();
    const stale = { kind: 'stale', text: 'This run is of an earlier text.' } as const;
    const ready = { kind: 'ready', text: '' } as const;
    const messages = panel.page.locator('.status-text');
    await panel.receive(await run.state(stale), message);
    await panel.page.getByRole('button', { name: 'Close this message' }).click();
    await expect.poll(() => messages.count()).toBe(0);
    await panel.receive(await run.state(stale));
    await panel.settled(2);
    expect(await messages.count()).toBe(0);

    await panel.receive(await run.state({ kind: 'error', text: 'Line 3: there is no layer Afine.' }));
    await expect.poll(() => messages.count()).toBe(1);
    await panel.receive(await run.state(ready));
    await expect.poll(() => messages.count()).toBe(0);
    await panel.receive(await run.state(stale));
    await expect.poll(() => messages.count()).toBe(1);
    panel.close();
  });

  it('says that pictures are lost with their run, and not on their way', async () => {
    const panel = await browser.open();
    await panel.receive(await run.state({ kind: 'lost', text: 'The worker ended.' }), {
      ...(await run.frame()).message,
      views: null,
    });
    await expect.poll(() => panel.page.getByText('lost with the run').count()).toBeGreaterThan(0);
    await expect.poll(() => panel.page.getByText('on its way').count()).toBe(0);
    panel.close();
  });

  it('refuses what is no message of the protocol, and says why', async () => {
    const panel = await browser.open();
    await panel.receiveAnything({ kind: 'frame', number: -1 });
    await expect.poll(async () => (await panel.sentOf('refused')).length).toBe(1);
    expect((await panel.sentOf('refused'))[0]?.reason).toContain('number');
    panel.close();
  });
});
