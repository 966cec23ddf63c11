import { message, type Message } from '../engine/message';
import { columnText } from './columns';
import type { SampleOrigin, Targets } from './dataset';
import { targetPlace } from './float32';

/** The first target that is below 0 or above 1, and where it stands. */
export function whyNoProbabilities(targets: Targets, origin?: SampleOrigin): Message | undefined {
  return firstTarget(targets, origin, (value) => !(value >= 0 && value <= 1));
}

/** The first target that is below 0, and where it stands. */
export function firstNegative(targets: Targets, origin?: SampleOrigin): Message | undefined {
  return firstTarget(targets, origin, (value) => value < 0);
}

function firstTarget(
  targets: Targets,
  origin: SampleOrigin | undefined,
  isMeant: (value: number) => boolean,
): Message | undefined {
  if (targets.kind === 'labels') return undefined;
  const { values, width } = targets;
  const entry = values.findIndex(isMeant);
  if (entry === -1) return undefined;
  const [sample, position] = [Math.floor(entry / width), entry % width];
  const value = values[entry] ?? NaN;
  if (origin === undefined) return message('Sample {0} has the target {1}.', sample + 1, value);
  const { file, row, column } = targetPlace(origin, { sample, position });
  return message('{0}, row {1}, column {2} is {3}.', file, row, columnText(column), value);
}
