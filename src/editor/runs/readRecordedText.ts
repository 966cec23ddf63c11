import * as vscode from 'vscode';
import { lineDifference } from '../../protocol/lineDifference';
import { readRun } from '../../recording/recordingReader';
import { recordedTexts, type RunDescription } from '../../recording/runDescription';
import { countText } from '../localise';
import type { RecordedText } from './recordingUris';
import { uriStore } from './uriStore';

/** One of them, read from its recording; `undefined` where it is not there. */
export async function readRecordedText({ recording, edit = -1 }: RecordedText): Promise<string | undefined> {
  const files = uriStore(recording);
  const read = await readRun(files, await files.list(''));
  if (read?.ok !== true) return undefined;
  return edit === 'told' ? toldText(read.run) : recordedTexts(read.run).at(edit);
}

/** The text that a run began with, and as comments below it what was changed, each with its step. */
function toldText(run: RunDescription): string | undefined {
  const [began] = recordedTexts(run);
  if (began === undefined) return undefined;
  let text = began;
  const lines = run.edits.flatMap((edit): string[] => {
    const after = (what: string): string => vscode.l10n.t('after step {0}: {1}', countText(edit.step), what);
    switch (edit.kind) {
      case 'parameter':
        return [after(`${edit.name}[${String(edit.entry)}] = ${String(edit.value)}`)];
      case 'learningRate':
        return [after(vscode.l10n.t('learning rate {0}', String(edit.value)))];
      case 'moreSteps':
        return [after(vscode.l10n.t('{0} more steps', countText(edit.steps)))];
      case 'definition': {
        const { removed, added } = lineDifference(text, edit.text);
        text = edit.text;
        return [
          after(vscode.l10n.t('the definition was edited')),
          ...removed.map((line) => `- ${line}`),
          ...added.map((line) => `+ ${line}`),
        ];
      }
    }
  });
  return lines.length === 0
    ? began
    : [began.trimEnd(), '', ...lines.map((line) => `# ${line}`), ''].join('\n');
}
