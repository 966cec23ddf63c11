import * as vscode from 'vscode';
import { makeRecording, segmentFile } from '../../../src/recording/recordingFolder';
import { RecordingWriter } from '../../../src/recording/recordingWriter';
import type { DescribedRun } from '../../../src/recording/runDescription';
import type { SeriesRows } from '../../../src/recording/segment';
import { uriStore } from '../../../src/editor/runs/uriStore';
import { closeAll, inWorkspace } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { rows } from '../editor/runsView';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { press } from './graph';

const optimizers = ['SGD(lr=0.01)', 'Momentum(lr=0.01)', 'Adam(lr=0.001)'] as const;
const folder = 'compared-runs';

/** Losses that fall from 2 the faster, the further the optimizer is in the list. */
function losses(place: number, count: number, factor = 1): SeriesRows {
  const steps = Float64Array.from({ length: count }, (_, step) => step);
  return { steps, values: steps.map((step) => factor * 2 * Math.exp((-(place + 1) * step) / 50)) };
}

function description(place: number, changes: Partial<DescribedRun> = {}): DescribedRun {
  const optimizer = optimizers[place] ?? '';
  return {
    producer: { name: 'test', version: '1' },
    name: 'Net',
    created: new Date(Date.UTC(2026, 10, 30, 4, place)).toISOString(),
    alive: new Date().toISOString(),
    seconds: 1,
    state: 'finished',
    step: 100,
    totalSteps: 100,
    origin: {
      kind: 'definition',
      file: 'net.backprop',
      text: `network Net {\n  train {\n    optimizer = ${optimizer}\n  }\n}\n`,
      network: 'Net',
      seed: 0,
    },
    layers: [{ name: 'affine1', type: 'Affine', shape: [3], parameters: 9, inputs: ['input'] }],
    settings: { optimizer, epochs: 10 },
    edits: [],
    findings: [],
    latest: {},
    ...changes,
  };
}

interface Written {
  readonly uri: vscode.Uri;
  readonly writer: RecordingWriter;
}

/** A recording in the workspace, with a loss at each of 100 steps. */
async function record(place: number, changes: Partial<DescribedRun> = {}): Promise<Written> {
  const root = inWorkspace(folder);
  await vscode.workspace.fs.createDirectory(root);
  const made = await makeRecording(uriStore(root), 'Net', new Date());
  const writer = new RecordingWriter(made.files, 100);
  writer.add({ losses: losses(place, 100) });
  await writer.flush(description(place, changes));
  return { uri: vscode.Uri.joinPath(root, made.folder), writer };
}

/** Opens the panel of recordings, and waits until it shows them. */
async function compare(recordings: readonly Written[]): Promise<void> {
  await vscode.commands.executeCommand(
    'backprop.compareRecordings',
    recordings.map(({ uri }) => uri),
  );
  await screen.waitFor({ selector: '.headline-best', text: 'has the lowest' });
}

const headline = async (): Promise<string> =>
  (await screen.texts('.headline')).join(' ').replaceAll(/\s+/g, ' ');

suite('Recordings beside each other', () => {
  teardown(async () => {
    await closeAll();
    await vscode.workspace.fs.delete(inWorkspace(folder), { recursive: true });
  });

  test('the best is named first, and the numbers of all can be taken along @web', async function () {
    needsScreen(this);
    await compare([await record(0), await record(1), await record(2)]);
    await eventually(headline, (text) =>
      /Adam\(lr=0\.001\) has the lowest mini-batch loss: 0\.00\d+/.test(text),
    );
    await press('Export: Runs');
    await screen.click({ selector: '.menu-item', text: 'Copy runs and settings as CSV' });
    const copied = await eventually(
      async () => vscode.env.clipboard.readText(),
      (text) => text.startsWith('run,'),
    );
    const [, first = ''] = copied.split('\n');
    const last = losses(0, 100).values.at(-1) ?? NaN;
    assert.equal(
      first,
      `SGD(lr=0.01),1,finished,100,${String(last)},${String(last)},${String(last)},SGD(lr=0.01),1`,
    );
    await screen.screenshot('compare-dark');
    await screen.setTheme('light');
    await screen.screenshot('compare-light');
    await screen.setTheme('dark');
  });

  test('what it or the panel of one found damaged is damaged in the view Runs @web', async function () {
    needsScreen(this);
    const created = new Date().toISOString();
    const [first, second, third] = [
      await record(0, { created, name: 'cut one' }),
      await record(1, { created, name: 'whole one' }),
      await record(2, { created, name: 'cut two' }),
    ];
    for (const { uri } of [first, third]) {
      const segment = vscode.Uri.joinPath(uri, segmentFile(1));
      const bytes = await vscode.workspace.fs.readFile(segment);
      await vscode.workspace.fs.writeFile(segment, bytes.slice(0, 50));
    }
    const areDamaged = (...names: readonly string[]): Promise<unknown> =>
      eventually(
        async () => {
          const labels = await screen.attributes(rows, 'aria-label');
          return labels.flatMap((label) => /^(\w+ one|cut two), .*damaged/.exec(label)?.[1] ?? []).sort();
        },
        (found) => found.join() === names.join(),
      );
    await compare([first, second]);
    await vscode.commands.executeCommand('backprop.runs.focus');
    await areDamaged('cut one');
    await vscode.commands.executeCommand('backprop.openRecording', third.uri);
    await areDamaged('cut one', 'cut two');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  test('the definitions of two stand in the editor of differences @web', async function () {
    needsScreen(this);
    await compare([await record(0), await record(2)]);
    await press('Compare the definitions');
    const tab = await eventually(
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .find(({ input }) => input instanceof vscode.TabInputTextDiff),
      (found) => found !== undefined,
    );
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
    const [left, right] = await Promise.all(
      [tab.input.original, tab.input.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.match(left?.getText() ?? '', /optimizer = SGD\(lr=0\.01\)/);
    assert.match(right?.getText() ?? '', /optimizer = Adam\(lr=0\.001\)/);
    assert.equal(left?.languageId, 'backprop');
  });

  test('a run that is being written is followed, one that is removed is named', async function () {
    needsScreen(this);
    const [running, finished, removed] = [
      await record(0, { state: 'running', step: 99 }),
      await record(1),
      await record(2),
    ];
    await compare([running, finished, removed]);
    await eventually(headline, (text) => text.startsWith('Adam'));
    await vscode.workspace.fs.delete(removed.uri, { recursive: true });
    await eventually(headline, (text) =>
      /Momentum\(lr=0\.01\) has the lowest.*is no longer there/.test(text),
    );
    const more = losses(9, 200, 1e-9);
    running.writer.add({ losses: { steps: more.steps.subarray(100), values: more.values.subarray(100) } });
    await running.writer.flush(description(0, { state: 'running', step: 199 }));
    await eventually(headline, (text) => text.includes('SGD(lr=0.01) has the lowest'));
  });
});
