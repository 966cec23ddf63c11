import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { convertKerasFile, convertNotebook } from '../../../src/convert';
import { listedAgain } from '../data/listedAgain';

/** A model as Keras 3.3 saves it, without what says nothing. */
const described = {
  module: 'keras',
  class_name: 'Functional',
  config: {
    name: 'functional',
    layers: [
      {
        class_name: 'InputLayer',
        name: 'input',
        config: { batch_shape: [null, 8, 8, 3], name: 'input' },
        inbound_nodes: [],
      },
      layer('Conv2D', 'conv', 'input', {
        filters: 4,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'same',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        groups: 1,
        activation: 'relu',
        use_bias: true,
        kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
        bias_initializer: { class_name: 'Zeros', config: {} },
        kernel_regularizer: null,
      }),
      layer('SpatialDropout2D', 'noise', 'conv', { rate: 0.2 }),
      layer('Flatten', 'flat', 'noise', { data_format: 'channels_last' }),
      layer('Dense', 'scores', 'flat', { units: 3, activation: 'softmax', use_bias: true }),
    ],
    input_layers: [['input', 0, 0]],
    output_layers: [['scores', 0, 0]],
  },
  compile_config: {
    optimizer: {
      class_name: 'Adam',
      config: {
        learning_rate: 0.0010000000474974513,
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-7,
        amsgrad: false,
      },
    },
    loss: 'sparse_categorical_crossentropy',
  },
};

function layer(kind: string, name: string, from: string, config: object): object {
  const tensor = { class_name: '__keras_tensor__', config: { keras_history: [from, 0, 0] } };
  return {
    class_name: kind,
    name,
    config: { name, ...config },
    inbound_nodes: [{ args: [tensor], kwargs: {} }],
  };
}

function kerasFile(model: unknown): Uint8Array {
  return zipSync({ 'config.json': strToU8(JSON.stringify(model)), 'model.weights.h5': strToU8('HDF') });
}

describe('models of Keras', () => {
  it('are read from the description in their file, and say which layer is not understood', () => {
    expect(convertKerasFile(kerasFile(described))?.text).toBe(
      `# The weights of a .keras file are not read: np.savez("params.npz", *model.get_weights()) saves them.
network Network {
  # Save the arrays that the network is trained with as data.npz: np.savez("data.npz", x=…, t=…)
  data = npz("data.npz", x="x", t="t", channels_last=true)

  layers {
    # layer conv: Keras draws weights uniformly; Xavier has the same spread and is normal
    Conv(4, size=3, pad="same", init=Xavier)
    ReLU
    # layer noise: layers.SpatialDropout2D(rate=0.2) is not understood: there is no such layer
    Flatten
    Affine(3, init=Xavier)
    # layer scores: Softmax is part of SoftmaxWithLoss
    SoftmaxWithLoss
  }

  train {
    optimizer = Adam(lr=0.001, eps=1e-7)
  }
}
`,
    );
  });

  it.each([
    ['no archive', strToU8('not a zip')],
    ['an archive of something else', zipSync({ 'other.json': strToU8('{}') })],
    ['no JSON', zipSync({ 'config.json': strToU8('{') })],
    ['no model', kerasFile({ class_name: 'Dense', config: {} })],
    ['nothing', kerasFile(null)],
  ])('%s is none', (_, bytes) => {
    expect(convertKerasFile(bytes)).toBeUndefined();
  });
});

describe('an archive that lists the description of its model twice', () => {
  it('has the first expanded and no other', () => {
    const twice = listedAgain(kerasFile(described), ['config.json'], (entry) => {
      entry.setUint32(42, 2 ** 30, true);
    });
    expect(convertKerasFile(twice)?.text).toBe(convertKerasFile(kerasFile(described))?.text);
  });
});

describe('notebooks', () => {
  const code = (source: string | readonly string[]): object => ({ cell_type: 'code', source, outputs: [] });

  it('are read cell by cell, and comments name the cell and its line', () => {
    const cells = [
      { cell_type: 'markdown', source: '# A title' },
      code(['%matplotlib inline\n', 'import torch.nn as nn\n', '!pip install x']),
      code('model = nn.Sequential(nn.Linear(2, 3),\n    nn.Hardtanh())'),
      code('loss = nn.MSELoss()(model(x), y)'),
    ];
    const converted = convertNotebook(JSON.stringify({ cells, nbformat: 4 }));
    expect(converted?.gaps).toBe(1);
    expect(converted?.text).toContain(
      '# cell 3, line 2: nn.Hardtanh() is not understood: there is no such layer',
    );
    expect(converted?.text).toContain('MeanSquaredError');
  });

  it.each(['', '[]', '{"cells": 3}', 'null', '{'])('%j is none', (text) => {
    expect(convertNotebook(text)).toBeUndefined();
  });
});
