import { helperTexts, namesOfHelpers } from '../numpy/helpers';
import { numpyNetworkLayers } from '../numpy/numpyLayers';
import { PythonNames } from '../numpy/pythonNames';
import { numberText, quoted } from '../numpy/pythonNumbers';
import {
  exportedLayers,
  exportedTraining,
  type ExportedLayer,
  type NetworkScript,
  type NetworkToExport,
} from './exportedNetwork';
import { LayerClasses, type NamedClass } from './numpyClasses';
import { decaysItself, numpyOptimizers } from './numpyOptimizers';
import {
  accuracyOf,
  evaluateLines,
  mainLines,
  namesOfMain,
  orderLines,
  scriptOf,
  scriptTitle,
  trainLines,
} from './scriptParts';

/** What the class of the network, and the functions below it, read. */
const namesOfScript: readonly string[] = (
  'self x t p params arrays output is_training forward backward gradients argparse os main train evaluate ' +
  'load_parameters save_parameters order_of learning_rate HERE EPOCHS BATCH RANDOM ORDER TRAIN_X TRAIN_T ' +
  'TEST_X TEST_T'
).split(' ');

/**
 * A network as a script that needs NumPy alone: its layers as classes with a backward written by hand, and
 * the training from the numbers beside it. There is nothing that NumPy cannot do.
 */
export function numpyNetworkScript(network: NetworkToExport): NetworkScript {
  return { ok: true, text: new NumpyWriter(network).write() };
}

/** An object of the script: a layer, or one of several that a layer of many inputs becomes. */
interface Step {
  readonly layer: ExportedLayer;
  readonly class: NamedClass;
  /** Its attribute, and the variable of its output. */
  readonly name: string;
  /** The variable of the gradient of its output. */
  readonly gradient: string;
  readonly inputs: readonly (Step | undefined)[];
}

class NumpyWriter {
  private readonly names = new PythonNames([...namesOfHelpers, ...namesOfScript]);
  private readonly layers: readonly ExportedLayer[];
  private readonly classes: LayerClasses;
  private readonly steps: Step[] = [];
  private readonly networkName: string;

  constructor(private readonly network: NetworkToExport) {
    const { definition, numbers } = network;
    this.layers = exportedLayers(network);
    const shapes = new Map(numbers.initial.map(({ name, shape }) => [name, shape]));
    this.networkName = this.names.take(new PythonNames(namesOfMain).take(definition.name));
    for (const name of Object.keys(numpyOptimizers)) this.names.take(name);
    this.classes = new LayerClasses(
      ({ name }, part) => shapes.get(`${name}.${part}`) ?? [],
      numbers.encoding === 'labels',
      (requested) => this.names.take(requested),
    );
    const ends: Step[] = [];
    for (const layer of this.layers) ends.push(this.stepOf(layer, ends));
  }

  /** A layer that combines many by twos becomes a chain of objects: `(a + b) + c`. */
  private stepOf(layer: ExportedLayer, ends: readonly Step[]): Step {
    const form = numpyNetworkLayers[layer.type];
    if (form === undefined) throw new RangeError(`No NumPy is known for ${layer.type}.`);
    const ofClass = this.classes.of(layer, form);
    const add = (inputs: Step['inputs'], requested: string): Step => {
      const name = this.names.take(requested);
      const step = { layer, class: ofClass, name, gradient: this.names.take(`d${name}`), inputs };
      this.steps.push(step);
      return step;
    };
    const inputs = layer.inputs.map((input) => (input === 'input' ? undefined : ends[input]));
    if (layer.nature.chains !== true || inputs.length <= 2) return add(inputs, layer.name);
    const [first, ...others] = inputs;
    let chained = first;
    for (const [index, other] of others.entries()) {
      const isLast = index === others.length - 1;
      chained = add([chained, other], isLast ? layer.name : `${layer.name}_${String(index + 1)}`);
    }
    if (chained === undefined) throw new RangeError(`${layer.name} combines nothing.`);
    return chained;
  }

