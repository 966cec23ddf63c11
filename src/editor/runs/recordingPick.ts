import type * as vscode from 'vscode';
import { stateAt } from '../../recording/runDescription';
import type { RunSummary } from '../../recording/runSummary';
import { figuresOf, stateText } from './recordingItem';
import { originText } from './recordedPlaces';
import { recordedTime } from './recordedTime';

/** What a list to choose from says of a recording: all that tells it from others of its network. */
export function recordingPick(run: RunSummary): vscode.QuickPickItem {
  const state = stateText(stateAt(run, new Date()));
  return {
    label: run.name,
    description: [recordedTime(run.created), state, ...figuresOf(run)].join(' · '),
    detail: run.file === undefined ? run.producer : originText(run.file),
  };
}
