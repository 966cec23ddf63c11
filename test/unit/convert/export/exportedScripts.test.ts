import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { readArchive } from '../../../../src/data/readArray';
import { exportFiles, exportTargets, type ExportTarget } from '../../../../src/convert/export/exportFiles';
import { schedules as exportedSchedules } from '../../../../src/convert/export/exportedNetwork';
import { numpyOptimizers } from '../../../../src/convert/export/numpyOptimizers';
import { numpyNetworkLayers } from '../../../../src/convert/numpy/numpyLayers';
import { torchForms } from '../../../../src/convert/export/torchLayerForms';
import { torchOptimizers } from '../../../../src/convert/export/torchScript';
import { networkLayers } from '../../../../src/engine/layers/layerTable';
import { optimizers } from '../../../../src/engine/optimizers';
import { learnedNumbers } from '../../../../src/engine/training/trainingNumbers';
import { schedules } from '../../../../src/engine/training/schedules';
import { freePort, pythonWithTorch } from '../../python';
import { cases, prepare, type PreparedCase } from './networkCases';

const folder = mkdtempSync(path.join(tmpdir(), 'exported networks '));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Steps that are compared: more than an epoch, so that a second order is met. */
const steps = 6;

/** Runs every script in one process; gives its losses, what it learned, and what evaluation says. */
const runner = `
import importlib.util, json, os, sys
import numpy as np
results = []
for place in json.load(sys.stdin):
    spec = importlib.util.spec_from_file_location("train", os.path.join(place["folder"], "train.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    initial = os.path.join(place["folder"], "initial.npz")
    if hasattr(script, "torch"):
        model = script.Net()
        script.load_parameters(model, initial)
    else:
        model = script.Net(script.load_parameters(initial))
    losses = [float(loss) for loss in script.train(model, place["steps"])]
    loss, accuracy = script.evaluate(model, script.TEST_X, script.TEST_T)
    file = os.path.join(place["folder"], "learned.npz")
    script.save_parameters(model, file)
    with np.load(file) as arrays:
        learned = {name: [str(array.dtype), array.ravel().tolist()] for name, array in arrays.items()}
    results.append({"losses": losses, "learned": learned, "loss": float(loss), "accuracy": accuracy})
json.dump(results, sys.stdout)
`;

const resultsSchema = v.array(
  v.object({
    losses: v.array(v.number()),
    learned: v.record(v.string(), v.tuple([v.string(), v.array(v.number())])),
    loss: v.number(),
    accuracy: v.nullable(v.number()),
  }),
);
type Result = v.InferOutput<typeof resultsSchema>[number];

