import type { DataPoints } from '../../../src/protocol/trainingAnswers';
import type { BoundaryPicture } from '../../../src/protocol/trainingViews';

/** Numbers that are the same in every run: a linear congruential generator. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/** The three arms of the spiral with points beside them, some of them in the test part. */
export function spiralPoints(samples = 300): DataPoints {
  const random = numbers(7);
  const parts = { train: [[], []], test: [[], []] } as Record<'train' | 'test', [number[], number[]]>;
  for (let at = 0; at < samples; at++) {
    const arm = at % 3;
    const r = Math.floor(at / 3) / (samples / 3);
    const noise = 0.2 * (random() + random() + random() + random() - 2) * 1.7;
    const angle = 4 * arm + 4 * r + noise;
    const [inputs, targets] = parts[at % 5 === 0 ? 'test' : 'train'];
    inputs.push(r * Math.sin(angle), r * Math.cos(angle));
    targets.push(arm);
  }
  const list = ([inputs, targets]: [number[], number[]]): DataPoints['train'] => ({
    inputs: Float32Array.from(inputs),
    targets: Float32Array.from(targets),
  });
  return { inputs: 2, train: list(parts.train), test: list(parts.test) };
}

/** Probabilities that follow the arms: what a network that has learned the spiral says. */
export function spiralProbabilities(x: number, y: number): readonly number[] {
  const scores = [0, 1, 2].map((arm) =>
    Math.exp(4 * Math.cos(Math.atan2(x, y) - 4 * arm - 4 * Math.hypot(x, y))),
  );
  const sum = scores.reduce((total, score) => total + score, 0);
  return scores.map((score) => score / sum);
}

export function pictureOf(
  answer: (x: number, y: number) => readonly number[],
  side = 61,
  reach = 1.2,
): BoundaryPicture {
  const place = (at: number): number => -reach + (2 * reach * at) / (side - 1);
  const cells: number[] = [];
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) cells.push(...answer(place(column), place(row)));
  return {
    bounds: Float64Array.of(-reach, reach, -reach, reach),
    columns: side,
    rows: side,
    outputs: cells.length / side ** 2,
    cells: Float32Array.from(cells),
  };
}
