import { describe, expect, test } from 'vitest';
import { lossNames, trainSettingNames } from '../../../../src/language/checker/networks/networkVocabulary';
import { functionNames } from '../../../../src/language/checker/foreignForms';
import { dataSources } from '../../../../src/data/dataSources';
import { layerOfFunction, networkLayers } from '../../../../src/engine/layers/layerTable';
import { optimizers } from '../../../../src/engine/optimizers';
import { parse } from '../../../../src/language/parser/parser';
import { scan } from '../../../../src/language/scanner/scanner';
import { completionsAt, type Completion, type FilesBeside } from '../../../../src/language/services';
import { checkText } from '../../checkText';
import { soundTexts } from '../corpus';
import { accepted, atCursor } from './cursor';

const files: FilesBeside = {
  list: (folder) => Promise.resolve(folder === '' ? ['flowers.csv', 'digits.npz', 'sets/'] : ['more.csv']),
  namesInArrayFile: (source, argument, { file }) =>
    Promise.resolve(source === 'npz' && argument === 'name' && file === 'f.npz' ? ['W1', 'b1'] : []),
  namesIn: (source, argument, settings) =>
    Promise.resolve(
      source === 'csv' && argument === 'target' && settings['file'] === 'flowers.csv'
        ? ['species', 'width "cm"']
        : source === 'npz' && settings['file'] === 'digits.npz'
          ? ['x_train', 't_train']
          : [],
    ),
};

async function at(source: string, isAskedFor = true): Promise<readonly Completion[]> {
  const { text, offset } = atCursor(source);
  return completionsAt(checkText(text), offset, { files, isAskedFor });
}

async function labels(source: string): Promise<readonly string[]> {
  return (await at(source)).map(({ label }) => label);
}

const matrices = 'x = [[1, 2]]\nW = [[1, 2, 3], [4, 5, 6]]\nb = [1, 2, 3]\nn = 4\n';

/** The line at the mark in a network on the spiral of three classes. */
const inLayers = (line: string): string =>
  `network N {\n  data = spiral(classes=3)\n  layers {\n    hidden = Affine(32)\n    ReLU\n    ${line}\n  }\n}\n`;

/** A network with this line below its layers. */
const given = (line: string): string =>
  `network N {\n  data = spiral(classes=3)\n  layers {\n    hidden = Affine(4)\n    Affine(3)\n    SoftmaxWithLoss\n  }\n  ${line}\n}\n`;

const inTrain = (lines: string): string =>
  `network N {\n  data = xor()\n  layers {\n    Affine(2)\n    SoftmaxWithLoss\n  }\n  train {\n    ${lines}\n  }\n}\n`;

describe('what the arrays of a file are for', () => {
  test.each([
    [
      'npz("f.npz", |)',
      ['hidden.W=', 'hidden.b=', 'affine1.W=', 'affine1.b=', 'transposed=', 'channels_last='],
    ],
    [
      'npz("f.npz", hidden.W="W1", |)',
      ['hidden.b=', 'affine1.W=', 'affine1.b=', 'transposed=', 'channels_last='],
    ],
  ])('%s', async (call, expected) => {
    const { text, offset } = atCursor(given(`parameters = ${call}`));
    // The text is broken while somebody types: what is known of it is known from before.
    const found = await completionsAt(checkText(text), offset, { files, lastSound: checkText(given('')) });
    expect(found.map(({ label }) => label)).toEqual(expected);
    expect(found[0]?.insertText).toBe(`${expected[0] ?? ''}"$1"`);
  });
});

describe('what stands beside an argument', () => {
  test('is its default, without its name again', async () => {
    const found = await at('network N {\n  data = spiral(|)\n}');
    expect(found.slice(0, 3).map(({ label, detail }) => [label, detail])).toEqual([
      ['classes=', '3'],
      ['points=', '100'],
      ['noise=', '0.2'],
    ]);
  });

  test('is nothing where it must be given, or depends on what comes next', async () => {
    const found = await at(inLayers('Affine(|)'));
    expect(found.slice(0, 3).map(({ label, detail }) => [label, detail])).toEqual([
      ['units=', undefined],
      ['init=', undefined],
      ['bias=', 'true'],
    ]);
  });
});

