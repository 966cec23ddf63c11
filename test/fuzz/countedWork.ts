/** Where `countWork.mjs` makes this program count; nothing counts where it was not asked to. */
declare global {
  var executedStretches: Float64Array | undefined;
}

/**
 * Counts how often stretches of code are executed (functions and the blocks in them), which no other load on
 * the machine changes. What the engine of JavaScript does inside one call, as searching a text, counts as
 * nothing.
 */
export async function countedWork(work: () => void | Promise<void>): Promise<number> {
  const counted = globalThis.executedStretches;
  if (counted === undefined) throw new Error('This program does not count what it executes.');
  counted[0] = 0;
  await work();
  return counted[0];
}
