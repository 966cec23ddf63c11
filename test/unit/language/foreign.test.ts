import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../src/engine/message';
import { isFunction } from '../../../src/language/checker/foreignForms';
import { networkLayerNamed } from '../../../src/language/checker/networks/networkVocabulary';
import type { CheckedFile } from '../../../src/language';
import { foreignArgument, foreignArgumentNames } from '../../../src/language/foreign/foreignArguments';
import { foreignData } from '../../../src/language/foreign/foreignData';
import { foreignFunctions } from '../../../src/language/foreign/foreignFunctions';
import { foreignLayers } from '../../../src/language/foreign/foreignLayers';
import type { ForeignNames } from '../../../src/language/foreign/foreignNames';
import {
  foreignCalls,
  foreignMembers,
  foreignOperators,
  foreignStatements,
  foreignValues,
  foreignWords,
  modules,
} from '../../../src/language/foreign/foreignSyntax';
import {
  foreignInitializers,
  foreignOptimizers,
  foreignSchedules,
  foreignSettings,
} from '../../../src/language/foreign/foreignTraining';
import { isKeyword } from '../../../src/language/scanner/token';
import { checkText } from '../checkText';
import { applied } from './marked';

function errorsOf({ diagnostics }: CheckedFile): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => formatMessage(message));
}

function network(layers: string, train = ''): string {
  return `network N {\n  data = digits()\n  layers {\n${layers}\n  }\n  train { ${train} }\n}`;
}

/** One error, and where it has a fix, the fixed text has no error at that place any more. */
function expectOneMessage(text: string): string {
  const checked = checkText(text);
  const errors = checked.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errorsOf(checked), text).toHaveLength(1);
  const [error] = errors;
  const [fix] = error?.fixes ?? [];
  if (error && fix) {
    const fixed = applied(text, fix);
    expect(fixed).not.toBe(text);
    expect(errorsOf(checkText(fixed)), fixed).not.toContain(formatMessage(error.message));
  }
  return error ? formatMessage(error.message) : '';
}

/** The names that are not a form of this language by now, each in its place. */
function rowsOf(names: ForeignNames, exists: (name: string) => boolean): string[] {
  return [...names.names].filter((name) => !exists(name) && names.find(name, exists) !== undefined);
}

const isLayer = (name: string): boolean => networkLayerNamed(name) !== undefined;

describe('every name from elsewhere gets one message', () => {
  test.each(rowsOf(foreignLayers, isLayer))('the layer %s', (name) => {
    expectOneMessage(network(`    ${name}`));
    expectOneMessage(network(`    nn.${name}`));
  });

  test.each(rowsOf(foreignFunctions, isFunction).filter((name) => !isKeyword(name)))(
    'the function %s',
    (name) => {
      const said = expectOneMessage(`x = [1, 2]\ny = ${name}(x)`);
      expect(said).toMatch(/here|has no form|is left out/);
      if (!isFunction(name)) expectOneMessage(`x = [1, 2]\ny = np.${name}(x)`);
    },
  );

  const choices = {
    optimizer: foreignOptimizers,
    schedule: foreignSchedules,
  };
  test.each(
    Object.entries(choices).flatMap(([setting, names]) =>
      [...names.names].map((name) => [setting, name] as const),
    ),
  )('%s = %s', (setting, name) => {
    if (/^\w+$/.test(name))
      expectOneMessage(network('    Affine(10)\n    SoftmaxWithLoss', `${setting} = ${name}`));
    expectOneMessage(network('    Affine(10)\n    SoftmaxWithLoss', `${setting} = "${name}"`));
  });

  test.each([...foreignData.names])('data = %s(…)', (name) => {
    const text = network('    Affine(10)\n    SoftmaxWithLoss').replace('digits()', `${name}("a")`);
    const message = expectOneMessage(text);
    expect(message).not.toMatch(/^Unknown/);
  });

  test('the data pd.read_csv', () => {
    const text = network('    Affine(10)\n    SoftmaxWithLoss').replace('digits()', 'pd.read_csv("a.csv")');
    expect(expectOneMessage(text)).toBe('pd.read_csv is written csv here.');
  });

  test.each([['relu(1, name=3)', 'A value gets its name in front here, as in: y = relu(…)']])(
    'an argument of a formula: %s',
    (call, message) => {
      expect(expectOneMessage(`x = ${call}`)).toBe(message);
    },
  );

  test.each([...foreignInitializers.names])('init=%s', (name) => {
    expectOneMessage(network(`    Affine(10, init=${name})\n    SoftmaxWithLoss`));
  });

  test.each([...foreignSettings.names])('the setting %s', (name) => {
    const taken = ['lr', 'momentum'];
    const said = expectOneMessage(network('    Affine(10)\n    SoftmaxWithLoss', `${name} = 1`));
    if (taken.includes(name)) expect(said).toContain('optimiser');
  });

  test.each([...foreignArgumentNames()])('the argument %s', (name) => {
    const foreign = foreignArgument(name);
    expect(foreign).toBeDefined();
    const said = expectOneMessage('x = [1, 2]\ny = ' + `relu(x, ${name}=1)`);
    expect(said).toContain(foreign?.explain ? '' : name);
  });

  test.each(
    [...foreignOperators].filter(
      ([operator]) => !'"“”＂「」…'.includes(operator) && !['...', '<-'].includes(operator),
    ),
  )('the operator %s', (operator) => {
    expectOneMessage(`x = 1\ny = x ${operator} 2`);
  });

  test.each([...foreignValues.keys()])('the value %s', (name) => {
    expectOneMessage(`x = ${name}`);
  });

  test.each([...foreignStatements.keys()])('the line %s …', (word) => {
    expectOneMessage(`x = 1\n${word} thing (x, 'y'): y = x > 3 & 1\nz = x`);
  });

  test.each([...foreignWords.keys()])('the word %s between values', (word) => {
    expectOneMessage(`x = 1\ny = x ${word} x > 1\nz = x`);
  });

  test.each([...foreignMembers.keys(), 'T', 'sum', 'mean', 'dot', 'reshape', 'pow', 'anything'])(
    'x.%s',
    (member) => {
      expectOneMessage(`x = [[1, 2], [3, 4]]\ny = x.${member}`);
      expectOneMessage(`x = [[1, 2], [3, 4]]\ny = x.${member}(x)`);
    },
  );

  test.each([...foreignCalls.keys(), 'backward', 'whatever'])('the line model.%s(…)', (member) => {
    expectOneMessage(`model = 1\nmodel.${member}('a', [1, 2], x=3 > 2)\nz = model`);
  });

  test.each([...modules])('the module %s', (name) => {
    expect(expectOneMessage(`x = [1, 2]\ny = ${name}.exp(x)`)).toBe(`${name}.exp is written exp here.`);
  });
});

