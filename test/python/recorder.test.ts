import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bothWays,
  difference,
  newFolder,
  python,
  readProbe,
  recorderFile,
  recordingIn,
  trainings,
  type Ended,
  type Probed,
  type ProbedLayer,
  type Recorded,
} from './training';
import { freePort } from '../unit/python';

/** Kinds of `trainings.py` that tell their layers themselves, and the layers that a recording must have. */
const probedKinds: Readonly<Record<string, readonly string[]>> = {
  functional: ['net.first', 'net.relu@L', 'net.second'],
  sequential: ['model.0', 'model.1', 'model.2', 'model.3', 'model.4', 'model.5'],
  in_place: ['net.0', 'net.1', 'net.2', 'net.3', 'net.4', 'net.5', 'net.6', 'net.7'],
  residual: [
    'net.stem',
    ...[0, 1].flatMap((block) =>
      ['conv1', 'bn1', 'relu', 'conv2', 'relu#2'].map((layer) => `net.blocks.${String(block)}.${layer}`),
    ),
    'net.head',
  ],
  shared: ['net.enter', 'net.tanh@L', 'net.shared', 'net.relu@L', 'net.shared#2', 'net.leave'],
  gan: ['D.0', 'D.1', 'D.2', 'D.3', 'G.0', 'G.1', 'G.2'],
  lbfgs: ['net.first', 'net.relu@L', 'net.second'],
  accumulation: ['net.first', 'net.relu@L', 'net.second'],
  autocast: ['net.0', 'net.1', 'net.2'],
};

const withoutLine = (layer: string): string => layer.replace(/@\d+/, '@L');

describe.each(Object.entries(probedKinds))('a training of the kind %s', (kind, layers) => {
  it('is the same with and without the recorder, and is recorded as it was', async () => {
    const { plain, recorded, probed, folder } = await bothWays(kind);
    expect(plain.code).toBe(0);
    expect(plain.output).toMatch(/parameters [0-9a-f]{64}/);
    expect(recorded).toMatchObject({ code: 0, output: plain.output, errors: plain.errors });
    expect(recorded.said).toEqual([expect.stringContaining('recording into')]);
    const run = await recordingIn(folder);
    expect(run.recording.damaged).toEqual([]);
    expect(run.run.state).toBe('finished');
    expect(run.layers.map(withoutLine)).toEqual(layers);
    if (kind === 'gan') return;
    compare(run, probed);
    compareMasks(run);
    const [relu] = run.layers.filter((layer) => layer.startsWith('net.relu@'));
    if (relu !== undefined)
      compareWithInput(run, relu, probed[1]?.[kind === 'shared' ? 'net.shared#2' : 'net.second']);
  });
});

/** Holds every layer that the training itself knows against the recording. */
function compare(run: Recorded, probed: Probed): void {
  for (const [update, layers] of Object.entries(probed)) {
    for (const [layer, known] of Object.entries(layers)) {
      const step = Number(update);
      // Of several batches for one update the first is recorded.
      if (!run.layers.includes(layer)) continue;
      for (const kind of ['activation', 'gradient', 'weightGradient', 'weights'] as const) {
        if (known[kind] === undefined) continue;
        const picture = run.picture(step, layer, kind);
        expect(difference(picture, known[kind]), `${kind} of ${layer} at ${update}`).toBeLessThan(1e-6);
      }
      for (const scalar of ['gradientNorm', 'meanAbsoluteGradient', 'updateToWeightRatio'] as const) {
        const expected = known[scalar];
        if (expected === undefined) continue;
        const found = run.scalar(step, layer, scalar);
        expect(Math.abs(found - expected), `${scalar} of ${layer} at ${update}`).toBeLessThan(1e-6);
      }
    }
  }
  expect(Object.keys(probed)).toEqual(['1', '2', '3', '4']);
}

