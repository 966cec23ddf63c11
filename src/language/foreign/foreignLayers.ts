import { message, type Message } from '../../engine/message';
import { explained, ForeignNames, leftOut, nearTo, renamed } from './foreignNames';

function noMemory(name: string): Message {
  return message(
    'There is no {0} here: a layer sees one sample at a time and remembers nothing of others.',
    name,
  );
}

function noAttention(name: string): Message {
  return message('There is no {0} here: write attention as formulas, with softmax and @.', name);
}

function noEmbedding(name: string): Message {
  return message(
    'There is no {0} here: give words as one-hot inputs; Affine then picks out their rows.',
    name,
  );
}

function onlyTwoAxes(name: string): Message {
  return message(
    'There is no {0} here: Conv and the pooling layers work on images, channels×height×width.',
    name,
  );
}

function noUpsampling(name: string): Message {
  return message(
    'There is no {0} here: no layer makes an image larger; Affine can give any number of outputs.',
    name,
  );
}

function otherActivation(name: string): Message {
  return message('There is no {0} here. The nearest are LeakyReLU, GELU and Softplus.', name);
}

function otherNormalization(name: string): Message {
  return message('There is no {0} here: there are BatchNorm and LayerNorm.', name);
}

function noInputLayer(name: string): Message {
  return message('{0} is left out here: the input size is known from the data.', name);
}

function shapeOfData(name: string): Message {
  return message(
    'There is no {0} here: the shape of a sample is said where the data is named, as in: npy("x.npy", "t.npy", shape=[1, 28, 28])',
    name,
  );
}

function noContainer(name: string): Message {
  return message('{0} is left out here: layers stand below one another in layers { … } or in a block.', name);
}

function dataNotLayer(name: string): Message {
  return message(
    'There is no layer {0} here: inputs are scaled where the data is named, with standardize=true.',
    name,
  );
}

function noAugmentation(name: string): Message {
  return message('There is no {0} here: the samples are used as they are in the data.', name);
}

function noSuchLoss(name: string): Message {
  return message(
    'There is no {0} here. The losses are SoftmaxWithLoss for classes, SigmoidWithLoss for yes or no, MeanSquaredError, MeanAbsoluteError and Huber for numbers.',
    name,
  );
}

/** Loss without its own activation: the one here has it inside. */
function hasSoftmaxInside(name: string): Message {
  return message(
    '{0} is written SoftmaxWithLoss here. It has the softmax in it: the layer before gives one plain number for each class.',
    name,
  );
}

function hasSigmoidInside(name: string): Message {
  return message(
    '{0} is written SigmoidWithLoss here. It has the sigmoid in it: the layer before gives plain numbers.',
    name,
  );
}

function softmaxInLoss(name: string): Message {
  return message('{0} is left out before SoftmaxWithLoss, which has the softmax in it.', name);
}

function activationLayer(name: string): Message {
  return message('{0} is written as the layer itself here: ReLU, Sigmoid, Tanh, GELU.', name);
}

export function noSuchPooling(name: string): Message {
  return message('There is no {0} here. The pooling layers are MaxPool, AvgPool and GlobalAvgPool.', name);
}

