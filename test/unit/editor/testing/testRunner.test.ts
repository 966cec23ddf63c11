import { describe, expect, test, vi } from 'vitest';
import { Computation } from '../../../../src/editor/formulas/computation';
import { TestRunner } from '../../../../src/editor/testing/testRunner';
import type { TestOutcome } from '../../../../src/editor/testing/testOutcomes';
import { testsOf, type DefinitionTest } from '../../../../src/language/services/definitionTests';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import type { Runtime } from '../../../../src/runtime/runtime';
import { checkText } from '../../checkText';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
  env: { language: 'en' },
}));

const log = { error: () => undefined, debug: () => undefined } as never;
const noData = { ok: true as const, files: [] };

/** A token that can be cancelled, as VS Code hands it to who runs tests. */
function cancellable(): { readonly token: never; readonly cancel: () => void } {
  const listeners: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  return {
    token: token as never,
    cancel: () => {
      token.isCancellationRequested = true;
      for (const listener of listeners) listener();
    },
  };
}

async function run(
  text: string,
  runtime: Runtime = hostRuntime(),
  token = cancellable().token,
  mayHint = false,
): Promise<ReadonlyMap<string, TestOutcome>> {
  const runner = new TestRunner(
    new Computation(runtime, log),
    (_uri, { source, settings }) =>
      Promise.resolve({ ...noData, request: { source, arguments: settings, files: {} } }),
    () => mayHint,
  );
  const file = checkText(text);
  const outcomes = new Map<string, TestOutcome>();
  const started: DefinitionTest[] = [];
  await runner.run(
    undefined as never,
    file,
    testsOf(file).map((each) => ({ test: each })),
    {
      started: ({ test: each }) => started.push(each),
      ended: ({ test: each }, outcome) => {
        expect(outcomes.has(each.subject), each.subject).toBe(false);
        outcomes.set(each.subject, outcome);
      },
    },
    token,
  );
  return outcomes;
}

describe('what is expected of a network', () => {
  const network = (expectations: string, head = ''): string => `${head}network N {
  data = xor()
  layers { hidden = Affine(2, init=[[0.25, 0.5], [0.75, 1.5]]); ReLU; Affine(2); SoftmaxWithLoss }
  train { batch = all }
${expectations}}
`;
  const kinds = (outcomes: ReadonlyMap<string, TestOutcome>): unknown =>
    Object.fromEntries([...outcomes].map(([subject, { kind }]) => [subject, kind]));

  test('is tested as formulas are, beside the gradients of the network', async () => {
    const outcomes = await run(
      network(
        '  expect hidden = [[0, 0], [0.75, 1.5], [0.25, 0.5], [1, 2]]\n  expect hidden.W = [[0.25, 0.5], [0.75, 2]]\n  expect grad(hiden) = 1\n',
      ),
    );
    expect(kinds(outcomes)).toEqual({
      'network N': 'errored',
      'N: expect hidden': 'passed',
      'N: expect hidden.W': 'failed',
      'N: expect grad(hiden)': 'errored',
    });
    expect(outcomes.get('N: expect hidden.W')).toMatchObject({
      failure: { sentence: 'Expected 2 at [1, 1], got 1.5.' },
    });
  });

  test('is told nothing of in a sheet, nor what would give it away', async () => {
    const outcomes = await run(
      network(
        '  expect hidden.W = ?\n  expect hidden = [[0, 0], [0.75, 1.5], [0.25, 0.5], [1, 3]]\n',
        'sheet "S"\n',
      ),
    );
    expect(kinds(outcomes)).toEqual({
      'network N': 'skipped',
      'N: expect hidden.W': 'skipped',
      'N: expect hidden': 'failed',
    });
    expect(outcomes.get('N: expect hidden')).toMatchObject({
      failure: { sentence: 'Not yet: this is not the value of hidden.' },
    });
    const answered = await run(network('  expect hidden.b = 0\n', 'sheet "S"\n'));
    expect(answered.get('network N')?.kind).toBe('passed');
  });
});

