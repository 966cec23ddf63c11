import type { NetworkProgram } from '../../language/checker/networks/program';

/** Whether two texts say the same network: then a run of one is a run of the other. */
export function isSameNetwork(a: NetworkProgram, b: NetworkProgram): boolean {
  return a === b || (isSameData(a, b) && isEqual(a.definition, b.definition));
}

/** Whether both take the same samples, in the same order: the seed decides which are tested with. */
export function isSameData(a: NetworkProgram, b: NetworkProgram): boolean {
  return (
    a.data.source === b.data.source &&
    isEqual(a.data.settings, b.data.settings) &&
    a.definition.training.seed === b.definition.training.seed
  );
}

/** Of plain data without numbers that are not finite. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)))
  );
}