  write(): string {
    const training = exportedTraining(this.network);
    const optimizer = numpyOptimizers[training.optimizer];
    if (optimizer === undefined) throw new RangeError(`No NumPy is known for ${training.optimizer}.`);
    const { needsMath, texts } = helperTexts(this.classes.helpers);
    const usesMath = needsMath || training.usesMath || optimizer.text.includes('math.');
    const settings = optimizer.settings.map((name) => {
      const value =
        name === 'weight_decay' ? numberText(this.network.numbers.weightDecay) : training.argument(name);
      return `${name}=${value}`;
    });
    return scriptOf([
      this.heading(usesMath),
      ...texts.map((text) => [text]),
      [...this.classes.lines, ...this.model()],
      [optimizer.text],
      numbersOfFiles,
      orderLines(this.network),
      ['def learning_rate(step):', ...training.learningRate.map((line) => `    ${line}`)],
      this.trainLines(`${training.optimizer}(${settings.join(', ')})`, decaysItself(optimizer)),
      evaluateLines({
        output: (samples) => `model.forward(${samples})`,
        loss: 'float(model.loss_of(output, target)) * len(target)',
        accuracy: accuracyOf(this.network, this.layers, 'axis'),
      }),
      mainLines({ load: [`model = ${this.networkName}(load_parameters(words.parameters))`] }),
    ]);
  }

  private heading(usesMath: boolean): readonly string[] {
    const { definition, numbers } = this.network;
    const isRandom = this.layers.some(({ nature }) => nature.isRandom === true);
    return [
      `"""${scriptTitle(this.network, 'NumPy')}`,
      '',
      '    python train.py',
      '',
      'Needs NumPy, and initial.npz and data.npz beside it.',
      ...(isRandom
        ? ['Dropout draws its masks from NumPy: the numbers of the definition are not met exactly.']
        : []),
      '"""',
      'import argparse',
      ...(usesMath ? ['import math'] : []),
      'import os',
      '',
      'import numpy as np',
      '',
      'HERE = os.path.dirname(os.path.abspath(__file__))',
      ...(isRandom ? [`RANDOM = np.random.default_rng(${String(Math.abs(definition.training.seed))})`] : []),
      '',
      `EPOCHS = ${String(definition.training.epochs)}`,
      `BATCH = ${String(numbers.batch)}  # samples in a mini-batch`,
      '',
      'with np.load(os.path.join(HERE, "data.npz")) as data:',
      '    TRAIN_X, TRAIN_T, TEST_X, TEST_T = (data[n] for n in ("train_x", "train_t", "test_x", "test_t"))',
      ...(numbers.order ? ['    ORDER = data["order"]'] : []),
    ];
  }

  private model(): readonly string[] {
    const loss = this.steps.at(-1);
    if (loss === undefined) throw new RangeError('A network has layers.');
    const learned = this.steps.flatMap(({ layer, name }) =>
      layer.parts
        .filter((part) => !isStatistic(layer, part))
        .map((part) => `            ${quoted(`${layer.name}.${part}`)}: self.${name}.d${part},`),
    );
    const result = loss.inputs[0]?.name ?? 'x';
    return [
      `class ${this.networkName}:`,
      '    def __init__(self, params):',
      '        self.params = p = params',
      ...this.steps.map(({ layer, class: { name: ofClass }, name }) => {
        const parts = layer.parts.map((part) => `p[${quoted(`${layer.name}.${part}`)}]`);
        return `        self.${name} = ${ofClass}(${parts.join(', ')})`;
      }),
      '',
      '    def forward(self, x, is_training=False):',
      ...this.steps
        .slice(0, -1)
        .map(
          ({ class: { hasModes }, inputs, name }) =>
            `        ${name} = self.${name}.forward(${inputs.map((input) => input?.name ?? 'x').join(', ')}${hasModes ? ', is_training' : ''})`,
        ),
      `        return ${result}`,
      '',
      '    def backward(self):',
      '        """Behind a loss: from the end to the beginning, and gives the gradients of the parameters."""',
      ...this.backwardLines(loss).map((line) => `        ${line}`),
      ...(learned.length === 0 ? ['        return {}'] : ['        return {', ...learned, '        }']),
      '',
      '    def loss_of(self, output, t):',
      `        return self.${loss.name}.forward(output, t)`,
    ];
  }

