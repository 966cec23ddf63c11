import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../../../src/platform/sha256';
import { runCommandLine } from '../../../../src/cli/commandLine';
import { dataSources, findDataSource } from '../../../../src/data/dataSources';
import { previewData } from '../../../../src/data/networkData';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import type { CheckedFile } from '../../../../src/language';
import { askedOf, sealOfNetwork } from '../../../../src/language/services/sheets/networkSeal';
import { invoke, remoteOf } from '../../../../src/protocol/channel';
import type { RuntimeService } from '../../../../src/protocol/runtimeService';
import type { DistributionKind, PictureKind, ViewRequests } from '../../../../src/protocol/trainingViews';
import { runtimeService } from '../../../../src/runtime/serveRuntime';
import { readFirstPass } from '../../../../src/runtime/training/networkFirstPass';
import { checkText } from '../../checkText';
import { ManualClock } from './manualClock';

/** Layers that a random network is made of, each with the losses it may end in. */
const middles = [
  'ReLU',
  'Sigmoid',
  'BatchNorm',
  'LayerNorm',
  'Tanh\n    Flatten',
  'Affine(3)\n    ReLU',
  'Dropout(0.3)\n    LeakyReLU',
];
const ends = [
  { data: 'xor()', units: 2, loss: 'SoftmaxWithLoss' },
  { data: 'xor()', units: 1, loss: 'SigmoidWithLoss' },
  { data: 'spiral(points=4)', units: 3, loss: 'SoftmaxWithLoss' },
  { data: 'sine(points=7)', units: 1, loss: 'MeanSquaredError' },
];

interface Drawn {
  readonly middle: number;
  readonly end: number;
  readonly batch: '1' | '3' | 'all';
  readonly seed: number;
  readonly asked: number;
  readonly isSheet: boolean;
}

interface Asked {
  readonly text: string;
  readonly file: CheckedFile;
  /** The numbers that are asked for. */
  readonly secret: readonly number[];
}

function read(text: string): CheckedFile {
  return checkText(text, {
    dataSources,
    describeData(name, settings) {
      const source = findDataSource(name);
      return source && previewData(source, settings, [], {});
    },
  });
}

function firstPass(file: CheckedFile, isSheet: boolean): ReturnType<typeof readFirstPass> {
  const [outline] = file.networks;
  if (!outline?.program)
    throw new Error(file.diagnostics.map(({ message }) => formatMessage(message)).join());
  const { definition, data } = outline.program;
  const request = { source: data.source, arguments: data.settings, files: {} };
  return readFirstPass(
    { network: definition, data: request, asked: askedOf(outline, isSheet) },
    referenceBackend,
  );
}

const bias = 0.3;

/** A random network that is asked for one of its numbers. */
function askFor({ middle, end, batch, seed, asked, isSheet }: Drawn): Asked {
  const { data, units, loss } = ends[end % ends.length] ?? { data: '', units: 1, loss: '' };
  const middleText = middles[middle % middles.length] ?? '';
  const body = (expectation: string): string => `${isSheet ? 'sheet "S"\n' : ''}network N {
  data = ${data}
  layers {
    hidden = Affine(4, bias=${String(bias)})
    ${middleText}
    last = Affine(${String(units)})
    ${loss}
  }
  train { optimizer = SGD(lr=0.5); batch = ${batch}; epochs = 3; seed = ${String(seed)}; precision = float64 }
  expect ${expectation}
}
`;
  const [known] = read(body('loss = ?')).networks;
  const names = known?.layers.map(({ name }) => name) ?? [];
  const parts = ['hidden.W', 'hidden.b', 'last.W', 'last.b'];
  const values = ['loss', ...names];
  const subjects = [...values, 'last.W', ...[...values, ...parts, 'input'].map((name) => `grad(${name})`)];
  const text = body(`${subjects[asked % subjects.length] ?? 'loss'} = ?`);
  const file = read(text);
  const pass = firstPass(file, isSheet);
  if (pass.kind !== 'computed') throw new Error('The network was refused.');
  const secret = Array.from(pass.tensors[0]?.values ?? []);
  // Zeros, ones and halves stand everywhere, and the bias stands in the text.
  return { text, file, secret: secret.filter((each) => ![0, 0.5, 1, bias].includes(Math.abs(each))) };
}

