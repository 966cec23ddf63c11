import * as vscode from 'vscode';
import { closeAll, inWorkspace } from '../editor/definitions';
import { eventually } from '../editor/lines';
import { assert } from '../harness/assert';
import { needsScreen, screen } from '../harness/screen';
import { press } from './graph';

/** Of the runs that the command recorded in the workspace before the window was opened. */
async function recording(): Promise<vscode.Uri> {
  const folder = inWorkspace('recorded/runs');
  const [[name] = ['']] = await vscode.workspace.fs.readDirectory(folder);
  return vscode.Uri.joinPath(folder, name);
}

async function open(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('backprop.openRecording', uri);
  await screen.waitFor({ selector: '.recorded-run' });
}

async function status(): Promise<string> {
  return (await screen.texts('.status-text')).join(' ').trim();
}

/** The loss of the mini-batch of a step, as the strip of the network shows it once it is that of the step. */
async function lossAt(step: number): Promise<string> {
  await screen.click({ selector: '.scrub input[type="range"]' });
  await screen.press('Home');
  await eventually(place, (text) => text.startsWith(`step ${String(step)} of`));
  await screen.waitFor({ selector: '.scrub[aria-busy="false"]' });
  return (await screen.texts('.strip-loss')).join();
}

/** What the panel says that it shows. */
async function what(): Promise<string> {
  return (await screen.texts('.recorded-run')).join(' ').replaceAll(/\s+/g, ' ');
}

/** Waits until these are the tabs, in the order of their names, whatever they count. */
async function tabsAre(...expected: readonly string[]): Promise<void> {
  await eventually(
    async () => (await screen.texts('.panel-tab')).map((tab) => tab.replace(/\s*\d*\s*$/, '')).sort(),
    (tabs) => tabs.join() === expected.join(),
  );
}

/** Recordings that tests have copied. */
const copied: vscode.Uri[] = [];

async function place(): Promise<string> {
  return (await screen.texts('.scrub-place')).join(' ').trim();
}

/** Scalars and a histogram of five steps. */
const events = [
  'GAAAAAAAAACjf0siCQAAAED8VNlBGg1icmFpbi5FdmVudDoy7O2PnSsAAAAAAAAAhhvDSwkAAABA/FTZQRAAKh4KEQ',
  'oKTG9zcy90cmFpbhUAAIA/CgkKAmxyFQAAAD9/kDlRKwAAAAAAAACGG8NLCQAAQED8VNlBEAEqHgoRCgpMb3NzL3Ry',
  'YWluFQAAAD8KCQoCbHIVAAAAPw8gGv0rAAAAAAAAAIYbw0sJAACAQPxU2UEQAioeChEKCkxvc3MvdHJhaW4Vq6qqPg',
  'oJCgJschUAAAA/IbpvoysAAAAAAAAAhhvDSwkAAMBA/FTZQRADKh4KEQoKTG9zcy90cmFpbhUAAIA+CgkKAmxyFQAA',
  'AD+XGYctKwAAAAAAAACGG8NLCQAAAEH8VNlBEAQqHgoRCgpMb3NzL3RyYWluFc3MTD4KCQoCbHIVAAAAPyks47lEAA',
  'AAAAAAAENZLpoJAABAQfxU2UEQBCo3ChAKCUxvc3MvdGVzdBUAAEA/ChQKDUFjY3VyYWN5L3Rlc3QVAAAAPwoNCgZt',
  'ZW1vcnkVAABAQUhLmud+AAAAAAAAANjGXHUJAAAAQPxU2UEQACpxCm8KCmZjMS53ZWlnaHQqYQkAAAAAAADgvxEAAA',
  'AAAADwPxkAAAAAAAAgQCEAAAAAAAAQQCkAAAAAAAAYQDIYAAAAAAAA8L8AAAAAAAAAAAAAAAAAAPA/OhgAAAAAAAAA',
  'AAAAAAAAAAhAAAAAAAAAFECVSfRcfgAAAAAAAADYxlx1CQAAAEH8VNlBEAQqcQpvCgpmYzEud2VpZ2h0KmEJAAAAAA',
  'AA4L8RAAAAAAAA8D8ZAAAAAAAAIEAhAAAAAAAAEEApAAAAAAAAGEAyGAAAAAAAAPC/AAAAAAAAAAAAAAAAAADwPzoY',
  'AAAAAAAAAAAAAAAAAAAIQAAAAAAAABRA7dnhBg==',
].join('');

