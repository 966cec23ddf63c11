/**
 * The memory: one page that is the compiler's own (static data lies at low addresses), scratch, then the
 * arena. Reading up to 64 bytes past an array is allowed everywhere, writing never.
 */
const scratchStart: usize = 0x10000;

/** Always zero, 128 bytes of it: what a product starts from that is not added to anything. */
export const zeros: usize = scratchStart;

/** Columns of B packed side by side: `panelDepth` rows of two vectors. */
export const panelStart: usize = scratchStart + 208;
export const panelDepth: i32 = 512;

/** Patches of an image, one column a place. */
export const patchesStart: usize = panelStart + panelDepth * 32 + 64;
export const scratchCapacity: usize = 512 * 1024;

export const arenaStart: usize = (patchesStart + scratchCapacity + 0xffff) & ~0xffff;
