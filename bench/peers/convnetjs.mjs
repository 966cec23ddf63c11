/** Peer: ConvNetJS, float64, which trains one sample at a time and updates after each batch. */
import { createRequire } from 'node:module';
import { batchOf, learningRate, serve } from './protocol.mjs';

const [packages = ''] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const convnetjs = require('convnetjs');
const { version } = require('convnetjs/package.json');

serve('ConvNetJS, float64', `ConvNetJS ${version}, 1 thread`, (workload) => {
  const [channels, height, width] = workload.input;
  const classes = workload.layers.at(-1).units;
  const definition = [{ type: 'input', out_sx: width, out_sy: height, out_depth: channels }];
  for (const layer of workload.layers) {
    if (layer.kind === 'convolution') {
      definition.push({
        type: 'conv',
        sx: layer.size,
        filters: layer.filters,
        stride: 1,
        pad: 0,
        activation: 'relu',
      });
    } else if (layer.kind === 'maxPool') {
      definition.push({ type: 'pool', sx: layer.size, stride: layer.size });
    } else if (layer.relu) {
      definition.push({ type: 'fc', num_neurons: layer.units, activation: 'relu' });
    }
  }
  definition.push({ type: 'softmax', num_classes: classes });
  const net = new convnetjs.Net();
  net.makeLayers(definition);
  const trainer = new convnetjs.Trainer(net, {
    method: 'sgd',
    learning_rate: learningRate,
    momentum: 0,
    batch_size: workload.batch,
    l2_decay: 0,
  });
  const features = channels * height * width;
  const { inputs, labels } = batchOf(workload);
  const samples = Array.from(labels, (label, row) => {
    const volume = new convnetjs.Vol(width, height, channels, 0);
    volume.w.set(inputs.subarray(row * features, (row + 1) * features));
    return { volume, label };
  });
  return () => {
    let loss = 0;
    for (const { volume, label } of samples) loss += trainer.train(volume, label).loss;
    return loss / samples.length;
  };
});
