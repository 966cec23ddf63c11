import { layerNamed } from '../../engine/layers/layerTable';
import { message, type Message } from '../../engine/message';

/**
 * What an argument of PyTorch, Keras or NumPy is called here, in order of preference, or why it is left out.
 */
export interface ForeignArgument {
  /** The first of these that the callee takes is meant. */
  readonly here: readonly string[];
  /** Said where the callee takes none of them. */
  readonly explain?: (callee: string, argument: string) => Message;
  /** The repair is to take the argument out. */
  readonly isLeftOut?: boolean;
  /** The repair is a layer in the line below. */
  readonly isLayerBelow?: boolean;
}

type Row = readonly [ForeignArgument, ...string[]];

function called(here: readonly string[], ...names: readonly string[]): Row {
  return [{ here }, ...names];
}

function leftOut(explain: (callee: string, argument: string) => Message, ...names: readonly string[]): Row {
  return [{ here: [], explain, isLeftOut: true }, ...names];
}

const rows: readonly Row[] = [
  called(
    ['size'],
    'kernel_size',
    'pool_size',
    'kernel',
    'kernel_shape',
    'ksize',
    'filter_size',
    'window',
    'k',
  ),
  called(['filters'], 'out_channels', 'channels', 'num_filters', 'filter_num', 'kernels', 'n_filters'),
  called(['units'], 'out_features', 'output_dim', 'num_units', 'n_units', 'nodes', 'hidden_size', 'neurons'),
  called(['stride'], 'strides'),
  called(['pad'], 'padding'),
  called(['ratio'], 'p', 'rate', 'drop_prob', 'dropout_ratio'),
  called(['slope'], 'negative_slope', 'alpha_slope'),
  called(['slope', 'decay', 'lr'], 'alpha'),
  called(['init'], 'kernel_initializer', 'initializer', 'weight_init', 'weights_initializer', 'W_init'),
  called(['bias'], 'use_bias', 'has_bias'),
  called(['eps'], 'epsilon'),
  called(['lr'], 'learning_rate', 'eta', 'step_size_lr', 'learningrate'),
  called(['beta1'], 'beta_1', 'b1'),
  called(['beta2'], 'beta_2', 'b2'),
  called(['decay'], 'rho', 'smoothing_constant'),
  called(['decay', 'factor'], 'decay_rate'),
  called(['every'], 'decay_steps'),
  [
    {
      here: [],
      explain: (callee, argument) =>
        message(
          '{1} counts epochs; {0} counts steps, and an epoch has as many as the data has mini-batches.',
          callee,
          argument,
        ),
    },
    'step_size',
    'milestones',
  ],
  called(['factor'], 'gamma', 'decay_factor'),
  called(['final'], 'eta_min', 'min_lr', 'end_learning_rate'),
  called(['warmup'], 'warmup_steps', 'num_warmup_steps'),
  called(['std'], 'stddev', 'scale', 'sigma', 'deviation'),
  called(['low'], 'minval', 'a'),
  called(['high'], 'maxval', 'b'),
  called(['value'], 'val', 'fill_value', 'c'),
  [
    {
      here: ['axis', 'axes'],
      explain: (callee, argument) =>
        message('{1} is left out here: {0} has no axis to choose.', callee, argument),
      isLeftOut: true,
    },
    'dim',
    'axis',
    'axes',
    'dims',
    'perm',
  ],
  called(['keepdims'], 'keepdim', 'keep_dims'),
  called(['correction'], 'ddof'),
  [
    {
      here: [],
      explain: (callee) =>
        message(
          '{0} divides by n here; correction=1 makes it n − 1, which is what unbiased=True does.',
          callee,
        ),
    },
    'unbiased',
  ],
  called(['n'], 'num', 'steps'),
  called(['stop'], 'end'),
  called(['classes'], 'num_classes', 'n_classes', 'depth', 'centers'),
  called(['seed'], 'random_state', 'rng', 'key'),
  called(['points'], 'n_samples', 'num_samples', 'samples'),
  called(['standardize'], 'normalize', 'normalise', 'standardise', 'scale_inputs'),
  called(['test'], 'test_size', 'validation_split', 'val_split', 'test_split'),
  called(['target'], 'label', 'label_column', 'target_column', 'y_column', 'labels'),
  called(['delimiter'], 'sep', 'separator'),
  called(['drop'], 'exclude', 'ignore'),
  called(['columns'], 'usecols', 'features'),
  called(['limit'], 'nrows', 'max_rows'),
  called(['smoothing'], 'label_smoothing'),
  called(['momentum'], 'mu'),
  [
    {
      here: [],
      explain: (callee, argument) =>
        callee.toLowerCase() === 'huber'
          ? message(
              'beta of the smooth L1 loss is delta here, and the loss is beta times as large: the smooth L1 loss is that of {0}, divided by delta.',
              callee,
            )
          : message('{0} has no argument {1}.', callee, argument),
    },
    'beta',
  ],
  leftOut(
    (callee, argument) =>
      message('{1} is left out here: what {0} is given is known from the data.', callee, argument),
    'in_features',
    'in_channels',
    'input_shape',
    'input_dim',
    'num_features',
    'normalized_shape',
    'batch_input_shape',
  ),
  leftOut(
    (callee, argument) => message('{1} is left out here: {0} does not need it.', callee, argument),
    'inplace',
    'dtype',
    'device',
    'requires_grad',
    'trainable',
    'data_format',
    'return_indices',
    'ceil_mode',
    'track_running_stats',
    'foreach',
    'maximize',
    'fused',
    'from_logits',
    'verbose',
    'last_epoch',
    'T_max',
    'root',
    'download',
    'train',
    'transform',
    'flatten',
    'one_hot_label',
    'copy',
    'order',
    'out',
    'memory_format',
    'layout',
    'padding_mode',
    'count_include_pad',
  ),
  [
    {
      here: [],
      explain: (callee, argument) =>
        message('There is no {1} here: {0} is always as without it.', callee, argument),
    },
    'amsgrad',
    'approximate',
  ],
  [
    {
      here: [],
      explain: (callee) => message('{0} always has a scale and a shift here, which are trained.', callee),
    },
    'affine',
    'elementwise_affine',
  ],
  leftOut(
    (_callee, argument) => message('{0} is left out here: every loss is a mean.', argument),
    'reduction',
    'size_average',
    'reduce',
  ),
  [
    {
      here: [],
      explain: () =>
        message('ratio is the share of outputs that are dropped, not of those that are kept: 1 − keep_prob.'),
    },
    'keep_prob',
  ],
  [
    {
      here: [],
      explain: (callee) =>
        layerNamed(callee)
          ? message('A layer gets its name in front here, as in: hidden = {0}(…)', callee)
          : message('A value gets its name in front here, as in: y = {0}(…)', callee),
    },
    'name',
  ],
  [
    {
      here: [],
      explain: (callee, argument) =>
        message('{1} is a line of train { … } here, not an argument of {0}.', callee, argument),
    },
    'weight_decay',
    'clipnorm',
    'clipvalue',
    'batch_size',
    'epochs',
  ],
  [
    {
      here: [],
      explain: () =>
        message(
          'Weights are held small in the whole network here, by a line of train { … }: weight_decay = 0.01 for l2, l1 = 0.01 for l1.',
        ),
    },
    'kernel_regularizer',
    'bias_regularizer',
    'regularizer',
  ],
  [
    {
      here: [],
      explain: () => message('Betas are written one by one here: beta1=0.9, beta2=0.999'),
    },
    'betas',
  ],
  [
    {
      here: [],
      explain: (callee) =>
        layerNamed(callee)?.asLayer?.measuresBatch === true
          ? message(
              'momentum is left out here: at every step the running statistics of {0} move by 0.1 towards those of the mini-batch, as in PyTorch.',
              callee,
            )
          : message('Momentum is an optimiser of its own here: Momentum(lr, momentum=0.9) or Nesterov(lr).'),
    },
    'momentum',
    'nesterov',
  ],
  [
    {
      here: ['activation'],
      explain: () => message('An activation is a layer of its own here, in the line below.'),
      isLayerBelow: true,
    },
    'activation',
    'activation_fn',
    'act',
  ],
  [
    {
      here: [],
      explain: () =>
        message('What the bias begins at is a number here, as in: bias=0.1. Without it, it begins at zero.'),
    },
    'bias_initializer',
  ],
  called(['dilation'], 'dilation_rate', 'dilations', 'atrous_rate'),
  called(['groups'], 'group', 'num_groups', 'n_groups'),
];

