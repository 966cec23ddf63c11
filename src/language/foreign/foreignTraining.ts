import { message, type Message } from '../../engine/message';
import { explained, ForeignNames, renamed } from './foreignNames';

function otherOptimizer(name: string): Message {
  return message('There is no {0} here: Adam or AdamW come nearest.', name);
}

function secondOrder(name: string): Message {
  return message('There is no {0} here: every optimiser takes one gradient of one mini-batch.', name);
}

/** Optimisers of PyTorch and Keras. */
export const foreignOptimizers = new ForeignNames([
  renamed('SGD', 'GradientDescent', 'GradientDescentOptimizer', 'StochasticGradientDescent', 'GD'),
  renamed('Momentum', 'SGDMomentum', 'MomentumOptimizer', 'MomentumSGD'),
  renamed('Nesterov', 'NAG', 'NesterovMomentum', 'NesterovAG'),
  renamed('AdaGrad', 'AdagradOptimizer', 'AdagradDA'),
  renamed('RMSProp', 'RMSpropOptimizer'),
  renamed('Adam', 'AdamOptimizer'),
  renamed('AdamW', 'DecoupledAdam', 'AdamWeightDecay'),
  explained(
    otherOptimizer,
    'Adadelta',
    'Adamax',
    'NAdam',
    'RAdam',
    'SparseAdam',
    'Ftrl',
    'Lion',
    'LAMB',
    'LARS',
    'Adafactor',
    'AMSGrad',
    'Rprop',
    'ASGD',
    'Muon',
  ),
  explained(secondOrder, 'LBFGS', 'L-BFGS', 'Newton', 'ConjugateGradient'),
]);

function otherSchedule(name: string): Message {
  return message(
    'There is no {0} here. The schedules are Constant(), Step(every, factor) and Cosine(warmup=0, final=0).',
    name,
  );
}

/** Schedules of the learning rate; here they count steps, not epochs. */
export const foreignSchedules = new ForeignNames([
  renamed('Step', 'StepLR', 'StepDecay', 'PiecewiseConstantDecay', 'MultiStepLR'),
  renamed(
    'Cosine',
    'CosineAnnealingLR',
    'CosineDecay',
    'CosineAnnealing',
    'CosineAnnealingWarmRestarts',
    'CosineDecayRestarts',
  ),
  renamed('Constant', 'ConstantLR', 'NoDecay', 'Fixed'),
  explained(
    otherSchedule,
    'ExponentialLR',
    'ExponentialDecay',
    'LinearLR',
    'LambdaLR',
    'MultiplicativeLR',
    'PolynomialLR',
    'PolynomialDecay',
    'InverseTimeDecay',
    'ReduceLROnPlateau',
    'OneCycleLR',
    'CyclicLR',
    'LearningRateScheduler',
    'SequentialLR',
    'WarmUp',
  ),
]);

function otherInitializer(name: string): Message {
  return message(
    'There is no {0} here. What weights can start from: Normal(std), Uniform(low, high), Xavier, He, LeCun, PyTorch, Zeros, Constant(value).',
    name,
  );
}

/** Initialisers of PyTorch and Keras. */
export const foreignInitializers = new ForeignNames([
  renamed(
    'He',
    'he_normal',
    'HeNormal',
    'kaiming_normal_',
    'kaiming_normal',
    'KaimingNormal',
    'Kaiming',
    'MSRA',
    'he_uniform',
    'HeUniform',
    'kaiming_uniform_',
    'kaiming_uniform',
  ),
  renamed(
    'Xavier',
    'glorot_normal',
    'GlorotNormal',
    'glorot_uniform',
    'GlorotUniform',
    'xavier_normal_',
    'xavier_uniform_',
    'xavier_normal',
    'xavier_uniform',
    'XavierNormal',
    'XavierUniform',
    'Glorot',
  ),
  renamed('LeCun', 'lecun_normal', 'LecunNormal', 'lecun_uniform', 'LecunUniform'),
  renamed(
    'Normal',
    'RandomNormal',
    'random_normal',
    'normal_',
    'Gaussian',
    'TruncatedNormal',
    'truncated_normal',
    'trunc_normal_',
    'randn',
  ),
  renamed('Uniform', 'RandomUniform', 'random_uniform', 'uniform_', 'rand'),
  renamed('Zeros', 'zeros_', 'Zero'),
  renamed('Constant', 'constant_', 'Fill', 'full'),
  explained(() => message('All ones are written Constant(1) here.'), 'Ones', 'ones_'),
  explained(
    otherInitializer,
    'Orthogonal',
    'orthogonal_',
    'Identity',
    'eye_',
    'dirac_',
    'sparse_',
    'VarianceScaling',
  ),
]);

/** How other places write the two precisions. */
export const foreignPrecisions: ReadonlyMap<string, RegExp> = new Map([
  ['float32', /^"?(\w+\.)?(float|float32|single|fp32|f4|f32|32)"?$/i],
  ['float64', /^"?(\w+\.)?(double|float64|fp64|f8|f64|64)"?$/i],
]);

