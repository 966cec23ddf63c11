import type { KernelInstance, KernelModule } from './module';

/** What is larger is left to the garbage collector: hardly anybody needs as much again. */
const mostKept = 16 * 2 ** 20;

/** Asked for at least, so that plans of some kilobytes more than the last share its memory. */
const leastAsked = 2 ** 20;

/**
 * A build for plans that follow one another, each finished with before the next is placed: they share one
 * memory. Engines set aside gigabytes of addresses for each that they make: of hundreds one would be refused.
 */
export function oneAfterAnother(module: KernelModule): KernelModule {
  let kept: { readonly instance: KernelInstance; readonly room: number } | undefined;
  let used = 0;
  return {
    name: module.name,
    instantiate: (arenaBytes) => {
      if (kept && kept.room >= arenaBytes) {
        const { buffer, arenaStart } = kept.instance;
        new Uint8Array(buffer, arenaStart, used).fill(0);
      } else {
        const room = Math.max(leastAsked, 2 ** Math.ceil(Math.log2(arenaBytes)));
        if (room > mostKept) return module.instantiate(arenaBytes);
        kept = undefined;
        const instance = module.instantiate(room);
        if (instance === undefined) return undefined;
        kept = { instance, room };
      }
      used = arenaBytes;
      return kept.instance;
    },
  };
}
