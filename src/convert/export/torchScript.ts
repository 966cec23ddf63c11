import { message } from '../../language';
import { PythonNames } from '../numpy/pythonNames';
import { quoted } from '../numpy/pythonNumbers';
import {
  exportedLayers,
  exportedTraining,
  type ExportedLayer,
  type ExportedTraining,
  type ExportRefusal,
  type NetworkScript,
  type NetworkToExport,
} from './exportedNetwork';
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
import { torchForms, torchParts, type TorchForm } from './torchLayerForms';

/** Attributes that every module of PyTorch has: a layer of such a name would hide one of them. */
export const namesOfModules: readonly string[] = (
  'T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double ' +
  'dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ' +
  'ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters ' +
  'register_backward_hook register_buffer register_forward_hook register_forward_pre_hook ' +
  'register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook ' +
  'register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook ' +
  'register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to ' +
  'to_empty train training type xpu zero_grad'
).split(' ');

/** What the script itself reads inside the class of the model. */
const namesOfScript: readonly string[] = ['self', 'super', 'x', 'torch', 'nn', 'F', 'os', 'argparse', 'dist'];

/** By name of an optimiser of ours: the class of PyTorch, and its arguments after `lr` by ours. */
export const torchOptimizers: Readonly<
  Record<string, { readonly name: string; readonly words: (argument: (name: string) => string) => string }>
> = {
  SGD: { name: 'SGD', words: () => '' },
  Momentum: { name: 'SGD', words: (argument) => `, momentum=${argument('momentum')}` },
  Nesterov: { name: 'SGD', words: (argument) => `, momentum=${argument('momentum')}, nesterov=True` },
  AdaGrad: { name: 'Adagrad', words: (argument) => `, eps=${argument('eps')}` },
  RMSProp: {
    name: 'RMSprop',
    words: (argument) => `, alpha=${argument('decay')}, eps=${argument('eps')}`,
  },
  Adam: { name: 'Adam', words: adamWords },
  AdamW: { name: 'AdamW', words: adamWords },
};

function adamWords(argument: (name: string) => string): string {
  return `, betas=(${argument('beta1')}, ${argument('beta2')}), eps=${argument('eps')}`;
}

/**
 * A network as one script of PyTorch that trains it from the numbers beside it, in one process or, under
 * `torchrun`, in several that share every mini-batch.
 */
export function torchScript(network: NetworkToExport): NetworkScript {
  const layers = exportedLayers(network);
  const refusals = refusalsOf(network, layers);
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, text: new TorchWriter(network, layers).write() };
}

/** @throws RangeError for a layer that the table lacks, which a test would have found. */
function formOf({ type }: ExportedLayer): TorchForm {
  const form = torchForms[type];
  if (form === undefined) throw new RangeError(`No PyTorch is known for ${type}.`);
  return form;
}

/** How many samples the mini-batches of an epoch have. */
function batchSizes({ numbers }: NetworkToExport): readonly number[] {
  const { batch, train, shapes, sampleShape } = numbers;
  const width = sampleShape.reduce((product, size) => product * size, 1);
  const count = shapes.length === 0 || width === 0 ? 0 : train.inputs.length / width;
  return count % batch === 0 ? [batch] : [batch, count % batch];
}

function refusalsOf(network: NetworkToExport, layers: readonly ExportedLayer[]): readonly ExportRefusal[] {
  const sizes = batchSizes(network);
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  return layers.flatMap((layer): ExportRefusal[] => {
    const { index } = layer;
    const refusal = formOf(layer).refusal?.(layer, sizes);
    if (refusal) return [{ layer: index, message: refusal }];
    const isRead = index === layers.length - 1 || read.has(index);
    if (isRead || layer.parts.length === 0) return [];
    const unread = message(
      'Nothing takes the output of {0}: PyTorch would give its parameters no gradient, and several processes would wait for it for ever.',
      layer.name,
    );
    return [{ layer: index, message: unread }];
  });
}

class TorchWriter {
  private readonly names = new PythonNames([...namesOfModules, ...namesOfScript]);
  /** By layer: its module, and the variable of its output. */
  private readonly variables: readonly string[];
  private readonly modelName: string;
  private readonly training: ExportedTraining;
  private readonly loss: ExportedLayer | undefined;

