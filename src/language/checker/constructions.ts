import type { ConstructorResult, ConstructorSpec } from '../../engine/constructors';
import type { Settings } from '../../engine/layers/support/layer';
import { maximumEntries, sizeOf } from '../../engine/shape';

/** Smaller values are made anew faster than they are remembered. */
const worthKeeping = 4096;

/**
 * Large values of the latest checks by their call: a keystroke
 * elsewhere does not draw millions of numbers again.
 */
const kept = new Map<string, ConstructorResult>();
let keptEntries = 0;

/** What a constructor gives for these settings. The numbers are shared: nobody may write to them. */
export function build(constructor: ConstructorSpec, settings: Settings): ConstructorResult {
  const key = `${constructor.name} ${JSON.stringify(settings)}`;
  const earlier = kept.get(key);
  if (earlier) return earlier;
  const result = constructor.build(settings);
  const entries = result.ok ? sizeOf(result.shape) : 0;
  if (entries < worthKeeping) return result;
  if (keptEntries + entries > maximumEntries) {
    kept.clear();
    keptEntries = 0;
  }
  kept.set(key, result);
  keptEntries += entries;
  return result;
}
