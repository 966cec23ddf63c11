import { describe, expect, test } from 'vitest';
import { variantLabel, variantsOf, type Variant } from '../../../../src/language/lowering/variants';
import { checkText } from '../../checkText';
import { described } from '../marked';

const network = `network Small {
  data = spiral(noise=0.1)

  layers {
    hidden = Affine(8)
    norm   = BatchNorm
    act    = ReLU
    Affine(3)
    SoftmaxWithLoss
  }

  train {
    optimizer = SGD(lr=0.1)   # plain
    epochs    = 2
  }
}
`;

/** The variants of the one comparison of a text that is right. */
function variants(text: string): readonly Variant[] {
  const file = checkText(text);
  expect(file.diagnostics.filter(({ severity }) => severity === 'error').map(described)).toEqual([]);
  const [outline] = file.comparisons;
  if (!outline?.comparison) throw new Error('There is no comparison that can be run.');
  const found = variantsOf(file.ast, outline.comparison);
  expect(found).toHaveLength(outline.count);
  for (const { text: variant } of found) {
    const checked = checkText(variant);
    expect(checked.diagnostics.filter(({ severity }) => severity === 'error').map(described)).toEqual([]);
    expect(checked.networks.map(({ program }) => program !== undefined)).toEqual([true]);
  }
  return found;
}

/** The texts of the variants of a comparison with these settings. */
function textsOf(settings: string, source = network): readonly string[] {
  return variants(`${source}compare C of Small { ${settings} }\n`).map(({ text }) => text);
}

describe('variantsOf', () => {
  test('gives every combination, the last setting changing fastest', () => {
    const found = variants(
      `${network}compare C of Small {\n  optimizer = [SGD(lr=0.01),\n    Adam]\n  seed = [0, 1, 2]\n}\n`,
    );
    expect(found.map(variantLabel)).toEqual([
      'optimizer = SGD(lr=0.01), seed = 0',
      'optimizer = SGD(lr=0.01), seed = 1',
      'optimizer = SGD(lr=0.01), seed = 2',
      'optimizer = Adam, seed = 0',
      'optimizer = Adam, seed = 1',
      'optimizer = Adam, seed = 2',
    ]);
  });

  test('replaces what stands in train, and adds what does not', () => {
    expect(textsOf('epochs = 5; seed = [1, 2]')[1]).toBe(
      network.replace('epochs    = 2', 'epochs    = 5\n    seed = 2'),
    );
  });

  test('adds to lines that share one, and to a train without lines or none', () => {
    const short = network.replace(/train \{[^}]*\}/, 'train { epochs = 2 }');
    expect(textsOf('seed = 3; batch = 8', short)[0]).toContain('train { epochs = 2; seed = 3; batch = 8 }');
    const empty = network.replace(/train \{[^}]*\}/, 'train { }');
    expect(textsOf('seed = 3', empty)[0]).toContain('train {\n    seed = 3\n  }');
    const without = network.replace(/\n {2}train \{[^}]*\}\n/, '');
    expect(textsOf('seed = 3', without)[0]).toContain('\n  train {\n    seed = 3\n  }\n}');
  });

  test('changes arguments by position and by name, and adds parentheses', () => {
    expect(textsOf('hidden.units = [4]')[0]).toContain('hidden = Affine(4)');
    expect(textsOf('norm.eps = [1e-3]')[0]).toContain('norm   = BatchNorm(eps=1e-3)');
    expect(textsOf('hidden.bias = [false]; hidden.units = 5')[0]).toContain('Affine(5, bias=false)');
    expect(textsOf('data.noise = 0.5')[0]).toContain('data = spiral(noise=0.5)');
    expect(textsOf('optimizer.lr = [1, 2]')[1]).toContain('optimizer = SGD(lr=2)   # plain');
    expect(textsOf('data = [spiral(classes=3), blobs(classes=3)]')[1]).toContain('data = blobs(classes=3)');
  });

  test('gives init to every layer that takes it, also in blocks, but one of its own goes before', () => {
    const source = network
      .replace('norm   = BatchNorm', 'repeat 2 { Body(4) }')
      .replace('network', 'block Body(units, start=He) {\n  Affine(units, init=start)\n  ReLU\n}\nnetwork');
    const [, text] = textsOf('init = [He, Xavier]; hidden.init = Zeros', source);
    expect(text).toContain('hidden = Affine(8, init=Zeros)');
    expect(text).toContain('Affine(units, init=Xavier)');
    expect(text).toContain('Affine(3, init=Xavier)');
  });

  test('puts layers in the place of a layer, with init where they take it, and leaves one out', () => {
    const texts = textsOf('act = [ReLU, Tanh]; norm = [true, false]');
    expect(texts.map((text) => [/act {4}= (\w+)/.exec(text)?.[1], text.includes('BatchNorm')])).toEqual([
      ['ReLU', true],
      ['ReLU', false],
      ['Tanh', true],
      ['Tanh', false],
    ]);
    expect(textsOf('hidden = [Affine(4), Affine(5)]; init = Zeros')[1]).toContain(
      'hidden = Affine(5, init=Zeros)',
    );
  });

  test('changes all lines of a name, in repetitions and blocks, and layers that have a number only', () => {
    const source = network.replace('norm   = BatchNorm', 'repeat 2 { wide = Affine(4); norm = BatchNorm }');
    expect(textsOf('wide.units = [7]; norm = false', source)[0]).toContain('repeat 2 { wide = Affine(7) }');
    expect(
      textsOf('affine1.units = [3]; batchnorm1.eps = 1e-3', network.replace('norm   = ', ''))[0],
    ).toContain('BatchNorm(eps=1e-3)');
  });

  test('holds what the network is made of and nothing else', () => {
    const text = `rate = 0.5\nunused = 2\nstart = rate * 0.1\ny = [1, 2]\nbackward start
block Unused { ReLU }
block Inner { Affine(4) }
block Outer { Inner; Tanh }
network Other { data = xor(); layers { Affine(1); SigmoidWithLoss } }
${network
  .replace('ReLU', 'Outer')
  .replace('Affine(3)', 'Affine(3, bias=start)')
  .replace('  train', '  expect loss = ?\n\n  train')}compare C of Small { optimizer.lr = [rate, 0.1] }
`;
    const [first, second] = variants(text);
    expect(first?.text).toContain('rate = 0.5\nstart = rate * 0.1\n\nblock Inner');
    expect(second?.text).toContain('SGD(lr=0.1)');
    for (const left of ['unused', 'y =', 'backward', 'Unused', 'Other', 'compare', 'expect']) {
      expect(first?.text).not.toContain(left);
    }
    expect(first?.text).toContain('block Outer { Inner; Tanh }');
  });
});
