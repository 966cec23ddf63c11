import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import {
  backprop,
  backpropInLittleRoom,
  bundle,
  definition,
  example,
  namedPipe,
  type Outcome,
} from '../backprop';

interface Row {
  readonly epoch: number;
  readonly step: number;
  readonly trainLoss: number;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
}

function rows(output: string): readonly Row[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row | { readonly findings: unknown })
    .filter((line): line is Row => !('findings' in line));
}

const zeros =
  'network N {\n  data = moons(points=60)\n  layers { Affine(8, init=Zeros); Sigmoid; Affine(1, init=Zeros); SigmoidWithLoss }\n  train { optimizer = SGD(lr=1); epochs = 5 }\n}\n';

const outputFile = (): string => definition('').replace(/\.backprop$/, '.npz');

describe('backprop train', () => {
  it('learns XOR', async () => {
    const { exitCode, output } = await backprop('train', example('xor'), '--json');
    expect(exitCode).toBe(0);
    expect(rows(output).at(-1)?.trainLoss).toBeLessThan(0.01);
  });

  it('learns the spiral', async () => {
    const { output } = await backprop(
      'train',
      example('spiral'),
      '--network',
      'Spiral',
      '--epochs',
      '150',
      '--json',
    );
    const last = rows(output).at(-1);
    expect(last).toMatchObject({ epoch: 150, step: 1200 });
    expect(last?.testAccuracy).toBeGreaterThan(0.9);
  });

  it('gives the same numbers for the same seed, and the parameters to NumPy', async () => {
    const outputs = [outputFile(), outputFile()];
    for (const out of outputs) await backprop('train', example('spiral'), '--steps', '20', '--npz', out);
    const [first, second] = outputs.map((file) => readFileSync(file));
    expect(first?.equals(second ?? Buffer.of())).toBe(true);
    const names = Object.keys(unzipSync(first ?? Buffer.of()));
    expect(names).toContain('hidden.W.npy');
    expect(names).toContain('affine2.b.npy');
  });

  it('stops at the first loss that is not finite, names that step and says what to do', async () => {
    // Each step overshoots by more: dozens of them are needed, and fit into a moment.
    const file = definition(
      'network N { data = sine(); layers { Affine(1); MeanSquaredError }; train { optimizer = SGD(lr=2); epochs = 500 } }',
    );
    const { exitCode, errors } = await backprop('train', file, '--json');
    expect(exitCode).toBe(1);
    const step =
      /^backprop: meanSquaredError1 gave ∞ at step (\d+): the first in the forward pass\.\n$/i.exec(
        errors,
      )?.[1];
    expect(Number(step)).toBeGreaterThan(10);
    // All steps before it have finite losses, and it has not.
    const upTo = (steps: number): ReturnType<typeof backprop> =>
      backprop('train', file, '--json', '--steps', String(steps));
    expect((await upTo(Number(step) - 1)).exitCode).toBe(0);
    expect(await upTo(Number(step) + 1)).toMatchObject({ exitCode: 1, errors });
  });

  it('blames no learning rate where nothing was learned yet', async () => {
    const text = readFileSync(example('xor'), 'utf8').replace('init=Xavier', 'init=Constant(3e38)');
    const { exitCode, errors } = await backprop('train', definition(text.replace('Tanh', 'ReLU')), '--json');
    expect(exitCode).toBe(1);
    expect(errors).toBe('backprop: affine1 gave ∞ at step 0: the first in the forward pass.\n');
  });

  it.each([['1e30', /^backprop: \w+ gave (NaN|∞) at step 1: the first in the forward pass\./]])(
    'does not end well where a last update by %s leaves no numbers',
    async (rate, sentence) => {
      const text = readFileSync(example('xor'), 'utf8')
        .replace('SGD(lr=0.5)', `SGD(lr=${rate})`)
        .replace('Tanh', 'ReLU');
      const { exitCode, errors } = await backprop('train', definition(text), '--steps', '1');
      expect(exitCode).toBe(1);
      expect(errors).toMatch(sentence);
    },
  );

  it.each([
    [['--network', 'Nobody'], 'has no network Nobody, but: XOR'],
    [['--epochs', '0'], '--epochs takes a whole number from 1 up, not 0.'],
    [['--epochs', '-1'], '--epochs takes a whole number from 1 up, not -1.'],
    [['--epochs', '--json'], '--epochs takes a value, and none follows.'],
    [['--epochs'], '--epochs takes a value, and none follows.'],
    [['--json=yes'], '--json takes no value.'],
    [['--epoch', '1'], "Unknown option '--epoch'"],
    [['--steps', ''], '--steps takes a value, and none follows.'],
    [['--npz', '', '--steps', '1'], '--npz takes a value, and none follows.'],
    [['--npz', '/nowhere/at/all.npz', '--steps', '1'], '/nowhere/at/all.npz could not be written'],
  ])('refuses %j in one line', async (words, sentence) => {
    const { exitCode, errors } = await backprop('train', example('xor'), ...words);
    expect(exitCode).toBe(2);
    expect(errors).toContain(sentence);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('refuses to train what has no train block, and still runs one pass of it', async () => {
    const text = readFileSync(example('xor'), 'utf8').replace(/ {2}train \{[^}]*\}\n/, '');
    const file = definition(text);
    const trained = await backprop('train', file);
    expect(trained.exitCode).toBe(2);
    expect(trained.errors).toContain('XOR has no train block, so it cannot be trained.');
    expect((await backprop('run', file, '--network', 'XOR')).exitCode).toBe(0);
  });

  it('stops at Ctrl-C with what was reached', async () => {
    const out = outputFile();
    const words = ['train', example('xor'), '--epochs', '100000000', '--json', '--npz', out];
    const child = spawn(process.execPath, [bundle, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let isInterrupted = false;
    child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part));
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      // The first epoch is over: it is in the middle of its
      // work. A second Ctrl-C would end it while it writes.
      if (output.split('\n').length <= 3 || isInterrupted) return;
      isInterrupted = child.kill('SIGINT');
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(130);
    const last = rows(output).at(-1);
    expect(errors).toBe(`backprop: stopped after ${String(last?.step)} steps.\n`);
    expect(Object.keys(unzipSync(readFileSync(out)))).toContain('affine1.W.npy');
  });

  it('says what is the matter with the network, and what helps', async () => {
    const file = definition(zeros);
    const { exitCode, output } = await backprop('train', file);
    expect(exitCode).toBe(0);
    expect(output).toContain(`${file}:3: error: 8 of 8 units of affine1 have the same weights`);
    expect(output).toContain('(all-alike)\n');
    expect(output).toContain('    → Start affine1 with init=Xavier.\n');
    const last = (await backprop('train', file, '--json')).output.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      findings: [{ rule: 'all-alike', severity: 'error', layer: 'affine1', line: 3, step: 1 }],
    });
    const healthy = await backprop('train', example('xor'), '--json');
    expect(healthy.output.trim().split('\n').at(-1)).toBe('{"findings":[],"hints":[]}');
  });

  it('says what check says of the network before it trains, and nothing of others', async () => {
    const file = definition(
      `block Hidden { Affine(4, init=Zeros); ReLU }
network Other { data = iris(); layers { Dense(3); SoftmaxWithLoss } }
network N {
  data = iris(standardize=true)
  layers { Hidden; Affine(3); Softmax; SoftmaxWithLoss }
  train { optimizer = SGD(lr=0.1); epochs = 1 }
}
`,
    );
    const { errors } = await backprop('train', file, '--network', 'N');
    expect(errors.trimEnd().split('\n')).toEqual([
      `${file}:1:31: information: All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with He. [equal-weights]`,
      `${file}:5:31: information: SoftmaxWithLoss has Softmax in it already: without this line it is applied once. [activation-in-loss]`,
    ]);
    const json = await backprop('train', file, '--network', 'N', '--json');
    expect(json.errors).toBe('');
    expect(JSON.parse(json.output.trim().split('\n').at(-1) ?? '')).toMatchObject({
      hints: [
        { code: 'equal-weights', line: 1 },
        { code: 'activation-in-loss', line: 5, severity: 'information' },
      ],
    });
  });

  it('names the remedy that check names: pixels are scaled, the number of the row is left out', async () => {
    const texts = [
      'network N {\n  data = csv("f.csv", target="kind", test=2)\n',
      '  layers { Affine(2); SoftmaxWithLoss }\n  train { optimizer = SGD(lr=10); epochs = 2 }\n}\n',
    ];
    const trained = async (header: string, row: (index: number) => string): Promise<string> => {
      const file = definition(texts.join(''));
      const lines = Array.from({ length: 40 }, (_, index) => `${row(index)},${index % 2 ? 'a' : 'b'}`);
      writeFileSync(path.join(path.dirname(file), 'f.csv'), [`${header},kind`, ...lines].join('\n'));
      const { errors, output } = await backprop('train', file);
      return errors + output;
    };
    const numbered = await trained('Id,x,y', (index) => `${index + 1},0.5,${index % 3}`);
    expect(numbered).toContain('Leave it out with drop=["Id"].');
    expect(numbered).toContain('Column 1 of the inputs, Id, is the number of the row.');
    expect(numbered).toContain('→ Leave the number of the row out: drop=["Id"].');
    expect(numbered).not.toContain('standardize=true');
    const pixels = Array.from({ length: 16 }, (_, index) => index);
    const scaled = await trained(pixels.map((index) => `p${index}`).join(','), (sample) =>
      pixels.map((index) => (sample * 37 + index * 11) % 256).join(','),
    );
    expect(scaled).toContain('Say scale=1/255');
    expect(scaled).toContain('The inputs run from 0 to 255.');
    expect(scaled).toContain('→ Bring the pixels between 0 and 1: scale=1/255.');
    expect(scaled).not.toContain('standardize=true');
  });

  it('says where the MNIST files belong', async () => {
    const checked = await backprop('check', example('mnist'), '--json');
    expect(checked.exitCode).toBe(0);
    expect(JSON.parse(checked.output)).toMatchObject([
      { code: 'missing-data-files', severity: 'information' },
    ]);
    const trained = await backprop('train', example('mnist'));
    expect(trained.exitCode).toBe(2);
    expect(trained.errors).toContain('Put the four MNIST files there');
  });

  it('refuses a layer of a billion parameters before it is allocated', async () => {
    const text = readFileSync(example('xor'), 'utf8').replace(
      'Affine(4, init=Xavier)',
      'Affine(50000)\nAffine(50000)',
    );
    const { exitCode, output } = await backprop('check', definition(text));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/2,?500,?0/);
  });
});

