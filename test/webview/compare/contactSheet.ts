import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunCurves } from '../../../src/recording/comparison/runCurves';
import { sheetPlan, writeSheet, type SheetEntry } from '../sheetPlan';
import { compared, exampleRun, seededRuns, snapshotsFor, threeOptimizers } from './comparedExamples';
import { CompareBrowser } from './comparePage';

const folder = fileURLToPath(new URL('../../../screenshots/compare/', import.meta.url));
const { themes, only, widths = ['460', '900'] } = sheetPlan();

interface SheetPicture {
  readonly of: readonly RunCurves[];
  readonly choices?: Readonly<Record<string, string | number | boolean>>;
}

const pictures: Readonly<Record<string, SheetPicture>> = {
  three: { of: threeOptimizers },
  'three-layer': { of: threeOptimizers, choices: { pictureLayer: 'affine2' } },
  'three-masks': { of: threeOptimizers, choices: { kind: 'mask' } },
  'three-tables': { of: threeOptimizers, choices: { 'table/curves': true, 'table/layers': true } },
  seeds: { of: seededRuns, choices: { log: true } },
  lost: { of: [exampleRun({ optimizer: 'SGD(lr=9)', speed: 0.01, lostAt: 40 }), ...threeOptimizers] },
};

let browser: CompareBrowser;
const taken: SheetEntry[] = [];
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await CompareBrowser.start();
});
afterAll(async () => {
  writeSheet(folder, 'The compare panel', taken);
  await browser.stop();
});

for (const theme of themes) {
  test(`photographs the compare panel, ${theme}`, async () => {
    const before = taken.length;
    for (const layout of widths) {
      for (const [name, { of, choices = {} }] of Object.entries(pictures)) {
        if (only !== undefined && !only.includes(name)) continue;
        // As high as what is in it.
        const panel = await browser.open({ theme, width: Number(layout), height: 2400, choices });
        await panel.receive(compared(of, (await panel.sentOf('choose')).at(-1)?.choice));
        await panel.settled(4);
        const asked = (await panel.sentOf('requestSnapshots')).at(-1);
        if (asked !== undefined) await panel.receive(snapshotsFor(asked.request));
        await panel.settled(4);
        const file = `${name}-${theme}-${layout}.png`;
        await panel.page.screenshot({ path: `${folder}${file}` });
        panel.close();
        taken.push({ name, theme, layout, file });
      }
    }
    expect(taken.length).toBeGreaterThan(before);
  });
}