/** A ReLU blocks where it gives zero, and the share of that is recorded too. */
function compareMasks(run: Recorded): void {
  for (const { name } of run.run.layers.filter(({ type }) => /^relu$/i.test(type))) {
    const [mask, activation] = [run.picture(2, name, 'mask'), run.picture(2, name, 'activation')];
    expect(mask?.means.length).toBeGreaterThan(0);
    expect(mask?.means, name).toEqual(activation?.means.map((value) => (value <= 0 ? 1 : 0)));
    expect(run.scalar(2, name, 'blockedShare')).toBeGreaterThan(0);
  }
}

/** What a function gives is what the module after it is given. */
function compareWithInput(run: Recorded, layer: string, next: ProbedLayer | undefined): void {
  expect(difference(run.picture(1, layer, 'activation'), next?.input)).toBeLessThan(1e-6);
  expect(difference(run.picture(1, layer, 'gradient'), next?.inputGradient)).toBeLessThan(1e-6);
  const blocked = next?.input?.map((row) => row.map((value) => (value <= 0 ? 1 : 0)));
  expect(difference(run.picture(1, layer, 'mask'), blocked)).toBe(0);
}

const small = ['net.first', 'net.relu@L', 'net.second'];
const checkpointed = ['enter', 'middle.0', 'middle.1', 'middle.2', 'middle.3', 'leave'];
/** Kinds whose numbers the training does not tell. */
const otherKinds: Readonly<Record<string, readonly string[]>> = {
  workers: small,
  penalty: small,
  checkpointing: ['net', 'net_2'].flatMap((net) => checkpointed.map((layer) => `${net}.${layer}`)),
  // What torch.jit has compiled is not seen, but for its parameters.
  compiled_part: ['net.0', 'net.2', 'net.1.1'],
  attention: [
    'net.embedding',
    ...['self_attn', 'dropout1', 'norm1', 'linear1', 'relu@L', 'dropout', 'linear2', 'dropout2', 'norm2'].map(
      (layer) => `net.encoder.${layer}`,
    ),
    'net.memory',
    'net.head',
    'net.log_softmax@L',
    // Parameters of modules that are not called.
    'net',
    'net.encoder.self_attn.out_proj',
  ],
};

