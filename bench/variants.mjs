/**
 * `node bench/variants.mjs [epochs=40] [rounds=3]`, after `npm run build`: how long the twelve variants of a
 * comparison take on two workers, as a share of one after another, and whether their numbers are the same.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note } from '../scripts/console/report.mjs';
import { capture } from '../scripts/process/run.mjs';
import { inRoot } from '../scripts/process/root.mjs';

const [epochs = '40', rounds = '3'] = process.argv.slice(2);

const text = `network TwoLayerNet {
  data = digits(test=0.2)
  layers { Affine(100); ReLU; Affine(10); SoftmaxWithLoss }
  train { batch = 100; epochs = ${epochs} }
}
compare Optimizers of TwoLayerNet {
  optimizer = [SGD(lr=0.01), Momentum(lr=0.01), AdaGrad(lr=0.01), Adam(lr=0.001)]
  seed      = [0, 1, 2]
}
`;

/**
 * The milliseconds of all twelve, and their figures in the order of the variants.
 * @param {string} file
 * @param {string} jobs
 */
async function compared(file, jobs) {
  const began = performance.now();
  const words = [inRoot('dist', 'cli.js'), 'compare', file, '--json', '--jobs', jobs];
  const { code, output, errors } = await capture(process.execPath, words);
  if (code !== 0) throw new Error(errors);
  const lines = output.trim().split('\n').slice(0, -1);
  return { milliseconds: performance.now() - began, figures: lines.sort().join('\n') };
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const folder = await mkdtemp(join(tmpdir(), 'backprop variants '));
try {
  const file = join(folder, 'optimizers.backprop');
  await writeFile(file, text);
  /** @type {number[]} */
  const alone = [];
  /** @type {number[]} */
  const together = [];
  // In turns, so that whatever else the machine does falls on both.
  for (let round = 0; round < Number(rounds); round++) {
    const one = await compared(file, '1');
    const two = await compared(file, '2');
    if (one.figures !== two.figures) throw new Error('The numbers differ.');
    alone.push(one.milliseconds);
    together.push(two.milliseconds);
  }
  const [first, second] = [median(alone), median(together)];
  note(
    `12 variants, ${epochs} epochs: one after another ${(first / 1000).toFixed(2)} s, ` +
      `on two workers ${(second / 1000).toFixed(2)} s: ${((100 * second) / first).toFixed(0)} %. The same numbers.`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