describe('the mistake behind a failed expectation of a network', () => {
  /** All scores are 0, so that the gradient of the loss by them is softmax − t over 4 samples, by hand. */
  const network = (expectations: string, head = ''): string => `${head}network N {
  data = xor()
  layers { scores = Affine(2, init=[[0, 0], [0, 0]]); SoftmaxWithLoss }
  train { batch = all }
${expectations}}
`;
  const right = '[[-0.125, 0.125], [0.125, -0.125], [0.125, -0.125], [-0.125, 0.125]]';
  const negated = '[[0.125, -0.125], [-0.125, 0.125], [-0.125, 0.125], [0.125, -0.125]]';

  test('is told beside what was expected and what came', async () => {
    const outcomes = await run(network(`  expect grad(scores) = ${negated}\n`));
    expect(outcomes.get('N: expect grad(scores)')).toMatchObject({
      kind: 'failed',
      failure: {
        sentence: expect.stringMatching(/^Expected .* got .*\. Every number has the other sign/) as unknown,
        compared: {
          expected: expect.stringMatching(/^\[\[0\.125, -0\.125\]/) as unknown,
          actual: expect.stringMatching(/^\[\[-0\.125, 0\.125\]/) as unknown,
        },
      },
    });
    const answered = await run(network(`  expect grad(scores) = ${right}\n`));
    expect(answered.get('N: expect grad(scores)')?.kind).toBe('passed');
  });

  test('is not told where another question of the network is open', async () => {
    const outcomes = await run(network(`  expect loss = ?\n  expect grad(scores) = ${negated}\n`));
    expect(outcomes.get('N: expect grad(scores)')).toMatchObject({
      kind: 'failed',
      failure: { sentence: expect.not.stringContaining('sign') as unknown },
    });
  });

  test('is in a sheet its family, and only where a hint is due', async () => {
    const text = network(`  expect grad(scores) = ${negated}\n`, 'sheet "S"\n');
    const notYet = 'Not yet: this is not the gradient of scores.';
    for (const [mayHint, sentence] of [
      [false, notYet],
      [true, `${notYet} This looks like a constant factor.`],
    ] as const) {
      const outcomes = await run(text, hostRuntime(), cancellable().token, mayHint);
      expect(outcomes.get('N: expect grad(scores)')).toEqual({
        kind: 'failed',
        details: [],
        failure: { sentence, range: expect.anything() as unknown },
      });
    }
  });
});

describe('the tests of formulas', () => {
  test('pass, fail with what was expected and what came, or wait for an answer', async () => {
    const outcomes = await run(
      'x = [[1, 2], [3, 4]]\ny = x * 3\nz = sum(y)\nbackward z\nexpect z = 30\nexpect y = [[3, 6], [9, 13]]\nexpect grad(y) = 2\nexpect grad(x) = ?\n',
    );
    expect(Object.fromEntries([...outcomes].map(([subject, { kind }]) => [subject, kind]))).toEqual({
      'backward z': 'passed',
      'expect z': 'passed',
      'expect y': 'failed',
      'expect grad(y)': 'failed',
      'expect grad(x)': 'skipped',
    });
    const failed = outcomes.get('expect y');
    expect(failed).toMatchObject({
      failure: {
        sentence: 'Expected 13 at [1, 1], got 12.',
        compared: { expected: '[[3, 6],\n [9, 13]]', actual: '[[3, 6],\n [9, 12]]' },
      },
    });
    expect(outcomes.get('expect grad(y)')).toMatchObject({
      failure: { compared: { expected: '[[2, 2],\n [2, 2]]', actual: '[[1, 1],\n [1, 1]]' } },
    });
  });

  test('say what mistake gives the answer', async () => {
    const outcomes = await run(
      'a = 3; b = 7; c = 1.5\ny = a * b\nz = y * c\nbackward z\nexpect grad(a) = -10.5\nexpect grad(b) = 4.9\n',
    );
    expect(outcomes.get('expect grad(a)')).toMatchObject({
      failure: {
        sentence: 'Expected -10.5, got 10.5. The number has the other sign.',
      },
    });
    expect(outcomes.get('expect grad(b)')).toMatchObject({
      failure: { sentence: 'Expected 4.9, got 4.5.' },
    });
  });

  test('give away no answer that is sealed', async () => {
    const outcomes = await run(
      'sheet "S"\nx = 1.25\ny = x * x * 3.21\nbackward y\nexpect grad(x) = 8\nexpect y = 5.015625\n',
    );
    expect(outcomes.get('expect y')?.kind).toBe('passed');
    expect(outcomes.get('expect grad(x)')).toEqual({
      kind: 'failed',
      details: [],
      failure: {
        sentence: 'Not yet: this is not the gradient of x.',
        range: expect.anything() as unknown,
      },
    });
    const check = outcomes.get('backward y');
    expect(check?.kind).toBe('passed');
    expect(check?.details.join()).toMatch(/x: sealed/);
    expect(JSON.stringify([...outcomes])).not.toContain('8.025');
  });

  test('that cannot be computed are errors with the mistake; the others are run', async () => {
    const outcomes = await run('a = 2\nb = aa * 2\nc = a * 2\nbackward b\nexpect b = 4\nexpect c = 4\n');
    expect(outcomes.get('expect c')?.kind).toBe('passed');
    for (const subject of ['backward b', 'expect b']) {
      expect(outcomes.get(subject)).toMatchObject({
        kind: 'errored',
        failure: { sentence: 'Unknown name aa.', range: { start: 10, end: 12 } },
      });
    }
  });

  test('a value that no shape could tell was wrong is an error where it stands', async () => {
    const text =
      'x = [[1, 2], [3, 4]]\nt = [0, 5]\nloss = softmax_with_loss(x, t)\nbackward loss\nexpect loss = 1\n';
    const outcomes = await run(text);
    const outcome = outcomes.get('expect loss');
    if (outcome?.kind !== 'errored') throw new Error(`It ${String(outcome?.kind)}.`);
    expect(text.slice(outcome.failure.range.start, outcome.failure.range.end)).toBe('[0, 5]');
    expect(outcomes.get('backward loss')?.kind).toBe('errored');
  });

  test('a gradient that is wrong is reported with both numbers', async () => {
    const honest = hostRuntime();
    const lying: Runtime = {
      ...honest,
      service: {
        ...honest.service,
        runFormulas: honest.service.runFormulas,
        checkGradients: async (request) => {
          const check = await honest.service.checkGradients(request);
          const values = check.values.map((value) => ({
            ...value,
            verdict: 'wrong' as const,
            worst: { ...value.worst, analytic: 7, relativeError: 0.4, verdict: 'wrong' as const },
          }));
          return { values, verdict: 'wrong' };
        },
      },
    };
    const outcome = (await run('a = 1.5\nb = a * a\nbackward b\n', lying)).get('backward b');
    expect(outcome).toMatchObject({ kind: 'failed', failure: { range: { start: 18, end: 28 } } });
    expect(JSON.stringify(outcome)).toMatch(/gradients differ: worst a, by 0\.4.*backward 7, differences 3/s);
  });
});

describe('the test of a network', () => {
  const network = (layer: string): string =>
    `network Line {\n  data = xor()\n  layers { ${layer}; Tanh; Affine(2); SoftmaxWithLoss }\n}\n`;

  test('compares the gradients of its first mini-batch', async () => {
    const outcome = (await run(network('Affine(3)'))).get('network Line');
    expect(outcome?.kind).toBe('passed');
    expect(outcome?.details.join('\n')).toMatch(/affine1\.W: backward/);
  });

  test('is an error where the network is broken', async () => {
    const outcome = (await run(network('Afine(3)'))).get('network Line');
    expect(outcome).toMatchObject({
      kind: 'errored',
      failure: { sentence: 'Line 3: Unknown layer Afine. Did you mean Affine?' },
    });
  });
});

test('what is cancelled has no outcome, and ends what is being computed', async () => {
  const { token, cancel } = cancellable();
  const honest = hostRuntime();
  let cancelled = 0;
  const slow: Runtime = {
    ...honest,
    cancel: () => {
      cancelled++;
    },
    service: {
      ...honest.service,
      runFormulas: honest.service.runFormulas,
      checkGradients: (request) => {
        cancel();
        return honest.service.checkGradients(request);
      },
    },
  };
  const outcomes = await run('a = 1\nb = a * 2\nexpect b = 2\nbackward b\nexpect grad(a) = 2\n', slow, token);
  expect([...outcomes.keys()]).toEqual(['expect b']);
  expect(cancelled).toBe(1);
});
