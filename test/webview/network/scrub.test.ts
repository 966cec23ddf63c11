import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkBrowser, type NetworkPage } from './networkPage';
import { example, RecordedRun } from './recording';

const last = 30;
let browser: NetworkBrowser;
let run: RecordedRun;
let panel: NetworkPage;
let slider: Locator;
let place: Locator;
let evaluatedAt: readonly number[];

beforeAll(async () => {
  [browser, run] = await Promise.all([NetworkBrowser.start(), RecordedRun.start(example('spiral'))]);
  panel = await browser.open();
  slider = panel.page.getByRole('slider', { name: 'Step looked at' });
  place = panel.page.locator('.scrub-place');
  await panel.receive(await run.neverRun());
  expect(await slider.isDisabled()).toBe(true);
  expect(await place.textContent()).toContain('Nothing to look back at');
  await run.steps(last);
  const { message, raw } = await run.frame();
  evaluatedAt = [...raw.series.evaluations.steps];
  await panel.receive(await run.state(), { ...message, snapshots: [1, 11, 21, last] });
});
afterAll(async () => {
  await run.end();
  await browser.stop();
});

async function scrubs(): Promise<readonly (number | null)[]> {
  return (await panel.sentOf('scrub')).map(({ step }) => step);
}

describe('the scrub bar', () => {
  it('is live at first, with a tick at every step that is kept', async () => {
    expect(await slider.getAttribute('max')).toBe(String(last));
    expect(await slider.inputValue()).toBe(String(last));
    expect(await place.textContent()).toBe(`live · step ${last}`);
    const ticks = (await panel.page.locator('.scrub-ticks path').getAttribute('d')) ?? '';
    const shares = [...ticks.matchAll(/M([\d.]+) /g)].map(([, share]) => Number(share) / 1000);
    expect(shares).toEqual([0, 10 / 29, 20 / 29, 1].map((share): unknown => expect.closeTo(share, 3)));
  });

  it('asks for a step, keeps the old picture and says so, then shows what the host found', async () => {
    await slider.fill('12');
    expect(await scrubs()).toEqual([12]);
    await expect.poll(() => place.textContent()).toBe(`computing step 12, still showing ${last}`);
    const lines = panel.page.locator('.step-line.is-back');
    expect(await lines.count()).toBe(5);
    expect(await lines.first().getAttribute('data-step')).toBe('12');
    const { message } = await run.lookBack(12);
    await panel.receive(message);
    expect(await place.textContent()).toBe(`step 12 of ${last} · epoch 2`);
    expect(await slider.getAttribute('aria-valuetext')).toBe(`step 12 of ${last} · epoch 2`);
  });

  it('shows the number of that step beside every line', async () => {
    const { raw, message } = await run.lookBack(12);
    await panel.receive(message);
    const value = panel.page.locator('[data-chart="loss"] [data-line="batch"] .legend-value');
    // Nothing is drawn that is not on the screen.
    await value.scrollIntoViewIfNeeded();
    // The number is that of the bold line, which is the recorded one when nothing is smoothed.
    await panel.page.locator('.smoothing input').fill('0');
    await expect.poll(async () => Number(await value.textContent())).toBeCloseTo(raw.loss ?? NaN, 3);
  });

  it('goes by keyboard, and is live again with one key', async () => {
    await slider.press('ArrowLeft');
    await slider.press('Home');
    await slider.press('End');
    await slider.press('PageDown');
    expect((await scrubs()).slice(1)).toEqual([11, 1, last, 27]);
    await slider.press('l');
    expect((await scrubs()).at(-1)).toBeNull();
    expect(await place.textContent()).toBe(`live · step ${last}`);
    await slider.fill('5');
    await panel.page.keyboard.press('Escape');
    expect((await scrubs()).at(-1)).toBeNull();
    await slider.fill('7');
    await panel.page.getByRole('button', { name: 'Live again' }).click();
    expect((await scrubs()).slice(-2)).toEqual([7, null]);
  });

  it('begins where the run does: not before an edit of its definition', async () => {
    const edited = await run.edited(20);
    await panel.receive(edited);
    expect(await slider.getAttribute('min')).toBe('21');
    await slider.press('Home');
    expect((await scrubs()).at(-1)).toBe(21);
    await slider.press('l');
    // Of what was before the edit the curves are there, and can be pointed at.
    const chart = panel.page.locator('[data-chart="loss"] [tabindex="0"]').first();
    await chart.focus();
    await chart.press('Home');
    await chart.press('Enter');
    expect((await scrubs()).at(-1)).toBe(21);
    await panel.receive((await run.lookBack(21)).message);
    expect(await place.textContent()).toBe(
      'Step 0 is of the definition before an edit, only its curves are kept: this is step 21, the first after it.',
    );
    await slider.fill('22');
    await panel.receive((await run.lookBack(22)).message);
    expect(await place.textContent()).toBe(`step 22 of ${last} · epoch 3`);
    await slider.press('l');
    // Of one step alone, and of none, the run is at the end of the bar.
    await panel.receive(await run.edited(last - 1));
    expect(await slider.inputValue()).toBe(await slider.getAttribute('max'));
    expect(Number(await slider.getAttribute('min'))).toBeLessThan(last);
    await panel.receive(await run.edited(last));
    expect(await slider.isDisabled()).toBe(true);
    expect(Number(await slider.getAttribute('min'))).toBeLessThan(Number(await slider.inputValue()));
    expect(await place.textContent()).toBe(
      'Nothing to look back at since the edit: earlier steps are of another definition, and only their curves are kept.',
    );
    await panel.receive(await run.state());
  });

  it('says of which step the values are that are not measured at every step', async () => {
    const chart = panel.page.locator('[data-chart="loss"]');
    const step = [14, 15].find((each) => !evaluatedAt.includes(each)) ?? NaN;
    const before = Math.max(...evaluatedAt.filter((each) => each < step));
    await slider.fill(String(step));
    await panel.receive((await run.lookBack(step)).message);
    await expect
      .poll(() => chart.textContent())
      .toContain(
        `Not evaluated at step ${step}: the marked values are of step ${before}, the last before it that was.`,
      );
    await slider.press('l');
    await expect.poll(() => chart.textContent()).not.toContain('Not evaluated');
  });

  it('says that what health found is of now, and its numbers of the step looked at', async () => {
    const finding = {
      rule: 'dead-relu',
      severity: 'warning' as const,
      layer: run.layer('relu1'),
      step: 2,
      text: 'It is dead.',
      explanation: 'Because.',
      remedies: [],
    };
    await panel.openTab('health');
    const { message } = await run.frame({ pictures: [], confusion: 'test' });
    await panel.receive({ ...message, findings: [finding] });
    const health = panel.page.locator('[data-section=health]');
    expect(await health.textContent()).not.toContain('looked back at');
    await slider.fill('12');
    await panel.receive((await run.lookBack(12)).message);
    await expect
      .poll(() => health.textContent())
      .toContain(
        `What was found up to now, step ${last}. The numbers beside it are of step 12, which is looked back at.`,
      );
    await slider.press('l');
    await panel.receive({ ...(await run.frame()).message, findings: [] });
    await panel.openTab('charts');
  });

  it('lets letters be typed where there is a field', async () => {
    await slider.fill('8');
    const rate = panel.page.getByRole('textbox', { name: 'Learning rate' });
    await rate.press('l');
    expect((await scrubs()).at(-1)).toBe(8);
    await rate.press('Escape');
    await slider.press('l');
  });

  it('says why a step cannot be looked at', async () => {
    await slider.fill('9');
    await panel.receive({ kind: 'lookBack', step: 9, answer: 'The run is gone.' });
    expect(await place.textContent()).toBe('The run is gone.');
    await slider.press('Escape');
  });

  it('plays back at the chosen speed, waits for each picture, and ends at the last step', async () => {
    const before = (await scrubs()).length;
    await panel.page.getByLabel('Speed of playing back').selectOption('500');
    await panel.page.getByRole('button', { name: 'Play back the run' }).click();
    await panel.settled(20);
    // Step 1 is not answered, so nothing else was asked for.
    expect((await scrubs()).slice(before)).toEqual([1]);
    for (let answered = before; answered < before + 40; answered++) {
      const step = (await scrubs())[answered];
      if (step === undefined || step === null) break;
      await panel.receive((await run.lookBack(step)).message);
      if (step === last) break;
    }
    const played = (await scrubs()).slice(before).map(Number);
    expect(played.at(-1)).toBe(last);
    expect(played).toEqual([...played].sort((a, b) => a - b));
    await panel.page.getByRole('button', { name: 'Play back the run' }).waitFor();
    await slider.press('l');
  });

  it('goes on looking back when all series come anew, but not at a step of another run', async () => {
    const answer = await run.lookBack(10);
    await slider.fill('10');
    await panel.receive(answer.message);
    const before = (await scrubs()).length;
    const { message } = await run.frame({ pictures: [], walkedBatch: true });
    await panel.receive({ ...message, anew: 'series' });
    expect(await place.textContent()).toBe(`step 10 of ${last} · epoch 2`);
    // A page that is moved may be told twice: the second time it has its answer already.
    await panel.receive({ ...message, anew: 'page' });
    expect((await scrubs()).slice(before)).toEqual([10]);
    await panel.receive(answer.message);
    expect(await place.textContent()).toBe(`step 10 of ${last} · epoch 2`);
    await panel.receive({ ...message, anew: 'run' });
    expect((await scrubs()).slice(before)).toEqual([10, null]);
  });

  it('looks back again after a reload', async () => {
    await slider.fill('6');
    await panel.page.reload();
    await panel.page.waitForFunction(() => window.sent.length > 0);
    const { message } = await run.frame();
    await panel.receive(await run.state(), { ...message, anew: 'page' });
    expect(await scrubs()).toEqual([6]);
    expect(await panel.violations()).toEqual([]);
  });

  it('waits after a reload of the window until the run has come to that step again', async () => {
    await panel.page.reload();
    await panel.page.waitForFunction(() => window.sent.length > 0);
    const { message } = await run.frame();
    const at = (step: number): typeof message => ({ ...message, status: { ...message.status, step } });
    await panel.receive(await run.state(), { ...at(2), anew: 'run' });
    expect(await scrubs()).toEqual([]);
    await panel.receive(at(7));
    expect(await scrubs()).toEqual([6]);
  });

  it('is live again when something is set going elsewhere', async () => {
    await panel.receive((await run.lookBack(6)).message, { kind: 'live' });
    await expect.poll(() => place.textContent()).toContain('live');
    expect((await scrubs()).at(-1)).toBe(null);
  });
});
