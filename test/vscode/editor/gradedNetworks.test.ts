import * as vscode from 'vscode';
import { closeAll, deleteFile, inWorkspace, showNewFile } from './definitions';
import { eventually } from './lines';

/** A file of arrays as a program of somebody else writes it: a header in JSON, then the numbers. */
function safetensors(arrays: Readonly<Record<string, readonly (readonly number[])[]>>): Uint8Array {
  const numbers: number[] = [];
  const header: Record<string, unknown> = {};
  for (const [name, rows] of Object.entries(arrays)) {
    const begin = 8 * numbers.length;
    numbers.push(...rows.flat());
    const shape = [rows.length, rows[0]?.length ?? 0];
    header[name] = { dtype: 'F64', shape, data_offsets: [begin, 8 * numbers.length] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 8 * numbers.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  numbers.forEach((number, at) => {
    view.setFloat64(8 + text.length + 8 * at, number, true);
  });
  return bytes;
}

const graded = `network Graded {
  data = xor()
  parameters = safetensors("a-graded.safetensors", hidden.W="W1", affine1.W="W2")
  layers {
    hidden = Affine(3, bias=false)
    ReLU
    Affine(2, bias=false)
    SoftmaxWithLoss
  }
  train { batch = all; shuffle = false; epochs = 2 }
  expect hidden.W = [[7, 2, 3], [4, 5, 6]]
}
`;

suite('Graded networks', () => {
  teardown(async () => {
    await closeAll();
    for (const name of ['a-graded.backprop', 'a-graded.safetensors']) await deleteFile(name);
  });

  const writeArrays = (first: number): Thenable<void> =>
    vscode.workspace.fs.writeFile(
      inWorkspace('a-graded.safetensors'),
      safetensors({
        W1: [
          [first, 2, 3],
          [4, 5, 6],
        ],
        W2: [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      }),
    );

  test('that start from the arrays of a file follow the file', async () => {
    await writeArrays(1);
    const { document } = await showNewFile('a-graded.backprop', graded);
    const problems = (): readonly string[] =>
      vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    const isWrong = (message: string): boolean => message.startsWith('Expected 7 at [0, 0], got 1');
    await eventually(problems, (messages) => messages.some(isWrong));
    await writeArrays(7);
    await eventually(problems, (messages) => !messages.some(isWrong));
    await writeArrays(1);
    await eventually(problems, (messages) => messages.some(isWrong));
    // What was said of numbers that are no longer there is said no longer.
    await deleteFile('a-graded.safetensors');
    await eventually(
      problems,
      (messages) => messages.join() === 'a-graded.safetensors was not found beside this file.',
    );
  });
});