describe('what comes first', () => {
  test.each([
    ['an empty file', '|', ['network', 'block', 'sheet']],
    ['values to go back from', 'x = 1\n|', ['backward', 'expect', 'network', 'block']],
    ['the name of a value', 'a = 1\nb = 2\nbackward |', ['b', 'a']],
    ['a single number before a matrix', 'a = 1\nm = [[1]]\nbackward |', ['a', 'm']],
    ['a value or a gradient', 'a = 1\nexpect |', ['grad', 'a']],
    ['the value of a gradient', 'a = 1\nexpect grad(|)', ['a']],
    ['a value before the target', 'a = 1\nb = 2 * a\nbackward b\nexpect grad(|)', ['a', 'b']],
    ['an answer', 'a = 1\nexpect a = |', ['?', 'a']],
    ['an answer before its tolerance', 'a = 1\nexpect a = | within 1e-3', ['?', 'a']],
    ['what begins an answer', 'a = 1\nexpect a = | + 2', ['a']],
    ['a tolerance', 'a = 1\nexpect a = 1 |', ['within']],
    ['a second tolerance', 'a = 1\nexpect a = 1 within 1e-6 |', ['or']],
    ['an upstream gradient', 'a = [1]\nbackward a |', ['with']],
    ['what can be multiplied', `${matrices}h = x @ |`, ['W']],
    ['what fits as a weight', `${matrices}h = affine(x, |`, ['W']],
    ['what fits as a bias', `${matrices}h = affine(x, W, |`, ['n', 'b']],
    ['what may be an index', `${matrices}h = x[|]`, ['n']],
    ['the end of a slice', `${matrices}h = x[0, 1:|]`, ['n']],
    ['what is compared', 'a = 1\nb = where(a <= |)', ['a']],
    ['a member of a network', 'network N {\n  |\n}', ['data', 'layers', 'train']],
    ['the missing member', 'network N {\n  data = xor()\n  layers { ReLU }\n  |\n}', ['train']],
    ['the missing member, above others', 'network N {\n  |\n  layers { ReLU }\n}', ['data', 'train']],
    ['a layer that fits', inLayers('|'), ['Affine', 'ReLU', 'LeakyReLU']],
    ['a layer with a name', inLayers('second = |'), ['Affine', 'ReLU']],
    ['the loss, where it fits the classes', inLayers('Affine(3)\n    |'), ['SoftmaxWithLoss']],
    ['the layers to add', inLayers('Add(|)'), ['hidden', 'input']],
    ['the layers to take from', inLayers('ReLU from |'), ['hidden', 'input']],
    ['what may follow a layer', inLayers('ReLU |'), ['from']],
    ['an argument that must be given', inLayers('Affine(|)'), ['units=', 'init=', 'bias=']],
    ['an argument that is not given yet', inLayers('Affine(32, |)'), ['init=', 'bias=']],
    ['a layer, below a call that is not closed', inLayers('Affine(\n    Re|'), ['Affine', 'ReLU']],
    ['a layer of a call, below one that is not closed', inLayers('Affine(\n    Re|(3)'), ['Affine', 'ReLU']],
    ['an argument that goes on in the next line', inLayers('Add(\n    hid|,\n    input)'), ['hidden']],
    ['a part of a layer, with an answer behind it', given('expect hidden.| = 1'), ['W', 'b']],
    ['a part of its gradient', given('expect grad(hidden.|) = 1'), ['W', 'b']],
    ['a file of arrays', given('parameters = |'), ['npz', 'safetensors']],
    [
      'what a parameter of a block is given to',
      'block B(n, start) {\n  Affine(n, init=start)\n}\nnetwork N {\n  layers {\n    B(start=|)\n  }\n}',
      ['He', 'Xavier'],
    ],
    [
      'what a parameter of a block begins with',
      'block B(n, start=|) {\n  Affine(n, init=start)\n}',
      ['He', 'Xavier'],
    ],
    ['the same, before the block has a body', 'block B(n, init=|', ['He', 'Xavier']],
    ['the same in a call there', 'block B(init=Normal(|)) {\n  Affine(3, init=init)\n}', ['std=']],
    ['a truth value that a parameter begins with', 'block B(b=|) {\n  Affine(3, bias=b)\n}', ['false']],
    ['an argument behind one with a name', inLayers('Affine(init=He, |)'), ['units=', 'bias=']],
    [
      'an initialiser, those first that are used most',
      inLayers('Affine(3, init=|)'),
      ['He', 'Xavier', 'Normal'],
    ],
    ['an optimiser, those first that are used most', inTrain('optimizer = |'), ['SGD', 'Adam', 'Momentum']],
    ['the other truth value', 'network N {\n  data = csv("a.csv", header=|)\n}', ['false', 'true']],
    ['a setting that is not given yet', inTrain('optimizer = SGD\n    |'), ['schedule', 'batch']],
    ['a precision', inTrain('precision = |'), ['float32', 'float64']],
    ['the parameter of a block', 'block B(n) {\n  Affine(units=|)\n}', ['n']],
    [
      'its other parameter',
      'block B(n, start) {\n  Affine(n, init=start)\n  Affine(units=|, init=start)\n}',
      ['n'],
    ],
    ['a constant', 'n = 4\nnetwork N {\n  layers {\n    Affine(units=|)\n  }\n}', ['n']],
    ['a block above', 'block B { ReLU }\nnetwork N {\n  layers {\n    |\n  }\n}', ['B']],
    ['a file', 'network N {\n  data = csv("|")\n}', ['flowers.csv', 'digits.npz', 'sets/']],
    ['a file of the source', 'network N {\n  data = npz("|")\n}', ['digits.npz']],
    ['a file in a folder', 'network N {\n  data = csv("sets/|")\n}', ['more.csv']],
    ['a column', 'network N {\n  data = csv("flowers.csv", target="|")\n}', ['species']],
    ['a column without quotes', 'network N {\n  data = csv("flowers.csv", target=|)\n}', ['species']],
    [
      'a column that the list lacks',
      'network N {\n  data = csv("flowers.csv", target=["species", "|"])\n}',
      ['width "cm"'],
    ],
    ['a gradient, below a backward', 'W = 1\nbackward W\nW2 = W - 0.1 * |', ['W', 'grad']],
    ['the value of a gradient that is a value', 'W = 1\nbackward W\nW2 = W - 0.1 * grad(|)', ['W']],
    ['a file of a value', 'W = npz("|")', ['digits.npz', 'flowers.csv', 'sets/']],
    ['an array of a value', 'W = npz("f.npz", "|")', ['W1', 'b1']],
    ['an array by its name', 'expect W = npz("f.npz", name="|") within 1e-6', ['W1', 'b1']],
    ['an array, without quotes yet', 'W = npz("f.npz", name=|)', ['W1', 'b1']],
    ['an array', 'network N {\n  data = npz("digits.npz", x="|")\n}', ['x_train', 't_train']],
    ['a file of parameters', given('parameters = npz("|")'), ['digits.npz']],
    ['an array for a parameter', given('parameters = npz("f.npz", hidden.W="|")'), ['W1', 'b1']],
    [
      'an array for a parameter behind others',
      given('parameters = npz("f.npz", transposed=true, hidden.W="W1", affine1.b="|")'),
      ['W1', 'b1'],
    ],
    ['a file for one layer', inLayers('Affine(3, init=npz("|"))'), ['digits.npz', 'flowers.csv']],
    ['an array for one layer', inLayers('Affine(3, init=npz("f.npz", "|"))'), ['W1', 'b1']],
    ['an array for a bias', inLayers('Affine(3, bias=npz("f.npz", "|"))'), ['W1', 'b1']],
    ['an array that is expected', given('expect hidden = npz("f.npz", "|")'), ['W1', 'b1']],
    ['a file that is expected', given('expect grad(hidden.W) = npz("|"'), ['digits.npz']],
    ['a word in quotes', 'network N {\n  data = csv("a.csv", missing="|")\n}', ['drop', 'mean']],
  ])('%s', async (_what, source, first) => {
    expect((await labels(source)).slice(0, first.length)).toEqual(first);
  });

  test('everything there is can be found', async () => {
    expect(await labels('y = |')).toEqual(expect.arrayContaining([...functionNames, 'NaN', 'Infinity']));
    const named = await labels('NaN = 3\ny = |');
    expect(named.filter((name) => name === 'NaN')).toEqual(['NaN']);
    const names = networkLayers.map(({ name }) => name);
    expect(await labels(inLayers('|'))).toEqual(expect.arrayContaining([...names, 'repeat']));
    expect(await labels('network N {\n  data = |\n}')).toEqual(dataSources.map(({ name }) => name));
    expect([...(await labels(inTrain('optimizer = |')))].sort()).toEqual(
      optimizers.map(({ name }) => name).sort(),
    );
    expect(await labels(inTrain('|'))).toEqual(trainSettingNames);
  });

  test('what does not fit comes last', async () => {
    const pool = await labels(inLayers('|'));
    expect(pool.indexOf('MaxPool')).toBeGreaterThan(pool.indexOf('repeat'));
    expect(lossNames.every((loss) => pool.indexOf(loss) > pool.indexOf('Affine'))).toBe(true);
  });

  test('a call that stands above is offered as it is written, behind the layers themselves', async () => {
    const found = await labels(inLayers('repeat 2 { Affine(16, init=He) }\n    ReLU from hidden\n    |'));
    const written = found.filter((label) => label.includes('('));
    expect(written).toEqual(['Affine(16, init=He)', 'Affine(32)']);
    expect(found.indexOf('Affine(32)')).toBeGreaterThan(found.indexOf('Tanh'));
    expect(await labels(inLayers('|(3)'))).not.toContain('Affine(32)');
    const block = 'block B(n) {\n  Conv(n, size=3)\n  |\n}';
    expect(await labels(block)).toContain('Conv(n, size=3)');
  });

  test('every function takes a value before its settings are given', async () => {
    const image = 'x = randn(1, 1, 4, 4)\n';
    for (const name of functionNames.filter(layerOfFunction)) {
      expect(await labels(`${image}y = ${name}(|)`), name).toContain('x');
    }
    expect((await labels(`${image}n = 2\ny = max_pool(|`)).slice(0, 1)).toEqual(['x']);
  });

  test('images can be convolved', async () => {
    const images = await labels('network N {\n  data = digits()\n  layers {\n    |\n  }\n}');
    expect(images.indexOf('Conv')).toBeLessThan(images.indexOf('Add'));
  });

  test('a layer without arguments says what it makes of the shape above', async () => {
    const items = await at('network N {\n  data = digits()\n  layers {\n    |\n  }\n}');
    const shapes = (label: string): unknown => items.find((each) => each.label === label)?.subject;
    expect(shapes('Flatten')).toMatchObject({ shapes: { inputs: [[1, 8, 8]], output: [64] } });
    expect(shapes('BatchNorm')).toMatchObject({ shapes: { output: [1, 8, 8], parameterCount: 2 } });
    expect(shapes('Affine')).not.toHaveProperty('shapes');
  });

  test('the name of a broken value keeps the shape it had', async () => {
    const { text, offset } = atCursor('x = [[1, 2]]\nW = [[1], [2]]\nv = W @ W\nh = x @ |');
    const lastSound = checkText(text.replace('W @ W', 'W'));
    const [, ...without] = await completionsAt(checkText(text), offset);
    const [first, second] = await completionsAt(checkText(text), offset, { lastSound });
    expect(without.find(({ label }) => label === 'v')?.detail).toBeUndefined();
    expect([first?.label, second?.label, first?.detail]).toEqual(['v', 'W', '2×1']);
  });
});

