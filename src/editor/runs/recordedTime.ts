import * as vscode from 'vscode';
import { isKnownTime } from '../../recording/runDescription';
import { displayLanguage } from '../localise';

/** Made once: each of them takes as long as all the rest of a row. */
const timeOfDay = new Intl.DateTimeFormat(displayLanguage, { timeStyle: 'medium' });
const dateAndTime = new Intl.DateTimeFormat(displayLanguage, { dateStyle: 'medium', timeStyle: 'short' });

/** When a run was recorded, of today only the time of day. @param instant as `run.json` has it */
export function recordedTime(instant: string): string {
  if (!isKnownTime(instant)) return vscode.l10n.t('at an unknown time');
  const date = new Date(instant);
  return (date.toDateString() === new Date().toDateString() ? timeOfDay : dateAndTime).format(date);
}
