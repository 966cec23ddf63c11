import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { generated, pointsOfClasses } from './generated';

/**
 * Two half circles, as scikit-learn's `make_moons`: (cos θ, sin θ) is class 0,
 * (1 − cos θ, 1/2 − sin θ) class 1, θ from 0 to π.
 */
export const moons = generated({
  name: 'moons',
  documentation: 'Two half circles that reach into each other, one class each.',
  arguments: [
    pointsArgument('Points on each half circle.'),
    noiseArgument(0.1, 'Standard deviation of the noise on both inputs.'),
    ...generatedArguments,
  ],
  ...pointsOfClasses(() => 2),
  generate(given, random, add) {
    const [points, noise] = [given.number('points'), given.number('noise')];
    for (const label of [0, 1]) {
      for (let point = 0; point < points; point++) {
        const angle = points === 1 ? 0 : (Math.PI * point) / (points - 1);
        const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
        const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
        add([x + random.normal() * noise, y + random.normal() * noise], label);
      }
    }
  },
});
