/** How an optimiser is written in NumPy: its class, and what it is made with. */
interface NumpyOptimizer {
  /** By the arguments of the definition, the settings that its class takes. */
  readonly settings: readonly string[];
  readonly text: string;
}

function withState(name: string, settings: readonly string[], update: readonly string[]): NumpyOptimizer {
  return {
    settings,
    text: [
      `class ${name}:`,
      `    def __init__(self, ${settings.join(', ')}):`,
      `        ${settings.map((each) => `self.${each}`).join(', ')} = ${settings.join(', ')}`,
      '        self.state = {}',
      '',
      '    def update(self, params, grads, lr):',
      ...update.map((line) => `        ${line}`),
    ].join('\n'),
  };
}

const velocity = [
  'for name, grad in grads.items():',
  '    v = self.state[name] = self.momentum * self.state.get(name, 0.0) + grad',
];

function adam(name: string, settings: readonly string[], before: readonly string[]): NumpyOptimizer {
  return withState(
    name,
    ['beta1', 'beta2', 'eps', ...settings],
    [
      't = self.state["t"] = self.state.get("t", 0) + 1',
      'for name, grad in grads.items():',
      ...before,
      '    m, v = self.state.get(name, (0.0, 0.0))',
      '    m = self.beta1 * m + (1.0 - self.beta1) * grad',
      '    v = self.beta2 * v + (1.0 - self.beta2) * grad * grad',
      '    self.state[name] = m, v',
      '    step = lr / (1.0 - self.beta1**t)',
      '    params[name] -= step * m / (np.sqrt(v) / math.sqrt(1.0 - self.beta2**t) + self.eps)',
    ],
  );
}

/**
 * Every optimiser, by its name in definitions. Each updates parameters in place; weight decay is in the
 * gradients already, but for AdamW. Their formulas are those of `src/engine/optimizers.ts`.
 */
export const numpyOptimizers: Readonly<Record<string, NumpyOptimizer>> = {
  SGD: {
    settings: [],
    text: [
      'class SGD:',
      '    def update(self, params, grads, lr):',
      '        for name, grad in grads.items():',
      '            params[name] -= lr * grad',
    ].join('\n'),
  },
  Momentum: withState('Momentum', ['momentum'], [...velocity, '    params[name] -= lr * v']),
  Nesterov: withState(
    'Nesterov',
    ['momentum'],
    [...velocity, '    params[name] -= lr * (grad + self.momentum * v)'],
  ),
  AdaGrad: withState(
    'AdaGrad',
    ['eps'],
    [
      'for name, grad in grads.items():',
      '    s = self.state[name] = self.state.get(name, 0.0) + grad * grad',
      '    params[name] -= lr * grad / (np.sqrt(s) + self.eps)',
    ],
  ),
  RMSProp: withState(
    'RMSProp',
    ['decay', 'eps'],
    [
      'for name, grad in grads.items():',
      '    s = self.decay * self.state.get(name, 0.0) + (1.0 - self.decay) * grad * grad',
      '    self.state[name] = s',
      '    params[name] -= lr * grad / (np.sqrt(s) + self.eps)',
    ],
  ),
  Adam: adam('Adam', [], []),
  AdamW: adam('AdamW', ['weight_decay'], ['    params[name] *= 1.0 - lr * self.weight_decay']),
};

/** Whether weight decay is the optimiser's own, and not in the gradients. */
export function decaysItself({ settings }: NumpyOptimizer): boolean {
  return settings.includes('weight_decay');
}