/** Layers and losses of PyTorch and Keras that definitions write otherwise, or do without. */
export const foreignLayers = new ForeignNames([
  renamed('Affine', 'FullyConnected', 'FC', 'InnerProduct', 'LazyLinear', 'fully_connected'),
  renamed('Conv', 'Conv2D', 'Convolution2D', 'Convolution', 'LazyConv2d'),
  renamed('MaxPool', 'MaxPool2d', 'MaxPooling2D', 'MaxPooling'),
  renamed('AvgPool', 'AvgPool2d', 'AveragePooling2D', 'AveragePooling', 'MeanPool'),
  renamed(
    'GlobalAvgPool',
    'GlobalAveragePooling2D',
    'GlobalAvgPool2D',
    'AdaptiveAvgPool2d',
    'GlobalAveragePooling',
  ),
  renamed(
    'BatchNorm',
    'BatchNorm2d',
    'BatchNorm1d',
    'BatchNormalization',
    'LazyBatchNorm2d',
    'SyncBatchNorm',
  ),
  renamed('LayerNorm', 'LayerNormalization'),
  renamed('GELU', 'GeluLayer'),
  renamed('Tanh', 'HyperbolicTangent'),
  renamed('Sigmoid', 'Logistic'),
  renamed('Add', 'Sum', 'Residual', 'AddLayer'),
  renamed('Mul', 'Multiply', 'Product'),
  renamed('Concat', 'Concatenate', 'Cat', 'Merge'),
  renamed('LogSoftmax', 'log_softmax'),
  renamed('MeanSquaredError', 'MSE', 'mse_loss', 'L2Loss', 'SquaredError', 'EuclideanLoss'),
  renamed('Huber', 'HuberLoss', 'SmoothL1Loss', 'SmoothL1', 'huber_loss', 'smooth_l1_loss'),
  renamed('MeanAbsoluteError', 'L1Loss', 'MAE', 'AbsoluteError'),
  nearTo(
    'SoftmaxWithLoss',
    hasSoftmaxInside,
    'CrossEntropy',
    'CategoricalCrossentropy',
    'SparseCategoricalCrossentropy',
    'categorical_crossentropy',
    'sparse_categorical_crossentropy',
    'NLLLoss',
    'SoftmaxCrossEntropy',
    'SoftmaxLoss',
    'SoftmaxCrossEntropyLoss',
  ),
  nearTo(
    'SigmoidWithLoss',
    hasSigmoidInside,
    'BCELoss',
    'BCE',
    'BinaryCrossentropy',
    'binary_crossentropy',
    'SigmoidCrossEntropy',
    'SigmoidLoss',
    'MultiLabelSoftMarginLoss',
    'SoftMarginLoss',
  ),
  explained(
    noSuchLoss,
    'KLDivLoss',
    'KLDivergence',
    'HingeLoss',
    'Hinge',
    'SquaredHinge',
    'CosineEmbeddingLoss',
    'CosineSimilarity',
    'TripletMarginLoss',
    'MarginRankingLoss',
    'CTCLoss',
    'PoissonNLLLoss',
    'Poisson',
    'GaussianNLLLoss',
    'FocalLoss',
    'LogCosh',
    'MultiMarginLoss',
    'MeanAbsolutePercentageError',
    'MeanSquaredLogarithmicError',
  ),
  explained(
    noMemory,
    'LSTM',
    'GRU',
    'RNN',
    'SimpleRNN',
    'LSTMCell',
    'GRUCell',
    'RNNCell',
    'ConvLSTM2D',
    'Bidirectional',
    'TimeDistributed',
    'Recurrent',
  ),
  explained(
    noAttention,
    'MultiheadAttention',
    'MultiHeadAttention',
    'Attention',
    'AdditiveAttention',
    'Transformer',
    'TransformerEncoder',
    'TransformerEncoderLayer',
    'TransformerDecoder',
    'TransformerDecoderLayer',
    'SelfAttention',
  ),
  explained(
    noEmbedding,
    'Embedding',
    'EmbeddingBag',
    'PositionalEncoding',
    'TextVectorization',
    'StringLookup',
  ),
  explained(
    onlyTwoAxes,
    'Conv1d',
    'Conv3d',
    'Convolution1D',
    'Convolution3D',
    'MaxPool1d',
    'MaxPool3d',
    'AvgPool1d',
    'AvgPool3d',
    'MaxPooling1D',
    'MaxPooling3D',
    'AveragePooling1D',
    'AveragePooling3D',
    'GlobalMaxPooling1D',
  ),
  explained(
    (name) => message('{0} is written MaxPool(size) here, with the height of its input for the size.', name),
    'GlobalMaxPooling2D',
    'AdaptiveMaxPool2d',
  ),
  explained(noSuchPooling, 'FractionalMaxPool2d', 'LPPool2d'),
  explained(
    (name) => message('There is no {0} here. The nearest are Conv and Affine.', name),
    'LocallyConnected2D',
  ),
  explained(
    (name) => message('There is no {0} here. The nearest is Dropout, which drops outputs one by one.', name),
    'AlphaDropout',
    'FeatureAlphaDropout',
    'GaussianDropout',
    'SpatialDropout1D',
    'SpatialDropout2D',
    'Dropout1d',
    'Dropout2d',
  ),
  explained(
    (name) => message('{0} is written Conv(filters, size, groups=channels) here.', name),
    'DepthwiseConv2D',
    'DepthwiseConv2d',
  ),
  explained(
    (name) =>
      message(
        '{0} is written as two layers here: Conv(channels, size, groups=channels), then Conv(filters, size=1).',
        name,
      ),
    'SeparableConv2D',
    'SeparableConv2d',
  ),
  explained(
    noUpsampling,
    'ConvTranspose2d',
    'Conv2DTranspose',
    'ConvTranspose1d',
    'ConvTranspose3d',
    'Deconv',
    'Upsample',
    'UpSampling2D',
    'UpsamplingBilinear2d',
    'UpsamplingNearest2d',
    'PixelShuffle',
    'Fold',
    'MaxUnpool2d',
    'ZeroPadding2D',
    'ZeroPad2d',
    'ReflectionPad2d',
    'ReplicationPad2d',
    'ConstantPad2d',
    'Cropping2D',
  ),
  explained(
    otherActivation,
    'ELU',
    'SELU',
    'CELU',
    'SiLU',
    'Swish',
    'Mish',
    'Hardswish',
    'Hardsigmoid',
    'Hardtanh',
    'Hardshrink',
    'Softshrink',
    'Softsign',
    'Tanhshrink',
    'PReLU',
    'RReLU',
    'ReLU6',
    'GLU',
    'LogSigmoid',
    'ThresholdedReLU',
    'Threshold',
    'Exponential',
    'Maxout',
  ),
  explained(
    otherNormalization,
    'GroupNorm',
    'GroupNormalization',
    'InstanceNorm2d',
    'InstanceNorm1d',
    'LocalResponseNorm',
    'LRN',
    'RMSNorm',
    'UnitNormalization',
    'SpectralNormalization',
    'WeightNorm',
  ),
  leftOut(noInputLayer, 'Input', 'InputLayer'),
  leftOut((name) => message('{0} is left out here: it changes nothing.', name), 'Identity', 'Noop'),
  explained(shapeOfData, 'Reshape', 'Unflatten', 'Permute'),
  explained(
    (name) =>
      message('There is no {0} here: a block puts layers together, formulas compute anything else.', name),
    'Lambda',
  ),
  explained(noContainer, 'Sequential', 'ModuleList', 'ModuleDict', 'Model', 'Module'),
  explained(
    dataNotLayer,
    'Normalization',
    'Rescaling',
    'Normalize',
    'ToTensor',
    'StandardScaler',
    'MinMaxScaler',
  ),
  explained(
    noAugmentation,
    'RandomFlip',
    'RandomRotation',
    'RandomZoom',
    'RandomCrop',
    'RandomHorizontalFlip',
    'GaussianNoise',
    'Resizing',
    'CenterCrop',
  ),
  explained(activationLayer, 'Activation'),
  explained(softmaxInLoss, 'Softmax2d'),
]);

/**
 * Layers whose arguments begin with the size of the input in PyTorch, by their name here: with so many
 * numbers in front, the first is that size.
 */
export const inputSizeFirst: ReadonlyMap<string, number> = new Map([
  ['Affine', 2],
  ['Conv', 3],
  ['BatchNorm', 1],
  ['LayerNorm', 1],
]);