/** Looks through every number in an answer, those in sentences too, for the first that `isSought`. */
function findNumber(shown: unknown, isSought: (number: number) => boolean): number | undefined {
  if (typeof shown === 'number') return isSought(shown) ? shown : undefined;
  if (typeof shown === 'string') {
    return (shown.match(/\d+(\.\d+)?(e[-+]\d+)?/g) ?? []).map(Number).find(isSought);
  }
  if (ArrayBuffer.isView(shown) && !(shown instanceof DataView))
    return (shown as Float64Array).find(isSought);
  if (typeof shown !== 'object' || shown === null) return undefined;
  for (const part of Object.values(shown)) {
    const found = findNumber(part, isSought);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param digits to which numbers are shown: pictures are float32, a table has four to six */
function leaks(surfaces: Readonly<Record<string, unknown>>, secret: readonly number[], digits = 7): string[] {
  const sizes = secret.map(Math.abs).sort((a, b) => a - b);
  const isNear = (size: number, known = NaN): boolean =>
    Math.abs(size - known) <= 0.5 * 10 ** -digits * known;
  const isSecret = (number: number): boolean => {
    const size = Math.abs(number);
    let [from, to] = [0, sizes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sizes[middle] ?? NaN) < size) from = middle + 1;
      else to = middle;
    }
    // Only the next smaller and the next larger can be as near as that.
    return isNear(size, sizes[from - 1]) || isNear(size, sizes[from]);
  };
  return Object.entries(surfaces).flatMap(([surface, shown]) => {
    const found = findNumber(shown, isSecret);
    return found === undefined ? [] : [`${surface} shows ${String(found)}`];
  });
}

const pictureKinds: readonly PictureKind[] = ['activation', 'gradient', 'mask', 'weights', 'weightGradient'];
const distributionKinds: readonly DistributionKind[] = ['activation', 'gradient', 'weights'];

/** All that a panel and whatever else stands in the editor can ask the runtime about a network. */
async function runtimeSurfaces({ file }: Asked, isSheet: boolean): Promise<Record<string, unknown>> {
  const clock = new ManualClock();
  const methods = runtimeService({ clock, sliceMilliseconds: 10, loadKernels: () => undefined, sha256 });
  const service = remoteOf<RuntimeService>((method, argument) => invoke(methods, method, argument));
  const answer = async <Answer>(question: Promise<Answer>): Promise<Answer> => {
    for (let settling = 0; settling < 20; settling++) await Promise.resolve();
    await clock.until(() => clock.isIdle);
    return question;
  };
  const [outline] = file.networks;
  const pass = firstPass(file, isSheet);
  if (!outline?.program || pass.kind !== 'computed') throw new Error('The network was refused.');
  const seal = sealOfNetwork({ outline, numbers: pass.tensors }, isSheet);
  if (!seal) throw new Error('Nothing is known of its numbers.');
  const { definition, data } = outline.program;
  const started = await service.startTraining({
    network: definition,
    data: { source: data.source, arguments: data.settings, files: {} },
    pace: { kind: 'full' },
    ...(seal.sealed.length > 0 && { seal: { sealed: seal.sealed, isSheet } }),
  });
  if (!started.ok) throw new Error('The run was refused.');
  const { session, layers } = started.description;
  const surfaces: Record<string, unknown> = {};
  const look = async (when: string): Promise<void> => {
    for (const [layer, { name }] of layers.entries()) {
      for (const kind of distributionKinds) {
        const requests: ViewRequests = {
          pictures: [{ layer, kinds: pictureKinds, whole: true }],
          boundary: true,
          confusion: 'train',
          samples: [
            { part: 'miniBatch', index: 0 },
            { part: 'train', index: 0 },
          ],
          sampleGradients: true,
          distribution: { layer, kind },
          walkedBatch: true,
          walkedUpdate: { layer },
        };
        const { series, ...frame } = await answer(
          service.nextTrainingFrame({ session, requests, anew: true }),
        );
        const { views, ...others } = frame;
        const { walkedBatch, ...shown } = views;
        surfaces[`${when}: ${name} ${kind}`] = [series, others.findings, shown, walkedBatch?.targets];
        if (when !== 'ready') {
          const looked = await answer(service.inspectTraining({ session, step: 1, requests }));
          surfaces[`${when}: back at ${name} ${kind}`] = [looked.loss, looked.scalars, looked.views.pictures];
        }
      }
      for (const kind of ['activation', 'gradient', 'weightGradient'] as const) {
        const question = { session, layer, kind, entry: 0 };
        const asked = kind === 'gradient' ? undefined : { ...question, kind };
        surfaces[`${when}: why ${name} ${kind}`] = await service.explainLayerEntry(question).catch(() => 0);
        surfaces[`${when}: work ${name} ${kind}`] =
          asked && (await answer(service.workOutLayerEntry(asked)).catch(() => 0));
      }
    }
    surfaces[`${when}: samples`] = await answer(service.findSamples({ session, part: 'train', limit: 9 }));
    surfaces[`${when}: check`] = await answer(service.checkTrainingGradients({ session }));
    surfaces[`${when}: parameters`] = await service.trainedParameters({ session });
  };
  await look('ready');
  await answer(service.commandTraining({ session, command: { kind: 'compute' } }));
  await look('computed');
  await answer(service.commandTraining({ session, command: { kind: 'step' } }));
  await look('after a step');
  await answer(service.commandTraining({ session, command: { kind: 'train' } }));
  await look('trained');
  await service.endTraining({ session });
  return surfaces;
}

