import { describe, expect, test } from 'vitest';
import type { RemedyChange } from '../../../../../src/engine/health/finding';
import type { NetworkDefinition } from '../../../../../src/engine/network/networkDefinition';
import { message } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';
import { remedyEdits } from '../../../../../src/language/services/repairs/remedyEdits';
import { applied, described } from '../../marked';

const source = `block Unit(size) {
  Affine(size)
  act = Sigmoid
}
network N {
  data = xor()
  layers {
    first = Affine(4, init=Xavier)
    LeakyReLU(slope=0.2)
    repeat 2 {
      Unit(3)
    }
    Affine(2)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.1)
    batch     = 4
  }
}
`;

function changed(change: RemedyChange, text = source): string {
  const file = checkText(text);
  const [outline] = file.networks;
  if (outline === undefined) throw new Error('There is no network.');
  const edits = remedyEdits(file, outline, { changes: [change] });
  if (edits === undefined) throw new Error('There is no edit.');
  return applied(text, { title: message('Repair'), edits });
}

/** The network after the repair, which must be sound. */
function repaired(change: RemedyChange, text = source): NetworkDefinition {
  const after = checkText(changed(change, text));
  expect(after.diagnostics.map(described)).toEqual([]);
  const definition = after.networks[0]?.program?.definition;
  if (definition === undefined) throw new Error('It is broken.');
  return definition;
}

