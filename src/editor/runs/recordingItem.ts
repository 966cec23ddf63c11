import * as vscode from 'vscode';
import { steadyNumber } from '../../protocol/numberText';
import { stateAt, type RunState } from '../../recording/runDescription';
import type { RunSummary } from '../../recording/runSummary';
import type { SummaryProblem } from '../../recording/recordingReader';
import { openRecordingCommand } from '../commands/names';
import { countText, displayLanguage } from '../localise';
import { originText } from './recordedPlaces';
import { recordedTime } from './recordedTime';
import type { RecordingEntry } from './recordingLibrary';

/** Made once: each of them takes as long as all the rest of a row. */
const percent = new Intl.NumberFormat(displayLanguage, { style: 'percent', maximumFractionDigits: 1 });
const durationParts = {
  fewSeconds: durationFormat('second', 1),
  seconds: durationFormat('second', 0),
  minutes: durationFormat('minute', 0),
  hours: durationFormat('hour', 0),
};

function durationFormat(unit: 'second' | 'minute' | 'hour', digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(displayLanguage, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  });
}

/** A row of the view "Runs". @param host the name of this computer, which need not be said */
export function recordingItem(entry: RecordingEntry, host: string | undefined): vscode.TreeItem {
  const { run, uri, folder, damage = [] } = entry;
  const item = new vscode.TreeItem('');
  item.id = uri.toString();
  if ('kind' in run) {
    item.label = folder;
    item.description = problemText(run);
    item.iconPath = new vscode.ThemeIcon('question');
    item.contextValue = 'recording unreadable';
    return item;
  }
  const state = stateAt(run, new Date());
  const time = recordedTime(run.created);
  const isNamed = run.name !== run.network;
  const figures = figuresOf(run);
  const where = run.host === undefined || run.host === host ? [] : [vscode.l10n.t('on {0}', run.host)];
  const broken = damage.length > 0 ? [vscode.l10n.t('damaged')] : [];
  const words = [...broken, ...(isNamed ? [time] : []), ...figures, durationText(run.seconds), ...where];
  const spoken = [stateText(state), ...(run.pinned ? [vscode.l10n.t('pinned')] : []), ...run.rules];
  item.label = isNamed ? run.name : time;
  item.description = [...(run.pinned ? [vscode.l10n.t('pinned')] : []), ...words].join(' · ');
  item.iconPath = iconOf(damage.length > 0 ? { worst: 'warning', ...run } : run, state);
  item.accessibilityInformation = { label: [item.label, ...words, ...spoken].join(', ') };
  item.contextValue = [
    'recording',
    run.pinned ? 'pinned' : 'loose',
    run.network === undefined ? 'script' : 'definition',
  ].join(' ');
  item.command = {
    command: openRecordingCommand,
    title: vscode.l10n.t('Open Recording'),
    arguments: [uri],
  };
  return item;
}

/** All that the row has no room for. */
export function recordingTooltip({ run, uri, damage = [] }: RecordingEntry): string {
  const place = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  if ('kind' in run) return `${problemText(run)}\n${place}`;
  const { step, totalSteps, file, host, producer, rules, network } = run;
  // Of the run of a script nobody has judged anything while it was recorded.
  const wasJudged = network !== undefined || rules.length > 0;
  const steps =
    totalSteps === undefined
      ? vscode.l10n.t('{0} steps', countText(step))
      : vscode.l10n.t('{0} of {1} steps', countText(step), countText(totalSteps));
  return [
    [
      run.name,
      stateText(stateAt(run, new Date())),
      ...(damage.length > 0 ? [vscode.l10n.t('damaged')] : []),
    ].join(' · '),
    `${recordedTime(run.created)} · ${steps} · ${durationText(run.seconds)}`,
    figuresOf(run).join(' · '),
    !wasJudged
      ? ''
      : rules.length === 0
        ? vscode.l10n.t('Health: nothing was the matter')
        : vscode.l10n.t('Health: {0}', rules.join(', ')),
    host === undefined ? producer : vscode.l10n.t('Made by {0} on {1}', producer, host),
    ...(file === undefined ? [] : [originText(file)]),
    place,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Why a recording tells nothing of itself. */
function problemText(problem: SummaryProblem): string {
  switch (problem.kind) {
    case 'newer':
      return vscode.l10n.t('made by a newer version');
    case 'invalid':
      return vscode.l10n.t('run.json is not that of a recording: {0}', problem.field);
    case 'damaged':
      return vscode.l10n.t('run.json is damaged');
    case 'missing':
      return vscode.l10n.t('damaged: run.json is missing or cannot be read');
    case 'tooLarge':
      return vscode.l10n.t('run.json is larger than is read');
    case 'unreadable':
      return vscode.l10n.t('without a run.json that can be read');
  }
}

/** Of the test part where there is one. */
export function figuresOf({ latest }: RunSummary): string[] {
  const { testLoss, trainLoss, loss, testAccuracy, trainAccuracy } = latest;
  const shownLoss = testLoss ?? trainLoss ?? loss;
  const accuracy = testAccuracy ?? trainAccuracy;
  return [
    ...(shownLoss === undefined ? [] : [vscode.l10n.t('loss {0}', steadyNumber(shownLoss, displayLanguage))]),
    ...(accuracy === undefined ? [] : [percent.format(accuracy)]),
  ];
}

/** What is shorter is told as shorter than this, in seconds. */
const shortest = 0.1;

/** `12 s`, `3 min`, `1 h 5 min` */
function durationText(seconds: number): string {
  if (seconds < shortest) return vscode.l10n.t('under {0}', durationParts.fewSeconds.format(shortest));
  if (seconds < 10) return durationParts.fewSeconds.format(seconds);
  if (seconds < 100) return durationParts.seconds.format(seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return durationParts.minutes.format(minutes);
  return `${durationParts.hours.format(Math.floor(minutes / 60))} ${durationParts.minutes.format(minutes % 60)}`;
}

export function stateText(state: RunState): string {
  switch (state) {
    case 'running':
      return vscode.l10n.t('running');
    case 'finished':
      return vscode.l10n.t('finished');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'lost':
      return vscode.l10n.t('lost: whoever recorded it is gone');
  }
}

function iconOf({ worst }: RunSummary, state: RunState): vscode.ThemeIcon {
  const red = new vscode.ThemeColor('problemsErrorIcon.foreground');
  const yellow = new vscode.ThemeColor('problemsWarningIcon.foreground');
  // A still one: an icon that turns has the whole window drawn sixty times a second.
  if (state === 'running') return new vscode.ThemeIcon('record');
  if (state === 'failed' || worst === 'error') return new vscode.ThemeIcon('error', red);
  if (worst === 'warning') return new vscode.ThemeIcon('warning', yellow);
  if (state === 'lost') return new vscode.ThemeIcon('debug-disconnect');
  return new vscode.ThemeIcon(state === 'stopped' ? 'debug-stop' : 'pass');
}