describe('what comments say of a definition is its documentation', () => {
  test.each([
    ['a value', '# Yen for one.\napple = 100  # of Aomori\ny = |', 'apple', 'Yen for one. of Aomori'],
    ['a block', `# Twice as wide.\nblock Wide { Affine(64) }\n${inLayers('|')}`, 'Wide', 'Twice as wide.'],
  ])('%s', async (_what, source, label, comment) => {
    const { subject } = (await at(source)).find((each) => each.label === label) ?? {};
    if (subject?.kind === 'callable') expect(subject.callable.documentation).toBe(comment);
    else expect(subject).toEqual({ kind: 'definition', written: 'apple = 100', comment });
  });
});

describe('nothing is offered', () => {
  test.each([
    ['in a number', 'x = 12|'],
    ['in a comment', 'x = 1 # re|'],
    ['in a string', 'sheet "Re|"'],
    ['behind a value', 'x = 1\ny = x |'],
    ['for the name of a network', 'network |'],
    ['for the parameters of a block', 'block B(|'],
    ['in a setting that nobody knows', 'network N {\n  size = |\n}'],
    ['for the number that a block is given', 'block B(n) { Affine(n) }\nnetwork N { layers { B(n=|) } }'],
    ['behind a value and a dot', 'x = [1]\ny = x.|'],
  ])('%s', async (_where, source) => {
    expect(await labels(source)).toEqual([]);
  });

  test.each([
    ['between the numbers of a list', 'x = [1, |]'],
    ['where a value of any kind may stand', 'x = |'],
    ['where a line begins', inLayers('|')],
    ['where a line may end', inLayers('ReLU |')],
  ])('%s, unless it is asked for', async (_where, source) => {
    expect(await at(source, false)).toEqual([]);
    expect(await at(source)).not.toEqual([]);
  });

  test('to somebody who has typed on', async () => {
    const { text, offset } = atCursor('network N { data = csv("|") }');
    let asked = 0;
    const isCancelled = (): boolean => asked++ > 0;
    expect(await completionsAt(checkText(text), offset, { files, isCancelled })).toEqual([]);
    expect(asked).toBe(2);
  });
});

