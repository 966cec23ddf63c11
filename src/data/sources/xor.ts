import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { generated } from './generated';

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** The truth table of exclusive or, each corner `points` times in turn, with normal noise on both inputs. */
export const xor = generated({
  name: 'xor',
  documentation:
    'The four corners of a square, labelled by exclusive or: the smallest problem one layer cannot solve.',
  arguments: [
    pointsArgument('Points at each of the four corners.', 1),
    noiseArgument(0, 'Standard deviation of the noise on both inputs.'),
    ...generatedArguments,
  ],
  sampleShape: [2],
  count: (given) => corners.length * given.number('points'),
  targets: () => ({ kind: 'labels', classes: 2 }),
  generate(given, random, add) {
    const noise = given.number('noise');
    for (let point = 0; point < given.number('points'); point++) {
      for (const [a, b] of corners) add([a + random.normal() * noise, b + random.normal() * noise], a ^ b);
    }
  },
});
