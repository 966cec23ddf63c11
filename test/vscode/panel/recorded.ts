import * as vscode from 'vscode';
import { evaluationNames, type TrainingFrame } from '../../../src/protocol/trainingFrame';
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
  const width = evaluationNames.length;
  for (const { method, value } of answered) {
    if (method !== 'nextTrainingFrame') continue;
    // The worker and this test are built of the same source.
    const { series } = value as TrainingFrame;
    series.losses.steps.forEach((done, at) => losses.set(done + 1, series.losses.values[at] ?? NaN));
    const { steps, values } = series.evaluations;
    steps.forEach((step, row) =>
      testLosses.set(step, values[row * width + evaluationNames.indexOf('testLoss')] ?? NaN),
    );
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
