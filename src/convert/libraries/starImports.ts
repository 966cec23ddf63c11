import { isChapterName } from '../chapter/chapterLibrary';
import { isKerasLayer } from '../keras/kerasLayers';
import { isTorchLayer } from '../torch/torchLayers';
import { isHarmlessLibrary } from '../plumbing';

/** What a module brings with `from module import *`, where that is more than a name of a layer. */
interface Names {
  readonly module: RegExp;
  readonly names: RegExp;
  /** Names that it may have besides; of a module that has none here, all that matter are listed. */
  readonly further?: RegExp;
}

const arrays =
  /^(array|asarray|copy|dot|matmul|add|subtract|multiply|divide|power|exp|log|sqrt|abs|absolute|tanh|sin|cos|tan|square|log1p|expm1|maximum|minimum|sum|mean|max|min|amax|amin|prod|linspace|arange|(zeros|ones|full|empty)(_like)?|eye|identity|transpose|where|clip|reshape|concatenate|stack|[vh]stack|outer|inner|einsum|tensordot|var|std|round|sign|power|any|all|arg\w+|random|linalg|fft|pi|e|inf|nan|newaxis|(float|int|uint)\d+|bool_|expand_dims|squeeze|ravel|add|negative|cumsum|sort|unique|loadtxt|savez?|load|seterr|set_printoptions|isnan|allclose|array_equal)$/;
const random =
  /^(randn?|randint|normal|uniform|standard_normal|random|random_sample|choice|shuffle|permutation|seed|RandomState|default_rng)$/;
const tensors =
  /^(nn|optim|utils|cuda|autograd|(as_)?tensor|\w*Tensor|from_numpy|mm|bmm|matmul|dot|add|sub|mul|div|pow|exp|log|sqrt|abs|tanh|sin|cos|tan|erf|square|log1p|expm1|relu|sigmoid|softmax|log_softmax|maximum|minimum|sum|mean|amax|amin|prod|var|std|linspace|arange|(zeros|ones|full|empty|rand|randn)(_like)?|eye|transpose|t|where|clip|clamp|reshape|cat|concat|concatenate|stack|flatten|squeeze|unsqueeze|rand(int|perm)|normal|no_grad|enable_grad|inference_mode|set_grad_enabled|set_default_dtype|manual_seed|device|dtype|save|load|float\d*|double|half|int\d*|long|bool|uint8|arg\w+|topk|eq|outer|einsum)$/;

