import { message, type Message } from '../../engine/message';
import { explained, ForeignNames, renamed, written } from './foreignNames';

function isList(name: string): Message {
  return message('{0} is left out here: numbers are written as a list, as in: x = [[1, 2], [3, 4]]', name);
}

function fewFunctions(name: string): Message {
  return message('There is no {0} here: no function that formulas have can take its place.', name);
}

function notDifferentiable(name: string): Message {
  return message('There is no {0} here: it has no gradient to show.', name);
}

function fixedShapes(name: string): Message {
  return message(
    'There is no {0} here: reshape, transpose, concat and indices such as x[:, 0] change shapes, and operators broadcast by themselves.',
    name,
  );
}

function noLoop(name: string): Message {
  return message(
    'There is no {0} here: functions and operators work on whole lists and matrices at once.',
    name,
  );
}

function shownAnyway(name: string): Message {
  return message('{0} is left out here: every value and its shape are shown beside its line.', name);
}

function isNetwork(name: string): Message {
  return message(
    '{0} is written as a network here: network Name { data = … layers { … } train { … } }',
    name,
  );
}

function layerOfNetworks(name: string): Message {
  return message('{0} is a layer of networks; in a formula it has no form.', name);
}

function lossesHere(name: string): Message {
  return message(
    'There is no {0} here. The losses are softmax_with_loss, sigmoid_with_loss, mean_squared_error, mean_absolute_error and huber.',
    name,
  );
}

/** A loss of probabilities: the one here is given what they are made of. */
function ofProbabilities(loss: string, activation: string): (name: string) => Message {
  return (name) =>
    message('{0} is written {1} here. It has {2} in it: give it what {2} is given.', name, loss, activation);
}

function fromFile(name: string): Message {
  return message('There is no {0} here: a network reads files, as in: data = csv("file.csv")', name);
}

function dataOfNetwork(example: string): (name: string) => Message {
  return (name) =>
    message('There is no {0} here: data belong to a network, as in: data = {1}', name, example);
}

function seedInCall(name: string): Message {
  return message('{0} is left out here: the seed stands in the call, as in: randn(2, 3, seed=0)', name);
}

/** Of two values the larger or smaller, entry by entry, by the function that takes an axis. */
export const entryByEntry: ReadonlyMap<string, string> = new Map([
  ['max', 'maximum'],
  ['min', 'minimum'],
]);

