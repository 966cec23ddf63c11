/**
 * The main views as readers of Japanese see them: nothing lies over anything else or is cut off, beside an
 * editor and at a zoom of 200 %, and every control is named as it is written. Colours are those of English.
 */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  receiveFromMonitor,
  type HostToMonitor,
  type MonitorToHost,
} from '../../src/protocol/monitorMessages';
import { seriousProblemsBesidesColors } from './axe';
import { compared, snapshotsFor, threeOptimizers } from './compare/comparedExamples';
import { CompareBrowser } from './compare/comparePage';
import { inJapanese, speakJapanese } from './japanese';
import { layoutFaults } from './layoutFaults';
import { NetworkBrowser } from './network/networkPage';
import { example, RecordedRun } from './network/recording';
import { PanelBrowser } from './panelPage';
import { fixture, stateMessage } from './states';
import { WebviewBrowser, WebviewPage } from './webviewBrowser';

interface Shown {
  readonly page: Page;
  settled(frames?: number): Promise<void>;
}

/** Beside an editor, and the same at 200 %. */
const besideEditor = [
  { width: 540, height: 800 },
  { width: 270, height: 400 },
] as const;

async function expectWellSet(
  panel: Shown,
  place: string,
  panes: readonly { readonly width: number; readonly height: number }[] = besideEditor,
): Promise<void> {
  for (const pane of panes) {
    await panel.page.setViewportSize(pane);
    await panel.settled(4);
    expect(await layoutFaults(panel.page), `${place} at ${pane.width} pixels`).toEqual([]);
  }
  expect(await seriousProblemsBesidesColors(panel.page), place).toEqual([]);
}

test('the graph of formulas, with a card', async () => {
  const browser = await PanelBrowser.start();
  const panel = await browser.open();
  await speakJapanese(panel);
  await panel.receive(stateMessage(fixture('shopping')));
  await panel.page.locator('[data-button="5"]').click();
  await expectWellSet(panel, 'the graph');
  await browser.stop();
});

test('every tab of a network in which something is the matter', async () => {
  const [browser, run] = await Promise.all([
    NetworkBrowser.start(),
    RecordedRun.start(example('spiral').replace('lr=0.01', 'lr=3'), { say: inJapanese }),
  ]);
  await run.steps(60);
  const panel = await browser.open();
  await speakJapanese(panel);
  await panel.receive(await run.state(), (await run.frame()).message);
  const points = await run.service.dataPoints({ session: run.session });
  if (points !== undefined) await panel.receive({ kind: 'points', points });
  for (const tab of [
    'layers',
    'charts',
    'distributions',
    'boundary',
    'confusion',
    'sample',
    'graph',
    'health',
  ] as const) {
    await panel.openTab(tab);
    await run.steps(1);
    await panel.receive((await run.frame(await panel.requests())).message);
    await expectWellSet(panel, tab);
  }
  expect(await panel.page.locator('[data-section="health"]').innerText()).toMatch(/です。|ます。|ません。/);
  await run.end();
  await browser.stop();
});

test('runs beside each other', async () => {
  const browser = await CompareBrowser.start();
  const panel = await browser.open();
  await speakJapanese(panel);
  const choice = (await panel.sentOf('choose')).at(-1)?.choice;
  await panel.receive(compared(threeOptimizers, choice));
  await panel.settled(4);
  const asked = (await panel.sentOf('requestSnapshots')).at(-1);
  if (asked !== undefined) await panel.receive(snapshotsFor(asked.request));
  await expectWellSet(panel, 'the comparison');
  await browser.stop();
});

test('the monitor', async () => {
  const browser = await WebviewBrowser.start('monitor');
  const { page, release } = await browser.page();
  const panel = new WebviewPage<HostToMonitor, MonitorToHost>(page, receiveFromMonitor, release);
  await speakJapanese(panel);
  const steps = Float64Array.from({ length: 20 }, (_, step) => step);
  await panel.receive({
    kind: 'monitored',
    run: {
      network: 'Spiral',
      file: 'spiral.backprop',
      state: 'running',
      step: 1200,
      epoch: 12,
      epochs: 300,
      loss: Float64Array.of(0.3127),
      accuracy: Float64Array.of(0.875),
      losses: { steps, values: steps },
      accuracies: { steps, values: steps },
      worst: {
        layer: 'relu1',
        severity: 'warning',
        text: inJapanese({
          text: '{0} % of the units of {1} are dead: blocked for every sample of the epoch.',
          values: [40, 'relu1'],
        }),
      },
    },
    others: [],
  });
  await expectWellSet(panel, 'the monitor', [
    { width: 260, height: 220 },
    { width: 130, height: 220 },
  ]);
  await browser.stop();
});
