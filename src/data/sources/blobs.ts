import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { classCountArgument, generated, pointsOfClasses } from './generated';

/** Distance of the centres from the origin. */
const RADIUS = 4;

/**
 * Normal clouds round centres that lie evenly on a circle. scikit-learn's `make_blobs` draws its centres at
 * random, so that some seeds give clouds nothing can part; even centres are as hard under every seed.
 */
export const blobs = generated({
  name: 'blobs',
  documentation: 'Round clouds of points, one class each, around centres on a circle of radius 4.',
  arguments: [
    { ...classCountArgument('classes', 'Number of clouds.'), alias: 'centers' },
    pointsArgument('Points in each cloud.'),
    noiseArgument(1, 'Standard deviation of each cloud.'),
    ...generatedArguments,
  ],
  ...pointsOfClasses((given) => given.number('classes')),
  generate(given, random, add) {
    const [classes, points, noise] = [given.number('classes'), given.number('points'), given.number('noise')];
    for (let label = 0; label < classes; label++) {
      const angle = (2 * Math.PI * label) / classes;
      for (let point = 0; point < points; point++) {
        const x = RADIUS * Math.cos(angle) + random.normal() * noise;
        const y = RADIUS * Math.sin(angle) + random.normal() * noise;
        add([x, y], label);
      }
    }
  },
});