function lossIsLayer(name: string): Message {
  return message(
    '{0} is not a setting here: the loss is the last layer of layers { … }: SoftmaxWithLoss, SigmoidWithLoss, MeanSquaredError, MeanAbsoluteError or Huber.',
    name,
  );
}

function ofOptimizer(example: string): (name: string) => Message {
  return (name) => message('{0} belongs to the optimiser here, as in: optimizer = {1}', name, example);
}

function updatesOfEpochs(name: string): Message {
  return message(
    '{0} are updates, which are counted in epochs here: one epoch has as many as the data has mini-batches.',
    name,
  );
}

function alwaysMeasured(name: string): Message {
  return message('{0} is left out here: loss, and for classes accuracy, are always measured.', name);
}

function testOfData(name: string): Message {
  return message('{0} belongs to the data here, as in: data = digits(test=0.2)', name);
}

function neverHere(name: string): Message {
  return message('There is no {0} here: training runs until its epochs are done or you stop it.', name);
}

/** Lines of `train` and of a network that people know from `compile`, `fit` and training scripts. */
export const foreignSettings = new ForeignNames([
  renamed(
    'batch',
    'batch_size',
    'batchsize',
    'batchSize',
    'bs',
    'mini_batch',
    'minibatch',
    'mini_batch_size',
  ),
  renamed('epochs', 'epoch', 'n_epochs', 'num_epochs', 'nb_epoch', 'max_epochs', 'max_iter', 'n_iter'),
  renamed('seed', 'random_seed', 'random_state', 'manual_seed', 'rng'),
  renamed('optimizer', 'optim', 'optimiser', 'solver', 'opt'),
  renamed('schedule', 'scheduler', 'lr_scheduler', 'lr_schedule', 'learning_rate_schedule', 'decay_schedule'),
  renamed(
    'weight_decay',
    'l2',
    'weight_decay_lambda',
    'regularization',
    'reg',
    'l2_reg',
    'kernel_regularizer',
    'decay',
  ),
  renamed('l1', 'l1_reg', 'l1_lambda', 'lasso', 'l1_regularization'),
  renamed(
    'clip_norm',
    'clipnorm',
    'clip',
    'grad_clip',
    'gradient_clip',
    'max_grad_norm',
    'max_norm',
    'clip_grad_norm',
    'clipvalue',
  ),
  renamed('precision', 'dtype', 'mixed_precision', 'float_type'),
  renamed(
    'data',
    'dataset',
    'train_data',
    'training_data',
    'train_loader',
    'dataloader',
    'x_train',
    'y_train',
  ),
  explained(updatesOfEpochs, 'iterations', 'iters_num', 'iters', 'num_iterations', 'n_iterations'),
  explained(
    ofOptimizer('SGD(lr=0.1)'),
    'lr',
    'learning_rate',
    'learningrate',
    'eta',
    'alpha',
    'step_size',
    'base_lr',
  ),
  explained(ofOptimizer('Momentum(lr=0.1, momentum=0.9)'), 'momentum'),
  explained(ofOptimizer('Nesterov(lr=0.1, momentum=0.9)'), 'nesterov'),
  explained(
    ofOptimizer('Adam(lr=0.001, beta1=0.9, beta2=0.999)'),
    'beta1',
    'beta2',
    'beta_1',
    'beta_2',
    'betas',
  ),
  explained(lossIsLayer, 'loss', 'criterion', 'loss_fn', 'loss_function', 'objective', 'cost', 'losses'),
  explained(
    alwaysMeasured,
    'metrics',
    'metric',
    'accuracy',
    'verbose',
    'evaluate_every',
    'eval_every',
    'log_every',
    'log_interval',
  ),
  explained(
    testOfData,
    'validation_split',
    'validation_data',
    'val_split',
    'test_size',
    'test_split',
    'validation',
    'test',
    'test_data',
    'x_test',
    'standardize',
    'normalize',
  ),
  explained(
    neverHere,
    'early_stopping',
    'patience',
    'callbacks',
    'checkpoint',
    'steps_per_epoch',
    'max_steps',
    'steps',
  ),
  explained(
    (name) => message('There is no {0} here: a network trains in one worker on this computer.', name),
    'device',
    'num_workers',
    'gpu',
    'cuda',
    'pin_memory',
    'workers',
    'distributed',
  ),
  explained(
    (name) => message('{0} is a layer here: a line in layers { … }.', name),
    'dropout',
    'activation',
    'hidden',
    'hidden_layers',
    'hidden_layer_sizes',
    'batch_norm',
    'model',
  ),
  explained(
    (name) => message('{0} belongs to a layer here, as in: Affine(50, init=He)', name),
    'init',
    'initializer',
    'weight_init',
    'kernel_initializer',
    'weight_init_std',
  ),
]);
