import { generatedArguments, noiseArgument, pointsArgument } from '../commonArguments';
import { generated, pointsOfClasses } from './generated';

/** Two circles round the origin, as scikit-learn's `make_circles`: the outer with radius 1 is class 0. */
export const circles = generated({
  name: 'circles',
  documentation: 'A circle inside a circle, one class each.',
  arguments: [
    pointsArgument('Points on each circle.'),
    noiseArgument(0.1, 'Standard deviation of the noise on both inputs.'),
    {
      name: 'factor',
      type: 'number',
      default: 0.5,
      range: { from: 0, below: 1 },
      documentation: 'Radius of the inner circle; the outer has radius 1.',
    },
    ...generatedArguments,
  ],
  ...pointsOfClasses(() => 2),
  generate(given, random, add) {
    const [points, noise] = [given.number('points'), given.number('noise')];
    for (const [label, radius] of [1, given.number('factor')].entries()) {
      for (let point = 0; point < points; point++) {
        const angle = (2 * Math.PI * point) / points;
        const x = radius * Math.cos(angle) + random.normal() * noise;
        const y = radius * Math.sin(angle) + random.normal() * noise;
        add([x, y], label);
      }
    }
  },
});