suite('A recording', () => {
  teardown(closeAll);

  // What test/unit/recording/tensorboard/events.py writes in its folder `torch`.
  test('is made of event files of TensorBoard', async function () {
    needsScreen(this);
    const folder = inWorkspace('events of torch');
    await vscode.workspace.fs.createDirectory(folder);
    const bytes = Uint8Array.from(atob(events), (letter) => letter.charCodeAt(0));
    const file = vscode.Uri.joinPath(folder, 'events.out.tfevents.1700000000.host.1.0');
    await vscode.workspace.fs.writeFile(file, bytes);
    await open(folder);
    await eventually(what, (text) => text.includes('finished'));
    await eventually(
      async () => (await screen.texts('.panel-tab')).join(' '),
      (tabs) => tabs.includes('Charts') && tabs.includes('Distributions'),
    );
  });

  test('opens with what was stored, and nothing that could only be computed', async function () {
    needsScreen(this);
    await open(await recording());
    await eventually(what, (text) => /^Recorded run Recorded .+ · finished$/.test(text));
    await tabsAre('Charts', 'Distributions', 'Graph', 'Health', 'Layers');
    assert.deepEqual(await screen.texts('.train-button, .pace, .rate, .data-view'), []);
    await screen.waitFor({ selector: '[data-layer="1"] [data-picture="mask"] canvas' });
    await eventually(
      () => screen.texts('[data-layer="0"] .thumb-missing'),
      (missing) => missing.length === 0,
    );
  });

  test('looks back at the steps that were stored', async function () {
    needsScreen(this);
    await open(await recording());
    await eventually(place, (text) => text === 'step 120, the newest');
    await screen.click({ selector: '.scrub input[type="range"]' });
    await screen.press('Home');
    await eventually(place, (text) => /^step 1 of 120 · epoch 1 · picture 1 of \d+$/.test(text));
    await screen.press('ArrowRight');
    await eventually(place, (text) => /^step \d+ of 120 · epoch \d+ · picture 2 of \d+$/.test(text));
    await screen.press('Escape');
    await eventually(place, (text) => text === 'step 120, the newest');
  });

  test('shows the definition as it was recorded, which nobody can change', async function () {
    needsScreen(this);
    await open(await recording());
    await screen.click({ selector: '[data-layer="0"] .layer-name button' });
    const editor = await eventually(
      () => vscode.window.activeTextEditor,
      (active) => active?.document.uri.scheme === 'backprop-recording' && active.selection.active.line === 3,
    );
    assert.equal(editor?.document.languageId, 'backprop');
  });

  test('is computed again, and then every step can be looked back at', async function () {
    needsScreen(this);
    await open(await recording());
    const recordedLoss = await lossAt(1);
    await press('Compute Again');
    await screen.waitFor({ selector: '.train-button' });
    await eventually(status, (text) => text.startsWith('Computed again from its recording: every step'));
    await screen.waitFor({ selector: '.panel-tab', text: 'Boundary' });
    await screen.waitFor({ selector: '.scrub input[type="range"][max="120"]' });
    assert.equal(await lossAt(1), recordedLoss);
    await screen.press('ArrowRight');
    await eventually(place, (text) => text === 'step 2 of 120 · epoch 1');
    await screen.screenshot('recording-computed-again');
    // The text is that of the recording: nobody can begin anew with another one.
    await screen.press('Escape');
    await eventually(place, (text) => text === 'live · step 120');
  });

  test('is not computed again from other data', async function () {
    needsScreen(this);
    const points = inWorkspace('recorded/points.csv');
    const before = await vscode.workspace.fs.readFile(points);
    const changed = new TextDecoder().decode(before).replace(/^1,/m, '1.5,');
    try {
      await vscode.workspace.fs.writeFile(points, new TextEncoder().encode(changed));
      // Of another test the run may still be there.
      const folder = inWorkspace(`recorded/changed/${copied.length}.bprun`);
      copied.push(folder);
      await vscode.workspace.fs.copy(await recording(), folder);
      await open(folder);
      await press('Compute Again');
      await eventually(status, (text) => text.includes('Its data has changed since'));
      assert.deepEqual(await screen.texts('.train-button'), []);
      await screen.waitFor({ selector: '[data-layer="1"] [data-picture="mask"] canvas' });
      await eventually(
        () => screen.texts('.network-toolbar button'),
        (buttons) => !buttons.some((text) => text.includes('Again')),
      );
      await vscode.workspace.fs.delete(points);
    } finally {
      await vscode.workspace.fs.writeFile(points, before);
    }
  });

  test('that has no step yet says so, and shows what comes while it is written', async function () {
    needsScreen(this);
    const from = await recording();
    const folder = inWorkspace('recorded/growing/run.bprun');
    const { fs } = vscode.workspace;
    const told: unknown = JSON.parse(
      new TextDecoder().decode(await fs.readFile(vscode.Uri.joinPath(from, 'run.json'))),
    );
    const tell = (step: number): Thenable<void> => {
      const now = {
        ...(told as object),
        state: 'running',
        alive: new Date().toISOString(),
        step,
        name: 'Growing',
      };
      return fs.writeFile(
        vscode.Uri.joinPath(folder, 'run.json'),
        new TextEncoder().encode(JSON.stringify(now)),
      );
    };
    await fs.createDirectory(vscode.Uri.joinPath(folder, 'snapshots'));
    await tell(0);
    await open(folder);
    await eventually(status, (text) => text === 'No step has been recorded yet.');
    await tabsAre('Charts', 'Graph', 'Health');
    await fs.copy(vscode.Uri.joinPath(from, 'segments'), vscode.Uri.joinPath(folder, 'segments'));
    const [[snapshot] = ['']] = await fs.readDirectory(vscode.Uri.joinPath(from, 'snapshots'));
    await fs.copy(
      vscode.Uri.joinPath(from, 'snapshots', snapshot),
      vscode.Uri.joinPath(folder, 'snapshots', snapshot),
    );
    await tell(60);
    await screen.waitFor({ selector: '[data-layer="1"] [data-picture="mask"] canvas' });
    await eventually(place, (text) => /^step 60, pictures of step \d+$/.test(text));
  });
});
