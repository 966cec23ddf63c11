import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { classCountArgument, generated, pointsOfClasses } from './generated';

/**
 * The spiral of O'Reilly Japan's *Deep Learning from Scratch 2*, section 1.4.1: point i of the n on arm k has
 * r = i/n and θ = 4k + 4r + noise·N(0, 1), and lies at (r sin θ, r cos θ). Drawn arm by arm.
 */
export const spiral = generated({
  name: 'spiral',
  documentation: 'Interleaved spiral arms in the plane, one class each: no straight line parts them.',
  arguments: [
    classCountArgument('classes', 'Number of arms.'),
    pointsArgument('Points on each arm.'),
    noiseArgument(0.2, 'Standard deviation of the noise on the angle, in radians.'),
    ...generatedArguments,
  ],
  ...pointsOfClasses((given) => given.number('classes')),
  generate(given, random, add) {
    const [classes, points, noise] = [given.number('classes'), given.number('points'), given.number('noise')];
    for (let arm = 0; arm < classes; arm++) {
      for (let point = 0; point < points; point++) {
        const radius = point / points;
        const angle = arm * 4 + 4 * radius + random.normal() * noise;
        add([radius * Math.sin(angle), radius * Math.cos(angle)], arm);
      }
    }
  },
});
