import { turnsDirection } from '../engine/message';
import type { DamagedFile } from '../recording/recordingReader';
import type { ListedRun } from '../recording/recordingList';
import { isKnownTime, type RunState } from '../recording/runDescription';
import { l10n } from './l10n';
import { cutToWidth } from './output';

const steering = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f${turnsDirection}]`, 'g');

/** A text of a recording, which anybody may have written: without what would steer a terminal. */
export function plainText(text: string): string {
  return text.replace(steering, '�');
}

/** So many columns of a name, and so many names, stand in a line of text; JSON has all of them. */
const widestName = 60;
const mostNames = 20;

/** A name that anybody may have given, in one line and not longer than one reads. */
export function nameText(name: string): string {
  const plain = plainText(name.slice(0, 4 * widestName));
  const cut = cutToWidth(plain, widestName);
  return cut.length < plain.length ? `${cut}…` : cut;
}

/** As many of them as one reads, and how many more there are. */
export function namesText(names: readonly string[]): string {
  const listed = names.slice(0, mostNames).map(nameText).join(', ');
  const others = names.length - mostNames;
  return others > 0 ? l10n.t('{0} and {1} more', listed, others) : listed;
}

/** `2026-11-30 04:10:05`, in UTC as it was recorded. */
export function dateText(instant: string): string {
  if (!isKnownTime(instant)) return l10n.t('unknown');
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** @param value NaN is a loss that became NaN; one that was not measured is absent */
export function lossText(value: number | undefined): string {
  return value?.toPrecision(4) ?? '–';
}

export function accuracyText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`;
}

export function secondsText(seconds: number): string {
  if (seconds < 0.1) return l10n.t('under {0} s', '0.1');
  return seconds < 100 ? l10n.t('{0} s', seconds.toFixed(1)) : l10n.t('{0} min', Math.round(seconds / 60));
}

/** Why a `run.json` tells nothing: what a folder is instead of a recording. */
export function problemOfRun(problem: Extract<ListedRun['run'], { kind: string }>): string {
  switch (problem.kind) {
    case 'newer':
      return l10n.t('of a newer version ({0}) than this program reads', problem.version);
    case 'invalid':
      return problem.field === ''
        ? l10n.t('not a recording: the whole of run.json is not what it must be')
        : l10n.t('not a recording: {0} of run.json is not what it must be', plainText(problem.field));
    case 'damaged':
      return l10n.t('damaged: run.json is not JSON');
    case 'missing':
      return l10n.t('damaged: run.json is missing or cannot be read');
    case 'tooLarge':
      return l10n.t('damaged: run.json is larger than is read');
    case 'unreadable':
      return l10n.t('not a recording: it has no run.json that can be read');
  }
}

/** Why a file of a recording was set aside. */
export function damageText({ file, why, tags = [] }: DamagedFile): string {
  const name = plainText(file);
  switch (why) {
    case 'unreadable':
      return l10n.t('{0} cannot be read', name);
    case 'tooLarge':
      return l10n.t('{0} is larger than is read', name);
    case 'damaged':
      return l10n.t('{0} is damaged: it was cut off or changed', name);
    case 'missing':
      return l10n.t('{0} is missing, though steps were done: the recording is damaged', name);
    case 'empty':
      return l10n.t('{0} is empty: it holds no values', name);
    case 'badStep':
      return l10n.t(
        '{0} has values at steps that there are not, below 0 or too large: {1}',
        name,
        namesText(tags),
      );
    case 'badHistogram':
      return l10n.t('{0} has histograms that are damaged: {1}', name, namesText(tags));
  }
}

export function stateText(state: RunState): string {
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'finished':
      return l10n.t('finished');
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
      return l10n.t('failed');
    case 'lost':
      return l10n.t('lost');
  }
}