interface Rewriting {
  readonly source: string;
  readonly message: string;
  readonly fixed?: string;
}

const rewritings: readonly Rewriting[] = [
  {
    source: 'x = [1, 2]\nbackward sum(x * 2)',
    message: 'backward takes a name: give the formula one, as in: loss = sum(x * 2)',
    fixed: 'x = [1, 2]\nloss = sum(x * 2)\nbackward loss',
  },
  {
    source: 'loss = 2\nbackward loss * loss with 3',
    message: 'backward takes a name: give the formula one, as in: loss2 = loss * loss',
    fixed: 'loss = 2\nloss2 = loss * loss\nbackward loss2 with 3',
  },
  {
    source: 'x = 2; backward -x',
    message: 'backward takes a name: give the formula one, as in: loss = -x',
    fixed: 'x = 2; loss = -x; backward loss',
  },
  {
    source: 'x = 2\ny = x * x\nbackward(y)',
    message: 'backward(y) is written backward y here.',
    fixed: 'x = 2\ny = x * x\nbackward y',
  },
  {
    source: 'x = 2\ny = x * x\nbackward y wrt x',
    message: 'backward computes the gradients of all values: wrt x is left out here.',
    fixed: 'x = 2\ny = x * x\nbackward y',
  },
  {
    source: 'x = 2\ny = x * x\nbackward y, x',
    message: 'backward computes the gradients of all values: , x is left out here.',
    fixed: 'x = 2\ny = x * x\nbackward y',
  },
  {
    source: 'x = 1\n\ufeffy = 2\nz = y',
    message: 'U+FEFF means nothing here.',
    fixed: 'x = 1\ny = 2\nz = y',
  },
  {
    source: 'x = zeros((2,3))',
    message: 'zeros((2, 3)) is written zeros(2, 3) here.',
    fixed: 'x = zeros(2, 3)',
  },
  {
    source: 'x = [1, 2, 3, 4]\ny = reshape(x, (2, -1))',
    message: '(2, -1) is written [2, -1] here.',
    fixed: 'x = [1, 2, 3, 4]\ny = reshape(x, [2, -1])',
  },
  {
    source: 'x = full((2, 3), 7)',
    message: '(2, 3) is written [2, 3] here.',
    fixed: 'x = full([2, 3], 7)',
  },
  {
    source: 'x = (3,)',
    message: '(3) is written [3] here.',
    fixed: 'x = [3]',
  },
  {
    source: 'x = [-1]\ny = 2 + |x - 1| * 2',
    message: '|x - 1| is written abs(x - 1) here.',
    fixed: 'x = [-1]\ny = 2 + abs(x - 1) * 2',
  },
  {
    source: 'x = 2\ny = x²',
    message: '² is written **2 here.',
    fixed: 'x = 2\ny = x**2',
  },
  {
    source: 'x = 2\ny = √x',
    message: '√x is written sqrt(x) here.',
    fixed: 'x = 2\ny = sqrt(x)',
  },
  {
    source: network('    Dense(16, "relu")\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'An activation is a layer of its own here, in the line below.',
    fixed: network('    Dense(16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    LogSoftmax(dim=1)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'dim is left out here: LogSoftmax has no axis to choose.',
    fixed: network('    LogSoftmax()\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'momentum = 0.9'),
    message: 'momentum belongs to the optimiser here, as in: optimizer = Momentum(lr=0.1, momentum=0.9)',
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'iterations = 10'),
    message:
      'iterations are updates, which are counted in epochs here: one epoch has as many as the data has mini-batches.',
  },
  {
    source: 'x = pd.read_csv("two.csv")',
    message: 'pd.read_csv is written csv("file.csv") here.',
  },
  {
    source: 'x = torchvision.datasets.MNIST("a")',
    message: 'There is no torchvision.datasets.MNIST here: data belong to a network, as in: data = mnist()',
  },
  {
    source: 'a = zeros(2, 3, 4)\ny = a.permute(0, 2, 1)',
    message: 'a.permute(0, 2, 1) is written transpose(a, [0, 2, 1]) here.',
    fixed: 'a = zeros(2, 3, 4)\ny = transpose(a, [0, 2, 1])',
  },
  {
    source: 'a = [[1, 2]]\ny = a.transpose(0, 1)',
    message: 'a.transpose(0, 1) is written transpose(a) here.',
    fixed: 'a = [[1, 2]]\ny = transpose(a)',
  },
  {
    source: 'a = [[1, 2]]\ny = a.sum(dim=[0, 1], keepdim=true)',
    message: 'a.sum(dim=[0, 1], keepdim=true) is written sum(a, axis=[0, 1], keepdims=true) here.',
    fixed: 'a = [[1, 2]]\ny = sum(a, axis=[0, 1], keepdims=true)',
  },
  {
    source: 'x = [1, 2]\ny = x.sum(axis=0)',
    message: 'x.sum(axis=0) is written sum(x, axis=0) here.',
    fixed: 'x = [1, 2]\ny = sum(x, axis=0)',
  },
  {
    source: 'x = [1, 2]\ny = 1 / (1 + np.exp(-x))',
    message: 'np.exp is written exp here.',
    fixed: 'x = [1, 2]\ny = 1 / (1 + exp(-x))',
  },
  {
    source: 'x = [1, 2]\ny = torch.std(x)',
    message: 'torch.std divides by n − 1: it is written std(x, correction=1) here.',
    fixed: 'x = [1, 2]\ny = std(x, correction=1)',
  },
  {
    source: 'x = [1, 2]\ny = np.std(x)',
    message: 'np.std is written std here.',
    fixed: 'x = [1, 2]\ny = std(x)',
  },
  {
    source: 'x = [1, 2]\ny = var(x, ddof=1)',
    message: 'ddof is written correction here.',
    fixed: 'x = [1, 2]\ny = var(x, correction=1)',
  },
  {
    source: 'x = scipy.special.erf(1)',
    message: 'scipy.special.erf is written erf here.',
    fixed: 'x = erf(1)',
  },
  {
    source: 'x = np.linspace(0, 1, 5)',
    message: 'np.linspace is written linspace here.',
    fixed: 'x = linspace(0, 1, 5)',
  },
  {
    source: 'x = linspace(0, 1, num=5)',
    message: 'num is written n here.',
    fixed: 'x = linspace(0, 1, n=5)',
  },
  {
    source: 'a = [[1]]\ny = a.dot(a)',
    message: 'a.dot(a) is written matmul(a, a) here.',
    fixed: 'a = [[1]]\ny = matmul(a, a)',
  },
  {
    source: 'a = [[1, 2]]\ny = a.T',
    message: 'a.T is written transpose(a) here.',
    fixed: 'a = [[1, 2]]\ny = transpose(a)',
  },
  {
    source: 'a = [[1, 2]]\ny = a.reshape(2, 1)',
    message: 'a.reshape(2, 1) is written reshape(a, [2, 1]) here.',
    fixed: 'a = [[1, 2]]\ny = reshape(a, [2, 1])',
  },
  {
    source: 'a = [[1, 2]]\ny = a.sum(dim=1)',
    message: 'a.sum(dim=1) is written sum(a, axis=1) here.',
    fixed: 'a = [[1, 2]]\ny = sum(a, axis=1)',
  },
  {
    source: 'y = np.random.randn(2, 3)',
    message: 'np.random.randn is written randn here.',
    fixed: 'y = randn(2, 3)',
  },
  {
    source: 'x = np.array([1.0, 2.0])\ny = x * 2',
    message: 'np.array is left out here: numbers are written as a list, as in: x = [[1, 2], [3, 4]]',
    fixed: 'x = [1.0, 2.0]\ny = x * 2',
  },
  { source: 'x = 2\ny = x ^ 2', message: '^ is written ** here.', fixed: 'x = 2\ny = x ** 2' },
  {
    source: 'x = 2\ny = relu x',
    message: 'What relu is given stands in parentheses: relu(x)',
    fixed: 'x = 2\ny = relu(x)',
  },
  {
    source: 'import numpy as np\nx = 1',
    message: 'import is left out here: every function is there under its own name, as in: y = exp(x)',
    fixed: 'x = 1',
  },
  {
    source: 'x = 2 * np.pi',
    message: `np.pi is written ${String(Math.PI)} here.`,
    fixed: `x = 2 * ${String(Math.PI)}`,
  },
  {
    source: 'loss = 3\nloss.backward()',
    message: 'loss.backward() is written backward loss here.',
    fixed: 'loss = 3\nbackward loss',
  },
  {
    source: 'def f(x):\n    y = x > 3\n    return y\nz = f(3) + y',
    message: 'There is no def here: write the lines themselves; in networks, a block repeats layers.',
  },
  {
    source: "// note: isn't it\nx = 1",
    message: 'A comment begins with # here, in every line.',
    fixed: "# note: isn't it\nx = 1",
  },
  {
    source: '"""What\nthis is"""\nx = 1',
    message: 'A comment begins with # here, in every line.',
    fixed: '# What\n# this is\nx = 1',
  },
  {
    source: 'x <- 3',
    message: '<- is written = here.',
    fixed: 'x = 3',
  },
  {
    source: 'x = [1, 2]\ny = np.where(x >= 1, x, 0)',
    message: 'np.where is written where here.',
    fixed: 'x = [1, 2]\ny = where(x >= 1, x, 0)',
  },
  {
    source: 'x = [[1, 2]]\ny = x.T[0]',
    message: 'x.T is written transpose(x) here.',
    fixed: 'x = [[1, 2]]\ny = transpose(x)[0]',
  },
  {
    source: 'x = [1, 2]\ny = x.clip(0, 1)',
    message: 'x.clip(0, 1) is written clip(x, 0, 1) here.',
    fixed: 'x = [1, 2]\ny = clip(x, 0, 1)',
  },
  {
    source: network('    Linear(64, 16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'The size of the input is known from the data; Linear is written Affine(16) here.',
    fixed: network('    Affine(16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv2d(1, 16, 3, pad=1)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'The size of the input is known from the data; Conv2d is written Conv(16, 3, pad=1) here.',
    fixed: network('    Conv(16, 3, pad=1)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv2d(1, 16, 3, padding=1)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'The size of the input is known from the data; Conv2d is written Conv(16, 3, pad=1) here.',
    fixed: network('    Conv(16, 3, pad=1)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    nn.Conv2d(1, 16, kernel_size=3, padding=1, device=0, dtype=0)\n    Affine(10)\n    SoftmaxWithLoss',
    ),
    message:
      'The size of the input is known from the data; nn.Conv2d is written Conv(16, size=3, pad=1) here.',
    fixed: network('    Conv(16, size=3, pad=1)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv2D(16, 3, padding=1, data_format=0)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'Conv2D is written Conv(16, 3, pad=1) here.',
    fixed: network('    Conv(16, 3, pad=1)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    nn.Linear(64, 10, dtype=0, device=0)\n    SoftmaxWithLoss'),
    message: 'The size of the input is known from the data; nn.Linear is written Affine(10) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    BatchNorm2d(16)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'The size of the input is known from the data; BatchNorm2d is written BatchNorm here.',
    fixed: network('    BatchNorm()\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    nn.Conv2d(1, 8, 3, padding="same", dilation=2, bias=false)\n    Affine(10)\n    SoftmaxWithLoss',
    ),
    message:
      'The size of the input is known from the data; nn.Conv2d is written Conv(8, 3, pad="same", dilation=2, bias=false) here.',
    fixed: network('    Conv(8, 3, pad="same", dilation=2, bias=false)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    Conv2D(8, 3, padding="same", dilation_rate=2, use_bias=false)\n    Affine(10)\n    SoftmaxWithLoss',
    ),
    message: 'Conv2D is written Conv(8, 3, pad="same", dilation=2, bias=false) here.',
    fixed: network('    Conv(8, 3, pad="same", dilation=2, bias=false)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(10)\n    BatchNorm(momentum=0.1)\n    SoftmaxWithLoss'),
    message:
      'momentum is left out here: at every step the running statistics of BatchNorm move by 0.1 towards those of the mini-batch, as in PyTorch.',
  },
  {
    source: network('    Affine(10, use_bias=false)\n    SoftmaxWithLoss'),
    message: 'use_bias is written bias here.',
    fixed: network('    Affine(10, bias=false)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(10, bias=False)\n    SoftmaxWithLoss'),
    message: 'False is written false here.',
    fixed: network('    Affine(10, bias=false)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(10)\n    nn.HuberLoss(delta=0.5)'),
    message: 'nn.HuberLoss is written Huber here.',
    fixed: network('    Affine(10)\n    Huber(delta=0.5)'),
  },
  {
    source: 'x = [1, 2]\ny = huber_loss(x, [0, 5])',
    message: 'huber_loss is written huber here.',
    fixed: 'x = [1, 2]\ny = huber(x, [0, 5])',
  },
  {
    source: 'x = [1, 2]\ny = huber(x, [0, 5], beta=2)',
    message:
      'beta of the smooth L1 loss is delta here, and the loss is beta times as large: the smooth L1 loss is that of huber, divided by delta.',
  },
  // Names that look alike for what is not the same are no renaming.
  {
    source: network('    Dropout(keep_prob=0.8)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'ratio is the share of outputs that are dropped, not of those that are kept: 1 − keep_prob.',
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss(reduction="sum")'),
    message: 'reduction is left out here: every loss is a mean.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss()'),
  },
  {
    source: network('    Dropout2d(0.5)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'There is no Dropout2d here. The nearest is Dropout, which drops outputs one by one.',
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'schedule = Step(every=3, decay_rate=0.5)'),
    message: 'decay_rate is written factor here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'schedule = Step(every=3, factor=0.5)'),
  },
  {
    source: 'y = [0.2, 0.8]\nl = binary_cross_entropy(y, [0, 1])',
    message:
      'binary_cross_entropy is written sigmoid_with_loss here. It has sigmoid in it: give it what sigmoid is given.',
  },
  {
    source: 'y = [0.2, 0.8]\nl = cross_entropy_error(y, 1)',
    message:
      'cross_entropy_error is written softmax_with_loss here. It has softmax in it: give it what softmax is given.',
  },
  {
    source: 'W = [[1, 2], [3, 4]]\ny = addmm(1, W, W)',
    message: 'addmm is written affine(x, W, b) here.',
  },
  {
    source: network('    Affine(16, activation="relu")\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'An activation is a layer of its own here, in the line below.',
    fixed: network('    Affine(16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    h = Dense(16, activation=tanh) from input; Affine(10)  # classes\n    SoftmaxWithLoss',
    ),
    message: 'An activation is a layer of its own here, in the line below.',
    fixed: network('    h = Dense(16) from input; Tanh; Affine(10)  # classes\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    Conv2D(16, 3, activation="relu", padding="same")  # edges\n    Affine(10)\n    SoftmaxWithLoss',
    ),
    message: 'Conv2D is written Conv(16, 3, pad="same"); ReLU here.',
    fixed: network('    Conv(16, 3, pad="same")  # edges\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source:
      'network N { data = digits(); layers { FC(units=4, activation="linear"); Affine(10); SoftmaxWithLoss } }',
    message: 'FC is written Affine(units=4) here.',
    fixed: 'network N { data = digits(); layers { Affine(units=4); Affine(10); SoftmaxWithLoss } }',
  },
  {
    source:
      'network N { data = digits(); layers { Conv2D(1, 16, 3, activation="relu"); Affine(10); SoftmaxWithLoss } }',
    message: 'The size of the input is known from the data; Conv2D is written Conv(16, 3); ReLU here.',
    fixed: 'network N { data = digits(); layers { Conv(16, 3); ReLU; Affine(10); SoftmaxWithLoss } }',
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = torch.optim.Adam(lr=0.1)'),
    message: 'torch.optim.Adam is written Adam here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(lr=0.1)'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = "adam"'),
    message: '"adam" is written Adam here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = SGD(learning_rate=0.1)'),
    message: 'learning_rate is written lr here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = SGD(lr=0.1)'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(model.parameters(), lr=0.001)'),
    message: 'Adam(model.parameters(), lr=0.001) is written Adam(lr=0.001) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(lr=0.001)'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'optimizer = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9)',
    ),
    message:
      'torch.optim.SGD(net.parameters(), 0.01, momentum=0.9) is written Momentum(0.01, momentum=0.9) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Momentum(0.01, momentum=0.9)'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = SGD(momentum=0.9, nesterov=True)'),
    message: 'SGD(momentum=0.9, nesterov=True) is written Nesterov(momentum=0.9) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Nesterov(momentum=0.9)'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'optimizer = SGD(lr=0.1, momentum=0.9, nesterov=False)',
    ),
    message: 'SGD(lr=0.1, momentum=0.9, nesterov=False) is written Momentum(lr=0.1, momentum=0.9) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Momentum(lr=0.1, momentum=0.9)'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'optimizer = Adam(learning_rate=0.01, betas=[0.9, 0.99])',
    ),
    message:
      'Adam(learning_rate=0.01, betas=[0.9, 0.99]) is written Adam(lr=0.01, beta1=0.9, beta2=0.99) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(lr=0.01, beta1=0.9, beta2=0.99)'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'schedule = StepLR(optimizer, decay_steps=10, gamma=0.1, verbose=False)',
    ),
    message:
      'StepLR(optimizer, decay_steps=10, gamma=0.1, verbose=False) is written Step(every=10, factor=0.1) here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'schedule = Step(every=10, factor=0.1)'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'schedule = CosineAnnealingLR(optimizer, T_max=10)',
    ),
    message: 'CosineAnnealingLR(optimizer, T_max=10) is written Cosine() here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'schedule = Cosine()'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'schedule = Step(step_size=3, factor=0.1)'),
    message:
      'step_size counts epochs; Step counts steps, and an epoch has as many as the data has mini-batches.',
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = "float64"'),
    message: 'precision is float32 or float64.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = float64'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = torch.float32'),
    message: 'precision is float32 or float64.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = float32'),
  },
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = double'),
    message: 'precision is float32 or float64.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'precision = float64'),
  },
  {
    source: network('    Conv(8, 3, pad="valid")\n    Affine(10)\n    SoftmaxWithLoss'),
    message: '"valid" is written 0 here.',
    fixed: network('    Conv(8, 3, pad=0)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv2D(8, 3, padding="valid")\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'Conv2D is written Conv(8, 3, pad=0) here.',
    fixed: network('    Conv(8, 3, pad=0)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    LayerNorm(16)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: '16 is left out here: what LayerNorm is given is known from the data.',
    fixed: network('    LayerNorm()\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Identity\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'Identity is left out here: it changes nothing.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    nn.AdaptiveAvgPool2d(1)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'nn.AdaptiveAvgPool2d(1) is written GlobalAvgPool here.',
    fixed: network('    GlobalAvgPool\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    AdaptiveAvgPool2d(7)\n    Affine(10)\n    SoftmaxWithLoss'),
    message:
      'There is no AdaptiveAvgPool2d(7) here. The pooling layers are MaxPool, AvgPool and GlobalAvgPool.',
  },
  {
    source: network('    F.relu(x)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'F.relu(x) is written ReLU here.',
    fixed: network('    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    a = Affine(4)\n    h = F.relu(a)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'F.relu(a) is written ReLU from a here.',
    fixed: network('    a = Affine(4)\n    h = ReLU from a\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    x = F.relu(self.fc1(x))\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'F.relu is written ReLU here.',
  },
  {
    source: network('    model.add(Affine(16))\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'model.add is written as a line of layers { … } in a network here.',
    fixed: network('    Affine(16)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(16, False)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'False is written bias=false here.',
    fixed: network('    Affine(16, bias=false)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    ReLU(True)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'There is no place for this argument: ReLU',
    fixed: network('    ReLU()\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(3)\n    SoftmaxWithLoss').replace('digits()', 'make_spiral(n_samples=100)'),
    message: 'make_spiral(n_samples=100) is written spiral(points=100) here.',
    fixed: network('    Affine(3)\n    SoftmaxWithLoss').replace('digits()', 'spiral(points=100)'),
  },
  {
    source: network('    Affine(3)\n    SoftmaxWithLoss').replace('digits()', '"train.csv"'),
    message: '"train.csv" is written csv("train.csv") here.',
    fixed: network('    Affine(3)\n    SoftmaxWithLoss').replace('digits()', 'csv("train.csv")'),
  },
  { source: 'x = float("inf")', message: 'float("inf") is written Infinity here.', fixed: 'x = Infinity' },
  {
    source: 'x = float("-inf")',
    message: 'float("-inf") is written -Infinity here.',
    fixed: 'x = -Infinity',
  },
  { source: 'x = np.float64("nan")', message: 'np.float64("nan") is written NaN here.', fixed: 'x = NaN' },
  {
    source: 'x = float(3)',
    message: 'float is left out here: every number is a double, and the sizes of axes are whole numbers.',
    fixed: 'x = 3',
  },
  {
    source: 'x = [1, -2]\ny = max(0, x)',
    message: 'max(0, x) is written maximum(0, x) here.',
    fixed: 'x = [1, -2]\ny = maximum(0, x)',
  },
  {
    source: 'x = [1, -2]\nb = [3, 4]\ny = min(x, b)',
    message: 'min(x, b) is written minimum(x, b) here.',
    fixed: 'x = [1, -2]\nb = [3, 4]\ny = minimum(x, b)',
  },
  {
    source: 'x = 3\ny = max(x, 0)',
    message: 'max(x, 0) is written maximum(x, 0) here.',
    fixed: 'x = 3\ny = maximum(x, 0)',
  },
  {
    source: 'x = [1, 2]\ny = max(x, 1)',
    message: 'max(x, 1) is written maximum(x, 1) here.',
    fixed: 'x = [1, 2]\ny = maximum(x, 1)',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect x.grad = 1',
    message: 'x.grad is written grad(x) here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect grad(x) = 1',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect x.grad.item() = 1',
    message: 'x.grad.item() is written grad(x) here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect grad(x) = 1',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect y.item() = 3',
    message: 'y.item() is written y here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect y = 3',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect gradient(x) = 1',
    message: 'gradient(x) is written grad(x) here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect grad(x) = 1',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect dy/dx = 1',
    message: 'dy/dx is written grad(x) here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect grad(x) = 1',
  },
  {
    source: 'x = 3\ny = x\nbackward y\nexpect grad[x] = 1',
    message: 'grad[x] is written grad(x) here.',
    fixed: 'x = 3\ny = x\nbackward y\nexpect grad(x) = 1',
  },
  { source: 'x = 3\nexpect(x) = 3', message: '(x) is written x here.', fixed: 'x = 3\nexpect x = 3' },
  {
    source: 'x = 3\ny = x\nbackward y\nx.grad',
    message: 'x.grad is left out here: every value is shown beside its line.',
    fixed: 'x = 3\ny = x\nbackward y\n',
  },
  {
    source: 'x = 3\nx.requires_grad = True',
    message: 'x.requires_grad is left out here: a value has its numbers, and nothing has to be converted.',
    fixed: 'x = 3\n',
  },
  { source: 'x = 3\ny = 2x + 1', message: '2x is written 2 * x here.', fixed: 'x = 3\ny = 2 * x + 1' },
  { source: 'x = 3\ny = 1 / 2x', message: '2x is written (2 * x) here.', fixed: 'x = 3\ny = 1 / (2 * x)' },
  { source: 'x = 3\ny = 2exp(x)', message: '2exp is written 2 * exp here.', fixed: 'x = 3\ny = 2 * exp(x)' },
  { source: 'x = 3\ny = 2 x', message: 'An operator is missing before x.', fixed: 'x = 3\ny = 2 * x' },
  {
    source: 'x = 3\ny = 2 sin(x)',
    message: 'An operator is missing before sin.',
    fixed: 'x = 3\ny = 2 * sin(x)',
  },
  {
    source: 'x = 3\ny = (x + 1)(x - 1)',
    message: 'An operator is missing before (.',
    fixed: 'x = 3\ny = (x + 1) * (x - 1)',
  },
  { source: 'x = 3\ny = 1 / 2 x', message: 'An operator is missing before x.' },
  { source: 'x = 3.0f', message: '3.0f is written 3.0 here.', fixed: 'x = 3.0' },
  { source: 'x = True', message: 'True is written 1 here.', fixed: 'x = 1' },
  { source: 'layer = MulLayer()', message: 'MulLayer is written a * b here.' },
  { source: 'AddLayer()', message: 'AddLayer is written a + b here.' },
  { source: 'add = AddLayer()\ny = add.forward(1, 2)', message: 'AddLayer is written a + b here.' },
  {
    source: 'layer = SoftmaxWithLoss()',
    message: 'SoftmaxWithLoss is written softmax_with_loss(x, t) here.',
  },
  { source: 'x = 1。', message: '。 means nothing here.', fixed: 'x = 1' },
  {
    source: 'x = 3 /* three */',
    message: 'A comment begins with # here, in every line.',
    fixed: 'x = 3 # three',
  },
  {
    source: '/* a\n * b */\nx = 3',
    message: 'A comment begins with # here, in every line.',
    fixed: '# a\n# b\nx = 3',
  },
  { source: 'x = /* c */ 3', message: 'A comment begins with # here, in every line.', fixed: 'x =  3' },
  {
    source: 'x = 3 // the price',
    message: 'A comment begins with # here, in every line.',
    fixed: 'x = 3 # the price',
  },
  { source: 'x: float = 3', message: 'x: float is written x here.', fixed: 'x = 3' },
  {
    source: 'let x = 3',
    message: 'let is left out here: a line is a name and its value, as in: x = 3',
    fixed: 'x = 3',
  },
  { source: 'x ← 3', message: '← is written = here.', fixed: 'x = 3' },
  { source: 'x = 3\ny = x – 1', message: '– is written - here.', fixed: 'x = 3\ny = x - 1' },
  { source: 'x = 3\ny = x\nbackward y\nexpect ∂y/∂x = 1', message: '∂y/∂x is written grad(x) here.' },
  {
    source: 'x = 3\nif x > 0:\n  y = 1\nelif x < 0:\n  y = 3\nelse:\n  y = 2',
    message: 'There is no if here: every line counts; where(condition, a, b) chooses, entry by entry.',
  },
  {
    source: 'b = np.zeros((2, 3))',
    message: 'zeros((2, 3)) is written zeros(2, 3) here.',
    fixed: 'b = zeros(2, 3)',
  },
  {
    source: network('    Affine 16\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'What Affine is given stands in parentheses: Affine(16)',
    fixed: network('    Affine(16)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv 8 3\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'What Conv is given stands in parentheses: Conv(8, 3)',
    fixed: network('    Conv(8, 3)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv(8, (3, 3))\n    Affine(10)\n    SoftmaxWithLoss'),
    message: '(3, 3) is written 3 here.',
    fixed: network('    Conv(8, 3)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  // What parts and brackets the lines of a network elsewhere is one mistake, however often it stands there.
  {
    source:
      'network N {\n  data = xor(),\n  layers {\n    Affine(4),\n    ReLU,\n    Affine(2), SoftmaxWithLoss,\n  },\n  train { epochs = 3, batch = 4, }\n}',
    message: 'Lines of a network end without commas; on one line they are parted by ;.',
    fixed:
      'network N {\n  data = xor()\n  layers {\n    Affine(4)\n    ReLU\n    Affine(2); SoftmaxWithLoss\n  }\n  train { epochs = 3; batch = 4 }\n}',
  },
  ...['->', '|', '=>', '→', '>>'].map((sign) => ({
    source: network(`    Affine(16) ${sign} ReLU\n    ${sign} Affine(10)\n    SoftmaxWithLoss`),
    message: `${sign.startsWith('>') ? '>' : sign} is left out here: a layer has a line of its own, and takes what the one above gives.`,
    fixed: network('    Affine(16); ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  })),
  {
    source:
      'network N { data = xor() layers { Affine(4) ReLU h = Affine(2) MSELoss } train { epochs = 3 batch = 4 } }',
    message: 'A ; is missing before layers: two statements on one line are parted by it.',
    fixed:
      'network N { data = xor(); layers { Affine(4); ReLU; h = Affine(2); MSELoss }; train { epochs = 3; batch = 4 } }',
  },
  {
    source: 'network N = {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
    message: 'N = { is written N { here.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source: 'network N {\n  data = xor()\n  layers = { Affine(2); SoftmaxWithLoss }\n}',
    message: 'layers = { is written layers { here.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source:
      'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  train: { epochs = 3 }\n}',
    message: 'train: { is written train { here.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  train { epochs = 3 }\n}',
  },
  {
    source: 'network N {\n  data: xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
    message: ': is written = here.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source:
      'network N {\n  data = xor()\n  layers = [\n    Affine(4, bias=[1, 2, 3, 4]),\n    ReLU,\n    Affine(2), SoftmaxWithLoss\n  ]\n}',
    message: 'layers = […] is written layers { … } here.',
    fixed:
      'network N {\n  data = xor()\n  layers {\n    Affine(4, bias=[1, 2, 3, 4])\n    ReLU\n    Affine(2); SoftmaxWithLoss\n  }\n}',
  },
  {
    source:
      'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  train(epochs=3, batch=4)\n}',
    message: 'train(…) is written train { … } here.',
    fixed:
      'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  train {epochs=3; batch=4}\n}',
  },
  {
    source:
      'network N:\n  data = xor()\n  layers:\n    Affine(4)\n    repeat 2:\n      ReLU\n    Affine(2); SoftmaxWithLoss\n  train:\n    epochs = 3\n\ny = 2',
    message: 'network N: is written network N { … } here.',
    fixed:
      'network N {\n  data = xor()\n  layers {\n    Affine(4)\n    repeat 2 {\n      ReLU\n    }\n    Affine(2); SoftmaxWithLoss\n  }\n  train {\n    epochs = 3\n  }\n}\n\ny = 2',
  },
  {
    source: 'model N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
    message: 'A network begins with the word network, not model.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source: network('    layers.Dense(16)\n    Affine(10)\n    SoftmaxWithLoss'),
    message: 'layers.Dense is written Affine here.',
    fixed: network('    Affine(16)\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  ...['Affine = 16', 'Affine[16]', 'Affine {16}', 'Affine: 16'].map((written) => ({
    source: network(`    ${written}\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss`),
    message: 'What Affine is given stands in parentheses: Affine(16)',
    fixed: network('    Affine(16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  })),
  {
    source: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(lr=0.1, betas=(0.9, 0.99))'),
    message: 'betas=(0.9, 0.99) is written beta1=0.9, beta2=0.99 here.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = Adam(lr=0.1, beta1=0.9, beta2=0.99)'),
  },
  ...[
    ['"N"', 'N'],
    ['My Net', 'MyNet'],
    ['my-net', 'MyNet'],
  ].map(([written = '', here = '']) => ({
    source: `network ${written} {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}`,
    message: `The name of a network is one word, as in: network ${here}`,
    fixed: `network ${here} {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}`,
  })),
  {
    source: 'network N {\n  data = xor()\n  Layers { Affine(2); SoftmaxWithLoss }\n}',
    message: 'Unknown word Layers. Did you mean layers?',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source:
      'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  training { epochs = 3 }\n}',
    message: 'Unknown word training. Did you mean train?',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n  train { epochs = 3 }\n}',
  },
  {
    source: 'network N {\n  data xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
    message: '= is missing before xor.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  {
    source: 'network N {\n  dataset = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
    message: 'dataset is written data here.',
    fixed: 'network N {\n  data = xor()\n  layers { Affine(2); SoftmaxWithLoss }\n}',
  },
  // Braces, choices and several values of a line.
  { source: 'x = {1, 2}\ny = x', message: '{1, 2} is written [1, 2] here.', fixed: 'x = [1, 2]\ny = x' },
  {
    source: 'x = {{1, 2}, {3, -4}}',
    message: '{{1, 2}, {3, -4}} is written [[1, 2], [3, -4]] here.',
    fixed: 'x = [[1, 2], [3, -4]]',
  },
  { source: 'x = {"a": 1, "b": 2}', message: 'A value has a name and a line of its own here, as in: x = 3' },
  {
    source: 'x = 3\ny = x > 0 ? x : 0',
    message: 'x > 0 ? x : 0 is written where(x > 0, x, 0) here.',
    fixed: 'x = 3\ny = where(x > 0, x, 0)',
  },
  {
    source: 'x = 3\ny = exp(x if x > 0 else 0.1 * x)',
    message: 'x if x > 0 else 0.1 * x is written where(x > 0, x, 0.1 * x) here.',
    fixed: 'x = 3\ny = exp(where(x > 0, x, 0.1 * x))',
  },
  { source: 'x = 3\ny = x > 0 ? x', message: 'where(condition, a, b) chooses here, entry by entry.' },
  {
    source: '<!-- a\nb -->\nx = 3',
    message: 'A comment begins with # here, in every line.',
    fixed: '# a\n# b\nx = 3',
  },
  {
    source: 'x = 3 % it is low',
    message: 'A comment begins with # here, in every line.',
    fixed: 'x = 3 # it is low',
  },
  {
    source: '% price\nx = 3',
    message: 'A comment begins with # here, in every line.',
    fixed: '# price\nx = 3',
  },
  {
    source: 'a, b = 1, 2\nc = a + b',
    message: 'A line gives one name its value: a = 1; b = 2',
    fixed: 'a = 1; b = 2\nc = a + b',
  },
  {
    source: '(a, b) = (1, [2, 3])\nc = a + b',
    message: 'A line gives one name its value: a = 1; b = [2, 3]',
    fixed: 'a = 1; b = [2, 3]\nc = a + b',
  },
  { source: 'x = [[1, 2]]\nm, n = shape(x)\nc = m', message: 'A line gives one name its value: m = …' },
  {
    source: 'a = b = 3\nc = b',
    message: 'A line gives one name its value: b = 3; a = b',
    fixed: 'b = 3; a = b\nc = b',
  },
  {
    source: 'a = 1, b = 2\nc = b',
    message: 'Two statements on one line are parted by ;, not by a comma.',
    fixed: 'a = 1; b = 2\nc = b',
  },
  {
    source: 'a = 1 b = 2\nc = b',
    message: 'A ; is missing before b: two statements on one line are parted by it.',
    fixed: 'a = 1; b = 2\nc = b',
  },
  { source: 'x = 1, 2\ny = x', message: '1, 2 is written [1, 2] here.', fixed: 'x = [1, 2]\ny = x' },
  // What is expected, and how exactly.
  ...['is', 'equals', 'to be', 'should be equal to', '~', '≈'].map((words) => ({
    source: `x = 3\nexpect x ${words} 3`,
    message: `${words} is written = here.`,
    fixed: 'x = 3\nexpect x = 3',
  })),
  ...['± 0.1', '+- 0.1', '+/- 0.1', 'tolerance 0.1', 'tol=0.1', ', atol=0.1'].map((written) => ({
    source: `x = 3\nexpect x = 3 ${written}`.replace(' ,', ','),
    message: `${written} is written within 0 or 0.1 here.`,
    fixed: 'x = 3\nexpect x = 3 within 0 or 0.1',
  })),
  {
    source: 'x = 3\nexpect x = 3, rtol=1e-3',
    message: ', rtol=1e-3 is written within 1e-3 here.',
    fixed: 'x = 3\nexpect x = 3 within 1e-3',
  },
  // Gradients are computed by one line, and named by another.
  {
    source: 'x = 3\ny = x\nbackward y\ngrad(x)',
    message: 'What grad(x) gives needs a name, as in: grad_x = grad(x). Beside x it is shown by itself.',
    fixed: 'x = 3\ny = x\nbackward y\ngrad_x = grad(x)',
  },
  {
    source: 'x = 3\ny = x\ngrad y',
    message: 'grad y is written backward y here.',
    fixed: 'x = 3\ny = x\nbackward y',
  },
  {
    source: 'x = 3\ny = x\nbackward y\ng = grad(y, x)',
    message: 'grad(y, x) is written grad(x) here: backward, above it, says of what.',
    fixed: 'x = 3\ny = x\nbackward y\ng = grad(x)',
  },
  {
    source: 'x = 3\ny = x\nbackward y\ng = grad x',
    message: '( is missing after grad, as in: grad(x)',
    fixed: 'x = 3\ny = x\nbackward y\ng = grad(x)',
  },
  {
    source: 'x = 3\ny = x\nforward y',
    message: 'forward is left out here: every value is shown beside its line.',
    fixed: 'x = 3\ny = x\n',
  },
  {
    source: 'x = 3\ny = x\ndifferentiate y',
    message: 'Unknown word differentiate. Did you mean backward?',
    fixed: 'x = 3\ny = x\nbackward y',
  },
  {
    source: 'x = 3\nx * 2',
    message: 'What a line computes needs a name, as in: result = x * …',
    fixed: 'x = 3\nresult = x * 2',
  },
];

test('layers beside a network of another form end', () => {
  for (const head of ['network N:\n  a }', 'network N [}]', 'network N = [{}]']) {
    expect(checkText(`${head}\nlayers { Affine(2) }\n`).diagnostics.length, head).toBeGreaterThan(0);
  }
});

describe('the form here, and the fix', () => {
  test.each(rewritings)('$message', ({ source, message, fixed }) => {
    const checked = checkText(source);
    const errors = checked.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map((error) => formatMessage(error.message))).toEqual([message]);
    const [fix] = errors[0]?.fixes ?? [];
    expect(fix && applied(source, fix)).toBe(fixed);
    if (fixed !== undefined) expect(errorsOf(checkText(fixed))).toEqual([]);
  });
});

/** Every layer from elsewhere with every argument from elsewhere that its layer here takes or leaves out. */
const calls = rowsOf(foreignLayers, isLayer).flatMap((name) => {
  const found = foreignLayers.find(name, isLayer);
  const spec = found?.kind === 'renamed' ? networkLayerNamed(found.here) : undefined;
  return [...foreignArgumentNames()].flatMap((argument) => {
    const foreign = foreignArgument(argument);
    const here = foreign?.here.find((each) => spec?.settings.some((setting) => setting.name === each));
    if (!spec || spec.combines || (here === undefined && foreign?.isLeftOut !== true)) return [];
    const needed = spec.settings.filter((setting) => setting.required === true && setting.name !== here);
    const given = [...needed.map((setting) => `${setting.name}=1`), `${argument}=1`, 'device=0'];
    return [`${name}(${given.join(', ')})`];
  });
});

test('a layer and its arguments from elsewhere are one mistake, and no foreign name is left after its fix', () => {
  expect(calls.length).toBeGreaterThan(100);
  const isForeign = ({ code }: { readonly code: string }): boolean =>
    ['unknown-layer', 'unknown-argument', 'input-size-first'].includes(code);
  for (const call of calls) {
    const text = network(`    ${call}`);
    const [mistake, ...others] = checkText(text).diagnostics.filter(isForeign);
    const fix = mistake?.fixes?.[0];
    expect(others, call).toEqual([]);
    expect(fix, call).toBeDefined();
    if (fix) expect(checkText(applied(text, fix)).diagnostics.filter(isForeign), call).toEqual([]);
  }
});
