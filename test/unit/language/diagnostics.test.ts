import { describe, expect, test } from 'vitest';
import { formatMessage, message } from '../../../src/engine/message';
import { firstProblems, furtherProblems, type Diagnostic } from '../../../src/language/diagnostic';
import { checkText } from '../checkText';
import { applied, marked } from './marked';

interface Case {
  /** The mark stands round what the message is about. */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  /** The text after the first quick fix. */
  readonly fixed?: string;
  readonly severity?: string;
}

function network(layers: string, data = 'spiral(classes=3)', rest = ''): string {
  return `network N {\n  data = ${data}\n  layers {\n${layers}\n  }\n${rest}}`;
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  sheets: [
    {
      source: 'x = 1\n⟦sheet⟧ "S"\nexpect x = 1',
      code: 'misplaced-sheet',
      message: 'sheet is the first line of a file.',
    },
    {
      source: 'sheet "S"\n⟦sheet⟧ "T"\nx = 1\nexpect x = 1',
      code: 'second-sheet',
      message: 'This file is a sheet already: line 1 says so.',
    },
    {
      source: 'sheet ⟦""⟧\nx = 1\nexpect x = 1',
      code: 'wrong-title',
      message: 'A sheet needs a title, as in: sheet "Homework 1"',
    },
    {
      source: 'sheet ⟦"the "⟧first" one"\nx = 1\nexpect x = 1',
      code: 'wrong-title',
      message: 'The title of a sheet has no quotes in it.',
    },
    {
      source: 'sheet ⟦"the \\"first\\" one"⟧\nx = 1\nexpect x = 1',
      code: 'wrong-title',
      message: 'The title of a sheet has no quotes in it.',
    },
    {
      source: 'sheet ⟦"one\\ntwo"⟧\nx = 1\nexpect x = 1',
      code: 'wrong-title',
      message: 'The title of a sheet is one line.',
    },
    {
      source: 'sheet ⟦Homework⟧ 1\nx = 1\nexpect x = 1',
      code: 'unexpected-token',
      message: 'The title of a sheet stands in quotes, as in: sheet "Homework 1"',
    },
    {
      source: '⟦shet⟧ "Homework"\nx = 1',
      code: 'unknown-word',
      message: 'Unknown word shet. Did you mean sheet?',
      fixed: 'sheet "Homework"\nx = 1',
    },
    {
      source: '⟦sheet⟧ "S"\nx = 1',
      code: 'no-questions',
      message: 'This sheet asks nothing yet: add a line such as: expect grad(x) = ?',
    },
    {
      source: 'sheet "S"\nx = 1\ny = x\nexpect y = ⟦y⟧',
      code: 'not-an-answer',
      message: 'An answer in a sheet is written in numbers, as in: 2.2 or [1, -0.5]',
    },
    {
      source: 'sheet "S"\nx = 1\nexpect x = ⟦1 / 1⟧',
      code: 'not-an-answer',
      message: 'An answer in a sheet is written in numbers, as in: 2.2 or [1, -0.5]',
    },
    {
      source: 'sheet "S"\nx = 1\nexpect x = 2 within ⟦0.1⟧',
      code: 'loose-tolerance',
      message: 'In a sheet the tolerance is 0.01 at most.',
    },
    {
      source: 'sheet "S"\nx = 1\nexpect x = 2 within 0.01 or ⟦5⟧',
      code: 'loose-tolerance',
      message: 'In a sheet the tolerance is 0.01 at most.',
    },
  ],
  'the table of the definition': [
    {
      source: network('    ⟦Afine⟧(50)\n    Affine(3)\n    SoftmaxWithLoss'),
      code: 'unknown-layer',
      message: 'Unknown layer Afine. Did you mean Affine?',
      fixed: network('    Affine(50)\n    Affine(3)\n    SoftmaxWithLoss'),
    },
    {
      source: network('    Affine(⟦4⟧)\n    SoftmaxWithLoss'),
      code: 'wrong-number-of-outputs',
      message: 'The data has 3 classes, so the last layer must give 3 numbers, not 4.',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss'),
    },
    {
      source: 'A = [[1, 2]]\nB = [[1, 2, 3]]\nC = A ⟦@⟧ B',
      code: 'shape-mismatch',
      message: '1×2 @ 1×3: the left has 2 columns, the right has 1 row.',
    },
    {
      source: 'x = ⟦(⟧1 + 2',
      code: 'unclosed-bracket',
      message: 'This ( is not closed.',
      fixed: 'x = (1 + 2)',
    },
    {
      source: 'h = [[1, 2, 3], [4, 5, 6]]\nbackward ⟦h⟧',
      code: 'not-a-single-number',
      message: 'h is 2×3, not a single number. Give the upstream gradient: backward h with …',
      fixed: 'h = [[1, 2, 3], [4, 5, 6]]\nbackward h with ones(2, 3)',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', 'csv(⟦"missing.csv"⟧)'),
      code: 'file-not-found',
      message: 'missing.csv was not found beside this file.',
    },
    {
      source: 'a = 1\nb = 2\n\nprice = 3\n⟦price⟧ = 4',
      code: 'already-defined',
      message: 'price is already defined in line 4.',
    },
  ],
  brackets: [
    {
      source: 'x = 1 + 2⟦)⟧',
      code: 'unopened-bracket',
      message: 'This ) was never opened.',
      fixed: 'x = 1 + 2',
    },
    { source: 'x = ⟦[⟧1, 2\ny = 3', code: 'unclosed-bracket', message: 'This [ is not closed.' },
    {
      source: 'x = 2\nbackward x\nexpect grad⟦(⟧\nexpect x = 2',
      code: 'unclosed-bracket',
      message: 'This ( is not closed.',
    },
    { source: 'x = (⟦[⟧1, 2) * 2', code: 'unclosed-bracket', message: 'This [ is not closed.' },
    {
      source: 'W = ⟦[⟧\n  [1, 2],\n  [3, 4],\n\nb = [1, 2]',
      code: 'unclosed-bracket',
      message: 'This [ is not closed.',
    },
    {
      source: 'x = [1 ⟦2⟧]',
      code: 'unexpected-token',
      message: 'A comma is missing before 2.',
      fixed: 'x = [1, 2]',
    },
    {
      source: 'x = (1⟦,⟧ 2)',
      code: 'unexpected-token',
      message: '(1, 2) is written [1, 2] here.',
      fixed: 'x = [1, 2]',
    },
    {
      source: 'x = (1⟦,⟧ 2 * 3)',
      code: 'unexpected-token',
      message: 'Parentheses hold one value; a list is written [1, 2].',
    },
    { source: '⟦}⟧', code: 'unopened-bracket', message: 'This } was never opened.', fixed: '' },
    { source: 'network N ⟦{⟧\n  data = xor()', code: 'unclosed-bracket', message: 'This { is not closed.' },
  ],
  'numbers no machine can use': [
    {
      source: network('    Affine(3, init=⟦Uniform(3, 1)⟧)\n    SoftmaxWithLoss'),
      code: 'layer-does-not-fit',
      message: 'high must be at least 3, the value of low, not 1.',
    },
    {
      source: network('    Affine(3, init=⟦Constant(1e39)⟧)\n    SoftmaxWithLoss'),
      code: 'layer-does-not-fit',
      message:
        'value is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
    },
    {
      source: network(
        '    Affine(3)\n    SoftmaxWithLoss',
        undefined,
        '  train { optimizer = SGD(lr=⟦1e39⟧) }\n',
      ),
      code: 'layer-does-not-fit',
      message:
        'lr is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', undefined, '  train { batch = ⟦1e15⟧ }\n'),
      code: 'out-of-range',
      message: 'batch must be at most 16777216, not 1000000000000000.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', 'csv("a⟦\0⟧.csv")'),
      code: 'control-character',
      message: 'A string cannot hold the invisible character U+0000.',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss', 'csv("a.csv")'),
    },
    { source: 'x⟦\0⟧ = 1', code: 'unexpected-character', message: 'U+0000 means nothing here.' },
    { source: 'x⟦\u200b⟧ = 1', code: 'unexpected-character', message: 'U+200B means nothing here.' },
    { source: '⟦\u202e⟧x = 1', code: 'unexpected-character', message: 'U+202E means nothing here.' },
    { source: 'x = 1⟦\u2028⟧', code: 'unexpected-character', message: 'U+2028 means nothing here.' },
  ],
  indices: [
    {
      source: 'x = [[1, 2, 3], [4, 5, 6]]\ny = x[⟦2⟧]',
      code: 'shape-mismatch',
      message: 'There is no row 2: those of 2×3 go from 0 to 1.',
    },
    {
      source: 'x = [[1, 2, 3], [4, 5, 6]]\ny = x[0, ⟦-4⟧]',
      code: 'shape-mismatch',
      message: 'There is no column -4: those of 2×3 go from -3 to -1.',
    },
    {
      source: 'x = [1, 2, 3]\ny = x[⟦[0, 3]⟧]',
      code: 'shape-mismatch',
      message: 'There is no entry 3: the list has 3, from 0 to 2.',
    },
    {
      source: 'x = zeros(2, 3, 4)\ny = x[:, :, ⟦4⟧]',
      code: 'shape-mismatch',
      message: 'There is no entry 4 along axis 2: 2×3×4 has 4 there, from 0 to 3.',
    },
    {
      source: 'x = zeros(2, 0)\ny = x[0, ⟦0⟧]',
      code: 'shape-mismatch',
      message: 'There is no entry 0: axis 1 of 2×0 has no entries.',
    },
    {
      source: 'x = [[1, 2]]\ny = x[0, 1, ⟦0⟧]',
      code: 'shape-mismatch',
      message: 'There are 3 indices for an array of shape [1, 2]: one for each axis at most.',
    },
    {
      source: 'x = [[1, 2], [3, 4]]\ny = x[[0, 1, 0], ⟦[0, 1]⟧]',
      code: 'shape-mismatch',
      message: 'The lists of indices are read side by side: this one has 2, the one before it 3.',
    },
    {
      source: 'x = [1, 2]\ny = x[⟦::0⟧]',
      code: 'shape-mismatch',
      message: 'The step of a slice cannot be 0.',
    },
    {
      source: 'x = 3\ny = ⟦x⟧[0]',
      code: 'shape-mismatch',
      message: 'This is a single number: it has no entries to pick.',
    },
    { source: 'x = [1]\ny = x⟦[]⟧', code: 'missing-value', message: 'An index is missing between [ and ].' },
    {
      source: 'x = [1]\ny = x[⟦0.5⟧]',
      code: 'wrong-kind',
      message: 'An index is a whole number, a list of those, or a slice such as 1:3.',
    },
    {
      source: 'x = [1]\ny = x[⟦[[0]]⟧]',
      code: 'wrong-kind',
      message: 'An index is a whole number, a list of those, or a slice such as 1:3.',
    },
    {
      source: 'x = [1, 2]\nk = sum(x)\ny = x[⟦k⟧]',
      code: 'not-constant',
      message: 'An index must be known before anything runs: a number, a list, or a name defined as one.',
    },
    {
      source: 'x = [1, 2]\ny = x[⟦x > 1⟧]',
      code: 'not-constant',
      message:
        'How many entries these are shows only once something runs: where(x > 1, x, 0) sets the others to 0.',
    },
    {
      source: 'x = [1, 2]\ny = x[:, ⟦None⟧]',
      code: 'foreign-form',
      message: 'An axis of size 1 is not made by an index here: reshape(x, [2, 1]) makes a column.',
    },
    {
      source: 'x = [1]\ny = x⟦[⟧0',
      code: 'unclosed-bracket',
      message: 'This [ is not closed.',
      fixed: 'x = [1]\ny = x[0]',
    },
  ],
  statements: [
    { source: '⟦=⟧ 3', code: 'missing-name', message: 'A name is missing before =.' },
    { source: 'x ⟦=⟧', code: 'missing-value', message: 'A value is missing after =.' },
    { source: 'x = 1 ⟦+⟧', code: 'missing-value', message: 'A value is missing after +.' },
    { source: 'x = 1 ⟦+⟧\ny = 2', code: 'missing-value', message: 'A value is missing after +.' },
    { source: 'x ⟦3⟧', code: 'missing-equals', message: '= is missing before 3.', fixed: 'x = 3' },
    {
      source: 'x = 1 ⟦2⟧',
      code: 'unexpected-token',
      message: '2 is unexpected: a statement ends with its line.',
    },
    {
      source: 'relu⟦(⟧x)',
      code: 'unexpected-token',
      message: 'What relu gives needs a name, as in: y = relu(…)',
    },
    { source: 'x ⟦==⟧ 3', code: 'unexpected-token', message: '= is written once here.', fixed: 'x = 3' },
    { source: 'x = ⟦=⟧ 3', code: 'unexpected-token', message: '= is written once here.', fixed: 'x =  3' },
    {
      source: 'x = [1]\ny = sum(x, axis ⟦==⟧ 0)',
      code: 'unexpected-token',
      message: '= is written once here.',
      fixed: 'x = [1]\ny = sum(x, axis = 0)',
    },
    {
      source: network('    Affine(units⟦==⟧3)\n    SoftmaxWithLoss'),
      code: 'unexpected-token',
      message: '= is written once here.',
      fixed: network('    Affine(units=3)\n    SoftmaxWithLoss'),
    },
    {
      source: 'x = 1\ny = 0 < x ⟦<⟧ 2',
      code: 'chained-comparison',
      message: 'Comparisons do not chain: both together are (0 < x) * (x < 2).',
      fixed: 'x = 1\ny = (0 < x) * (x < 2)',
    },
    {
      source: 'x = [1]\ny = x ⟦[⟧0]',
      code: 'unexpected-token',
      message: 'An index stands directly behind its value, without a space.',
      fixed: 'x = [1]\ny = x[0]',
    },
    {
      source: 'x = [1]\nx⟦[⟧0] = 2',
      code: 'unexpected-token',
      message:
        'An entry is not set here: give the changed value a name of its own, as in: y = where(x > 0, x, 0)',
    },
    {
      source: 'x = [[1, 2]⟦[⟧3, 4]]',
      code: 'unexpected-token',
      message: 'A comma is missing before [.',
      fixed: 'x = [[1, 2],[3, 4]]',
    },
    { source: '⟦backward⟧ with 3', code: 'missing-name', message: 'A name is missing after backward.' },
    {
      source: 'x = 3⟦,⟧\ny = 2',
      code: 'unexpected-token',
      message: 'A line ends without a comma.',
      fixed: 'x = 3\ny = 2',
    },
    {
      source: 'h = [1]\nbackward h with ⟦1⟧',
      code: 'upstream-shape',
      message: 'The upstream gradient must have the shape of h, 1; it is a single number.',
    },
    {
      source: '⟦input⟧ = 3',
      code: 'reserved-word',
      message: 'input is a word of the language and cannot be a name.',
    },
    {
      source: 'x = 3\n⟦bakward⟧ x',
      code: 'unknown-word',
      message: 'Unknown word bakward. Did you mean backward?',
      fixed: 'x = 3\nbackward x',
    },
    { source: '⟦backward⟧', code: 'missing-name', message: 'A name is missing after backward.' },
  ],
  'characters and numbers': [
    {
      source: 'x = 2 ⟦×⟧ 3',
      code: 'unexpected-character',
      message: '× is written * here.',
      fixed: 'x = 2 * 3',
    },
    { source: 'x = ⟦$$⟧', code: 'unexpected-character', message: '$$ means nothing here.' },
    { source: 'x = ⟦12ab⟧', code: 'malformed-number', message: '12ab is neither a number nor a name.' },
    { source: 'x = ⟦1__0⟧', code: 'malformed-number', message: '1__0 is neither a number nor a name.' },
    {
      source: 'x = ⟦1e400⟧',
      code: 'number-too-large',
      message: '1e400 is larger than the largest double, 1.8e308.',
    },
    {
      source: 'z = [0, 0.0, 0e-9, 0.0e999, 5e-324]\nx = ⟦0.01e-400⟧',
      code: 'number-too-small',
      message: '0.01e-400 is smaller than the smallest double, 4.9e-324: it would be 0.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', 'csv(⟦"⟧a.csv)'),
      code: 'unclosed-string',
      message: 'This " is not closed.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', "csv(⟦'a.csv'⟧)"),
      code: 'single-quotes',
      message: 'A string stands in double quotes: "…".',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss', 'csv("a.csv")'),
    },
    {
      source: 'x = 2⟦＊⟧3',
      code: 'full-width',
      message: '＊ is read as *.',
      severity: 'hint',
      fixed: 'x = 2*3',
    },
  ],
  names: [
    {
      source: 'apple = 1\ny = ⟦aple⟧ * aple',
      code: 'unknown-name',
      message: 'Unknown name aple. Did you mean apple?',
      fixed: 'apple = 1\ny = apple * apple',
    },
    { source: 'y = ⟦z⟧ + 1', code: 'unknown-name', message: 'Unknown name z.' },
    // What is defined only below could not be used here: it is named, and no repair.
    {
      source: 'y = ⟦aple⟧ + 1\napple = 1',
      code: 'unknown-name',
      message: 'Unknown name aple. apple is defined only below, in line 2.',
    },
    { source: 'yes = ⟦yet⟧ + 1', code: 'unknown-name', message: 'Unknown name yet.' },
    {
      source: 'y = ⟦x⟧ + 1\nx = 2',
      code: 'used-before-definition',
      message: 'x is defined only below, in line 2.',
    },
    { source: 'y = ⟦relu⟧', code: 'function-without-call', message: 'relu is a function: write relu(…).' },
    {
      source: 'x = 1\ny = ⟦Relu⟧(x)',
      code: 'unknown-function',
      message: 'Unknown function Relu. Did you mean relu?',
      fixed: 'x = 1\ny = relu(x)',
    },
    {
      source: 'price = 1\ny = ⟦price⟧(2)',
      code: 'unknown-function',
      message: 'price is a value, not a function.',
    },
  ],
  arguments: [
    {
      source: 'x = [1]\ny = relu(x, ⟦x⟧)',
      code: 'too-many-arguments',
      message: 'There is no place for this argument: relu(x)',
    },
    {
      source: 'x = [[1]]\ny = ⟦affine⟧(x)',
      code: 'missing-argument',
      message: 'affine needs W, b: affine(x, W, b)',
    },
    {
      source: 'x = [1]\ny = sum(x, ⟦axes⟧=0)',
      code: 'unknown-argument',
      message: 'axes is written axis here.',
      fixed: 'x = [1]\ny = sum(x, axis=0)',
    },
    {
      source: 'x = [1]\ny = sum(x, axis=0, ⟦axis⟧=0)',
      code: 'duplicate-argument',
      message: 'axis is given twice.',
    },
    {
      source: 'x = [1]\ny = sum(axis=0, ⟦x⟧)',
      code: 'position-after-name',
      message: 'An argument without a name cannot follow one with a name.',
    },
    {
      source: 'x = [1]\ny = sum(x, axis=⟦0.5⟧)',
      code: 'wrong-kind',
      message: 'axis must be the number of an axis, or a list of those, as in [0, 2].',
    },
    {
      source: 'x = randn(2, seed=⟦1e300⟧)',
      code: 'wrong-kind',
      message: 'seed is too large: beyond 9007199254740991 not every whole number is told apart.',
    },
    {
      source: 'x = [1]\ny = sum(x, axis=⟦true⟧)',
      code: 'wrong-kind',
      message: 'axis must be the number of an axis, or a list of those, as in [0, 2].',
    },
    {
      source: 'x = [1]\nk = sum(x)\ny = sum(x, axis=⟦k⟧)',
      code: 'not-constant',
      message: 'This must be known before anything runs: a number, or a name defined as one.',
    },
    {
      source: 'x = ⟦"text"⟧',
      code: 'wrong-kind',
      message: 'A formula works with numbers and lists of numbers, not with this.',
    },
  ],
  shapes: [
    {
      source: 'W = [[1, 2], ⟦[3]⟧]',
      code: 'ragged-list',
      message: 'Row 2 has length 1, but row 1 has length 2.',
    },
    {
      source: 'v = [[1, 2], ⟦3⟧]',
      code: 'ragged-list',
      message: 'Entry 2 is a single number, but entry 1 is a list.',
    },
    {
      source: 'v = [1, ⟦[2]⟧]',
      code: 'ragged-list',
      message: 'Entry 2 is a list, but entry 1 is a single number.',
    },
    {
      source: 'a = [1, 2]\nb = [1, 2, 3]\nc = a ⟦+⟧ b',
      code: 'shape-mismatch',
      message:
        '2 + 3: 2 on the left does not fit 3 on the right. Compared from the last axis, sizes must be equal, or one of them 1.',
    },
    {
      source: 'h = [1, 2]\nbackward h with ⟦[1]⟧',
      code: 'upstream-shape',
      message: 'The upstream gradient must have the shape of h, 2; it has 1.',
    },
  ],
  expectations: [
    {
      source: 'x = 1\nexpect grad(⟦x⟧) = 2',
      code: 'no-backward',
      message: 'There is no backward above this line, so there is no gradient of x yet.',
    },
    {
      source: 'x = 1\ny = 2\nz = y * y\nbackward z\nexpect grad(⟦x⟧) = 2',
      code: 'no-gradient',
      message: 'No gradient of z reaches x: changing x does not change z.',
    },
    {
      source: 'h = [1, 2]\nexpect h = ⟦[1, 2, 3]⟧',
      code: 'expected-shape',
      message: 'h has the shape 2, but what is expected has the shape 3.',
    },
    {
      source: 'h = 1\nexpect h = ⟦[1]⟧',
      code: 'expected-shape',
      message: 'h is a single number, but what is expected is a list.',
    },
    {
      source: 'h = 1\nexpect h = 1 within 1e-6 or ⟦-1⟧',
      code: 'wrong-tolerance',
      message: 'The tolerance after within is a number from 0 up.',
    },
    {
      source: 'h = 1\nexpect h = 1 within 1e-6 ⟦or⟧',
      code: 'missing-value',
      message: 'A value is missing after or.',
    },
    {
      source: 'h = 1\nexpect h = 1 within ⟦-1⟧',
      code: 'wrong-tolerance',
      message: 'The tolerance after within is a number from 0 up.',
    },
    {
      source: 'h = 1\nexpect h = ⟦?⟧',
      code: 'blank',
      message: 'To do: write the value of h here.',
      severity: 'information',
    },
  ],
  networks: [
    {
      source: network('    ⟦Dense⟧(3)\n    SoftmaxWithLoss'),
      code: 'alias',
      message: 'Dense is called Affine here.',
      severity: 'hint',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss'),
    },
    {
      source: network('    ⟦affine⟧(3)\n    SoftmaxWithLoss'),
      code: 'unknown-layer',
      message: 'Unknown layer affine. Did you mean Affine?',
    },
    {
      source: network('    ⟦Affine⟧\n    SoftmaxWithLoss'),
      code: 'missing-argument',
      message: 'Affine needs units: Affine(units, init=…, bias=true)',
    },
    {
      source: network('    Affine(⟦0⟧)\n    SoftmaxWithLoss'),
      code: 'out-of-range',
      message: 'units must be at least 1, not 0.',
    },
    {
      source: network('    Affine(3, init=⟦Hee⟧)\n    SoftmaxWithLoss'),
      code: 'unknown-initializer',
      message: 'Unknown initialiser Hee. Did you mean He?',
    },
    {
      source: network('    hidden = Affine(3)\n    Add(⟦hiden⟧)\n    SoftmaxWithLoss'),
      code: 'unknown-name',
      message: 'No layer above is called hiden. Did you mean hidden?',
    },
    {
      source: network('    Affine(3) from ⟦there⟧\n    SoftmaxWithLoss'),
      code: 'unknown-name',
      message: 'No layer above is called there.',
    },
    {
      source: network('    Affine(3)\n    ⟦ReLU⟧'),
      code: 'missing-loss',
      message:
        'The last layer must be a loss: SoftmaxWithLoss, SigmoidWithLoss, MeanSquaredError, MeanAbsoluteError, Huber.',
    },
    {
      source: network('    ⟦SoftmaxWithLoss⟧\n    Affine(3)\n    SoftmaxWithLoss'),
      code: 'loss-not-last',
      message: 'SoftmaxWithLoss is a loss: it must be the last layer.',
    },
    {
      source: network('    ⟦repeat 1001 { ReLU }⟧\n    SoftmaxWithLoss'),
      code: 'too-many-layers',
      message: 'A network has at most 1000 layers; here there are more.',
    },
    {
      source: `${network('    Affine(3)\n    SoftmaxWithLoss')}\nblock B {\n  ⟦B⟧\n}`,
      code: 'recursive-block',
      message: 'A block cannot contain itself.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', '⟦spirl⟧()'),
      code: 'unknown-data',
      message: 'Unknown data spirl. Did you mean spiral?',
    },
    {
      source: network(
        '    Affine(3)\n    SoftmaxWithLoss',
        undefined,
        '  train {\n    optimizer = ⟦Adamm⟧(lr=1)\n  }\n',
      ),
      code: 'unknown-optimizer',
      message: 'Unknown optimiser Adamm. Did you mean Adam?',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', undefined, '  train {\n    ⟦epoch⟧ = 3\n  }\n'),
      code: 'unknown-setting',
      message: 'epoch is written epochs here.',
    },
    {
      source: network(
        '    Affine(3)\n    SoftmaxWithLoss',
        undefined,
        '  train {\n    precision = ⟦float16⟧\n  }\n',
      ),
      code: 'wrong-kind',
      message: 'precision is float32 or float64.',
    },
  ],

  'what layers and optimisers take besides': [
    {
      source: network('    Affine(3)\n    BatchNorm(⟦64⟧)\n    SoftmaxWithLoss'),
      code: 'input-size-first',
      message: '64 is left out here: what BatchNorm is given is known from the data.',
      fixed: network('    Affine(3)\n    BatchNorm()\n    SoftmaxWithLoss'),
    },
    {
      source: network('    Affine(3)\n    BatchNorm(eps=⟦0⟧)\n    SoftmaxWithLoss'),
      code: 'out-of-range',
      message: 'eps must be above 0, not 0.',
    },
    {
      source: network('    Affine(3)\n    LayerNorm(⟦epsilon⟧=0.001)\n    SoftmaxWithLoss'),
      code: 'unknown-argument',
      message: 'epsilon is written eps here.',
      fixed: network('    Affine(3)\n    LayerNorm(eps=0.001)\n    SoftmaxWithLoss'),
    },
    {
      source: network('    Affine(3)\n    Huber(⟦0⟧)'),
      code: 'out-of-range',
      message: 'delta must be above 0, not 0.',
    },
    {
      source: network(
        '    Affine(3)\n    SoftmaxWithLoss',
        undefined,
        '  train {\n    optimizer = Adam(eps=⟦-1⟧)\n  }\n',
      ),
      code: 'out-of-range',
      message: 'eps must be above 0, not -1.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss(smoothing=⟦1.5⟧)'),
      code: 'out-of-range',
      message: 'smoothing must be at most 1, not 1.5.',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss(⟦0.1⟧)'),
      code: 'too-many-arguments',
      message: 'There is no place for this argument: SoftmaxWithLoss(smoothing=0)',
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss(⟦label_smoothing⟧=0.1)'),
      code: 'unknown-argument',
      message: 'label_smoothing is written smoothing here.',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss(smoothing=0.1)'),
    },
    {
      source: network('    Affine(3)\n    SoftmaxWithLoss', undefined, '  train {\n    l1 = ⟦-1⟧\n  }\n'),
      code: 'out-of-range',
      message: 'l1 must be at least 0, not -1.',
    },
    {
      source: network('    Affine(⟦2⟧, 3)\n    SoftmaxWithLoss'),
      code: 'input-size-first',
      message: 'The size of the input is known from the data; Affine is written Affine(3) here.',
      fixed: network('    Affine(3)\n    SoftmaxWithLoss'),
    },
    {
      source: network('    Affine(3, bias=⟦"none"⟧)\n    SoftmaxWithLoss'),
      code: 'wrong-kind',
      message: 'bias must be false, a number, or a list of numbers.',
    },
    {
      source: network('    Affine(3, bias=⟦[0.1, 0.2]⟧)\n    SoftmaxWithLoss'),
      code: 'layer-does-not-fit',
      message: 'bias needs one number for each output, 3 in all, not 2.',
    },
    {
      source: network('    Affine(3, bias=⟦[0.1, 1e39, 0]⟧)\n    SoftmaxWithLoss'),
      code: 'layer-does-not-fit',
      message:
        'bias is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
    },
    {
      source: network('    Conv(4, size=3, pad=⟦"full"⟧)\n    Affine(10)\n    SoftmaxWithLoss', 'digits()'),
      code: 'wrong-kind',
      message: 'pad must be a whole number, or "same".',
    },
    {
      source: network('    Conv(4, size=3, pad=⟦0.5⟧)\n    Affine(10)\n    SoftmaxWithLoss', 'digits()'),
      code: 'wrong-kind',
      message: 'pad must be a whole number, or "same".',
    },
    {
      source: network(
        '    Conv(4, size=5, stride=2, pad=⟦"same"⟧)\n    Affine(10)\n    SoftmaxWithLoss',
        'digits()',
      ),
      code: 'layer-does-not-fit',
      message:
        'pad="same" keeps the size of the image, and stride=2 does not. Give the number of zeros, as in: pad=2',
    },
    {
      source: network('    Conv(4, size=3, groups=⟦2⟧)\n    Affine(10)\n    SoftmaxWithLoss', 'digits()'),
      code: 'layer-does-not-fit',
      message: 'groups=2 does not divide the number of channels of the input, 1.',
    },
    {
      source: network(
        '    Conv(4, size=3)\n    Conv(6, size=3, groups=⟦4⟧)\n    Affine(10)\n    SoftmaxWithLoss',
        'digits()',
      ),
      code: 'layer-does-not-fit',
      message: 'groups=4 does not divide the number of filters, 6.',
    },
    {
      source: network('    Conv(4, size=3, dilation=⟦0⟧)\n    Affine(10)\n    SoftmaxWithLoss', 'digits()'),
      code: 'out-of-range',
      message: 'dilation must be at least 1, not 0.',
    },
    {
      source: network('    Conv(4, size=⟦3⟧, dilation=5)\n    Affine(10)\n    SoftmaxWithLoss', 'digits()'),
      code: 'layer-does-not-fit',
      message:
        'With dilation=5 the window of 3×3 reaches over 11×11, which does not fit into an image of 8×8 with 0 around it.',
    },
    {
      source: 'x = ones(1, 4, 5, 5)\nW = ones(2, 4, 3, 3)\ny = conv(x, ⟦W⟧, [0, 0], groups=2)',
      code: 'shape-mismatch',
      message: 'x has 4 channels in 2 groups, so the filters of W see 2, not 4.',
    },
    {
      source: 'x = ones(1, 2, 5, 5)\nW = ones(2, 2, 3, 3)\ny = conv(x, W, [0, 0], stride=2, pad=⟦"same"⟧)',
      code: 'shape-mismatch',
      message:
        'pad="same" keeps the size of the image, and stride=2 does not. Give the number of zeros, as in: pad=1',
    },
    {
      source: 'x = [1, 2]\nloss = huber(x, [0, 0], delta=⟦-1⟧)',
      code: 'out-of-range',
      message: 'delta must be above 0, not -1.',
    },
  ],
};