/** What training scripts hand to an optimiser or a schedule in front: here it is known. */
export const handedOver: ReadonlySet<string> = new Set([
  'parameters',
  'params',
  'trainable_parameters',
  'trainable_variables',
  'optimizer',
  'optim',
  'opt',
  'model',
  'net',
]);

/** Words for what an argument is given, by the name that the argument has here. */
export const foreignWordsGiven: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'pad',
    new Map([
      ['valid', '0'],
      ['VALID', '0'],
      ['SAME', '"same"'],
    ]),
  ],
]);

const byName = new Map<string, ForeignArgument>();
for (const [entry, ...names] of rows) {
  for (const name of names) {
    const earlier = byName.get(name);
    byName.set(name, earlier ? { ...entry, here: [...earlier.here, ...entry.here] } : entry);
  }
}

/** What is said of an argument that the callee does not have under this name. */
export function foreignArgument(name: string): ForeignArgument | undefined {
  return byName.get(name);
}

/** What an argument of this name is called elsewhere. */
export function foreignNamesOf(here: string): readonly string[] {
  return rows.flatMap(([entry, ...names]) => (entry.here.includes(here) ? names : []));
}

/** Every name of an argument from elsewhere. */
export function foreignArgumentNames(): Iterable<string> {
  return byName.keys();
}

/** The layer for what Keras writes as `activation=`; empty for one that changes nothing. */
export const activationLayers: ReadonlyMap<string, string> = new Map([
  ['relu', 'ReLU'],
  ['sigmoid', 'Sigmoid'],
  ['tanh', 'Tanh'],
  ['gelu', 'GELU'],
  ['softplus', 'Softplus'],
  ['leaky_relu', 'LeakyReLU'],
  ['softmax', 'Softmax'],
  ['log_softmax', 'LogSoftmax'],
  ['linear', ''],
]);
