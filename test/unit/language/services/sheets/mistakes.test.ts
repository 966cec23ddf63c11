import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../../src/engine/message';
import { answersOf, shownMistakes } from '../../../../../src/language/services/sheets/mistakes';
import { findFormulaMistakes, runFormulas } from '../../../../../src/runtime/formulaService';
import { checkText } from '../../../checkText';

interface Told {
  readonly kinds: readonly string[];
  readonly sentences: readonly string[];
  readonly details: readonly string[];
}

/** What is said of each wrong answer of a file, by what it is asked about: `grad(x)`. */
function told(text: string): Record<string, Told> {
  const file = checkText(text);
  const { graph, passes } = file.formulas;
  const program = { graph, passes };
  const outcome = runFormulas({ program });
  if (!outcome.ok) throw new Error(formatMessage(outcome.failure.message));
  const answers = answersOf(file, outcome.result);
  const found = findFormulaMistakes({ program, answers: answers.map(({ answer }) => answer) });
  const shown = shownMistakes(file.formulas, outcome.result, answers, found);
  return Object.fromEntries(
    [...shown].map(([{ kind, name }, { kinds, sentences, details }]) => [
      kind === 'value' ? name : `grad(${name})`,
      { kinds, sentences: sentences.map(formatMessage), details: details.map(formatMessage) },
    ]),
  );
}

const shopping = [
  'apple = 100; apple_num = 2; orange = 150; orange_num = 3; tax = 1.1',
  'apple_price = apple * apple_num',
  'orange_price = orange * orange_num',
  'all_price = apple_price + orange_price',
  'price = all_price * tax',
  'backward price',
];

const neurons = [
  'x = [[1.0, -0.5], [-2.0, 3.0]]',
  'W = [[0.1, -0.3], [0.7, 0.2]]',
  'b = [0.05, -0.1]',
  'a = x @ W + b',
  'h = relu(a)',
  'loss = mean(h ** 2)',
  'backward loss',
];

