import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { backprop, bundle, definition, example } from '../backprop';

const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'recordings '));

/** The only recording of a folder. */
function recordingIn(folder: string): string {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return path.join(folder, names[0] ?? '');
}

/** As docs/recording.md has it, and no more: of each tensor its shape, then its numbers. */
function safetensors(tensors: Readonly<Record<string, readonly [number[], ...number[]]>>): Buffer {
  let end = 0;
  const header = Object.entries(tensors).map(([name, [shape, ...values]]) => {
    const start = end;
    end += 8 * values.length;
    return [name, { dtype: 'F64', shape, data_offsets: [start, end] }] as const;
  });
  const words = JSON.stringify(Object.fromEntries(header));
  const padded = words.padEnd(8 * Math.ceil(words.length / 8));
  const file = Buffer.alloc(8 + padded.length + end);
  file.writeBigUInt64LE(BigInt(padded.length));
  file.write(padded, 8);
  const numbers = Object.values(tensors).flatMap(([, ...values]) => values);
  numbers.forEach((value, at) => file.writeDoubleLE(value, 8 + padded.length + 8 * at));
  return file;
}

interface Shown {
  readonly run: { readonly state: string; readonly step: number; readonly reason?: string };
  readonly losses: { readonly steps: number[]; readonly values: unknown[] };
  readonly evaluations: Readonly<Record<'steps' | 'trainLoss' | 'testLoss' | 'testAccuracy', unknown[]>>;
  readonly layers: readonly {
    readonly name: string;
    readonly gradientNorm: unknown;
    readonly pictures: unknown[];
  }[];
  readonly snapshots: number[];
  readonly damaged: unknown[];
}

async function show(recording: string): Promise<Shown> {
  const { output } = await backprop('show', recording, '--json');
  return JSON.parse(output) as Shown;
}

