import { expect, it } from 'vitest';
import { picturedLayers, recordedNetwork } from '../../../../src/editor/runs/describeRecording';
import { diskStore } from '../../../../src/platform/diskStore';
import { readRecording, type Recording } from '../../../../src/recording/recordingReader';

async function blobs(): Promise<Recording> {
  const read = await readRecording(diskStore('test/fixtures/recordings/blobs.bprun'));
  if (!read.ok) throw new Error(read.problem.kind);
  return read.recording;
}

it('names the layers of a script as the script does, with the parameters that they have there', async () => {
  const network = recordedNetwork(await blobs(), 'blobs', undefined);
  expect(network.layers.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'net.conv Conv2d',
    'net.bn BatchNorm2d',
    'net.relu@23 relu',
    'net.drop Dropout',
    'net.fc Linear',
    'loss cross_entropy',
  ]);
  const [conv, , relu, , fc] = network.layers;
  expect(conv?.parameters).toEqual([
    { name: 'weight', shape: [2, 1, 3, 3] },
    { name: 'bias', shape: [2] },
  ]);
  expect(fc).toMatchObject({ parameterFormula: '3×32 + 3', parameterCount: 99 });
  expect(relu?.nature.blocks).toBe(true);
  expect(network).toMatchObject({
    data: 'input',
    inputShape: [1, 6, 6],
    task: 'classes',
    optimizer: { name: 'SGD', settings: 'lr=0.05, momentum=0.9', formula: '' },
  });
});

it('finds the mask of a function that blocks, as that of a module', async () => {
  const { blocking, loss } = picturedLayers(await blobs());
  expect([...blocking]).toEqual([2]);
  expect(loss).toBe(5);
});

it('takes what every object has for names like others, and a number called `loss` for no layer', async () => {
  const { run, ...rest } = await blobs();
  if (run === undefined) throw new Error('It tells nothing.');
  const [first, ...others] = run.layers.map((layer, at) =>
    at === 0 ? { ...layer, name: '__proto__', type: 'constructor' } : layer,
  );
  if (first === undefined) throw new Error('It has no layers.');
  const odd = { ...run, layers: [first, ...others], settings: { ...run.settings, loss: 3 } };
  const { layers } = recordedNetwork({ ...rest, run: odd }, 'blobs', undefined);
  expect(layers[0]).toMatchObject({ name: '__proto__', type: 'constructor', nature: { blocks: false } });
  expect(layers.at(-1)).toMatchObject({ name: 'loss', type: 'Loss' });
});
