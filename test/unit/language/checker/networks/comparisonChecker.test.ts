import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';
import { applied, marked } from '../../marked';

const network = `block Body(units) { inner = Affine(units); ReLU }
network Small {
  data = spiral()
  layers {
    hidden = Affine(8)
    norm = BatchNorm
    left = Affine(4)
    Affine(4) from norm
    sum = Add(left)
    repeat 2 { own = Tanh; Affine(4) }
    Body(4)
    last = Affine(3)
    SoftmaxWithLoss
  }
  train { optimizer = SGD(lr=0.1) }
}
`;

/** What is said of a comparison: the marked part, and the sentence. */
function said(comparison: string): readonly (readonly [string, string])[] {
  return checkText(network + comparison).diagnostics.map(({ message, range }) => [
    (network + comparison).slice(range.start, range.end),
    formatMessage(message),
  ]);
}

/** The text after the only fix of the only message. */
function mended(comparison: string): string {
  const { diagnostics } = checkText(network + comparison);
  expect(diagnostics).toHaveLength(1);
  return applied(network + comparison, diagnostics[0]?.fixes?.[0]).slice(network.length);
}

/** A comparison of which one setting is looked at. */
function of(settings: string): string {
  return `compare C of Small { ${settings} }\n`;
}

describe('a comparison', () => {
  test('that is right says how many variants it has', () => {
    const text = `${network}${of('seed = [0, 1, 2]; hidden.units = [4, 8]; init = He')}`;
    const { diagnostics, comparisons } = checkText(text);
    expect(diagnostics).toEqual([]);
    expect(comparisons).toMatchObject([{ name: 'C', count: 6 }]);
    expect(comparisons[0]?.comparison).toBeDefined();
  });

  test('is a word only before a name, so that files which use it as a name stay as they are', () => {
    const text = 'compare = 2\nof = compare * 3\nbackward of\n';
    const { diagnostics, formulas } = checkText(text);
    expect(diagnostics).toEqual([]);
    expect(formulas.values.map(({ name }) => name)).toEqual(['compare', 'of']);
  });

  test.each([
    ['compare C of ⟦Smal⟧ { seed = 1 }', 'No network is called Smal. Did you mean Small?'],
    ['compare C of ⟦Nothing⟧ { seed = 1 }', 'No network is called Nothing.'],
    ['compare ⟦C⟧ { seed = 1 }', 'Of which network? As in: compare C of Network'],
    ['⟦compare⟧ of Small { seed = 1 }', 'A name is missing after compare.'],
    ['compare C ⟦of⟧ { seed = 1 }', 'A name is missing after of.'],
    ['⟦compair⟧ C of Small { seed = 1 }', 'Unknown word compair. Did you mean compare?'],
    ['compare ⟦Small⟧ of Small { seed = 1 }', 'Small is already defined in line 2.'],
    [
      'compare ⟦C⟧ of Small { }',
      'Nothing is compared here. A setting with its values is a line, as in: seed = [0, 1, 2]',
    ],
    [of('⟦sed⟧ = [0, 1]'), 'Unknown setting sed. Did you mean seed?'],
    [of('⟦learning_rate⟧ = [0, 1]'), undefined],
    [of('seed = ⟦[]⟧'), 'seed needs at least one value.'],
    [of('seed = [0, 1, ⟦0⟧]'), '0 stands here twice.'],
    [of('seed = [0, ⟦1.5⟧]'), 'seed must be a whole number, not 1.5.'],
    [of('seed = 1; ⟦seed⟧ = 2'), 'seed is already defined in line 17.'],
    [
      of('optimizer = SGD(lr=1); ⟦optimizer⟧.lr = 2'),
      'optimizer.lr is a part of optimizer, and line 17 changes the other.',
    ],
    [of('optimizer = [SGD(lr=1), ⟦Adm⟧]'), 'Unknown optimiser Adm. Did you mean Adam?'],
    [of('⟦hiden⟧.units = [1, 2]'), 'No layer of Small is called hiden. Did you mean hidden?'],
    [of('hidden.⟦unit⟧ = [1, 2]'), 'Affine has no argument unit. Did you mean units?'],
    [of('optimizer.⟦momentum⟧ = [1, 2]'), 'SGD has no argument momentum.'],
    [of('⟦schedule⟧.warmup = [1, 2]'), 'Small has no schedule whose arguments could change.'],
    [of('hidden.units = [1, ⟦0⟧]'), undefined],
    [of('init = [He, ⟦Hee⟧]'), undefined],
    [of('norm = [BatchNorm, ⟦Afine(3)⟧]'), undefined],
    [
      of('norm = [BatchNorm, ⟦3⟧]'),
      'A layer takes layers here, as in [ReLU, Tanh], or [true, false]: with it and without.',
    ],
    [of('⟦own1⟧ = [true, false]'), 'own1 is written own here: all layers of this line change.'],
    [
      of('⟦affine3⟧.units = 3'),
      'The line of affine3 stands for several layers: give it a name there, and use that name.',
    ],
  ])('%s', (source, sentence) => {
    const { text, ranges } = marked(source);
    const found = said(`${text}\n`);
    expect(found).toHaveLength(1);
    const { start, end } = ranges[0] ?? { start: 0, end: 0 };
    const place = text.slice(start, end);
    // A layer is named without what it is given.
    expect(place.startsWith(found[0]?.[0] ?? '?')).toBe(true);
    if (sentence !== undefined) expect(found[0]?.[1]).toBe(sentence);
  });

  test('of more variants than anybody waits for says how many they are', () => {
    const found = said(of('seed = [0, 1, 2, 3, 4]; batch = [1, 2, 3, 4, 5]; epochs = [1, 2, 3]'));
    expect(found).toEqual([['C', 'C has 75 variants; at most 64 are run.']]);
  });

  test('with a variant that does not fit names it at the value to blame', () => {
    expect(said(of('last.units = [3, 4]; seed = [0, 1]'))).toEqual([
      ['4', 'With last.units = 4: The data has 3 classes, so the last layer must give 3 numbers, not 4.'],
    ]);
    expect(said(of('left.units = [4, 5]; affine1.units = [4, 5]')).map(([place]) => place)).toEqual([
      '4',
      '5',
    ]);
    expect(said(of('left.units = [4, 5]; affine1.units = [4, 5]'))[0]?.[1]).toMatch(
      /^With left\.units = 5, affine1\.units = 4: /,
    );
    expect(said(of('left = [true, false]'))[0]?.[1]).toBe(
      'With left = false: No layer above is called left.',
    );
  });

  test('of a broken network, or with a broken line, has one message for one mistake', () => {
    const broken = network.replace('Affine(8)', 'Afine(8)') + of('hidden.units = [4, 8]');
    expect(checkText(broken).diagnostics).toHaveLength(1);
    expect(checkText(broken).comparisons[0]?.comparison).toBeUndefined();
    expect(said('compare C of Small {\n  seed = [0, 1\n  batch = 3\n}\n')).toEqual([
      ['[', 'This [ is not closed.'],
    ]);
    expect(said('compare C of Small {\n  seed = [0, 1]\n')).toEqual([['{', 'This { is not closed.']]);
    expect(
      said(
        'compare C of Below { seed = 1 }\nnetwork Below { data = xor(); layers { Affine(1); SigmoidWithLoss } }',
      ),
    ).toEqual([['Below', 'Below is defined only below, in line 18.']]);
  });

  test('is mended by its quick fixes', () => {
    expect(mended('compare C of Smal { seed = 1 }')).toBe('compare C of Small { seed = 1 }');
    expect(mended(of('hiden.units = [1, 2]'))).toBe(of('hidden.units = [1, 2]'));
    expect(mended(of('hidden.unit = [1, 2]'))).toBe(of('hidden.units = [1, 2]'));
    expect(mended(of('seed = [0, 1, 0]'))).toBe(of('seed = [0, 1]'));
    expect(mended(of('own2 = [true, false]'))).toBe(of('own = [true, false]'));
    expect(mended('compair C of Small { seed = 1 }')).toBe('compare C of Small { seed = 1 }');
  });

  test('whose variants are many takes no longer than they may', () => {
    const wide = `network Wide { data = spiral()\n layers {\n first = Affine(9)\n${'Affine(9)\n'.repeat(500)}last = Affine(3)\nSoftmaxWithLoss } }\n`;
    const comparisons = Array.from(
      { length: 40 },
      (_, at) => `compare C${String(at)} of Wide { first.units = [1, 2, 3, 4] }\n`,
    );
    const { diagnostics, comparisons: found } = checkText(wide + comparisons.join(''));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(found.every(({ count, comparison }) => count === 4 && comparison !== undefined)).toBe(true);
  });
});
