/**
 * Peer: brain.js, float32, which knows networks of one kind of activation and updates after every sample;
 * its loss is the squared error. A step is as many samples as the others' batch.
 */
import { createRequire } from 'node:module';
import { batchOf, learningRate, serve } from './protocol.mjs';

const [packages = ''] = process.argv.slice(2);
const require = createRequire(`${packages}/`);
const { NeuralNetwork } = require('brain.js');
const { version } = require('brain.js/package.json');

serve('brain.js, float32', `brain.js ${version}, 1 thread`, (workload) => {
  if (workload.layers.some((layer) => layer.kind !== 'affine')) return undefined;
  const units = workload.layers.map((layer) => layer.units);
  const [features] = workload.input;
  const classes = units.at(-1);
  const net = new NeuralNetwork({
    hiddenLayers: units.slice(0, -1),
    activation: 'relu',
    learningRate,
    // It refuses 0.
    momentum: 1e-9,
  });
  // Otherwise taken from the first data it is trained with.
  net.sizes = [features, ...units];
  net.initialize();
  const { inputs, labels } = batchOf(workload);
  const samples = Array.from(labels, (label, row) => ({
    input: inputs.slice(row * features, (row + 1) * features),
    output: Float32Array.from({ length: classes }, (_, k) => Number(k === label)),
  }));
  return () => {
    let loss = 0;
    for (const sample of samples) loss += net.trainPattern(sample, true);
    return loss / samples.length;
  };
});