describe('what must be chosen is offered without being asked for', () => {
  test.each([
    ['data', 'network N {\n  data = |\n}', 'xor'],
    ['an argument of a layer', inLayers('Affine(32, |)'), 'init='],
    ['the name of a layer', inLayers('ReLU from |'), 'hidden'],
    ['the name of a value', 'x = 1\nbackward |', 'x'],
    ['a file', 'network N {\n  data = csv("|")\n}', 'flowers.csv'],
    ['a column in a list', 'network N {\n  data = csv("flowers.csv", target=["|"])\n}', 'species'],
  ])('%s', async (_what, source, first) => {
    const [found] = await at(source, false);
    expect(found?.label).toBe(first);
  });
});

describe('names from elsewhere', () => {
  test.each([
    ['Linear', inLayers('|'), 'Affine'],
    ['Dense', inLayers('|'), 'Affine'],
    ['CrossEntropyLoss', inLayers('|'), 'SoftmaxWithLoss'],
    ['CategoricalCrossentropy', inLayers('|'), 'SoftmaxWithLoss'],
    ['mse_loss', inLayers('|'), 'MeanSquaredError'],
    ['mse', 'y = |', 'mean_squared_error'],
    ['kernel_size', inLayers('Conv(|)'), 'size='],
    ['batch_size', inTrain('|'), 'batch'],
    ['learning_rate', inTrain('|'), 'optimizer'],
    ['HeNormal', inLayers('Affine(3, init=|)'), 'He'],
  ])('%s finds what it is here', async (elsewhere, source, here) => {
    const found = (await at(source)).filter(({ filterText }) =>
      filterText.split(' ').includes(elsewhere.toLowerCase()),
    );
    expect(found.map(({ label }) => label)).toEqual([here]);
  });
});

