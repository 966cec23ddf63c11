import type { DamagedFile } from '../recording/recordingReader';
import type { IndexedRun } from '../recording/recordingIndex';

/** A text of a recording, which anybody may have written: without what would steer a terminal. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- These are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}

/** `2026-11-30 04:10:05`, in UTC as it was recorded. */
export function dateText(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

export function lossText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toPrecision(4);
}

export function accuracyText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`;
}

export function secondsText(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${String(Math.round(seconds / 60))} min`;
}

/** Why a `run.json` tells nothing. */
export function problemOfRun(problem: Extract<IndexedRun['run'], { kind: string }>): string {
  switch (problem.kind) {
    case 'newer':
      return `of a newer version (${String(problem.version)}) than this program reads`;
    case 'invalid':
      return `not a recording: ${plainText(problem.field) || 'the whole'} of run.json is not what it must be`;
    case 'damaged':
      return 'damaged: run.json is not JSON';
    case 'unreadable':
      return 'not a recording: it has no run.json that can be read';
  }
}

/** Why a file of a recording was set aside. */
export function damageText({ file, why }: DamagedFile): string {
  const reasons = {
    unreadable: 'cannot be read',
    tooLarge: 'is larger than is read',
    damaged: 'is damaged: it was cut off or changed',
  };
  return `${plainText(file)} ${reasons[why]}`;
}
