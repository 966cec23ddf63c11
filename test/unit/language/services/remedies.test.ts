import { describe, expect, test } from 'vitest';
import type { RemedyChange } from '../../../../src/engine/health/finding';
import type { NetworkDefinition } from '../../../../src/engine/network/definition';
import { message } from '../../../../src/engine/message';
import { checkText } from '../../checkText';
import { remedyEdits } from '../../../../src/language/services/remedies';
import { applied, described } from '../marked';

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
  const edits = remedyEdits(file, outline, change);
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
  test('scales the learning rate wherever it is written', () => {
    const scaled = (text: string): unknown =>
      repaired({ kind: 'scaleLearningRate', factor: 0.3 }, text).training.optimizer;
    expect(scaled(source)).toEqual({ name: 'SGD', settings: { lr: 0.03 } });
    expect(scaled(source.replace('SGD(lr=0.1)', 'Adam(1e-3, beta1=0.8)'))).toEqual({
      name: 'Adam',
      settings: { lr: 3e-4, beta1: 0.8 },
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
    const { layers } = repaired({ kind: 'addLayerAfter', layer: 6, type: 'Dropout' });
    expect(layers.map(({ layer }) => layer).slice(-3)).toEqual(['Affine', 'Dropout', 'SoftmaxWithLoss']);
  });

  test('sets a line of train, adds it, or adds train', () => {
    const clip = { kind: 'clipGradients', norm: 1 } as const;
    expect(changed(clip)).toContain('    batch     = 4\n    clip_norm = 1\n  }');
    expect(repaired(clip).training.clipNorm).toBe(1);
    expect(repaired(clip, changed({ kind: 'clipGradients', norm: 5 })).training.clipNorm).toBe(1);
    const decay = { kind: 'addWeightDecay', amount: 1e-4 } as const;
    expect(repaired(decay).training.weightDecay).toBe(1e-4);
    const without = source.replace(/ {2}train \{[^}]*\}\n/, '');
    expect(repaired(decay, without).training.weightDecay).toBe(1e-4);
    expect(repaired(clip, source.replace(/train \{[^}]*\}/, 'train { }')).training.clipNorm).toBe(1);
    expect(repaired({ kind: 'scaleLearningRate', factor: 0.1 }, without).training.optimizer.name).toBe('SGD');
  });

  test('is none where only a person can tell', () => {
    const file = checkText(source);
    const [outline] = file.networks;
    expect(outline && remedyEdits(file, outline, { kind: 'none' })).toBeUndefined();
  });
});