  constructor(
    private readonly network: NetworkToExport,
    private readonly layers: readonly ExportedLayer[],
  ) {
    this.variables = layers.map(({ name }) => this.names.take(name));
    this.modelName = new PythonNames([...namesOfScript, ...namesOfMain]).take(network.definition.name);
    this.training = exportedTraining(network);
    this.loss = layers.at(-1);
  }

  write(): string {
    return scriptOf([
      this.heading(),
      this.model(),
      this.numbersOfFiles(),
      orderLines(this.network),
      ['def learning_rate(step):', ...this.training.learningRate.map((line) => `    ${line}`)],
      this.lossLines(),
      this.trainLines(),
      evaluateLines({
        decorators: ['@torch.no_grad()'],
        begin: ['model.eval()'],
        output: (samples) => `model(${samples})`,
        loss: 'summed_loss(output, target).item()',
        accuracy: accuracyOf(this.network, this.layers, 'dim'),
      }),
      this.mainLines(),
    ]);
  }

  private has(nature: 'isRandom' | 'measuresBatch'): boolean {
    return this.layers.some((layer) => layer.nature[nature] === true);
  }

  private heading(): readonly string[] {
    const { definition, numbers } = this.network;
    const remarks = [
      ...(this.has('isRandom')
        ? ['Dropout draws its masks from PyTorch: the numbers of the definition are not met exactly.']
        : []),
      ...(this.has('isRandom') || this.has('measuresBatch')
        ? [
            'Several processes do not come to the numbers of one: each has masks (Dropout) or means and',
            'variances (BatchNorm) of its own share of a mini-batch. A share of BatchNorm needs two samples.',
          ]
        : ['Several processes come to the same parameters as one, up to rounding.']),
    ];
    return [
      `"""${scriptTitle(this.network, 'PyTorch')}`,
      '',
      '    python train.py',
      '    torchrun --nproc_per_node=2 train.py    # two processes share every mini-batch',
      '',
      'Needs PyTorch 1.13 or later and NumPy, and initial.npz and data.npz beside it.',
      ...remarks,
      'With backprop_lens.py beside it the training is recorded, and opens in Backprop Lens.',
      '"""',
      'import argparse',
      ...(this.training.usesMath ? ['import math'] : []),
      'import os',
      '',
      'import numpy as np',
      'import torch',
      'import torch.distributed as dist',
      'import torch.nn.functional as F',
      'from torch import nn',
      '',
      'try:',
      '    import backprop_lens',
      'except ImportError:',
      '    backprop_lens = None',
      '',
      'HERE = os.path.dirname(os.path.abspath(__file__))',
      `torch.set_default_dtype(torch.${definition.training.precision})`,
      ...(this.has('isRandom') ? [`torch.manual_seed(${String(definition.training.seed)})`] : []),
      '',
      `EPOCHS = ${String(definition.training.epochs)}`,
      `BATCH = ${String(numbers.batch)}  # samples in a mini-batch, of all processes together`,
      '',
      'with np.load(os.path.join(HERE, "data.npz")) as data:',
      '    TRAIN_X, TRAIN_T = torch.from_numpy(data["train_x"]), torch.from_numpy(data["train_t"])',
      '    TEST_X, TEST_T = torch.from_numpy(data["test_x"]), torch.from_numpy(data["test_t"])',
      ...(numbers.order ? ['    ORDER = data["order"]'] : []),
    ];
  }

  private variable(input: ExportedLayer['inputs'][number]): string {
    return input === 'input' ? 'x' : (this.variables[input] ?? '');
  }

  private model(): readonly string[] {
    const made: string[] = [];
    const forward: string[] = [];
    for (const layer of this.layers) {
      const { module, value, loss } = formOf(layer);
      if (loss) continue;
      const own = this.variables[layer.index] ?? '';
      if (module) made.push(`self.${own} = ${module(layer)}`);
      const inputs = layer.inputs.map((input) => this.variable(input));
      const call = (x: string): string => `self.${own}(${x})`;
      forward.push(`${own} = ${value?.(inputs, call, layer) ?? call(inputs[0] ?? '')}`);
    }
    const result = this.variable(this.loss?.inputs[0] ?? 'input');
    return [
      `class ${this.modelName}(nn.Module):`,
      '    def __init__(self):',
      '        super().__init__()',
      ...made.map((line) => `        ${line}`),
      '',
      '    def forward(self, x):',
      ...forward.map((line) => `        ${line}`),
      `        return ${result}`,
    ];
  }