describe.each(Object.entries(cases))('%s', (_subject, subjectCases) => {
  test.each(subjectCases)('$message', ({ source, code, message, fixed, severity = 'error' }) => {
    const { text, ranges } = marked(source);
    const { diagnostics } = checkText(text, {
      fileKind: (path) => (path === 'missing.csv' ? 'absent' : 'file'),
    });
    expect(
      diagnostics.map((diagnostic) => ({
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: formatMessage(diagnostic.message),
        range: diagnostic.range,
      })),
    ).toEqual([{ code, severity, message, range: ranges[0] }]);
    if (fixed !== undefined) expect(applied(text, diagnostics[0]?.fixes?.[0])).toBe(fixed);
  });
});

test('a definition given twice names both places', () => {
  const { text, ranges } = marked('⟦price⟧ = 3\n⟦price⟧ = 4');
  const [diagnostic] = checkText(text).diagnostics;
  expect(diagnostic?.range).toEqual(ranges[1]);
  expect(diagnostic?.related?.[0]?.range).toMatchObject(ranges[0] ?? {});
});

test('users of a broken name are not reported again', () => {
  const { diagnostics, formulas } = checkText(
    'x = (1 + 2\ny = x * 2\nz = y + y\nw = 3\nbackward z\nexpect grad(x) = 1',
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['unclosed-bracket']);
  expect(formulas.values.map(({ name }) => name)).toEqual(['w']);
});