/** Functions of NumPy, PyTorch, TensorFlow and Python that formulas write otherwise, or do without. */
export const foreignFunctions = new ForeignNames([
  renamed('matmul', 'dot', 'mm', 'bmm', 'mv', 'vdot', 'matrix_multiply'),
  renamed('maximum', 'fmax', 'element_max'),
  renamed('minimum', 'fmin', 'element_min'),
  renamed('max', 'amax', 'reduce_max', 'nanmax'),
  renamed('sum', 'Σ', 'reduce_sum', 'nansum'),
  renamed('mean', 'average', 'reduce_mean', 'nanmean', 'avg'),
  renamed('abs', 'absolute', 'fabs'),
  renamed('exp', 'e_to_the'),
  renamed('log', 'ln', 'log_e'),
  renamed('transpose', 'permute_dimensions', 't', 'swapaxes', 'permute', 'moveaxis', 'matrix_transpose'),
  renamed('reshape', 'view', 'resize', 'reshape_as'),
  renamed(
    'concat',
    'concatenate',
    'cat',
    'hstack',
    'vstack',
    'dstack',
    'append',
    'column_stack',
    'row_stack',
  ),
  renamed('eye', 'identity_matrix', 'eye_like'),
  renamed('one_hot', 'onehot', 'to_categorical', 'get_dummies'),
  renamed('randn', 'normal', 'standard_normal', 'random_normal', 'gaussian'),
  renamed('relu', 'rectifier', 'ramp'),
  renamed('leaky_relu', 'lrelu', 'leakyrelu'),
  renamed('sigmoid', 'σ', 'expit', 'logistic', 'sigm'),
  renamed('tanh', 'hyperbolic_tangent'),
  renamed('gelu', 'gelu_new'),
  renamed('softmax', 'soft_max'),
  renamed('affine', 'linear', 'dense', 'fc', 'fully_connected', 'xw_plus_b'),
  renamed('conv', 'conv2d', 'convolution', 'convolve2d', 'correlate2d'),
  renamed('max_pool', 'max_pool2d', 'maxpool', 'max_pooling2d', 'MaxPool2d'),
  renamed('avg_pool', 'avg_pool2d', 'avgpool', 'average_pooling2d', 'AvgPool2d'),
  renamed('batch_norm', 'batchnorm', 'BatchNorm1d', 'BatchNorm2d', 'batch_normalization'),
  renamed('layer_norm', 'layernorm', 'layer_normalization'),
  renamed('dropout', 'dropout2d'),
  renamed(
    'softmax_with_loss',
    'cross_entropy',
    'cross_entropy_loss',
    'softmax_cross_entropy',
    'softmax_cross_entropy_with_logits',
    'sparse_softmax_cross_entropy_with_logits',
  ),
  explained(
    ofProbabilities('softmax_with_loss', 'softmax'),
    'cross_entropy_error',
    'crossentropy',
    'categorical_crossentropy',
    'sparse_categorical_crossentropy',
    'nll_loss',
    'log_loss',
  ),
  renamed(
    'sigmoid_with_loss',
    'binary_cross_entropy_with_logits',
    'bce_with_logits',
    'sigmoid_cross_entropy_with_logits',
  ),
  explained(
    ofProbabilities('sigmoid_with_loss', 'sigmoid'),
    'binary_cross_entropy',
    'bce',
    'bce_loss',
    'binary_crossentropy',
  ),
  renamed('mean_squared_error', 'mse', 'mse_loss', 'squared_error', 'mean_square_error'),
  written('sum(x ** 2) / 2', 'l2_loss'),
  written('affine(x, W, b)', 'addmm'),
  renamed('zeros', 'empty', 'zeros_initializer'),
  renamed('where', 'select', 'cond', 'ifelse', 'iif'),
  renamed('clip', 'clamp', 'clip_by_value', 'clamp_'),
  renamed('prod', 'product', 'reduce_prod'),
  renamed('var', 'variance', 'reduce_variance'),
  renamed('std', 'stdev', 'reduce_std', 'stddev'),
  renamed('square', 'sqr', 'sqr2'),
  renamed('step', 'heaviside'),
  renamed('log_softmax', 'logsoftmax'),
  written('a ** b', 'power', 'pow', 'float_power'),
  written('a + b', 'AddLayer', 'add', 'plus', 'add_n'),
  written('a - b', 'subtract', 'sub', 'minus'),
  written('a * b', 'MulLayer', 'multiply', 'mul', 'times', 'hadamard'),
  written('a / b', 'divide', 'div', 'true_divide', 'truediv'),
  written('-x', 'negative', 'neg'),
  written('a < b', 'less', 'lt'),
  written('a <= b', 'less_equal', 'le'),
  written('a > b', 'greater', 'gt'),
  written('a >= b', 'greater_equal', 'ge'),
  written('a == b', 'equal', 'eq'),
  written('a != b', 'not_equal', 'ne'),
  written('(a != 0) * (b != 0)', 'logical_and'),
  written('a + b != 0', 'logical_or'),
  written('a == 0', 'logical_not'),
  written('where(mask, value, x)', 'masked_fill'),
  written('x[[0, 2]]', 'take', 'index_select', 'gather'),
  written('x[1:3]', 'slice', 'narrow', 'split', 'chunk'),
  written('x[::-1]', 'flip', 'flipud'),
  written('1 / x', 'reciprocal', 'inverse'),
  written('1 / sqrt(x)', 'rsqrt'),
  written('2 ** x', 'exp2'),
  written('log(x) / 0.6931471805599453', 'log2'),
  written('log(x) / 2.302585092994046', 'log10'),
  renamed('min', 'amin', 'reduce_min', 'nanmin'),
  written('sqrt(sum(x ** 2))', 'norm', 'vector_norm', 'l2_norm', 'frobenius_norm'),
  written('log(sum(exp(x)))', 'logsumexp', 'reduce_logsumexp'),
  renamed('mean_absolute_error', 'l1_loss', 'mae'),
  renamed('huber', 'huber_loss', 'smooth_l1_loss', 'smooth_l1'),
  renamed('full', 'fill', 'constant_fill'),
  written('zeros(2, 3)', 'zeros_like'),
  written('ones(2, 3)', 'ones_like', 'full_like', 'empty_like'),
  written('x * sigmoid(x)', 'silu', 'swish'),
  written('x * tanh(softplus(x))', 'mish'),
  written('minimum(relu(x), 6)', 'relu6'),
  written('reshape(x, [rows, columns])', 'flatten', 'ravel'),
  explained(
    isList,
    'array',
    'asarray',
    'tensor',
    'as_tensor',
    'FloatTensor',
    'LongTensor',
    'from_numpy',
    'constant',
    'Variable',
    'Parameter',
    'convert_to_tensor',
    'list',
    'matrix',
    'DataFrame',
    'Value',
  ),
  explained(
    fewFunctions,
    'arcsin',
    'arccos',
    'arctan',
    'arctan2',
    'sinh',
    'cosh',
    'cbrt',
    'hypot',
    'einsum',
    'outer',
    'inner',
    'tensordot',
    'kron',
    'cross',
    'cumsum',
    'cumulative_sum',
    'cumprod',
    'convolve',
    'median',
    'percentile',
    'quantile',
    'inv',
    'pinv',
    'solve',
    'det',
    'svd',
    'eig',
    'cholesky',
    'qr',
    'trace',
    'diag',
    'tril',
    'triu',
    'elu',
    'selu',
    'celu',
    'hardtanh',
    'hardswish',
    'hardsigmoid',
    'softsign',
    'softmin',
    'prelu',
    'logspace',
    'meshgrid',
    'scaled_dot_product_attention',
  ),
  explained(
    notDifferentiable,
    'round',
    'floor',
    'ceil',
    'trunc',
    'rint',
    'sign',
    'argmax',
    'argmin',
    'argsort',
    'sort',
    'unique',
    'searchsorted',
    'histogram',
    'bincount',
    'mod',
    'fmod',
    'remainder',
    'floor_divide',
    'isnan',
    'isinf',
    'isfinite',
    'allclose',
    'array_equal',
    'any',
    'all',
    'count_nonzero',
    'nonzero',
    'topk',
  ),
  explained(
    fixedShapes,
    'expand_dims',
    'unsqueeze',
    'squeeze',
    'tile',
    'repeat_interleave',
    'broadcast_to',
    'expand',
    'stack',
    'pad',
    'roll',
    'rot90',
    'atleast_2d',
    'unfold',
    'im2col',
  ),
  written('where(x < 0, a, where(x < 1, b, c))', 'piecewise', 'switch'),
  explained(
    noLoop,
    'range',
    'enumerate',
    'zip',
    'map',
    'filter',
    'vectorize',
    'apply_along_axis',
    'vmap',
    'scan',
  ),
  explained(
    shownAnyway,
    'print',
    'len',
    'shape',
    'size',
    'ndim',
    'type',
    'display',
    'repr',
    'str',
    'summary',
    'plot',
    'show',
  ),
  explained(isNetwork, 'Sequential', 'Model', 'Module', 'Net', 'MLPClassifier', 'MLPRegressor', 'MLP'),
  explained(layerOfNetworks, 'Dense', 'Linear', 'Conv2d', 'Conv2D', 'Flatten', 'LSTM', 'GRU', 'Embedding'),
  explained(
    lossesHere,
    'kl_div',
    'hinge',
    'hinge_loss',
    'hinge_embedding_loss',
    'cosine_similarity',
    'cosine_embedding_loss',
    'triplet_margin_loss',
    'CrossEntropyLoss',
    'MSELoss',
    'BCELoss',
    'BCEWithLogitsLoss',
    'NLLLoss',
    'L1Loss',
  ),
  explained(fromFile, 'open', 'save', 'savetxt', 'load_data', 'DataLoader'),
  written('csv("file.csv")', 'read_csv', 'loadtxt', 'genfromtxt'),
  written('npy("file.npy")', 'load'),
  explained(dataOfNetwork('digits()'), 'load_digits'),
  explained(dataOfNetwork('mnist()'), 'MNIST'),
  explained(dataOfNetwork('spiral(classes=3)'), 'make_moons', 'make_circles', 'make_blobs'),
  explained(
    dataOfNetwork('csv("file.csv")'),
    'load_iris',
    'load_wine',
    'load_breast_cancer',
    'load_diabetes',
    'fetch_openml',
    'fetch_california_housing',
    'make_classification',
    'make_regression',
    'CIFAR10',
    'FashionMNIST',
  ),
  explained(
    seedInCall,
    'seed',
    'manual_seed',
    'set_seed',
    'default_rng',
    'RandomState',
    'Generator',
    'PRNGKey',
  ),
  explained(
    (name) => message('There is no {0} here. Random numbers are normal ones: randn(2, 3, seed=0)', name),
    'rand',
    'random',
    'uniform',
    'randint',
    'choice',
    'permutation',
    'shuffle',
    'bernoulli',
    'rand_like',
    'randn_like',
  ),
  explained(
    (name) =>
      message(
        '{0} is left out here: every number is a double, and the sizes of axes are whole numbers.',
        name,
      ),
    'float',
    'int',
    'float32',
    'float64',
    'bool',
    'double',
    'cast',
    'astype',
    'complex',
  ),
  explained(
    (name) => message('{0} is written as a line of its own here: backward loss', name),
    'backward',
    'grad_fn',
    'value_and_grad',
    'jacobian',
    'vjp',
    'GradientTape',
    'gradient',
    'autograd',
    'diff',
    'derivative',
    'differentiate',
  ),
]);
