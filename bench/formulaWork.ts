import { createInterface } from 'node:readline';
import { compile } from '../src/engine/graph/compile';
import type { Plan } from '../src/engine/graph/plan';
import { checkText } from '../src/language';
import { formulaGroup } from './support/formulaGroup';
import { processorTime } from './support/processorTime';

/**
 * A peer of `beside.mjs`: answers each line `work milliseconds` with how often
 * a second it did that work in so much time of a processor.
 */

const small = Array.from({ length: 10 }, (_, index) => formulaGroup(index)).join('');
const large = `A = randn(64, 128, seed=1)
B = randn(128, 64, seed=2)
c = randn(64, seed=3)
H = relu(affine(A, B, c))
P = softmax(H * 2 - mean(H))
loss = sum(P * sigmoid(H) / (1 + exp(-H)))
backward loss
`;

/** The whole of it, as Run Backward does it, and what is left of that once the graph has its memory. */
function worksOf(name: string, text: string): [string, () => void][] {
  const { formulas } = checkText(text);
  const walk = (plan: Plan): void => {
    plan.forward();
    for (const { target, gradOutput } of formulas.passes) plan.backward(target, gradOutput);
  };
  const plan = compile(formulas.graph);
  return [
    [
      `${name}, checked`,
      () => {
        checkText(text);
      },
    ],
    [
      `${name}, run`,
      () => {
        walk(compile(formulas.graph));
      },
    ],
    [
      `${name}, walked again`,
      () => {
        walk(plan);
      },
    ],
  ];
}

const works = new Map([...worksOf('100 lines', small), ...worksOf('matrices', large)]);

const post = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

post({ name: 'formulas', version: '', workloads: [...works.keys()] });
createInterface({ input: process.stdin }).on('line', (line) => {
  const at = line.lastIndexOf(' ');
  const work = works.get(line.slice(0, at));
  if (work === undefined) throw new RangeError(`There is no work ${line}.`);
  const start = processorTime();
  let count = 0;
  let elapsed = 0;
  while (elapsed < Number(line.slice(at))) {
    work();
    count++;
    elapsed = processorTime() - start;
  }
  post({ stepsPerSecond: (count * 1000) / elapsed });
});