test('what is sound beside a mistake keeps working', () => {
  const { formulas } = checkText('x = 2\ny = )\nz = x * x\nbackward z\nexpect grad(x) = 4');
  expect(formulas.passes).toHaveLength(1);
  expect(formulas.expectations).toHaveLength(1);
});

test('what is found later takes the room that is left of a thousand problems, and says what is not shown', () => {
  const problem = (start: number, code: string): Diagnostic => ({
    code,
    severity: 'error',
    message: message('A problem.'),
    range: { start, end: start + 1 },
  });
  const many = (count: number, code: string): Diagnostic[] =>
    Array.from({ length: count }, (_, start) => problem(start, code));
  expect(furtherProblems(many(3, 'first'), many(2, 'later'))).toEqual(many(2, 'later'));
  const further = furtherProblems(many(998, 'first'), many(5, 'later'));
  expect(further.slice(0, 2)).toEqual(many(2, 'later'));
  expect(further.slice(2).map((each) => formatMessage(each.message))).toEqual([
    'More problems that are not shown: 3.',
  ]);
  const listed = firstProblems(many(1500, 'first'));
  expect(listed.filter(({ code }) => code === 'more-problems')).toHaveLength(1);
  expect(furtherProblems(listed, many(5, 'later'))).toEqual([]);
  expect(furtherProblems(listed, [])).toEqual([]);
});
