import type * as vscode from 'vscode';
import { expect, it, vi } from 'vitest';
import { described } from '../../recording/runs';

const kept = vi.hoisted((): { run: Uint8Array } => ({ run: new Uint8Array() }));

vi.mock('vscode', async () => await import('../panels/host/fakeVscode'));
vi.mock('../../../../src/editor/runs/uriStore', () => ({
  uriStore: () => ({
    list: () => Promise.resolve([{ name: 'run.json', isFolder: false, size: kept.run.length }]),
    read: () => Promise.resolve(kept.run),
  }),
}));

const { readRecordedText } = await import('../../../../src/editor/runs/readRecordedText');
const { writeRun } = await import('../../../../src/recording/runDescription');

it('tells beside the text that a run began with what was changed, and after which step', async () => {
  const text = (optimizer: string): string =>
    `network N {\n  train {\n    optimizer = ${optimizer}\n  }\n}\n`;
  const origin = {
    kind: 'definition',
    file: 'n.backprop',
    text: text('SGD()'),
    network: 'N',
    seed: 0,
  } as const;
  const place = {} as { readonly recording: vscode.Uri; readonly definition: vscode.Uri };
  const told = (): Promise<string | undefined> => readRecordedText({ ...place, edit: 'told' });
  kept.run = writeRun(described({ origin }));
  expect(await told()).toBe(origin.text);
  const edits = [
    { kind: 'learningRate', step: 3, value: 0.5 },
    { kind: 'definition', step: 40, text: text('Adam()') },
    { kind: 'parameter', step: 41, name: 'a.W', entry: 2, value: NaN },
    { kind: 'moreSteps', step: 50, steps: 10 },
  ] as const;
  kept.run = writeRun(described({ origin, edits }));
  expect(await told()).toBe(
    `${origin.text}
# after step 3: learning rate 0.5
# after step 40: the definition was edited
# -     optimizer = SGD()
# +     optimizer = Adam()
# after step 41: a.W[2] = NaN
# after step 50: 10 more steps
`,
  );
});
