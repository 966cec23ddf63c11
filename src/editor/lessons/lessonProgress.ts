import type { CheckedFile } from '../../language';
import type { Grade } from '../../language/services';

/** How far somebody has come in a lesson, by what stands in its copy: it is kept nowhere else. */
export interface LessonProgress {
  readonly right: number;
  readonly questions: number;
  readonly isDone: boolean;
}

/** @param grades of the copy as it stands; those of a text that cannot be computed are none */
export function progressOf(
  { formulas: { sheet } }: Pick<CheckedFile, 'formulas'>,
  grades: readonly Pick<Grade, 'kind'>[],
): LessonProgress {
  const questions = sheet?.questions ?? 0;
  const right = grades.filter(({ kind }) => kind === 'ok').length;
  return { right, questions, isDone: questions > 0 && right === questions };
}