describe('a remedy', () => {
  test('sets the learning rate wherever it is written', () => {
    const scaled = (text: string): unknown =>
      repaired({ kind: 'setLearningRate', learningRate: 0.03 }, text).training.optimizer;
    expect(scaled(source)).toEqual({ name: 'SGD', settings: { lr: 0.03 } });
    expect(scaled(source.replace('SGD(lr=0.1)', 'Adam(1e-3, beta1=0.8)'))).toEqual({
      name: 'Adam',
      settings: { lr: 0.03, beta1: 0.8 },
    });
    expect(scaled(source.replace('SGD(lr=0.1)', 'Adam(beta1=0.8)'))).toMatchObject({ name: 'Adam' });
    expect(scaled(source.replace('SGD(lr=0.1)', 'Adam()'))).toEqual(
      scaled(source.replace('SGD(lr=0.1)', 'Adam')),
    );
  });

  test('changes the initialiser, or adds one', () => {
    const initialized = (layer: number, text = source): unknown =>
      repaired({ kind: 'useInitializer', layer, initializer: 'He' }, text).layers[layer]?.initializer;
    const he = { name: 'He', settings: {} };
    expect(initialized(0)).toEqual(he);
    expect(initialized(6)).toEqual(he);
    // The line of a block: the second time it is written out, too.
    expect(initialized(4)).toEqual(he);
  });

  test('replaces a layer, with its arguments', () => {
    expect(changed({ kind: 'replaceLayer', layer: 1, type: 'ReLU' })).toContain('    ReLU()\n');
    expect(repaired({ kind: 'replaceLayer', layer: 1, type: 'ReLU' }).layers[1]?.layer).toBe('ReLU');
    expect(changed({ kind: 'replaceLayer', layer: 3, type: 'LeakyReLU' })).toContain('  act = LeakyReLU\n');
  });

  test('adds a layer in a line of its own', () => {
    const text = changed({ kind: 'addLayerAfter', layer: 0, type: 'BatchNorm' });
    expect(text).toContain('    first = Affine(4, init=Xavier)\n    BatchNorm\n');
    const { layers } = repaired({ kind: 'addLayerAfter', layer: 6, type: 'BatchNorm' });
    expect(layers.map(({ layer }) => layer).slice(-3)).toEqual(['Affine', 'BatchNorm', 'SoftmaxWithLoss']);
  });

  test('sets a line of train, adds it, or adds train', () => {
    const clip = { kind: 'setClipNorm', norm: 1 } as const;
    expect(changed(clip)).toContain('    batch     = 4\n    clip_norm = 1\n  }');
    expect(repaired(clip).training.clipNorm).toBe(1);
    expect(repaired(clip, changed({ kind: 'setClipNorm', norm: 5 })).training.clipNorm).toBe(1);
    expect(repaired({ kind: 'setBatch', batch: 32 }).training.batch).toBe(32);
    const decay = { kind: 'setWeightDecay', amount: 1e-4 } as const;
    expect(repaired(decay).training.weightDecay).toBe(1e-4);
    expect(repaired({ kind: 'setSchedule', schedule: 'Constant' }).training.schedule.name).toBe('Constant');
    expect(repaired({ kind: 'setL1', amount: 1e-4 }).training.l1).toBe(1e-4);
    const without = source.replace(/ {2}train \{[^}]*\}\n/, '');
    expect(repaired(decay, without).training.weightDecay).toBe(1e-4);
    expect(repaired(clip, source.replace(/train \{[^}]*\}/, 'train { }')).training.clipNorm).toBe(1);
    expect(changed(clip, without.replaceAll('  ', '\t'))).toContain('\n\ttrain {\n\t\tclip_norm = 1\n\t}\n}');
    expect(repaired({ kind: 'setLearningRate', learningRate: 0.5 }, without).training.optimizer.name).toBe(
      'SGD',
    );
  });

  test('changes the weight decay where it is written: in train, or in the optimizer', () => {
    const decay = { kind: 'setWeightDecay', amount: 1e-4 } as const;
    const own = source.replace('SGD(lr=0.1)', 'AdamW(lr=0.1, weight_decay=30)');
    expect(changed(decay, own)).toContain('AdamW(lr=0.1, weight_decay=0.0001)\n    batch     = 4\n  }');
    expect(repaired(decay, own).training.optimizer.settings).toEqual({ lr: 0.1, weight_decay: 1e-4 });
  });

  test('standardises the inputs, whatever the data was given', () => {
    const standardized = (data: string): string =>
      changed({ kind: 'standardizeInputs' }, source.replace('data = xor()', `data = ${data}`));
    expect(standardized('xor()')).toContain('data = xor(standardize=true)\n');
    expect(standardized('xor(noise=0.1)')).toContain('data = xor(noise=0.1, standardize=true)\n');
    expect(standardized('xor(standardize=false)')).toContain('data = xor(standardize=true)\n');
  });

  test('scales pixels, and leaves a column out beside those that are left out already', () => {
    const of = (change: RemedyChange, data: string): string =>
      changed(change, source.replace('data = xor()', `data = ${data}`));
    expect(of({ kind: 'scaleInputs' }, 'npz("f.npz")')).toContain('data = npz("f.npz", scale=1/255)\n');
    const drop = { kind: 'dropColumn', column: '"Id"' } as const;
    expect(of(drop, 'csv("f.csv")')).toContain('data = csv("f.csv", drop=["Id"])\n');
    expect(of(drop, 'csv("f.csv", drop=["Name"])')).toContain('data = csv("f.csv", drop=["Name", "Id"])\n');
    expect(of(drop, 'csv("f.csv", drop=[])')).toContain('data = csv("f.csv", drop=["Id"])\n');
    const listed = source.replace('data = xor()', 'data = csv("f.csv", columns=["Id", "a"])');
    expect(() => changed(drop, listed)).toThrow();
  });

  test('keeps a network of one line in one line', () => {
    const line = 'network N { data = xor(); layers { Affine(2); SoftmaxWithLoss }; train { batch = 4 } }\n';
    const made = (change: RemedyChange): string => {
      repaired(change, line);
      return changed(change, line);
    };
    expect(made({ kind: 'addHiddenLayer', before: 0, units: 16 })).toContain(
      '{ Affine(16); ReLU; Affine(2);',
    );
    expect(made({ kind: 'addLayerAfter', layer: 0, type: 'BatchNorm' })).toContain('Affine(2); BatchNorm;');
    expect(made({ kind: 'setClipNorm', norm: 1 })).toContain('train { batch = 4; clip_norm = 1 }');
  });

  test('puts a hidden layer before a layer, in lines of its own', () => {
    const text = changed({ kind: 'addHiddenLayer', before: 6, units: 16 });
    expect(text).toContain('    Affine(16)\n    ReLU\n    Affine(2)\n');
  });

  test('makes all its changes at once, and one line only once', () => {
    const file = checkText(source);
    const [outline] = file.networks;
    const changes = [2, 4].map((layer) => ({ kind: 'useInitializer', layer, initializer: 'He' }) as const);
    expect(outline && remedyEdits(file, outline, { changes })).toHaveLength(1);
  });

  test('is none where only a person can tell', () => {
    const file = checkText(source);
    const [outline] = file.networks;
    expect(outline && remedyEdits(file, outline, { changes: [] })).toBeUndefined();
  });
});