function parses(text: string): boolean {
  return parse(text).diagnostics.every(({ severity }) => severity !== 'error');
}

function withComma(completion: Completion): Completion {
  return { ...completion, insertText: `${completion.insertText},` };
}

/** What was chosen, and the lines around it afterwards. */
function described({ label }: Completion, offset: number, result: string): string {
  return `${label}: ${result.slice(Math.max(0, offset - 60), offset)}▮${result.slice(offset, offset + 60)}`;
}

describe('what is put in', () => {
  async function after(source: string, label: string, filler = ''): Promise<string> {
    const { text } = atCursor(source);
    const completion = (await at(source)).find((each) => each.label === label);
    if (!completion) throw new Error(`${label} is not offered.`);
    return accepted(text, completion, filler);
  }

  test.each([
    ['the whole word', 'y = re|l(x)', 'relu', 'y = relu(x)'],
    ['parentheses for what needs arguments', 'y = |', 'relu', 'y = relu()'],
    [
      'quotes around a column',
      'network N { data = csv("flowers.csv", target=|) }',
      'species',
      /target="species"\)/,
    ],
    [
      'backslashes before quotes',
      'network N { data = csv("flowers.csv", target="|") }',
      'width "cm"',
      /"width \\"cm\\""/,
    ],
    ['a space behind a comma', 'network N { data = spiral(classes=3,|) }', 'test=', /classes=3, test=0\)/],
    ['the default of a number', 'network N { data = spiral(|) }', 'noise=', /spiral\(noise=0\.2\)/],
    ['nothing where a column is chosen next', 'network N { data = csv("a.csv", |) }', 'target=', /target=\)/],
    ['quotes for a file of arrays', given('parameters = |'), 'npz', /parameters = npz\(""\)/],
    ['only the name before =', inTrain('ba| = 3'), 'batch', /batch = 3/],
    ['the last piece of a path', 'network N { data = csv("sets/m|") }', 'more.csv', /"sets\/more\.csv"/],
    [
      'a path though the quotes are not closed',
      'network N { data = csv("|',
      'flowers.csv',
      /csv\("flowers\.csv$/,
    ],
  ])('%s', async (_what, source, label, expected) => {
    expect(await after(source, label)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  test('snippets are indented with tabs, which an editor writes as its document has them', async () => {
    for (const source of ['|', 'network N {\n  |\n}', inLayers('|')]) {
      const snippets = (await at(source)).filter(({ kind }) => kind === 'snippet');
      expect(snippets.length).toBeGreaterThan(0);
      for (const { insertText } of snippets) expect(insertText).not.toMatch(/^ /m);
    }
  });

  test('what an empty file begins with parses', async () => {
    for (const completion of await at('|'))
      expect(parses(accepted('', completion)), completion.label).toBe(true);
  });

  test('in place of each word of every example, whatever is offered there parses', async () => {
    const wrong: string[] = [];
    let chosen = 0;
    for (const text of soundTexts.values()) {
      for (const { kind, start, end, startsLine } of scan(text).tokens) {
        // A line that begins otherwise goes on otherwise.
        if ((kind !== 'name' && kind !== 'keyword') || startsLine) continue;
        const without = text.slice(0, start) + text.slice(end);
        for (const completion of await completionsAt(checkText(without), start, { files })) {
          chosen++;
          const result = accepted(without, completion);
          if (!parses(result)) wrong.push(described(completion, start, result));
        }
      }
    }
    expect(chosen).toBeGreaterThan(2000);
    expect(wrong).toEqual([]);
  });

  test('on a new line below each line of every example, whatever is offered there parses', async () => {
    const wrong: string[] = [];
    let chosen = 0;
    for (const text of soundTexts.values()) {
      for (const { index } of text.matchAll(/\n/g)) {
        const below = `${text.slice(0, index)}\n\n${text.slice(index + 1)}`;
        for (const completion of await completionsAt(checkText(below), index + 1, { files })) {
          chosen++;
          const result = accepted(below, completion);
          // Before the next entry of a list the comma is still to come.
          const isRight = parses(result) || parses(accepted(below, withComma(completion)));
          if (!isRight) wrong.push(described(completion, index + 1, result));
        }
      }
    }
    expect(chosen).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });
});