describe('backprop run --network', () => {
  it('writes every tensor of the first mini-batch under the names the table shows', async () => {
    const out = outputFile();
    const { output } = await backprop(
      'run',
      example('spiral'),
      '--network',
      'Spiral',
      '--json',
      '--npz',
      out,
    );
    const json = JSON.parse(output) as {
      loss: number;
      layers: { name: string; type: string; parameters: number; blockedShare: number | null }[];
    };
    expect(json.layers.map(({ name }) => name)).toEqual([
      'hidden',
      'relu1',
      'affine1',
      'relu2',
      'add1',
      'affine2',
      'softmaxwithloss1',
    ]);
    expect(json.layers.map(({ parameters }) => parameters)).toEqual([96, 0, 1056, 0, 0, 99, 0]);
    expect(json.layers[1]?.blockedShare).toBeGreaterThan(0);
    // About ln 3 before anything is learned.
    expect(json.loss).toBeGreaterThan(0.5);
    const names = Object.keys(unzipSync(readFileSync(out))).map((name) => path.basename(name, '.npy'));
    for (const name of [
      'input',
      'target',
      'loss',
      'hidden.W',
      'hidden.dW',
      'relu1.mask',
      'affine2.gradOutput',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('tries the file of --npz before it trains, and leaves an old one as it was where it cannot write', async () => {
    const file = definition(readFileSync(example('xor')));
    const missing = path.join(path.dirname(file), 'missing', 'out.npz');
    const refused = await backprop('train', file, '--npz', missing);
    expect(refused).toMatchObject({ exitCode: 2, output: '' });
    expect(refused.errors).toBe(
      `backprop: ${missing} could not be written: there is no such file or folder.\n`,
    );
    const long = await backprop('train', file, '--npz', `${'n'.repeat(300)}.npz`);
    expect(long).toMatchObject({ exitCode: 2, output: '' });
    expect(long.errors).toMatch(/could not be written: its name is too long\.\n$/);

    const kept = outputFile();
    writeFileSync(kept, 'old');
    const untrained = definition('network N { data = xor(); layers { Affine(2); SoftmaxWithLoss } }');
    expect((await backprop('train', untrained, '--npz', kept)).exitCode).toBe(2);
    expect(readFileSync(kept, 'utf8')).toBe('old');
    expect((await backprop('train', file, '--epochs', '1', '--npz', kept)).exitCode).toBe(0);
    expect(Object.keys(unzipSync(readFileSync(kept)))).toContain('affine1.W.npy');
    expect(readdirSync(path.dirname(kept)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('keeps an old file where the new one finds no room', async () => {
    const kept = outputFile();
    writeFileSync(kept, 'old');
    const words = ['train', example('xor'), '--steps', '1', '--npz', kept];
    const { exitCode, errors } = await backpropInLittleRoom(...words);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/could not be written: it is larger than a file may be here\./);
    expect(readFileSync(kept, 'utf8')).toBe('old');
    expect(readdirSync(path.dirname(kept)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes whole numbers in digits only', async () => {
    for (const steps of ['0x10', '1e1', '1.0', ' 3', '+3']) {
      const { exitCode, errors } = await backprop('train', example('xor'), '--steps', steps);
      expect(exitCode).toBe(2);
      expect(errors).toBe(`backprop: --steps takes a whole number from 1 up, not ${steps}.\n`);
    }
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'waits for a reader that does not read, instead of keeping all it has to say in memory',
    async () => {
      const child = spawn(process.execPath, [
        bundle,
        'train',
        example('xor'),
        '--epochs',
        '1000000',
        '--json',
      ]);
      try {
        await once(child.stdout, 'readable');
        // Nothing is read any more: what was written stays within the buffers of the two sides.
        const busy = (): number => {
          const [, , , , , , , , , , , , , user = '0', system = '0'] = readFileSync(
            `/proc/${String(child.pid)}/stat`,
            'utf8',
          ).split(' ');
          return Number(user) + Number(system);
        };
        let before = -1;
        await vi.waitUntil(
          () => {
            const isIdle = busy() === before;
            before = busy();
            return isIdle;
          },
          { interval: 1000, timeout: 30_000 },
        );
        expect(child.exitCode).toBeNull();
      } finally {
        child.kill('SIGKILL');
      }
    },
  );

  it.runIf(process.platform !== 'win32')(
    'says what is lost, and writes the file that can be written',
    async () => {
      const kept = outputFile();
      const gone = mkdtempSync(path.join(tmpdir(), 'gone '));
      const words = ['--epochs', '1000000', '--npz', path.join(gone, 'a.npz'), '--safetensors', kept];
      const child = spawn(process.execPath, [bundle, 'train', example('xor'), ...words]);
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      await once(child.stdout, 'data');
      rmSync(gone, { recursive: true });
      child.kill('SIGINT');
      child.stdout.resume();
      expect(await once(child, 'close')).toEqual([2, null]);
      expect(errors).toMatch(
        /a\.npz could not be written: there is no such file or folder\. What was learned in \d+ steps is not kept there\.\n$/,
      );
      expect(readFileSync(kept).length).toBeGreaterThan(8);
    },
  );

  it.runIf(existsSync('/dev/full'))(
    'sees before the first step that a device or a pipe takes nothing',
    async () => {
      const pipe = namedPipe();
      const train = (file: string): Promise<Outcome> =>
        backprop('train', example('xor'), '--steps', '1', '--npz', file);
      for (const [file, reason] of [
        ['/dev/full', 'it is a device, not a file.'],
        [pipe, 'nobody reads what is written there.'],
      ] as const) {
        const errors = `backprop: ${file} could not be written: ${reason}\n`;
        expect(await train(file)).toEqual({ exitCode: 2, output: '', errors });
      }
      expect((await train('/dev/null')).exitCode).toBe(0);
      const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        expect((await train(pipe)).exitCode).toBe(0);
        expect(Object.keys(unzipSync(readFileSync(reader)))).toContain('affine1.W.npy');
      } finally {
        closeSync(reader);
      }
    },
  );

  it.runIf(process.platform !== 'win32')(
    'leaves who may read a file as it was, and no half of one',
    async () => {
      const kept = outputFile();
      writeFileSync(kept, 'old', { mode: 0o600 });
      const child = spawn(process.execPath, [
        bundle,
        'train',
        example('xor'),
        '--epochs',
        '1000000',
        '--npz',
        kept,
      ]);
      await once(child.stdout, 'data');
      expect(readdirSync(path.dirname(kept)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      child.kill('SIGINT');
      await once(child, 'exit');
      expect(statSync(kept).mode & 0o777).toBe(0o600);
      expect(Object.keys(unzipSync(readFileSync(kept)))).toContain('affine1.W.npy');
    },
  );

  it.runIf(existsSync('/dev/full'))('says in words that the output could not be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [bundle, 'train', example('xor')], {
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [exitCode] = (await once(child, 'close')) as [number];
    expect(exitCode).toBe(2);
    expect(errors).toBe('backprop: the output could not be written: there is no space left.\n');
    const refused = spawn(process.execPath, [bundle, 'check', 'missing.backprop'], {
      stdio: ['ignore', 'ignore', openSync('/dev/full', 'w')],
    });
    expect(await once(refused, 'close')).toEqual([2, null]);
  });

  it('has help of its own, and backprop a version', async () => {
    const { exitCode, output } = await backprop('train', '--help');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^backprop train FILE .*--steps N/);
    expect(output).not.toContain('gradcheck');
    const { version } = JSON.parse(readFileSync(path.join(bundle, '../../package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect((await backprop('--version')).output).toBe(`backprop ${version}\n`);
  });
});