describe('the mistake behind a wrong answer', () => {
  it.each([
    [
      'expect grad(orange_num) = 150.0',
      'upstream-missing',
      'This is the local derivative of orange_price: the gradient arriving from above was not multiplied in.',
    ],
    ['expect grad(apple) = -2.2', 'sign', 'The number has the other sign.'],
    [
      'expect grad(apple) = 110',
      'swapped-factors',
      'The factors are swapped in apple_price: the gradient of apple is multiplied by apple_num, and the other way round.',
    ],
    [
      'expect grad(tax) = 1300',
      'twice',
      'Twice the right numbers, as happens when gradients of an earlier backward were not reset.',
    ],
    [
      'expect grad(apple) = 0',
      'all-zero',
      'All numbers are 0: they were read before backward, or after zero_grad.',
    ],
    [
      'expect grad(tax) = 6.50',
      'learning-rate',
      'This is the update, not the gradient: 0.01 times the right numbers.',
    ],
    ['expect price = 650', 'another-name', 'This is the value of all_price.'],
  ])('is named in the chapter’s shopping: %s', (answer, kind, sentence) => {
    const [mistake] = Object.values(told([...shopping, answer].join('\n')));
    expect(mistake?.kinds).toContain(kind);
    expect(mistake?.sentences).toContain(sentence);
  });

  it.each([
    ['exp', 'exp(x)'],
    ['log', '1 / x'],
    ['sqrt', '1 / (2√x)'],
    ['sigmoid', 'y(1 − y)'],
  ])('is the derivative of %s, with its formula, where that was left out', (name, formula) => {
    const lines = ['x = [1.25, 2.5]', `h = ${name}(x)`, 'L = sum(h * [3.25, 0.75])', 'backward L'];
    const { 'grad(x)': mistake } = told([...lines, 'expect grad(x) = [3.25, 0.75]'].join('\n'));
    expect(mistake?.sentences).toContain(`The derivative of h, ${formula}, was left out.`);
  });

  it('of a bias names the bias and the result it goes into', () => {
    const lines = ['x = [[1.5, 2.25], [3.5, 4.75]]', 'b = [0.5, 0.25]', 'y = x + b'];
    const loss = ['L = sum(y * [[1.25, 2.5], [3.75, 4.125]])', 'backward L'];
    const { 'grad(b)': mistake } = told([...lines, ...loss, 'expect grad(b) = [1.25, 2.5]'].join('\n'));
    expect(mistake?.sentences).toContain(
      'b is used for every row of y: its gradient is the sum over the rows, not that of the first.',
    );
  });

  it('of numbers that are not finite is none that is known, and ends', () => {
    const lines = ['x = [1.25, 2.5]', 'y = x * 3.5', 'L = sum(y)', 'backward L'];
    for (const answer of ['[nan, 3.5]', '[inf, -inf]', '[nan, nan]']) {
      const mistakes = told(
        ['nan = sqrt(-1); inf = 1 / 0', ...lines, `expect grad(x) = ${answer}`].join('\n'),
      );
      expect(mistakes['grad(x)']?.kinds, answer).toEqual([]);
    }
  });

  it('is not looked for in right answers, rounded ones, and such that are off by anything', () => {
    const answers = ['expect grad(apple) = 2.2', 'expect grad(orange) = 3.1', 'expect grad(tax) = 649'];
    const rounded = ['y = 1 / apple_num / 3', 'backward y', 'expect grad(apple_num) = -0.0833'];
    const all = told([...shopping, ...answers, ...rounded].join('\n'));
    expect(Object.entries(all).map(([name, { kinds }]) => [name, kinds])).toEqual([
      ['grad(orange)', []],
      ['grad(tax)', []],
      ['grad(apple_num)', ['rounded']],
    ]);
  });

  it('is only possible where so few figures tell little', () => {
    const unsure = 'So few figures tell too little to be sure. One mistake that would give them:';
    const local =
      'This is the local derivative of apple_price: the gradient arriving from above was not multiplied in.';
    const { 'grad(apple)': two } = told([...shopping, 'expect grad(apple) = 2'].join('\n'));
    expect(two?.kinds).toEqual(['rounded']);
    expect(two?.details.slice(-2)).toEqual([unsure, local]);
    const { 'grad(apple_num)': hundred } = told([...shopping, 'expect grad(apple_num) = 100'].join('\n'));
    expect(hundred?.kinds).toEqual([]);
    expect(hundred?.details.slice(-2)).toEqual([unsure, local]);
    const inSheet = told(['sheet "Homework"', ...shopping, 'expect grad(apple_num) = 100'].join('\n'));
    expect(inSheet['grad(apple_num)']).toEqual({
      kinds: [],
      sentences: [
        'So few figures tell too little to be sure.',
        'This looks like a local derivative: something was not multiplied in.',
      ],
      details: [],
    });
  });

  it('is named of few figures where it is what people do every day', () => {
    const one = ['x = 1; y = 3', 'L = x + y', 'backward L', 'expect grad(x) = -1'];
    expect(told(one.join('\n'))['grad(x)']?.kinds).toEqual(['sign']);
    expect(told([...shopping, 'expect grad(apple) = 1.1'].join('\n'))['grad(apple)']?.kinds).toContain(
      'twice',
    );
    expect(told([...shopping, 'expect grad(apple) = 2.42'].join('\n'))['grad(apple)']?.kinds).toEqual([]);
  });

  it('of nothing but zeros is that they were not there, or what leaves zeros in this graph', () => {
    const lines = ['x = [1.0, 2.0]; w = [3.0, 0.5]', 'h = relu(x)', 'L = sum(h * w)', 'backward L'];
    const zeros = 'expect grad(x) = [0, 0]';
    const { 'grad(x)': alone } = told([...lines, zeros].join('\n'));
    expect(alone?.kinds).toEqual(['all-zero', 'relu-mask']);
    const { 'grad(x)': amongOthers } = told([...lines, 'expect grad(h) = [3, 0.5]', zeros].join('\n'));
    expect(amongOthers?.kinds).toEqual(['relu-mask', 'all-zero']);
    expect(amongOthers?.sentences[1]).toBe(
      'All numbers are 0, though other gradients are not: nothing was added to these, or they were reset.',
    );
    // 0 times anything, the value of zero and a factor that is 0 fit, too.
    const product = ['zero = 0; a = 3; b = 5', 'y = a * b + zero', 'backward y', 'expect grad(a) = 0'];
    expect(told(product.join('\n'))['grad(a)']?.kinds).toEqual(['all-zero']);
    expect(told([...product.slice(0, 3), 'expect y = 0'].join('\n'))['y']?.kinds).toEqual([]);
  });

  it('names every one that fits, the likelier first', () => {
    const { 'grad(h)': mistake } = told(
      [
        'h = [3.5, 1.2]; t = [1.0, 0.3]',
        'loss = mean(h * t)',
        'backward loss',
        'expect grad(h) = [1.0, 0.3]',
      ].join('\n'),
    );
    expect(mistake?.kinds.slice(0, 2)).toEqual(['batch-size', 'twice']);
    expect(mistake?.sentences[0]).toBe(
      'These are sums over 2 numbers where loss takes their mean: divide by 2.',
    );
  });

  it('none known: the worst entry, both numbers, and how the right one comes about', () => {
    const { 'grad(W)': mistake } = told([...neurons, 'expect grad(W) = [[1, 2], [3, 4]]'].join('\n'));
    expect(mistake?.kinds).toEqual([]);
    expect(mistake?.details[0]).toMatch(/^At \[0, 1\] your number is 2; the right one is -1\.1\.$/);
    expect(mistake?.details[1]).toMatch(/^It comes about as .* × .* \+ .* × .*: the upstream gradient times/);
  });

  it('is found once: answers that follow from it say so', () => {
    // NumPy: dh = [[1, 2], [3, 4]]; da = dh * (a <= 0); dW = x.T @ da; db = da.sum(0).
    const all = told(
      [
        ...neurons.slice(0, 5),
        'loss = sum(h * [[1, 2], [3, 4]])',
        'backward loss',
        'expect grad(h) = [[1, 2], [3, 4]]',
        'expect grad(a) = [[1, 2], [0, 0]]',
        'expect grad(W) = [[1, 2], [-0.5, -1]]',
        'expect grad(b) = [1, 2]',
      ].join('\n'),
    );
    expect(Object.keys(all)).toEqual(['grad(a)', 'grad(W)', 'grad(b)']);
    expect(all['grad(a)']?.kinds[0]).toBe('relu-mask');
    expect(all['grad(a)']?.sentences[0]).toBe(
      'Your mask of h is inverted: it lets through what must be blocked.',
    );
    expect(all['grad(a)']?.details).toEqual([
      'The gradient of h is right, so it goes wrong between h and a.',
      'At [0, 0] your number is 1; the right one is 0.',
      'Other answers that follow from it: 2.',
    ]);
    for (const name of ['grad(W)', 'grad(b)']) {
      expect(all[name]?.kinds).toEqual(['follows']);
      expect(all[name]?.sentences).toEqual([
        'This follows from your gradient of a: nothing else is wrong here.',
      ]);
    }
  });

  it('a wrong value takes what is computed with it along', () => {
    const all = told(
      [
        'x = [1.0, 2.5]',
        'y = exp(x) * 0.1',
        'loss = sum(y ** 2)',
        'backward loss',
        'expect y = [0.5, 1.5]',
        'expect loss = 2.5',
        'expect grad(y) = [1, 3]',
      ].join('\n'),
    );
    expect(Object.entries(all).map(([name, { kinds }]) => [name, kinds])).toEqual([
      ['y', []],
      ['loss', ['follows']],
      ['grad(y)', ['follows']],
    ]);
    expect(all['loss']?.sentences).toEqual(['This follows from your y: nothing else is wrong here.']);
  });

  it('in a sheet is its family, without a number', () => {
    const all = told(
      [
        'sheet "Homework"',
        ...shopping,
        'expect grad(apple) = -2.2',
        'expect grad(tax) = 1300',
        'expect grad(orange_num) = 150',
      ].join('\n'),
    );
    expect(all).toEqual({
      'grad(apple)': { kinds: [], sentences: ['This looks like a constant factor.'], details: [] },
      'grad(tax)': { kinds: [], sentences: ['This looks like a constant factor.'], details: [] },
      'grad(orange_num)': {
        kinds: [],
        sentences: ['This looks like a local derivative: something was not multiplied in.'],
        details: [],
      },
    });
  });

  it('in a file with a blank has no numbers of the graph, and of what the blank asks for only the family', () => {
    const all = told(
      [
        ...shopping,
        'expect grad(all_price) = ?',
        'expect grad(orange_price) = -1.1',
        'expect grad(apple_num) = 100',
      ].join('\n'),
    );
    expect(all['grad(orange_price)']?.kinds).toEqual(['sign']);
    expect(all['grad(apple_num)']).toEqual({
      kinds: [],
      sentences: [],
      details: [
        'So few figures tell too little to be sure. One mistake that would give them:',
        'This is the local derivative of apple_price: the gradient arriving from above was not multiplied in.',
      ],
    });
  });
});
