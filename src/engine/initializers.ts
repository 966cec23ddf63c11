import type { SettingSpec, Settings } from './layers/support/layer';
import { numberSetting } from './layers/support/layerSettings';
import { message, type Message } from './message';
import { randomStream, type RandomStream } from './random';
import type { Numbers } from './tensor';

/** How many numbers one output sums up, and how many outputs one input goes to. */
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** How a weight starts. */
export interface Initializer {
  /** As written in a definition: `He`. */
  readonly name: string;
  readonly documentation: string;
  /** The distribution in text. */
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
  /** What is wrong with settings that are each in range, and which of them is to blame. */
  mistakeIn?(settings: Settings): { readonly argument: string; readonly message: Message } | undefined;
  /** The number that every weight starts as, where they all start alike. */
  equalStart?(settings: Settings): number | undefined;
  /** Whether it draws biases too, which start at zero otherwise. */
  readonly drawsBiases?: true;
  /** Draws every entry, in order. What is drawn is a double, rounded when it is stored. */
  fill(values: Numbers, fans: Fans, settings: Settings, random: RandomStream): void;
}

/** Entry by entry. */
function fillWith(values: Numbers, draw: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw();
}

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a over the UTF-16 code units, 32 bits. */
function hash(text: string, start: number): number {
  let value = start;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), prime);
  return value >>> 0;
}

/**
 * The stream one parameter starts from. It depends on the seed and the parameter's own name (`affine1.W`)
 * and on nothing else, so that adding a layer leaves the start of all others as it was.
 */
export function initializationStream(seed: number, parameter: string): RandomStream {
  const text = `${seed} ${parameter}`;
  const low = hash(text, offsetBasis);
  const high = hash(text, low ^ prime) % 2 ** 20;
  return randomStream(high * 2 ** 32 + low, 'initialisation');
}

const std: SettingSpec = {
  name: 'std',
  type: 'number',
  default: 0.01,
  range: { from: 0 },
  documentation: 'The standard deviation.',
};

const normal: Initializer = {
  name: 'Normal',
  documentation: 'Normally distributed around zero with the standard deviation that is given.',
  formula: 'N(0, std²)',
  source: 'Deep Learning from Scratch, section 6.2 (initial values of weights).',
  settings: [std],
  equalStart: (settings) => (numberSetting(settings, std) === 0 ? 0 : undefined),
  fill(values, _fans, settings, random) {
    const deviation = numberSetting(settings, std);
    fillWith(values, () => deviation * random.normal());
  },
};

const low: SettingSpec = {
  name: 'low',
  type: 'number',
  required: true,
  documentation: 'The smallest number that can come.',
};

const high: SettingSpec = {
  name: 'high',
  type: 'number',
  required: true,
  documentation: 'All numbers are below this.',
};

const uniform: Initializer = {
  name: 'Uniform',
  documentation: 'Every number between two bounds is equally likely.',
  formula: 'U(low, high)',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_',
  settings: [low, high],
  equalStart(settings) {
    const [from, to] = [numberSetting(settings, low), numberSetting(settings, high)];
    return from === to ? from : undefined;
  },
  mistakeIn(settings) {
    const [from, to] = [numberSetting(settings, low), numberSetting(settings, high)];
    if (from <= to) return undefined;
    return {
      argument: high.name,
      message: message('high must be at least {0}, the value of low, not {1}.', from, to),
    };
  },
  fill(values, _fans, settings, random) {
    const start = numberSetting(settings, low);
    const width = numberSetting(settings, high) - start;
    fillWith(values, () => start + width * random.uniform());
  },
};

const xavier: Initializer = {
  name: 'Xavier',
  documentation: 'Keeps the spread of activations and gradients through layers with a sigmoid or tanh.',
  formula: 'N(0, 2 / (fan in + fan out))',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_',
  settings: [],
  fill(values, { fanIn, fanOut }, _settings, random) {
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    fillWith(values, () => deviation * random.normal());
  },
};

const he: Initializer = {
  name: 'He',
  documentation: 'Keeps the spread of activations through layers with a ReLU, which blocks half of them.',
  formula: 'N(0, 2 / fan in)',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_',
  settings: [],
  fill(values, { fanIn }, _settings, random) {
    const deviation = Math.sqrt(2 / fanIn);
    fillWith(values, () => deviation * random.normal());
  },
};

const leCun: Initializer = {
  name: 'LeCun',
  documentation:
    'Keeps the spread of activations through layers that change it little. The book calls this Xavier.',
  formula: 'N(0, 1 / fan in)',
  source:
    'Deep Learning from Scratch, section 6.2.2; https://www.tensorflow.org/api_docs/python/tf/keras/initializers/LecunNormal (there truncated)',
  settings: [],
  fill(values, { fanIn }, _settings, random) {
    const deviation = 1 / Math.sqrt(fanIn);
    fillWith(values, () => deviation * random.normal());
  },
};

const pyTorch: Initializer = {
  name: 'PyTorch',
  documentation:
    'What torch.nn.Linear and torch.nn.Conv2d start from by themselves: every number between two bounds is equally likely, for weights and biases alike.',
  formula: 'U(−1/√(fan in), 1/√(fan in)), biases too',
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  settings: [],
  drawsBiases: true,
  fill(values, { fanIn }, _settings, random) {
    const bound = 1 / Math.sqrt(fanIn);
    fillWith(values, () => bound * (2 * random.uniform() - 1));
  },
};

const zeros: Initializer = {
  name: 'Zeros',
  documentation:
    'All zero. Units that start alike learn alike, so a layer before another needs something else.',
  formula: '0',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_',
  settings: [],
  equalStart: () => 0,
  fill(values) {
    values.fill(0);
  },
};

const value: SettingSpec = {
  name: 'value',
  type: 'number',
  required: true,
  documentation: 'What every weight starts as.',
};

const constant: Initializer = {
  name: 'Constant',
  documentation: 'All the same number.',
  formula: 'value',
  source: 'https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_',
  settings: [value],
  equalStart: (settings) => numberSetting(settings, value),
  fill(values, _fans, settings) {
    values.fill(numberSetting(settings, value));
  },
};

/** Adding an initializer is adding it above and one entry here. */
export const initializers: readonly Initializer[] = [
  normal,
  uniform,
  xavier,
  he,
  leCun,
  pyTorch,
  zeros,
  constant,
];

/** By its name in a definition: `He`. */
export function initializerNamed(name: string): Initializer | undefined {
  return initializers.find((initializer) => initializer.name === name);
}