describe('the recorder', () => {
  it.each(Object.entries(otherKinds))('leaves a training of the kind %s as it is', async (kind, layers) => {
    const { plain, recorded, folder } = await bothWays(kind);
    expect(plain.output).toMatch(/parameters [0-9a-f]{64}/);
    expect(recorded).toMatchObject({ code: 0, output: plain.output, errors: plain.errors });
    const run = await recordingIn(folder);
    expect(run.recording.damaged).toEqual([]);
    expect(run.recording.series.losses.steps.length).toBe(run.run.step);
    expect(run.layers.map(withoutLine)).toEqual(layers);
  });

  it('has the gradients of what a checkpoint computes again', async () => {
    const { folder } = await bothWays('checkpointing');
    const run = await recordingIn(folder);
    const layers = run.layers.filter((layer) => layer.startsWith('net.'));
    expect(layers).toContain('net.middle.1');
    for (const layer of layers) expect(run.picture(3, layer, 'gradient'), layer).toBeDefined();
  });

  it('tells where layers are in the script, and what they follow', async () => {
    const { folder } = await bothWays('residual');
    const { run } = await recordingIn(folder);
    const source = readFileSync(trainings, 'utf8').split('\n');
    const lineOf = (name: string): string => {
      const place = run.layers.find((layer) => layer.name === name)?.place;
      expect(place?.file).toBe(trainings);
      return source[(place?.line ?? 0) - 1] ?? '';
    };
    expect(lineOf('net.blocks.1.conv2')).toContain('self.conv2 =');
    expect(lineOf('net.stem')).toContain('self.stem =');
    const sum = run.layers.find(({ name }) => name === 'net.blocks.1.relu#2');
    expect(sum).toMatchObject({
      root: 'net',
      path: 'blocks.1.relu',
      call: 2,
      inputs: ['net.blocks.1.conv2', 'net.blocks.0.relu#2'],
    });
    expect(run.roots).toMatchObject([
      { name: 'net', type: 'Residual', parameters: 384, input: { shape: [1, 6, 6], whole: false } },
    ]);
  });

  it('keeps no graph', async () => {
    const { plain, recorded } = await bothWays('forgets');
    expect(plain.output).toBe('48 graphs 0 left\n');
    expect(recorded.output).toBe('48 graphs 0 left\n');
  });

  it('refuses DataParallel in words, and records its loss', async () => {
    const { plain, recorded, folder } = await bothWays('data_parallel');
    expect(recorded).toMatchObject({ code: 0, output: plain.output });
    expect(recorded.said.join('\n')).toContain('what the layers of a DataParallel give is not recorded');
    const run = await recordingIn(folder);
    expect(run.layers).toEqual([]);
    expect(run.recording.series.losses.steps.length).toBe(12);
  });

  it('looks closely where a loss is no longer finite', async () => {
    const { plain, recorded, folder } = await bothWays('not_finite');
    expect(recorded.output).toBe(plain.output);
    const run = await recordingIn(folder);
    const values = Array.from(run.recording.series.losses.values);
    const first = values.findIndex((value) => !Number.isFinite(value)) + 1;
    expect(first).toBeGreaterThan(20);
    expect(run.steps).toEqual(expect.arrayContaining([first, first + 1, first + 2]));
    expect(run.run.latest.loss).toBeNaN();
  });

  it('keeps what an evaluation tells', async () => {
    const { plain, folder } = await bothWays('functional');
    const { evaluations } = (await recordingIn(folder)).recording.series;
    const told = [...plain.output.matchAll(/^test (\S+) (\S+)$/gm)].map(([, loss, accuracy]) => [
      Number(loss),
      Number(accuracy),
    ]);
    expect(Array.from(evaluations.steps)).toEqual([10, 20, 30]);
    told.forEach(([loss = NaN, accuracy = NaN], row) => {
      expect(evaluations.values[4 * row + 2]).toBeCloseTo(loss, 6);
      expect(evaluations.values[4 * row + 3]).toBeCloseTo(accuracy, 6);
    });
  });

  it('fails as the script does, with the script’s own traceback', async () => {
    const { plain, recorded, folder } = await bothWays('raises');
    expect(plain.code).toBe(1);
    expect(recorded).toMatchObject({ code: 1, output: plain.output, errors: plain.errors });
    const { run } = await recordingIn(folder);
    expect(run).toMatchObject({ state: 'failed', step: 3 });
    expect(run.reason).toMatch(/^RuntimeError: .*shapes cannot be multiplied/);
  });

  it('ends with the code of the script', async () => {
    const { plain, recorded, folder } = await bothWays('exits');
    expect([plain.code, recorded.code]).toEqual([3, 3]);
    const { run } = await recordingIn(folder);
    expect(run).toMatchObject({ state: 'failed', step: 6, reason: 'The script ended itself: exit code 3' });
  });

  it('is two lines of a script, too', async () => {
    const folder = newFolder();
    const PYTHONPATH = path.dirname(recorderFile);
    const plain = await python([trainings, 'watched']);
    const recorded = await python([trainings, 'watched'], { RECORDED: folder, PYTHONPATH });
    expect(plain.code).toBe(0);
    expect(recorded).toMatchObject({ code: 0, output: plain.output, errors: plain.errors });
    const run = await recordingIn(folder);
    expect(run.run).toMatchObject({ name: 'by hand', state: 'finished', step: 12 });
    expect(run.layers.map(withoutLine)).toEqual(['net.first', 'net.relu@L', 'net.second']);
    expect(Array.from(run.recording.series.evaluations.steps)).toEqual([12]);
    expect(Array.from(run.recording.series.evaluations.values)).toEqual([NaN, NaN, 1.25, 0.5]);
    expect(run.recording.series.learningRates.steps.length).toBe(12);
  });

  it('records averaged gradients of two processes, in one of them', async () => {
    const folder = newFolder();
    const probe = path.join(folder, 'probe.json');
    const both = async (words: readonly string[], port: number): Promise<readonly Ended[]> =>
      Promise.all(
        ['0', '1'].map((RANK) =>
          python([...words, trainings, 'distributed'], {
            RANK,
            WORLD_SIZE: '2',
            MASTER_ADDR: '127.0.0.1',
            MASTER_PORT: String(port),
            ...(RANK === '0' && words.length === 0 && { PROBE: probe }),
          }),
        ),
      );
    const [plain] = await both([], await freePort());
    const [recorded, other] = await both([recorderFile, '--into', folder], await freePort());
    expect(plain?.output).toMatch(/parameters [0-9a-f]{64}/);
    expect(recorded?.output).toBe(plain?.output);
    expect(other?.said).toEqual([]);
    const run = await recordingIn(folder);
    expect(run.run).toMatchObject({ state: 'finished', world: { size: 2, rank: 0 } });
    compare(run, readProbe(probe));
  });

  it('leaves no damaged file wherever it is killed', async () => {
    const folder = newFolder();
    const moments = 50;
    const { output, errors } = await python([
      path.join(path.dirname(trainings), 'killed.py'),
      folder,
      String(moments),
    ]);
    expect(errors).toBe('');
    expect(Number(output)).toBe(moments);
    let opened = 0;
    for (const moment of readdirSync(folder)) {
      const [recording] = readdirSync(path.join(folder, moment));
      // It was killed before it wrote what it is.
      if (recording === undefined || !existsSync(path.join(folder, moment, recording, 'run.json'))) continue;
      const run = await recordingIn(path.join(folder, moment));
      expect(run.recording.damaged, `moment ${moment}`).toEqual([]);
      opened++;
    }
    expect(opened).toBeGreaterThan(moments - 8);
  });

  it('says once that the disk is full, and the training goes on', async () => {
    const folder = newFolder();
    const limited =
      'import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); os.execv(sys.executable, [sys.executable] + sys.argv[1:])';
    const { plain } = await bothWays('functional');
    const recorded = await python(['-c', limited, recorderFile, '--into', folder, trainings, 'functional']);
    expect(recorded).toMatchObject({ code: 0, output: plain.output, errors: plain.errors });
    expect(recorded.said.filter((line) => line.includes('the training goes on'))).toHaveLength(1);
    const run = await recordingIn(folder);
    expect(run.recording.damaged).toEqual([]);
    expect(run.run.interrupted?.reason).toContain('File too large');
  });

  it('tells whoever has started it where it records, and how the script ended', async () => {
    const folder = newFolder();
    const report = path.join(folder, 'report.json');
    await python([recorderFile, '--into', folder, '--report', report, trainings, 'sequential']);
    const told = JSON.parse(readFileSync(report, 'utf8')) as { readonly recording: string };
    expect(told).toMatchObject({ torch: true, state: 'finished', reason: null });
    expect(readdirSync(folder)).toContain(path.basename(told.recording));
    const { code } = await python([recorderFile, '--report', report, trainings, 'there is no such kind']);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ recording: null, state: 'failed' });
  });

  it('says that its folder cannot be made, and the training goes on', async () => {
    const { plain } = await bothWays('sequential');
    const recorded = await python([recorderFile, '--into', `${trainings}/nowhere`, trainings, 'sequential']);
    expect(recorded).toMatchObject({ code: 0, output: plain.output, errors: plain.errors });
    expect(recorded.said).toEqual([expect.stringContaining('the training goes on')]);
  });

  it('reads as Python 3.8', async () => {
    const check =
      'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), feature_version=(3, 8))';
    expect(await python(['-c', check, recorderFile])).toMatchObject({ code: 0, errors: '' });
  });
});