  private numbersOfFiles(): readonly string[] {
    const entries = this.layers.flatMap(({ name, index, parts }) =>
      parts.map(
        (part) =>
          `    ${quoted(`${name}.${part}`)}: "${this.variables[index] ?? ''}.${torchParts[part] ?? part}",`,
      ),
    );
    return [
      '# What the numbers of the definition are called here.',
      'NAMES = {',
      ...entries,
      '}',
      '',
      '',
      'def as_here(name, array):',
      '    """A matrix of a Linear is outputs×inputs; in the files it is inputs×outputs, and the other way round."""',
      '    return array.T if name.endswith(".W") and array.ndim == 2 else array',
      '',
      '',
      'def load_parameters(model, file):',
      '    state = model.state_dict()',
      '    with np.load(file) as arrays, torch.no_grad():',
      '        for name, key in NAMES.items():',
      '            state[key].copy_(torch.from_numpy(as_here(name, arrays[name])))',
      '',
      '',
      'def save_parameters(model, file):',
      '    """For another training, or for `parameters = npz(…)` of a definition."""',
      '    state = model.state_dict()',
      '    np.savez(file, **{name: as_here(name, state[key].numpy()) for name, key in NAMES.items()})',
    ];
  }

  private lossLines(): readonly string[] {
    const text = this.loss && formOf(this.loss).loss?.(this.loss);
    if (this.loss === undefined || text === undefined) throw new RangeError('The last layer is a loss.');
    return [
      'def summed_loss(output, target):',
      '    """The sum over samples, for a mini-batch may be shared: who calls it divides by all of them."""',
      `    return ${text}`,
    ];
  }

  private trainLines(): readonly string[] {
    const { definition, numbers } = this.network;
    const { l1 = 0, clipNorm } = definition.training;
    const { optimizer, argument } = this.training;
    const form = torchOptimizers[optimizer];
    if (form === undefined) throw new RangeError(`No PyTorch is known for ${optimizer}.`);
    const decay = numbers.weightDecay;
    // AdamW has a weight decay of its own, 0.01, where it is not told.
    const withDecay = decay !== 0 || optimizer === 'AdamW' ? `, weight_decay=${String(decay)}` : '';
    const words = `lr=${argument('lr')}${form.words(argument)}${withDecay}`;
    return trainLines({
      begin: [
        'world_size = dist.get_world_size() if dist.is_initialized() else 1',
        'rank = dist.get_rank() if dist.is_initialized() else 0',
        'shared = nn.parallel.DistributedDataParallel(model) if world_size > 1 else model',
        `optimizer = torch.optim.${form.name}(model.parameters(), ${words})`,
      ],
      step: [
        'batch = torch.from_numpy(order[start : start + BATCH]).long()',
        'share = batch[rank::world_size]',
        'for group in optimizer.param_groups:',
        '    group["lr"] = learning_rate(len(losses))',
        'model.train()',
        'optimizer.zero_grad()',
        'loss = summed_loss(shared(TRAIN_X[share]), TRAIN_T[share]) / len(batch)',
        '# The gradients of the processes are averaged, where they have to be summed.',
        '(loss * world_size).backward()',
        ...(clipNorm === undefined
          ? []
          : [`nn.utils.clip_grad_norm_(model.parameters(), ${String(clipNorm)})`]),
        ...(l1 === 0
          ? []
          : [
              'for parameter in model.parameters():',
              `    parameter.grad += ${String(l1)} * parameter.detach().sign()`,
            ]),
        'optimizer.step()',
        'loss = loss.detach()',
        'if world_size > 1:',
        '    dist.all_reduce(loss)',
        'losses.append(loss.item())',
      ],
      isFirst: 'rank == 0',
    });
  }

  private mainLines(): readonly string[] {
    return mainLines({
      ready: [
        'if int(os.environ.get("WORLD_SIZE", "1")) > 1:',
        '    dist.init_process_group("gloo")',
        'is_first = not dist.is_initialized() or dist.get_rank() == 0',
      ],
      load: [`model = ${this.modelName}()`, 'load_parameters(model, words.parameters)'],
      begin: [`recorder = backprop_lens.watch(model, name="${this.modelName}") if backprop_lens else None`],
      report: [
        'if recorder and len(TEST_X):',
        '    figures = {} if accuracy is None else {"test_accuracy": accuracy}',
        '    recorder.log(test_loss=loss, **figures)',
      ],
      isFirst: 'is_first',
      end: ['if dist.is_initialized():', '    dist.destroy_process_group()'],
    });
  }
}
