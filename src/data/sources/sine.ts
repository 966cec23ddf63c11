import { message } from '../../engine/message';
import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { generated } from './generated';

/** y = sin x + noise·N(0, 1), with x evenly from −π to π: one input, one number to learn. */
export const sine = generated({
  name: 'sine',
  documentation: 'One period of a sine with noise: a curve to fit, not classes.',
  arguments: [
    pointsArgument('Points along the curve.'),
    noiseArgument(0.1, 'Standard deviation of the noise on the target.'),
    ...generatedArguments,
  ],
  sampleShape: [1],
  count: (given) => given.number('points'),
  targets: () => ({
    kind: 'values',
    width: 1,
    noProbability: message('Those of {0} go from -1 to 1.', 'sine()'),
    negative: message('Those of {0} go from -1 to 1.', 'sine()'),
  }),
  generate(given, random, add) {
    const [points, noise] = [given.number('points'), given.number('noise')];
    for (let point = 0; point < points; point++) {
      const x = points === 1 ? 0 : Math.PI * ((2 * point) / (points - 1) - 1);
      add([x], Math.sin(x) + random.normal() * noise);
    }
  },
});
