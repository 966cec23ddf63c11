/** Peer: TensorFlow.js in float32 on its `cpu` or `wasm` backend (first argument). */
import { createRequire } from 'node:module';
import { batchOf, learningRate, serve } from './protocol.mjs';

const [backend = 'cpu', packages = ''] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const tf = require('@tensorflow/tfjs');

if (backend === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${packages}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
  wasm.setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();

serve(`TensorFlow.js ${backend}, float32`, `TensorFlow.js ${tf.version.tfjs}, 1 thread`, (workload) => {
  // Its wasm backend has no gradient of the pooling.
  if (backend === 'wasm' && workload.input[1] > 1) return undefined;
  const { batch, input, layers } = workload;
  const images = input[1] > 1;
  const shape = images ? [input[1], input[2], input[0]] : [input[0]];
  const model = tf.sequential();
  layers.forEach((layer, index) => {
    const first = index === 0 ? { inputShape: shape } : {};
    if (layer.kind === 'convolution') {
      model.add(
        tf.layers.conv2d({ filters: layer.filters, kernelSize: layer.size, activation: 'relu', ...first }),
      );
    } else if (layer.kind === 'maxPool') {
      model.add(tf.layers.maxPooling2d({ poolSize: layer.size }));
    } else {
      if (images) model.add(tf.layers.flatten());
      model.add(
        tf.layers.dense({ units: layer.units, activation: layer.relu ? 'relu' : 'linear', ...first }),
      );
    }
  });
  const optimizer = tf.train.sgd(learningRate);
  const { inputs, labels } = batchOf(workload);
  const x = tf.tensor(inputs, [batch, ...shape]);
  const t = tf.oneHot(tf.tensor1d(labels, 'int32'), layers.at(-1).units);
  const loss = () => tf.losses.softmaxCrossEntropy(t, model.apply(x, { training: true }));
  return () => tf.tidy(() => optimizer.minimize(loss, true).dataSync()[0]);
});
