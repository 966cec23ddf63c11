import type { TrainingCommand } from '../../protocol/training';
import type { RunDescription } from '../../recording/runDescription';

/** How far a run came, and what was done to it on its way. */
export type CourseOfRun = Pick<RunDescription, 'step' | 'totalSteps' | 'edits' | 'state'>;

/** A session that has done no step yet, of the definition that a recorded run began with. */
export interface RetracedRun {
  /** Updates done. */
  readonly step: number;
  /** Updates that the definition asks for. */
  readonly totalSteps: number;
  /** @returns whether it was followed */
  command(command: TrainingCommand): Promise<boolean>;
  /** Goes on with another definition. @returns whether it does */
  replace(text: string): Promise<boolean>;
}

/**
 * Does once more what a recorded run did, from its first step to its last: with what was changed by hand, at
 * the same steps and in the same order. A run follows from these, so every number comes out the same.
 * @returns whether it got there; it may have been cancelled, too
 */
export async function retrace(
  { step: last, totalSteps = last, edits, state }: CourseOfRun,
  run: RetracedRun,
): Promise<boolean> {
  const later = edits.reduce((sum, edit) => sum + (edit.kind === 'moreSteps' ? edit.steps : 0), 0);
  const missing = totalSteps - run.totalSteps - later;
  const isEdited = edits.some(({ kind }) => kind === 'definition');
  // The command can be told to train for longer than its definition says.
  if (missing > 0 && !isEdited && !(await run.command({ kind: 'addSteps', steps: missing }))) return false;
  for (const edit of edits) {
    if (edit.step > last) break;
    if (!(await trainTo(run, edit.step)) || !(await makeEdit(run, edit))) return false;
  }
  if (!(await trainTo(run, last))) return false;
  // A run that was stopped, or whose process was ended, is not one that waits for more.
  if (state !== 'finished' && state !== 'failed') await run.command({ kind: 'stop' });
  return true;
}

async function trainTo(run: RetracedRun, step: number): Promise<boolean> {
  if (step > run.step && !(await run.command({ kind: 'trainTo', step }))) return false;
  return run.step >= step;
}

function makeEdit(run: RetracedRun, edit: RunDescription['edits'][number]): Promise<boolean> {
  switch (edit.kind) {
    case 'parameter': {
      const { name: parameter, entry, value } = edit;
      return run.command({ kind: 'setParameter', parameter, entry, value });
    }
    case 'learningRate':
      return run.command({ kind: 'setLearningRate', learningRate: edit.value });
    case 'moreSteps':
      return run.command({ kind: 'addSteps', steps: edit.steps });
    case 'definition':
      return run.replace(edit.text);
  }
}