const known: readonly Names[] = [
  {
    module: /^torch\.nn$/,
    names: /^(Module\w*|Sequential|Parameter\w*|functional|init|utils|parameter)$/,
    further: /^[A-Z]/,
  },
  { module: /^keras\.layers$/, names: /^(Layer|InputLayer|Lambda)$/, further: /^[A-Z]/ },
  {
    module: /^torch\.nn\.init$/,
    names:
      /^((constant|dirac|eye|kaiming_\w+|normal|ones|orthogonal|sparse|trunc_normal|uniform|xavier_\w+|zeros)_?|calculate_gain)$/,
  },
  {
    module: /^torch\.nn\.functional$/,
    names:
      /^((log_)?softmax|softmin|(leaky_|r|p)?relu6?_?|r?relu|elu_?|selu_?|gelu|silu|mish|softplus|sigmoid|tanh|log\w*sigmoid|hard\w+|(alpha_|feature_)?dropout\d?d?|(adaptive_)?(max|avg)_pool\dd|conv\w+|linear|bilinear|embedding|pad|one_hot|normalize|\w+_norm|\w+_loss|\w*cross_entropy\w*|interpolate|cosine_similarity)$/,
    further: /^[a-z]/,
  },
  {
    module: /^torch\.optim$/,
    names:
      /^(ASGD|Ada\w+|LBFGS|NAdam|Optimizer|RAdam|RMSprop|Rprop|SGD|SparseAdam|Muon|lr_scheduler|swa_utils)$/,
  },
  {
    module: /^torch\.optim\.lr_scheduler$/,
    names: /LR$|^(ReduceLROnPlateau|CosineAnnealingWarmRestarts|ChainedScheduler|_?LRScheduler)$/,
  },
  {
    module: /^torch\.utils\.data$/,
    names: /^(\w*DataLoader\w*|\w*Dataset|Subset|random_split|\w*Sampler)$/,
  },
  { module: /^torch$/, names: tensors, further: /^[a-z]/ },
  { module: /^(numpy|jax\.numpy)$/, names: arrays, further: /^[a-z]/ },
  { module: /^numpy\.random$/, names: random },
  {
    module: /^math$/,
    names: /^(ceil|floor|exp|expm1|log\w*|sqrt|pow|sin|cos|tan|tanh|sinh|cosh|erf|fabs|pi|e|inf|nan|isnan)$/,
  },
  { module: /^scipy\.special$/, names: /^(expit|softmax|log_softmax|logsumexp|erf|log1p|expm1)$/ },
  { module: /^tensorflow$/, names: /^(keras|data|nn|random|constant|Variable|GradientTape|float\d+)$/ },
  {
    module: /^keras$/,
    names:
      /^(Sequential|Model|Input|layers|models|optimizers|losses|metrics|callbacks|datasets|utils|initializers|regularizers|activations|backend|applications|preprocessing)$/,
  },
  {
    module: /^keras\.models$/,
    names: /^(Sequential|Model|load_model|save_model|clone_model|model_from_json)$/,
  },
  {
    module: /^keras\.optimizers$/,
    names: /^(SGD|Ada\w+|RMS[Pp]rop|Nadam|Ftrl|Lion|Lamb|Muon|Optimizer|schedules)$/,
  },
  {
    module: /^keras\.losses$/,
    names:
      /(Crossentropy|Error|Huber|[Hh]inge|KLDivergence|Poisson|LogCosh|_crossentropy)$|^(mean_\w+|mse|mae|huber)$/,
  },
  {
    module: /^keras\.callbacks$/,
    names:
      /^(EarlyStopping|ModelCheckpoint|\w+Scheduler|ReduceLROnPlateau|TensorBoard|CSVLogger|\w*Callback)$/,
  },
  { module: /^keras\.datasets$/, names: /^(mnist|fashion_mnist|cifar10|cifar100|imdb|reuters|\w+_housing)$/ },
  { module: /^keras\.utils$/, names: /^(to_categorical|plot_model|set_random_seed|normalize|Sequence)$/ },
  {
    module: /^keras\.initializers$/,
    names:
      /^(\w*(Normal|Uniform|Zeros|Ones|Constant|Orthogonal|Identity|VarianceScaling)\w*|(glorot|he|lecun)_\w+)$/,
  },
  { module: /^keras\.regularizers$/, names: /^(l1|l2|l1_l2|L1|L2|L1L2)$/ },
];

/** Modules that bring the names of another one. */
const others: ReadonlyMap<string, readonly string[]> = new Map([
  ['pylab', ['numpy', 'numpy.random', 'matplotlib.pyplot']],
  ['matplotlib.pylab', ['numpy', 'numpy.random', 'matplotlib.pyplot']],
]);

/** @returns where a name comes from that a module brings with all its names, as far as that is known here */
export function broughtBy(module: string, name: string): string | undefined {
  return (others.get(module) ?? [module])
    .map((each) => ({ each, path: `${each}.${name}` }))
    .find(({ each, path }) => isOf(each, path, name))?.path;
}

function isOf(module: string, path: string, name: string): boolean {
  if (isChapterName(path) || isTorchLayer(path) || isKerasLayer(path)) return true;
  return known.some((each) => each.module.test(module) && each.names.test(name));
}

/**
 * A name that nothing else in the source explains is one of the modules of which every name was imported, as
 * far as they may have it: of the last, and of one that may do anything, where there is one.
 */
export function perhapsOf(modules: readonly string[], name: string): string | undefined {
  const mayHave = (module: string): boolean => {
    const entry = known.find((each) => each.module.test(module));
    return !entry || entry.further?.test(name) === true;
  };
  const paths = modules.filter(mayHave).map((module) => `${module}.${name}`);
  return paths.filter((path) => !isHarmlessLibrary(path)).at(-1) ?? paths.at(-1);
}
