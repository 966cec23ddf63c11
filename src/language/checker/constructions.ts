import type { ConstructorResult, ConstructorSpec } from '../../engine/constructors';
import type { Settings } from '../../engine/layers/support/layer';
import { maximumEntries } from '../../engine/layers/support/limits';

/** Smaller values are made anew faster than they are remembered. */
const worthKeeping = 4096;

/** Large values of the latest checks by their call: a keystroke elsewhere does not draw millions of numbers again. */
const kept = new Map<string, ConstructorResult>();
let keptEntries = 0;

/** What a constructor gives for these settings. The numbers are shared: nobody may write to them. */
export function build(constructor: ConstructorSpec, settings: Settings): ConstructorResult {
  const key = `${constructor.name} ${JSON.stringify(settings)}`;
  const earlier = kept.get(key);
  if (earlier) return earlier;
  const result = constructor.build(settings);
  if (!result.ok || result.values.length < worthKeeping) return result;
  if (keptEntries + result.values.length > maximumEntries) {
    kept.clear();
    keptEntries = 0;
  }
  kept.set(key, result);
  keptEntries += result.values.length;
  return result;
}