function runExported(places: readonly { readonly folder: string; readonly steps: number }[]): Result[] {
  const { stdout, stderr, status } = spawnSync(pythonWithTorch(), ['-c', runner], {
    input: JSON.stringify(places),
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return v.parse(resultsSchema, JSON.parse(stdout));
}

function write(target: ExportTarget, title: string, { network }: PreparedCase): string {
  const exported = exportFiles(target, network);
  if (!exported.ok) throw new Error(`${title} is refused`);
  const place = path.join(folder, `${target} ${title}`);
  mkdirSync(place);
  for (const { name, bytes } of exported.files) writeFileSync(path.join(place, name), bytes);
  return place;
}

/** The largest difference, relative to the largest number of the tensor or to 1. */
function distance(actual: readonly number[], expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 1;
  let furthest = 0;
  for (const [i, number] of actual.entries()) {
    largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
    furthest = Math.max(furthest, Math.abs(number - (expected[i] ?? NaN)));
  }
  return furthest / largest;
}

describe('the tables of exports', () => {
  it('have every layer, optimizer and schedule, and no other', () => {
    expect(Object.keys(torchForms).sort()).toEqual(networkLayers.map(({ name }) => name).sort());
    expect(Object.keys(numpyNetworkLayers)).toEqual(
      expect.arrayContaining(networkLayers.map(({ name }) => name)),
    );
    expect(Object.keys(torchOptimizers).sort()).toEqual(optimizers.map(({ name }) => name).sort());
    expect(Object.keys(numpyOptimizers).sort()).toEqual(optimizers.map(({ name }) => name).sort());
    expect(Object.keys(exportedSchedules).sort()).toEqual(schedules.map(({ name }) => name).sort());
  });

  it('are met by the networks of these tests', () => {
    const texts = cases.map(({ body }) => body).join('\n');
    const names = [...networkLayers, ...optimizers, ...schedules].map(({ name }) => name);
    expect(names.filter((name) => name !== 'Constant' && !texts.includes(name))).toEqual([]);
  });
});

const targets = Object.keys(exportTargets) as ExportTarget[];

describe.each(targets)('scripts for %s', (target) => {
  const prepared = cases.map((each) => ({ ...each, ...prepare(each) }));
  const results = runExported(prepared.map((each) => ({ folder: write(target, each.title, each), steps })));

  it.each(prepared.map((each, index) => [each.title, each, results[index]] as const))(
    'train %s as the engine does',
    (title, { trainer, network }, result) => {
      const precision = network.definition.training.precision;
      const tolerance = precision === 'float64' ? 1e-12 : 1e-6;
      const losses = Array.from({ length: Math.min(steps, trainer.totalSteps) }, () => trainer.runStep());
      expect(result?.losses.length).toBe(losses.length);
      const learned = learnedNumbers(trainer);
      expect(Object.keys(result?.learned ?? {}).sort()).toEqual(learned.map(({ name }) => name).sort());
      expect(new Set(Object.values(result?.learned ?? {}).map(([type]) => type))).toEqual(
        new Set([precision]),
      );
      // Its masks are those of another generator.
      if (title === 'dropout') return;
      const wrong = learned.flatMap(({ name, values }) => {
        const far = distance(result?.learned[name]?.[1] ?? [], values);
        return far <= tolerance ? [] : [`${name}: ${String(far)}`];
      });
      const far = distance(result?.losses ?? [], losses);
      if (!(far <= tolerance)) wrong.push(`losses: ${String(far)}`);
      const evaluation = trainer.evaluate('test');
      if (!(distance([result?.loss ?? NaN], [evaluation?.loss ?? NaN]) <= tolerance)) wrong.push('test loss');
      expect(wrong).toEqual([]);
      expect(result?.accuracy ?? undefined).toBe(evaluation?.accuracy);
    },
  );
});

describe('what a script is told', () => {
  /** Runs the script as `python train.py` does, once for each list of words: how it ended, its last line. */
  const calls = `
import contextlib, io, json, os, runpy, sys
place, calls = json.load(sys.stdin)
os.chdir(place)
results = []
for words in calls:
    sys.argv, said, code = ["train.py", *words], io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path("train.py", run_name="__main__")
        except SystemExit as end:
            code = end.code
    results.append([code, said.getvalue().strip().split("\\n")[-1]])
json.dump(results, sys.stdout)
`;

  it.each(['numpy', 'pytorch'] as const)('is tried before %s trains', (target) => {
    const body = 'Affine(3)\nSoftmaxWithLoss\ntrain { optimizer = SGD(lr=0.1); batch = 5; epochs = 2 }';
    const prepared = prepare({ title: 'told', body, sampleShape: [4], targets: { classes: 3 } });
    // Its own name is one that the script has for the file of --save.
    const definition = { ...prepared.network.definition, name: 'file' };
    const place = write(target, 'told', { ...prepared, network: { ...prepared.network, definition } });
    const words = [
      ['--steps', '0'],
      ['--steps', '-1'],
      ['--parameters', 'nofile.npz'],
      ['--parameters', 'data.npz'],
      ['--save', 'no/folder'],
      ['--steps', '2', '--save', 'learned'],
    ];
    const { stdout } = spawnSync(pythonWithTorch(), ['-c', calls], {
      encoding: 'utf8',
      input: JSON.stringify([place, words]),
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    expect(JSON.parse(stdout)).toEqual([
      [2, 'train.py: error: --steps takes a whole number from 1 up, not 0'],
      [2, 'train.py: error: --steps takes a whole number from 1 up, not -1'],
      [
        2,
        expect.stringMatching(/^train\.py: error: --parameters: nofile\.npz cannot be used: .*No such file/),
      ],
      [2, expect.stringMatching(/^train\.py: error: --parameters: data\.npz cannot be used: /)],
      [2, expect.stringMatching(/^train\.py: error: --save: .*No such file/)],
      [0, expect.stringMatching(/^2 steps, last loss /)],
    ]);
    expect(existsSync(path.join(place, 'learned.npz'))).toBe(true);
  });
});

describe('a script of PyTorch in several processes', () => {
  it('comes to the parameters of one, also where a share is empty', { timeout: 120_000 }, async () => {
    // Of eleven samples the third mini-batch of an epoch has one, so that a process has none.
    const body =
      'Conv(3, 3)\nReLU\nMaxPool(2)\nAffine(3)\nSoftmaxWithLoss\ntrain { optimizer = Momentum(lr=0.05); batch = 5; epochs = 7; clip_norm = 1 }';
    const shared = prepare({ title: 'shared', body, sampleShape: [2, 7, 6], targets: { classes: 3 } });
    const place = write('pytorch', 'shared', shared);
    const port = String(await freePort());
    const ends = [0, 1].map(async (rank) => {
      const child = spawn(
        pythonWithTorch(),
        [path.join(place, 'train.py'), '--steps', '20', '--save', path.join(place, 'shared.npz')],
        {
          env: {
            ...process.env,
            OMP_NUM_THREADS: '1',
            MASTER_ADDR: '127.0.0.1',
            MASTER_PORT: port,
            WORLD_SIZE: '2',
            RANK: String(rank),
          },
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      const [code] = (await once(child, 'close')) as [number | null];
      return code;
    });
    expect(await Promise.all(ends)).toEqual([0, 0]);
    for (let step = 0; step < 20; step++) shared.trainer.runStep();
    const bytes = readFileSync(path.join(place, 'shared.npz'));
    const learned = readArchive('npz', { name: 'shared.npz', bytes, size: bytes.length });
    for (const { name, values } of learnedNumbers(shared.trainer)) {
      const array = learned.ok ? learned.value.find((each) => each.name === name) : undefined;
      expect(distance([...(array?.values ?? [])], values), name).toBeLessThanOrEqual(1e-12);
    }
  });
});
