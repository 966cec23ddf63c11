import * as vscode from 'vscode';
import { evaluationColumns } from '../../../src/protocol/trainingFrame';
import type { TrainingFrame } from '../../../src/protocol/trainingFrame';
import type { CommandOutcome, CommandRequest } from '../../../src/protocol/training';
import type { Workers } from '../harness/workers';

/** What a worker told of a run, as the charts count: what was measured in the first step stands at 1. */
export interface Told {
  readonly losses: ReadonlyMap<number, number>;
  readonly testLosses: ReadonlyMap<number, number>;
}

export function toldBy({ answered }: Workers): Told {
  const losses = new Map<number, number>();
  const testLosses = new Map<number, number>();
  const width = evaluationColumns.length;
  for (const { method, value } of answered) {
    if (method !== 'nextTrainingFrame') continue;
    // The worker and this test are built of the same source.
    const { losses: points, evaluations } = value as TrainingFrame;
    points.steps.forEach((done, at) => losses.set(done + 1, points.values[at] ?? NaN));
    for (let row = 0; row < evaluations.length; row += width) {
      const step = evaluations[row] ?? NaN;
      testLosses.set(step, evaluations[row + evaluationColumns.indexOf('testLoss')] ?? NaN);
    }
  }
  return { losses, testLosses };
}

/** After how many updates each learning rate that was set held. */
export function ratesSet({ answered }: Workers): readonly { readonly step: number; readonly rate: number }[] {
  return answered.flatMap(({ method, argument, value }) => {
    if (method !== 'commandTraining') return [];
    const { command } = argument as CommandRequest;
    const { status } = value as CommandOutcome;
    return command.kind === 'setLearningRate' ? [{ step: status.step, rate: command.learningRate }] : [];
  });
}

/** The columns of the run that was copied as CSV, by name: numbers by step. */
export async function copiedRun(): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const text = await vscode.env.clipboard.readText();
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const [, ...names] = head.split(',');
  const rows = lines.map((line) => line.split(','));
  return new Map(
    names.map((name, column) => [
      name,
      new Map(
        rows.flatMap((cells) => {
          const cell = cells[column + 1] ?? '';
          return cell === '' ? [] : [[Number(cells[0]), Number(cell)] as const];
        }),
      ),
    ]),
  );
}
