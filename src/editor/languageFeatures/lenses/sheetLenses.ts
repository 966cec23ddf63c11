import * as vscode from 'vscode';
import { lenses } from '../../../language/services';
import { startLessonCommand } from '../../commands/names';
import { toEditorRange } from '../../documents/ranges';
import { lessonAt, lessonNames } from '../../lessons/lessonNames';
import type { LensContext } from './codeLenses';

/** `2 of 4` above a sheet: how many of its questions are answered rightly; of a finished lesson the next. */
export function sheetLenses({ uri, file, grading }: LensContext): vscode.CodeLens[] {
  return lenses(file).flatMap((lens) => {
    if (lens.kind !== 'sheet') return [];
    const right = grading?.grades.filter(({ kind }) => kind === 'ok').length;
    const title =
      right === undefined
        ? vscode.l10n.t('{0} questions', lens.questions)
        : vscode.l10n.t('{0} of {1}', right, lens.questions);
    const isDone = lens.questions > 0 && right === lens.questions;
    const range = toEditorRange(file, lens.range);
    return [
      new vscode.CodeLens(range, {
        title: isDone ? `$(check) ${title}` : title,
        tooltip: vscode.l10n.t('How many questions of this sheet are answered rightly'),
        command: '',
      }),
      ...(isDone ? nextLesson(uri).map((command) => new vscode.CodeLens(range, command)) : []),
    ];
  });
}

/** What a finished lesson offers. */
function nextLesson(uri: vscode.Uri): vscode.Command[] {
  const lesson = lessonAt(uri);
  if (lesson === undefined) return [];
  const next = lessonNames[lesson.index + 1];
  return next === undefined
    ? [{ title: vscode.l10n.t('All Lessons'), command: startLessonCommand }]
    : [
        {
          title: vscode.l10n.t('$(arrow-right) Next Lesson'),
          command: startLessonCommand,
          arguments: [next, lesson.language],
        },
      ];
}
