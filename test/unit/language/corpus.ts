import { scan } from '../../../src/language/scanner/scanner';
import { exampleDefinitions, readExample } from '../exampleFiles';

/** The two pieces of code by which the language is defined. */
const definition = {
  'formulas of the definition': `x = [[1.0, -0.5], [-2.0, 3.0]]        # a matrix; a list of numbers is a vector
W = [[0.2, -0.4], [0.7, 0.3]]; b = [0.1, 0.2]     # ; or a new line ends a statement
t = [1, 0]                            # labels, or one-hot rows
h = affine(x, W, b)                   # the same as x @ W + b
loss = softmax_with_loss(relu(h), t)

backward loss                         # a single number …
backward h with [[1, 1], [1, 1]]      # … or the upstream gradient is given

expect h       = [[-0.05, -0.35], [1.8, 1.9]] within 1e-6   # graded in the editor and in the Test Explorer
expect grad(x) = [[-0.2, 1.0], [-0.2, 1.0]]                 # refers to the nearest \`backward\` above
expect grad(b) = ?                                          # a blank for the learner: "to do", not an error
`,
  'networks of the definition': `block Residual(filters) {
  Conv(filters, size=3, pad=1, init=He)
  BatchNorm
  ReLU
  Conv(filters, size=3, pad=1, init=He)
  Add(input)                        # the layer above + whatever came into the block
}

network SmallCNN {
  data = digits(test=0.2)

  layers {
    Conv(16, size=3, pad=1, init=He)
    repeat 2 { Residual(16) }
    pooled = MaxPool(2)                          # a named layer
    left   = Conv(16, size=1)
    Conv(16, size=3, pad=1) from pooled          # a branch
    Concat(left)                                 # the layer above, then \`left\`
    Affine(10)                                   # flattens what it is given
    SoftmaxWithLoss
  }

  train {
    optimizer = Adam(lr=0.01, beta1=0.9)
    schedule  = Cosine(warmup=100)
    batch     = 64
    epochs    = 10
    seed      = 0
  }
}
`,
};

/** What picks, compares and chooses. */
const choosing = `x = [[1.0, -0.5, 2.0], [-2.0, 3.0, 0.0]]
t = [2, 0]
p = softmax(x - max(x, axis=1, keepdims=true), axis=1)
nll = -mean(log(p[[0, 1], t]))
leaky = where(x > 0, x, 0.1 * x) * (x != 2)
edge = clip(x[:, 1:3], -1, 1) + x[::-1, [0, 0]]
loss = nll + sum(leaky, axis=[0, 1]) + edge[0, -1]
backward loss
expect nll = 2.7132 within 1e-4
`;

/** A network with the same in it as a network of somebody's own needs. */
const graded = `network Graded {
  data = spiral()
  layers {
    hidden = Affine(2, init=[[0.1, 0.2], [0.3, -0.4]], bias=[0, 0.5])
    ReLU
    Affine(3, init=ones(2, 3))
    SoftmaxWithLoss
  }
  train { batch = all; shuffle = false; epochs = 1 }
  expect hidden.W = [[0.1, 0.2], [0.3, -0.4]]
  expect grad(hidden.b) = ? within 1e-4 or 1e-9
  expect loss = 1.0986 within 1e-2
}
`;

/** A network, and what can be compared of it. */
const compared = `rate = 0.1
block Body(units) {
  Affine(units, init=He)
  ReLU
}
network Small {
  data = spiral(noise=0.1)
  layers {
    hidden = Affine(8)
    act = ReLU
    repeat 2 { norm = BatchNorm; wide = Body(8) }
    Affine(3)
    SoftmaxWithLoss
  }
  train { optimizer = SGD(lr=0.1) }
}
compare Optimizers of Small {
  optimizer = [SGD(lr=rate), Adam(lr=0.01)]
  seed      = [0, 1, 2]
}
compare Shapes of Small {
  hidden.units = [4, 8]
  act          = [ReLU, Tanh]
  norm         = [true, false]
  wide.units   = [4, 16]
  data.noise   = 0.2
}
compare Starts of Small { init = [He, Xavier, Normal(std=0.01)]; batch = [all, 32] }
`;

/** Sound texts by name: the shipped examples and the code of the language's definition. */
export const soundTexts: ReadonlyMap<string, string> = new Map([
  ...exampleDefinitions.map((name): [string, string] => [name, readExample(name)]),
  ...Object.entries(definition),
  ['entries and comparisons', choosing],
  ['a network that is graded', graded],
  ['comparisons', compared],
]);

export interface Mutation {
  readonly description: string;
  readonly text: string;
}

export function* prefixesOf(text: string): Iterable<Mutation> {
  for (let length = 0; length < text.length; length++) {
    yield { description: `the first ${length} characters`, text: text.slice(0, length) };
  }
}

/** Every token once left out, and once written twice. */
export function* damagedTokensOf(text: string): Iterable<Mutation> {
  for (const { kind, start, end } of scan(text).tokens) {
    if (kind === 'end') continue;
    const token = text.slice(start, end);
    yield { description: `without ${token} at ${start}`, text: text.slice(0, start) + text.slice(end) };
    yield {
      description: `with ${token} twice at ${start}`,
      text: `${text.slice(0, end)} ${token}${text.slice(end)}`,
    };
  }
}
