import * as vscode from 'vscode';
import { closeAll, inWorkspace, showNewFile } from '../editor/definitions';
import { clickLens, eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { fingerprint } from '../harness/drawings';
import { needsScreen, screen } from '../harness/screen';
import { Workers } from '../harness/workers';
import { trainAlone } from './alone';
import { press } from './graph';
import { isStepping, setPace, stepAtRest, stepShown, withSettings } from './network';
import { copiedRun, ratesSet, toldBy } from './recorded';

const lossRows = '[data-chart="loss"] tbody tr';

/**
 * A part of the run in the table of a chart: its first and
 * last step, and the lowest and highest number of them.
 */
interface Part {
  readonly steps: readonly number[];
  readonly ends: readonly number[];
}

/** `61 – 80`, `1.032 … 1.101`. */
function numbersIn(text: string): number[] {
  return [...text.replaceAll(',', '').matchAll(/\d[\d.]*(?:e-?\d+)?/g)].map(([number]) => Number(number));
}

function partsOf(rows: readonly string[]): readonly Part[] {
  return rows.flatMap((row) => {
    const [heading = '', cell = ''] = row.split('\t');
    const ends = numbersIn(cell);
    return ends.length === 0 ? [] : [{ steps: numbersIn(heading), ends }];
  });
}

/** As it stands in a table. */
function rounded(value: number): number {
  return Number(value.toPrecision(value < 1e-3 ? 3 : 4));
}

/** What a table of the chart must say of some steps. */
function partOf({ steps }: Part, losses: ReadonlyMap<number, number>): readonly number[] {
  const [low = NaN, high = low] = steps;
  const values: number[] = [];
  for (let step = low; step <= high; step++) {
    const loss = losses.get(step);
    if (loss !== undefined) values.push(loss);
  }
  const [least, most] = [rounded(Math.min(...values)), rounded(Math.max(...values))];
  return least === most ? [least] : [least, most];
}

/** Waits until what is on the screen reads so. */
async function shows(selector: string, pattern: RegExp): Promise<void> {
  await eventually(
    async () => (await screen.texts(selector)).join(' ').replaceAll(/\s+/g, ' '),
    (text) => pattern.test(text),
  );
}

async function copyRun(): Promise<Awaited<ReturnType<typeof copiedRun>>> {
  await vscode.env.clipboard.writeText('');
  await screen.click({ selector: '[data-section="charts"] .section-header button[aria-haspopup="menu"]' });
  await screen.click({ selector: '.menu-item', text: 'Copy the run as CSV' });
  return eventually(copiedRun, (columns) => columns.has('loss'));
}

let copies = 0;

suite('A network that trains', () => {
  let workers: Workers;
  let shown: vscode.Uri | undefined;

  setup(() => {
    workers = new Workers();
  });
  teardown(async () => {
    workers.stop();
    if (shown !== undefined) await vscode.commands.executeCommand('backprop.stop', shown, 'Spiral');
    await closeAll();
  });

  async function showSpiral(epochs = 300): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(inWorkspace('spiral.backprop'));
    const text = new TextDecoder().decode(bytes).replace('= 300', `= ${epochs}`);
    const { document } = await showNewFile(`live-${++copies}.backprop`, text);
    shown = document.uri;
    return text;
  }

  test('is seen in its charts as the worker has it, and does what it is told', async function () {
    needsScreen(this);
    const text = await showSpiral();
    await clickLens('Run Backward');
    await eventually(stepShown, (step) => step === 0);
    await setPace(['Home', ...Array.from({ length: 6 }, () => 'ArrowDown')], '20');
    await clickLens('Train');
    await shows('.counter', / (1[89]|2[0-2])( steps)?\/s/);

    await screen.click({ selector: '#tab-charts' });
    await screen.click({ selector: '[data-section="charts"] button[aria-label="Show as a table"]' });
    // While it trains a chart is drawn only where it can be seen.
    await screen.hover({ selector: '[data-chart="loss"] .chart-title' });
    const painted = new Set<number>();
    const tables = new Map<string, readonly Part[]>();
    await eventually(
      async () => {
        painted.add(fingerprint(await screen.pixels({ selector: '[data-chart="loss"] canvas' })));
        const rows = await screen.texts(lossRows);
        if (rows.length > 0) tables.set(rows.join('\n'), partsOf(rows));
        return Math.min(tables.size, painted.size);
      },
      (distinct) => distinct >= 8,
    );
    const { losses } = toldBy(workers);
    for (const parts of tables.values()) {
      assert.deepEqual(
        parts.map(({ ends }) => ends),
        parts.map((part) => partOf(part, losses)),
      );
    }

    // The learning rate, while it trains.
    await screen.hover({ selector: '[data-chart="learningRate"] .chart-title' });
    await shows('[data-chart="learningRate"] .legend-value', /^0\.01000$/);
    await withSettings(async () => {
      await screen.click({ selector: '.rate input' });
      // VS Code selects all of a webview a moment after its keys were pressed.
      await screen.press('End');
      await screen.press('Shift+Home');
      await screen.type('0.02');
      await screen.press('Enter');
    });
    await shows('[data-chart="learningRate"] .legend-value', /^0\.02000$/);

    await press('Pause');
    await shows('.toolbar button', /Resume/);
    await screen.hover({ selector: '[data-chart="loss"] .chart-title' });
    const paused = await stepAtRest();
    await press('One training step');
    await eventually(stepShown, (step) => step === paused + 1);
    await shows(`${lossRows}:last-child th`, new RegExp(`(^|– )${(paused + 1).toLocaleString('en')}$`));
    const run = await copyRun();
    assert.deepEqual([...(run.get('loss') ?? [])], [...toldBy(workers).losses]);
    assert.equal(run.get('loss')?.size, paused + 1);
    assert.deepEqual([...(run.get('testLoss') ?? [])], [...toldBy(workers).testLosses]);

    await press('Resume');
    await isStepping();
    await press('More');
    await screen.click({ selector: '.popover .menu-item', text: 'Stop' });
    await screen.waitFor({ selector: '.codelens-decoration a', text: 'Train' });
    const stopped = await stepAtRest();
    assert.ok(stopped > paused + 1);

    await press('Resume');
    await setPace(['End'], 'full');
    await shows('.counter', /^step 2,400( of |\/)2,400 /);
    await press('Train 300 more epochs');
    await shows('.counter', /^step 4,800( of |\/)4,800 (· )?epoch 600( of |\/)600/);

    // The engine alone, with the same learning rate from the same step on, comes by the same losses.
    const [change] = ratesSet(workers);
    assert.equal(change?.rate, 0.02);
    const alone = await trainAlone(text);
    const expected = new Map<number, number>();
    for (let step = 1; step <= 4800; step++) {
      if (alone.step === change.step) alone.learningRate = change.rate;
      expected.set(step, alone.runStep());
    }
    const charted = (await copyRun()).get('loss') ?? new Map<number, number>();
    // How many of those at full speed are kept depends on how busy the machine is.
    assert.ok(charted.size > stopped + 100, `${String(charted.size)} steps are charted`);
    for (const [step, loss] of charted) assert.equal(loss, expected.get(step), `the loss of step ${step}`);
  });

  test('says that its worker was lost and what to do, and trains anew', async function () {
    needsScreen(this);
    await showSpiral(1_000_000);
    await clickLens('Train');
    await isStepping();
    await workers.kill();
    const lost = /The training ended early: The worker ended with code \d+\. Train to begin anew\./;
    await shows('.codelens-decoration', lost);
    await shows('.status-text', lost);
    const reached = await stepShown();
    assert.ok(reached !== undefined && reached > 0, 'what it has told stays');
    await clickLens('Train');
    await shows('.codelens-decoration', /Pause.*epoch [\d,]+ of 1,000,000 · loss \d/);
    await isStepping();
    await eventually(
      () => screen.texts('.status-text'),
      (texts) => texts.length === 0,
    );
  });
});
