import type { PythonClass, Value } from './values';

/** A member of a class or of what it inherits from, in the source. */
export function memberOf(of: PythonClass, name: string): Value | undefined {
  const own = of.members.get(name);
  if (own) return own;
  for (const base of of.bases) {
    const inherited = base.kind === 'class' && base !== of ? memberOf(base, name) : undefined;
    if (inherited) return inherited;
  }
  return undefined;
}

/** Whether a class is a model of PyTorch or Keras, however far above that is said. */
export function isModelClass(of: PythonClass): boolean {
  return of.bases.some((base) => {
    if (base.kind === 'class') return base !== of && isModelClass(base);
    return base.kind === 'library' && /(^|\.)((Lightning)?Module|Model)$/.test(base.path);
  });
}

/** Whether a class passes data through what it holds, and does not only train or keep it. */
export function isNetworkClass(of: PythonClass): boolean {
  return isModelClass(of) || ['forward', 'predict', '__call__'].some((name) => memberOf(of, name));
}