const folder = mkdtempSync(path.join(tmpdir(), 'sealed networks '));

/** All that the command line prints and writes about a network. */
async function printed(text: string): Promise<Record<string, unknown>> {
  const file = path.join(folder, 'network.backprop');
  writeFileSync(file, text);
  const out = path.join(folder, 'out.npz');
  const outputs: Record<string, unknown> = {};
  for (const command of [
    ['run', file, '--network', 'N'],
    ['run', file, '--network', 'N', '--npz', out],
    ['check', file],
    ['check', file, '--json'],
    ['gradcheck', file],
    ['gradcheck', file, '--json'],
    ['why', file, 'hidden.W', '--network', 'N', '--step', '0'],
    ['train', file, '--json', '--steps', '2', '--npz', out],
    ['train', file, '--steps', '2', '--record', path.join(folder, 'runs')],
    ['check', '--grade', file, '--json'],
  ]) {
    writeFileSync(out, '');
    let output = '';
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        output += String(chunk);
        return true;
      }),
    );
    try {
      await runCommandLine(command);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    const name = command.join(' ').replaceAll(folder, '');
    outputs[name] = output.replaceAll(folder, '');
    const bytes = readFileSync(out);
    if (bytes.length > 0) {
      for (const [array, npy] of Object.entries(unzipSync(bytes))) {
        const start = 10 + new DataView(npy.buffer, npy.byteOffset).getUint16(8, true);
        const isFloat = new TextDecoder('latin1').decode(npy.subarray(0, start)).includes('<f8');
        if (isFloat) outputs[`${name}: ${array}`] = new Float64Array(npy.slice(start).buffer);
      }
    }
  }
  return outputs;
}

const drawn = fc.record<Drawn>({
  middle: fc.nat(middles.length - 1),
  end: fc.nat(ends.length - 1),
  batch: fc.constantFrom('1', '3', 'all'),
  seed: fc.integer({ min: 1, max: 9999 }),
  asked: fc.nat(40),
  isSheet: fc.boolean(),
});

/** Among a million random numbers two are alike by chance: always the same are drawn. */
const seed = 1;

describe('no number of a network that is asked for', () => {
  it('leaves the runtime', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (choice) => {
        const asked = askFor(choice);
        const surfaces = await runtimeSurfaces(asked, choice.isSheet);
        expect(leaks(surfaces, asked.secret), asked.text).toEqual([]);
      }),
      { numRuns: 40, seed },
    );
  });

  it('is printed or written by the command line', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (choice) => {
        const asked = askFor(choice);
        expect(leaks(await printed(asked.text), asked.secret, 5), asked.text).toEqual([]);
      }),
      { numRuns: 15, seed },
    );
  });

  it('would be missed by the search: without the question all of them are there', async () => {
    const choice: Drawn = { middle: 0, end: 0, batch: 'all', seed: 7, asked: 1, isSheet: false };
    const { text, secret } = askFor(choice);
    const plain = text.replace(/ {2}expect .*\n/, '');
    expect(secret.length).toBeGreaterThan(10);
    const shown = await runtimeSurfaces({ text: plain, file: read(plain), secret }, false);
    expect(leaks(shown, secret).length).toBeGreaterThan(5);
    expect(leaks(await printed(plain), secret, 5).length).toBeGreaterThan(0);
  });

  it('hides anything else of it', async () => {
    const choice: Drawn = { middle: 0, end: 0, batch: 'all', seed: 7, asked: 0, isSheet: false };
    const asked = askFor(choice);
    const gradient = asked.text.replace(/expect .* = \?/, 'expect grad(hidden.W) = ?');
    const shown = await runtimeSurfaces({ ...asked, file: read(gradient) }, false);
    const pass = firstPass(read(gradient), false);
    const loss = pass.kind === 'computed' ? pass.tensors[1]?.values[0] : undefined;
    // The loss, the pictures of all layers and the curves are those of a run that nobody asks about.
    expect(leaks(shown, [loss ?? NaN]).length).toBeGreaterThan(5);
    const printedNow = await printed(gradient);
    expect(leaks(printedNow, [loss ?? NaN], 5).length).toBeGreaterThan(3);
  });
});