describe('backprop train --record', () => {
  it('records the numbers it reports, and trains to the same ones', async () => {
    const folder = newFolder();
    const words = ['train', example('spiral'), '--network', 'Spiral', '--epochs', '8', '--json'];
    const plain = await backprop(...words);
    const recorded = await backprop(...words, '--record', folder);
    expect(recorded.exitCode).toBe(0);
    const withoutSpeed = (output: string): unknown[] =>
      output
        .trim()
        .split('\n')
        .map((line) => ({ ...(JSON.parse(line) as object), stepsPerSecond: 0 }))
        .filter((line) => !('recording' in line));
    const rows = withoutSpeed(recorded.output);
    expect(rows).toEqual(withoutSpeed(plain.output));
    const recording = recordingIn(folder);
    expect(recorded.output).toContain(JSON.stringify({ recording }));
    const shown = await show(recording);
    expect(shown.run).toMatchObject({ state: 'finished', step: 64 });
    expect(shown.losses.steps).toEqual(Array.from({ length: 64 }, (_, step) => step));
    const { steps, trainLoss, testLoss, testAccuracy } = shown.evaluations;
    expect(
      steps.map((step, row) => ({
        step,
        trainLoss: trainLoss[row],
        testLoss: testLoss[row],
        testAccuracy: testAccuracy[row],
      })),
    ).toMatchObject(
      rows
        .filter((row) => 'epoch' in (row as object))
        .map((row) => {
          const { step, trainLoss, testLoss, testAccuracy } = row as Record<string, unknown>;
          return { step, trainLoss, testLoss, testAccuracy };
        }),
    );
    expect(shown.snapshots).toEqual([1, ...Array.from({ length: 16 }, (_, place) => 4 * (place + 1))]);
    expect(shown.layers.map(({ name, pictures }) => [name, pictures.length])).toEqual([
      ['hidden', 4],
      ['relu1', 3],
      ['affine1', 4],
      ['relu2', 3],
      ['add1', 2],
      ['affine2', 4],
      ['softmaxwithloss1', 0],
    ]);
    expect(shown.damaged).toEqual([]);
  });

  it('keeps the definition, and why a run failed', async () => {
    const folder = newFolder();
    const text = readFileSync(example('xor'), 'utf8').replace('init=Xavier', 'init=Constant(3e38)');
    const file = definition(text.replace('Tanh', 'ReLU'));
    const { exitCode, errors } = await backprop('train', file, '--record', folder);
    expect(exitCode).toBe(1);
    const run = JSON.parse(readFileSync(path.join(recordingIn(folder), 'run.json'), 'utf8')) as object;
    expect(run).toMatchObject({
      state: 'failed',
      reason: 'affine1 gave ∞ at step 0: the first in the forward pass.',
      origin: { kind: 'definition', network: 'XOR', file: path.basename(file), seed: 1 },
      findings: [{ rule: 'non-finite', severity: 'error' }],
    });
    expect((run as { origin: { text: string } }).origin.text).toBe(readFileSync(file, 'utf8'));
    expect(errors).toContain('affine1 gave ∞ at step 0');
  });

  it('trains nothing where it cannot be recorded, and names what is in the way', async () => {
    const file = definition('a file');
    const folder = newFolder();
    const link = path.join(folder, 'link');
    symlinkSync(path.join(folder, 'nothing'), link);
    const long = path.join(folder, 'n'.repeat(300));
    for (const [place, why] of [
      [file, `${file} is no folder.`],
      [path.join(file, 'sub', 'deeper'), `${file} is no folder.`],
      [link, `the link ${link} leads nowhere.`],
      [path.join(link, 'sub'), `the link ${link} leads nowhere.`],
      ...(process.platform === 'win32' ? [] : [[long, 'its name is too long.']]),
      ...(process.platform === 'linux' ? [['/proc/foo', 'no folder can be made there.']] : []),
    ] as const) {
      const told = await backprop('train', example('xor'), '--epochs', '3', '--record', place);
      expect(told).toEqual({
        exitCode: 2,
        errors: `backprop: Nothing can be recorded in ${place}: ${why}\n`,
        output: '',
      });
    }
  });

  it.skipIf(process.platform === 'win32')('leaves no empty recording where the disk is full', () => {
    const folder = newFolder();
    const words = [bundle, 'train', example('xor'), '--epochs', '3', '--record', folder];
    const limited = spawnSync(
      'sh',
      ['-c', `trap '' XFSZ; ulimit -f 0; exec "$@"`, 'sh', process.execPath, ...words],
      { encoding: 'utf8' },
    );
    expect(limited.status).toBe(2);
    expect(limited.stderr).toBe(
      `backprop: Nothing can be recorded in ${folder}: it is larger than a file may be here.\n`,
    );
    expect(limited.stdout).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  // A limit on the size of a file stands in for a disk that fills up: writing stops in the middle.
  it.skipIf(process.platform === 'win32')(
    'trains on where the disk becomes full, and says so once',
    async () => {
      const folder = newFolder();
      const words = ['train', example('spiral'), '--network', 'Spiral', '--epochs', '40', '--record', folder];
      const limited = spawnSync(
        'sh',
        ['-c', `trap '' XFSZ; ulimit -f 40; exec "$@"`, 'sh', process.execPath, bundle, ...words],
        { encoding: 'utf8' },
      );
      expect(limited.status).toBe(1);
      const recording = recordingIn(folder);
      expect(limited.stderr.split('\n')).toEqual([
        `backprop: recording to ${recording}`,
        expect.stringMatching(
          /^backprop: the run is recorded no further than step \d+: it is larger than a file may be here\.$/,
        ),
        '',
      ]);
      expect(limited.stdout.trim().split('\n')).toHaveLength(43);
      expect(readdirSync(path.join(recording, 'segments')).filter((name) => name.endsWith('.tmp'))).toEqual(
        [],
      );
      const shown = await show(recording);
      expect(shown.run).toMatchObject({
        state: 'finished',
        step: 320,
        interrupted: { reason: 'it is larger than a file may be here.' },
      });
      expect(shown.damaged).toEqual([]);
    },
  );

  it('goes on where its recording is removed, and says that it was', async () => {
    const folder = newFolder();
    const words = [
      'train',
      example('spiral'),
      '--network',
      'Spiral',
      '--epochs',
      '100000',
      '--record',
      folder,
    ];
    const child = spawn(process.execPath, [bundle, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    const closed = once(child, 'close');
    let said = '';
    let isRemoved = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!isRemoved && said.includes('recording to')) {
        isRemoved = true;
        rmSync(recordingIn(folder), { recursive: true });
      }
      if (said.includes('no further')) child.kill('SIGINT');
    });
    await closed;
    expect(said).toMatch(/: the run is recorded no further than step \d+: its recording was removed\n/);
    expect(said).not.toContain('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is whole where it was killed', async () => {
    const folder = newFolder();
    const child = spawn(
      process.execPath,
      [bundle, 'train', example('spiral'), '--network', 'Spiral', '--epochs', '100000', '--record', folder],
      { stdio: 'ignore' },
    );
    const closed = once(child, 'close');
    await vi.waitFor(
      () => {
        // What is still being written has another ending.
        expect(readdirSync(path.join(recordingIn(folder), 'segments'))).toContain('000001.safetensors');
      },
      {
        timeout: 20_000,
      },
    );
    child.kill('SIGKILL');
    await closed;
    const shown = await show(recordingIn(folder));
    expect(shown.run.state).toBe('running');
    expect(shown.damaged).toEqual([]);
    expect(shown.losses.steps.length).toBeGreaterThan(0);
    expect(shown.losses.steps).toEqual(shown.losses.steps.map((_, step) => step));
  });

  it('refuses a folder without a name', async () => {
    expect(await backprop('train', example('xor'), '--record', '')).toMatchObject({
      exitCode: 2,
      errors: 'backprop: --record takes a value, and none follows.\n',
    });
  });
});

describe('backprop show and backprop runs', () => {
  it('show a recording in words, name what is damaged, and list it', async () => {
    const folder = newFolder();
    const { errors } = await backprop('train', example('xor'), '--steps', '40', '--record', folder);
    const recording = recordingIn(folder);
    expect(errors).toContain(`backprop: recording to ${recording}\n`);
    const whole = await backprop('show', recording);
    expect(whole.exitCode).toBe(0);
    expect(whole.output).toMatch(/^XOR: finished after 40 of 40 steps, /);
    expect(whole.output).toMatch(
      /40 losses, \d+ evaluations, 40 measurements of the layers, \d+ snapshots from step 1 to 40/,
    );
    expect(whole.output).toMatch(/affine1 +Affine +\d+ +\d+ /);
    const segment = path.join(recording, 'segments', '000001.safetensors');
    writeFileSync(segment, readFileSync(segment).subarray(0, -3));
    expect((await backprop('runs', folder)).output).toMatch(/ {2}damaged {2}/);
    const damaged = await backprop('show', recording);
    expect(damaged.exitCode).toBe(1);
    expect(damaged.output).toContain(
      '0 losses, 0 evaluations, 0 measurements of the layers, 15 snapshots from step 1 to 40\nsegments/000001.safetensors is damaged: it was cut off or changed\n',
    );
    rmSync(path.join(recording, 'segments'), { recursive: true });
    const empty = await backprop('show', recording);
    expect(empty.exitCode).toBe(1);
    expect(empty.output).toContain('segments is missing, though steps were done: the recording is damaged\n');
    const listed = await backprop('runs', folder);
    expect(listed.output).toMatch(
      /^recorded +name +pinned +state +steps .*\n─+\n[-\d]+ [:\d]+ {2}XOR +finished +40 /,
    );
    const [row] = JSON.parse((await backprop('runs', folder, '--json')).output) as object[];
    expect(row).toMatchObject({ name: 'XOR', state: 'finished', step: 40, folder: path.basename(recording) });
  });

  it('judge the run of a script by the rules that a panel judges it by', async () => {
    const recording = path.join(newFolder(), 'sure.bprun');
    cpSync('test/fixtures/recordings/blobs.bprun', recording, { recursive: true });
    const file = path.join(recording, 'run.json');
    // Of a hundred classes its first loss would tell that it starts sure of some of them.
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"classes": 3\b/, '"classes": 100'));
    const shown = JSON.parse((await backprop('show', recording, '--json')).output) as object;
    expect(shown).toMatchObject({
      run: { findings: [{ rule: 'bad-initial-loss', severity: 'warning' }] },
      notJudged: [
        { rule: 'all-alike' },
        { rule: 'dead-relu' },
        { rule: 'loss-not-decreasing', why: 'It looks at 200 steps at a time, and there are 60.' },
        { rule: 'overfitting' },
      ],
    });
    const { output } = await backprop('show', recording);
    expect(output).toMatch(/^warning: .+ \(bad-initial-loss, from step \d+\)$/m);
    expect(output).toContain('loss-not-decreasing cannot be judged: It looks at 200 steps at a time');
    expect(output).not.toContain('on how many samples it was evaluated');
  });

  it('name together what cannot be judged for one reason', async () => {
    const recording = path.join(newFolder(), 'short.bprun');
    cpSync('test/fixtures/recordings/blobs.bprun', recording, { recursive: true });
    const segment = path.join(recording, 'segments', '000001.safetensors');
    writeFileSync(segment, safetensors({ 'losses.steps': [[2], 0, 1], 'losses.values': [[2], 0.7, 0.6] }));
    const { output } = await backprop('show', recording);
    expect(output).toMatch(/^.*exploding-gradient, vanishing-gradient, small-updates cannot be judged: .+$/m);
    const reasons = [...output.matchAll(/ cannot be judged: (.+)$/gm)].map(([, reason]) => reason);
    expect(reasons.length).toBeGreaterThan(2);
    expect(new Set(reasons).size).toBe(reasons.length);
  });

  it('show what another program has written by the document alone', async () => {
    const recording = path.join(newFolder(), 'mine.bprun');
    for (const part of ['segments', 'snapshots']) mkdirSync(path.join(recording, part), { recursive: true });
    const text = 'network Net {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}\n';
    const layer = { name: 'affine1', type: 'Affine', shape: [2], parameters: 6, inputs: ['input'] };
    const run = {
      format: 'backprop-recording',
      version: 1,
      producer: { name: 'tiny', version: '0.1' },
      name: 'by hand',
      created: '2026-11-30T04:10:05.120Z',
      alive: '2026-11-30T04:10:25.120Z',
      seconds: 20,
      state: 'failed',
      reason: 'the light went out',
      step: 6,
      totalSteps: 10,
      interrupted: { step: 5, reason: 'disk full' },
      segments: 1,
      settings: { batch: 2 },
      origin: { kind: 'definition', file: 'net.backprop', text, network: 'Net', seed: 3 },
      layers: [layer],
      data: { source: 'xor()', trainSamples: 4, testSamples: 0 },
      evaluated: { trainSamples: 2, testSamples: 0, finalTrainSamples: 4 },
      edits: [
        { kind: 'parameter', step: 1, name: 'affine1.W', entry: 2, value: 'NaN' },
        { kind: 'learningRate', step: 2, value: 0.05 },
        { kind: 'definition', step: 3, text: text.replace('xor()', 'xor(points=2)') },
        { kind: 'moreSteps', step: 4, steps: 5 },
      ],
    };
    writeFileSync(
      path.join(recording, 'segments', '000001.safetensors'),
      safetensors({
        'losses.steps': [[2], 0, 1],
        'losses.values': [[2], 0.7, Infinity],
        'evaluations.steps': [[1], 4],
        'evaluations.values': [[1, 4], 0.5, 0.75, NaN, NaN],
        'scalars.steps': [[1], 2],
        'scalars.values': [[1, 1, 5], 0.5, 0.1, 0.01, NaN, NaN],
        'mine.extra': [[1], 9],
      }),
    );
    writeFileSync(
      path.join(recording, 'snapshots', '000000001.safetensors'),
      safetensors({
        'affine1.activation.mean': [[2, 2], 1, -1, 2, -2],
        'affine1.activation.shape': [[2], 2, 2],
        'affine1.activation.statistics': [[8], 0.1, 1.2, -2, 2, 3, 1, 1, 0],
      }),
    );
    writeFileSync(path.join(recording, 'run.json'), JSON.stringify(run));
    const shown = await backprop('show', recording);
    expect(shown).toMatchObject({ exitCode: 0, errors: '' });
    expect(shown.output.split('\n')).toEqual([
      'by hand: failed after 6 of 10 steps, 20.0 s',
      'the light went out',
      'recorded 2026-11-30 04:10:05 UTC by tiny 0.1',
      'network Net of net.backprop, seed 3',
      'data xor(): 4 samples to train on, 0 to test on',
      'batch = 2',
      'after step 1: affine1.W[2] = NaN',
      'after step 2: learning rate 0.05',
      'after step 3: the definition was edited',
      '  - data = xor()',
      '  + data = xor(points=2)',
      'after step 4: 5 more steps',
      'not recorded after step 5: disk full',
      '',
      'loss Infinity on the mini-batch of step 2',
      'after step 4: train loss 0.5000, test loss –, train acc. 75.0 %, test acc. –',
      'evaluated on 2 of 4 training samples and 0 of 0 test samples; at the start and the end on 4 and on all',
      '',
      expect.stringMatching(/^layer +type +output/),
      expect.stringMatching(/^─+$/),
      expect.stringMatching(/^affine1 +Affine +2 +6 +0\.500 +0\.0100 +0\.100 ± 1\.20 +–$/),
      '',
      '2 losses, 1 evaluation, 1 measurement of the layers, 1 snapshot of step 1',
      '',
    ]);
  });

  it('say NaN of a loss that became NaN, and nothing of one that there is not', async () => {
    const folder = newFolder();
    const broken = path.join(newFolder(), 'broken.backprop');
    const layers = 'Affine(4); Affine(4); Affine(1); SigmoidWithLoss';
    const train = 'optimizer = SGD(lr=1e30); batch = 4; epochs = 20';
    writeFileSync(broken, `network N { data = xor(); layers { ${layers} }; train { ${train} } }`);
    await backprop('train', broken, '--record', folder);
    expect((await backprop('runs', folder)).output).toMatch(/ {2}NaN +– +– /);
    expect((await backprop('show', recordingIn(folder))).output).toMatch(/: train loss NaN, test loss –, /);
  });

  it('list a recording by the name it was given, and say whether it is pinned', async () => {
    const folder = newFolder();
    await backprop('train', example('xor'), '--steps', '2', '--record', folder);
    const rowIn = async (): Promise<unknown> =>
      (JSON.parse((await backprop('runs', folder, '--json')).output) as unknown[])[0];
    expect(await rowIn()).toMatchObject({ name: 'XOR', pinned: false });
    const label = path.join(recordingIn(folder), 'label.json');
    writeFileSync(label, JSON.stringify({ name: 'the first \u001b[2J', pinned: true }));
    expect(await rowIn()).toMatchObject({ name: 'the first \u001b[2J', pinned: true });
    expect((await backprop('runs', folder)).output).toMatch(/ {2}the first �\[2J +yes +finished +2 /);
    const shown = await backprop('show', recordingIn(folder));
    expect(shown.output).toMatch(/^the first �\[2J: finished after 2 of /);
    writeFileSync(label, '{"name": ');
    expect(await rowIn()).toMatchObject({ name: 'XOR', pinned: false });
  });

  it('never let a recording steer the terminal', async () => {
    const folder = newFolder();
    await backprop('train', example('xor'), '--steps', '2', '--record', folder);
    const file = path.join(recordingIn(folder), 'run.json');
    const run = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(
      file,
      JSON.stringify({ ...run, name: '\u001b[2Jhello\n', state: 'failed', reason: '\u009b1A' }),
    );
    for (const words of [
      ['show', recordingIn(folder)],
      ['runs', folder],
    ]) {
      const { output } = await backprop(...words);
      expect(output).toContain('�[2Jhello�');
      // eslint-disable-next-line no-control-regex -- These are what must not come.
      expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });

  const loop = path.join(newFolder(), 'loop');
  symlinkSync('loop', loop);

  it.each([
    [['show', tmpdir()], /is not a recording: there is no run\.json in it\.$/],
    [['show', '/nowhere/at/all'], /\/nowhere\/at\/all was not found\.$/],
    [['show', example('xor')], /xor\.backprop is no folder\.$/],
    [['show'], /Name a recording\.$/],
    [['show', 'a', 'b'], /Name one recording only\.$/],
    [['runs', loop], /loop cannot be read: its symbolic links lead round in a circle\.$/],
    [['show', path.join(loop, 'x')], /x cannot be read: its symbolic links lead round in a circle\.$/],
    [['show', path.join(example('xor'), 'y')], /y was not found\.$/],
    [['runs', 'n'.repeat(300)], /n cannot be read: its name is too long\.$/],
    [['runs', '/nowhere/at/all'], /\/nowhere\/at\/all was not found\.$/],
    [['runs', example('xor')], /xor\.backprop is no folder\.$/],
    [['runs'], /Name a folder of recordings\.$/],
    [['runs', ''], /An argument is empty\.$/],
    [['show', ''], /An argument is empty\.$/],
    [['check', ''], /An argument is empty\.$/],
  ])('refuse %j in one line', async (words, sentence) => {
    const { exitCode, errors, output } = await backprop(...words);
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(errors.trim()).toMatch(sentence);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('take what has lost its run.json alone for damaged', async () => {
    const folder = newFolder();
    await backprop('train', example('xor'), '--steps', '2', '--record', folder);
    rmSync(path.join(recordingIn(folder), 'run.json'));
    expect((await backprop('runs', folder)).output).toContain(
      'damaged: run.json is missing or cannot be read',
    );
    const { exitCode, output } = await backprop('show', recordingIn(folder));
    expect(exitCode).toBe(1);
    expect(output).toContain('2 losses');
  });

  it('turn no line around, draw no accuracy that is none, and say what is too large', async () => {
    const folder = newFolder();
    await backprop('train', example('xor'), '--steps', '2', '--record', folder);
    const recording = recordingIn(folder);
    const file = path.join(recording, 'run.json');
    const run = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const latest = { trainAccuracy: 97.3, testAccuracy: 1e308 };
    writeFileSync(file, JSON.stringify({ ...run, name: 'a\u202egnp\u2066b', latest }));
    const [row] = JSON.parse((await backprop('runs', folder, '--json')).output) as object[];
    expect(row).toMatchObject({ name: 'a�gnp�b', trainAccuracy: 'NaN', testAccuracy: 'NaN' });
    writeFileSync(path.join(recording, 'label.json'), JSON.stringify({ name: 'c\u202ad' }));
    const { output } = await backprop('runs', folder);
    expect(output).toContain('c�d');
    expect(output).not.toContain('Infinity');
    writeFileSync(file, ' '.repeat(17 * 2 ** 20));
    expect((await backprop('runs', folder)).output).toContain('run.json is larger than is read');
    expect((await backprop('show', recording)).output).toContain('run.json is larger than is read');
  });

  it('say which version they do not know', async () => {
    const folder = newFolder();
    await backprop('train', example('xor'), '--steps', '2', '--record', folder);
    const recording = recordingIn(folder);
    const file = path.join(recording, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1,', '"version": 7,'));
    const { exitCode, errors } = await backprop('show', recording);
    expect(exitCode).toBe(2);
    expect(errors).toContain('is of a newer version (7) than this program reads.');
    expect((await backprop('runs', folder)).output).toContain(
      'of a newer version (7) than this program reads',
    );
  });

  it('find an empty folder empty', async () => {
    const folder = newFolder();
    expect(await backprop('runs', folder)).toMatchObject({
      exitCode: 0,
      output: `There are no recordings in ${folder}.\n`,
    });
    expect(existsSync(folder)).toBe(true);
  });
});