  private backwardLines(loss: Step): readonly string[] {
    const reached = new Set<Step>();
    const lines: string[] = [];
    const pass = (step: Step, from: string): void => {
      const targets = step.inputs.slice(0, step === loss ? 1 : undefined);
      const given = targets.filter((target) => target !== undefined);
      if (given.length === 0) {
        lines.push(from);
        return;
      }
      const isPlain =
        given.length === targets.length &&
        new Set(given).size === given.length &&
        given.every((target) => !reached.has(target));
      if (isPlain) {
        lines.push(`${given.map(({ gradient }) => gradient).join(', ')} = ${from}`);
      } else if (targets.length === 1) {
        const [{ gradient } = { gradient: '' }] = given;
        lines.push(`${gradient} = ${gradient} + ${from}`);
      } else {
        lines.push(`shares = ${from}`);
        for (const [index, target] of targets.entries()) {
          if (target === undefined) continue;
          const share = `shares[${String(index)}]`;
          const { gradient } = target;
          lines.push(`${gradient} = ${reached.has(target) ? `${gradient} + ` : ''}${share}`);
          reached.add(target);
        }
      }
      for (const target of given) reached.add(target);
    };
    pass(loss, `self.${loss.name}.backward()`);
    for (const step of [...this.steps].reverse()) {
      if (reached.has(step)) pass(step, `self.${step.name}.backward(${step.gradient})`);
      else if (step !== loss) lines.push(...this.withoutGradient(step));
    }
    return lines;
  }

  /** What nothing reads learns nothing: its gradients are zero. */
  private withoutGradient({ layer, name }: Step): readonly string[] {
    return layer.parts
      .filter((part) => !isStatistic(layer, part))
      .map((part) => `self.${name}.d${part} = np.zeros_like(self.${name}.${part})`);
  }

  private trainLines(optimizer: string, decays: boolean): readonly string[] {
    const { l1 = 0, clipNorm } = this.network.definition.training;
    const { weightDecay } = this.network.numbers;
    const more = [
      ...(clipNorm === undefined
        ? []
        : [
            'norm = np.sqrt(sum(np.sum(grad * grad) for grad in grads.values()))',
            `grads = {name: grad * min(1.0, float(${numberText(clipNorm)} / (norm + 1e-6))) for name, grad in grads.items()}`,
          ]),
      ...(weightDecay === 0 || decays
        ? []
        : [
            `grads = {name: grad + ${numberText(weightDecay)} * model.params[name] for name, grad in grads.items()}`,
          ]),
      ...(l1 === 0
        ? []
        : [
            `grads = {name: grad + ${numberText(l1)} * np.sign(model.params[name]) for name, grad in grads.items()}`,
          ]),
    ];
    return trainLines({
      begin: [`optimizer = ${optimizer}`],
      step: [
        'batch = order[start : start + BATCH]',
        'losses.append(float(model.loss_of(model.forward(TRAIN_X[batch], True), TRAIN_T[batch])))',
        'grads = model.backward()',
        ...more,
        'optimizer.update(model.params, grads, learning_rate(len(losses) - 1))',
      ],
    });
  }
}

/** A running statistic is kept without being learned. */
function isStatistic({ nature, inputShapes: [input = []] }: ExportedLayer, part: string): boolean {
  return nature.states?.(input, {}).some(({ name }) => name === part) ?? false;
}

const numbersOfFiles: readonly string[] = [
  'def load_parameters(file):',
  '    with np.load(file) as arrays:',
  '        return {name: arrays[name] for name in arrays.files}',
  '',
  '',
  'def save_parameters(model, file):',
  '    """For another training, or for `parameters = npz(…)` of a definition."""',
  '    np.savez(file, **model.params)',
];
