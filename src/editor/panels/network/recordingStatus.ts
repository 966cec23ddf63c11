import * as vscode from 'vscode';
import type { NetworkPanelStatus } from '../../../protocol/networkPanelState';
import type { DamagedFile, RecordingProblem } from '../../../recording/recordingReader';
import { countText } from '../../localise';
import type { RecordedRun } from '../../runs/recordedRun';
import { recordedTime } from '../../runs/recordedTime';

/** When it was made, and how it stands. */
export function aboutRecording({ recording, state }: RecordedRun): string {
  const run = recording?.run;
  if (run === undefined) return '';
  const states = {
    running: vscode.l10n.t('still being recorded'),
    finished: vscode.l10n.t('finished'),
    stopped: vscode.l10n.t('stopped'),
    failed: vscode.l10n.t('failed'),
    lost: vscode.l10n.t('no sign of life any more'),
  };
  return `${recordedTime(run.created)} · ${states[state]}`;
}

/**
 * What is said of a recording above everything else: what was stored of it and what is missing.
 * @param again whether the steps between can be had
 */
export function recordingStatus(run: RecordedRun, again: string): NetworkPanelStatus {
  const { source, recording } = run;
  if (recording === undefined) {
    return source.problem === undefined
      ? { kind: 'starting', text: vscode.l10n.t('Reading the recording…') }
      : problemStatus(source.problem);
  }
  if (source.problem?.kind === 'absent')
    return {
      kind: 'gone',
      text: vscode.l10n.t('This recording was deleted. Shown is what was read of it before.'),
    };
  const sentences = [storedText(run, again), ...damageTexts(source.damaged)];
  return { kind: 'recorded', text: sentences.join(' ') };
}

/** What there is to be seen. */
function storedText({ recording, state, source }: RecordedRun, again: string): string {
  const run = recording?.run;
  if (run === undefined) {
    return vscode.l10n.t('What this recording is of cannot be read any more: only its curves are shown.');
  }
  const failed = run.reason === undefined ? [] : [run.reason];
  const stopped =
    run.interrupted === undefined
      ? []
      : [
          vscode.l10n.t(
            'After step {0} nothing could be recorded any more: {1}.',
            countText(run.interrupted.step),
            run.interrupted.reason.replace(/[.。]$/, ''),
          ),
        ];
  return [
    ...failed,
    ...stopped,
    countOfSteps(run.step, source.snapshotSteps.length, state === 'running'),
    again,
  ]
    .join(' ')
    .trim();
}

function countOfSteps(step: number, stored: number, isRunning: boolean): string {
  if (step === 0) {
    return isRunning
      ? vscode.l10n.t('No step has been recorded yet.')
      : vscode.l10n.t('This run ended before its first step: nothing of it was recorded.');
  }
  if (stored === 0) return vscode.l10n.t('Only curves were recorded of this run, no pictures.');
  return stored === 1
    ? vscode.l10n.t('Of this run the pictures of one step were recorded.')
    : vscode.l10n.t('Of this run the pictures of {0} steps were recorded.', countText(stored));
}

function problemStatus(problem: RecordingProblem): NetworkPanelStatus {
  switch (problem.kind) {
    case 'absent':
      return {
        kind: 'gone',
        text: vscode.l10n.t('There is no recording here: it was removed, or has another name now.'),
      };
    case 'newer':
      return {
        kind: 'error',
        text: vscode.l10n.t(
          'This recording has version {0} of the format, which is newer than this extension reads.',
          problem.version,
        ),
      };
    case 'invalid':
      return {
        kind: 'error',
        text:
          problem.field === ''
            ? vscode.l10n.t('This is not a recording: its run.json says something else.')
            : vscode.l10n.t(
                'This is not a recording: {0} of its run.json is not what it must be.',
                problem.field,
              ),
      };
  }
}

/** So many files are named. */
const mostNamed = 3;

/** What was left out, and why. */
function damageTexts(damaged: readonly DamagedFile[]): readonly string[] {
  const words: Readonly<Record<DamagedFile['why'], (files: string) => string>> = {
    damaged: (files) => vscode.l10n.t('Left out, for it was cut off or changed: {0}.', files),
    unreadable: (files) => vscode.l10n.t('Left out, for it cannot be read: {0}.', files),
    tooLarge: (files) => vscode.l10n.t('Left out, for it is larger than is read: {0}.', files),
    missing: (files) => vscode.l10n.t('Missing, though steps were done: {0}.', files),
    empty: (files) => vscode.l10n.t('Empty, without any values: {0}.', files),
    badStep: (files) => vscode.l10n.t('Left out in part, for steps that there are not: {0}.', files),
    badHistogram: (files) => vscode.l10n.t('Left out in part, for damaged histograms: {0}.', files),
  };
  return (Object.keys(words) as DamagedFile['why'][]).flatMap((why) => {
    const files = damaged.filter((file) => file.why === why).map(({ file }) => file);
    if (files.length === 0) return [];
    const [named, others] = [files.slice(0, mostNamed), files.length - mostNamed];
    const list = named.join(', ');
    return [words[why](others > 0 ? vscode.l10n.t('{0} and {1} more', list, countText(others)) : list)];
  });
}
